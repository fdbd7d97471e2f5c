import { describe, expect, it } from "vitest";
import { contentDifference } from "../../../src/artifacts/content-difference.ts";

const ran = {
  first: { path: "/cache/slots/0/tasks/wheel/work", "host-name": "one", started: 1_763_700_000 },
  second: { path: "/cache/slots/0/tasks/rebuild/work", "host-name": "two", started: 1_763_700_012 },
};

function between(first: string | Buffer, second: string | Buffer) {
  return contentDifference(Buffer.from(first), Buffer.from(second), ran);
}

describe("the place where two contents begin to differ", () => {
  it("is none for the same content", () => {
    expect(between("same", "same")).toBeUndefined();
  });

  it("is the first byte that differs, or the end of the shorter", () => {
    expect(between("abcd", "abXd")?.offset).toBe(2);
    expect(between("ab", "abcd")?.offset).toBe(2);
  });

  it.each([
    ["path", `x = "${ran.first.path}/a.c"`, `x = "${ran.second.path}/a.c"`],
    ["host-name", "built on one\n", "built on two\n"],
    ["time", "built at 1763700001.25", "built at 1763700013.5"],
    ["time", "DATE = '2026-11-21 10:00:01'", "DATE = '2026-11-21 10:00:13'"],
    ["time", "\0Nov 21 2026\x0010:00:01\0", "\0Nov 21 2026\x0010:00:13\0"],
    ["time", "t=1763700001123", "t=1763700013456"],
    ["random", "id: 0f8fad5b-d9cb-469f-a165-70867728950e", "id: 7c9e6679-7425-40de-944b-e07fc1f90ae7"],
    ["order", "b.c\na.c\nc.c\n", "c.c\nb.c\na.c\n"],
    ["order", "names = {'a', 'b', 'c'}", "names = {'c', 'a', 'b'}"],
  ])("looks like %s: %j", (look, first, second) => {
    expect(between(first, second)?.looks).toEqual([look]);
  });

  it.each([
    ["a number that is no time of the build", "size = 1234567890", "size = 1234567891"],
    ["words", "colour", "color"],
    ["bytes of a program", Buffer.from([0x7f, 1, 0x90, 0x90]), Buffer.from([0x7f, 2, 0x90, 0x90])],
    ["a path that both have", `${ran.first.path} 1`, `${ran.first.path} 2`],
  ])("looks like nothing known: %s", (_, first, second) => {
    expect(between(first, second)?.looks).toEqual([]);
  });

  it("looks at machine code by its strings, and no further than a line", () => {
    const program = (text: string) =>
      Buffer.concat([Buffer.alloc(5000, 1), Buffer.from(`\0${text}\0`), Buffer.alloc(99)]);
    expect(between(program("10:00:01"), program("10:00:13"))).toEqual({ offset: 5007, looks: ["time"] });
  });
});
