import random
from concurrent.futures import ThreadPoolExecutor

import pytest

from hello_c import edit_distance


def reference(left, right):
    row = list(range(len(right) + 1))
    for i, a in enumerate(left, 1):
        diagonal, row[0] = row[0], i
        for j, b in enumerate(right, 1):
            diagonal, row[j] = row[j], min(diagonal + (a != b), row[j] + 1, row[j - 1] + 1)
    return row[-1]


@pytest.mark.parametrize(
    ("left", "right", "edits"),
    [
        ("", "", 0),
        ("", "abc", 3),
        ("same", "same", 0),
        ("kitten", "sitting", 3),
        ("flaw", "lawn", 2),
        ("naïve", "naive", 1),
        ("wheel 🎡", "wheel 🛞", 1),
        ("a\0b", "a\0c", 1),
    ],
)
def test_known_distances(left, right, edits):
    assert edit_distance(left, right) == edits
    assert edit_distance(right, left) == edits


def test_agrees_with_the_reference():
    rng = random.Random(20)
    for _ in range(500):
        left, right = ("".join(rng.choices("abcé🎡", k=rng.randrange(12))) for _ in range(2))
        assert edit_distance(left, right) == reference(left, right)


def test_runs_in_threads():
    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(edit_distance, ["a" * 500] * 16, ["b" * 400] * 16)) == {500}


@pytest.mark.parametrize("arguments", [(), ("one",), ("one", b"two"), (None, "two")])
def test_refuses_other_types(arguments):
    with pytest.raises(TypeError):
        edit_distance(*arguments)
