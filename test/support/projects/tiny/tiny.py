"""A module with nothing but a number."""

answer = 42
