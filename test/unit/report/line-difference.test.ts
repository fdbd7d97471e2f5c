import { expect, it } from "vitest";
import { lineDifference } from "../../../src/report/line-difference.ts";

it("shows the lines that differ, each run of them with its place", () => {
  expect(lineDifference("a\nb\nc\n", "a\nb\nc\n")).toEqual([]);
  expect(lineDifference("a\nb\nc\nd\n", "a\nx\nc\nd\ne\n")).toEqual([
    "@@ line 2 @@",
    "-b",
    "+x",
    "@@ line 5 @@",
    "+e",
  ]);
  expect(lineDifference("", "a\n")).toEqual(["@@ line 1 @@", "+a"]);
});
