import { expect, it } from "vitest";
import { clock, size } from "../../../src/report/terminal-format.ts";

it.each([
  [0, "0:00"],
  [7.9, "0:07"],
  [754, "12:34"],
  [3723, "1:02:03"],
  [-1, "0:00"],
])("%d seconds are %s", (seconds, shown) => {
  expect(clock(seconds)).toBe(shown);
});

it.each([
  [0, "0 B"],
  [999, "999 B"],
  [1000, "1.0 kB"],
  [24_120, "24.1 kB"],
  [99_960, "100 kB"],
  [999_600, "1.0 MB"],
  [1_870_000, "1.9 MB"],
  [3e13, "30.0 TB"],
])("%d bytes are %s", (bytes, shown) => {
  expect(size(bytes)).toBe(shown);
});
