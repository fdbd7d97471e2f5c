import { describe, expect, it } from "vitest";
import type { Differences } from "../../../src/artifacts/archive-difference.ts";
import type { ContentDifference } from "../../../src/artifacts/content-difference.ts";
import type { Cause, Reproduction } from "../../../src/artifacts/reproduction.ts";
import { reproduction } from "../../../src/checks/reproduction.ts";
import { variations } from "../../../src/plan/task.ts";

const file = "demo-1.0-py3-none-any.whl";
const tried = { file, varied: ["path", "umask", "clock"], unvaried: ["host-name"] } as const;

function judge(...reproductions: Reproduction[]) {
  return reproduction.run({ wheels: [], sdist: undefined, contract: undefined, reproductions });
}

function different(differences: Differences | undefined, cause: Cause, content?: ContentDifference) {
  const [found] = judge({
    ...tried,
    outcome: "different",
    second: "demo-1.0-py3-none-any.whl",
    differences,
    content,
    cause,
  });
  return found;
}

const content: Differences = { first: { kind: "content", member: "demo/build.py" }, members: 2 };

describe("the check of second builds", () => {
  it("says nothing where none were asked for, or where nothing is left to prove", () => {
    expect(reproduction.run({ wheels: [], sdist: undefined, contract: undefined })).toEqual([]);
    expect(judge({ ...tried, unvaried: [], outcome: "same" })).toEqual([]);
  });

  it("notes once what was the same in both builds", () => {
    const found = judge(
      { ...tried, outcome: "same" },
      { ...tried, outcome: "same", file: "demo-1.0.tar.gz" },
    );
    expect(found.map(({ code, severity, message }) => [code, severity, message])).toEqual([
      ["WW087", "note", "equal in two builds, but these were the same in both: host name"],
    ]);
  });

  it("names member, place and proved cause of a difference, with a way out of its own", () => {
    const found = different(content, { kind: "varied", by: "path" }, { offset: 17, looks: ["path"] });
    expect(found).toMatchObject({
      code: "WW085",
      severity: "error",
      artifact: file,
      member: "demo/build.py",
    });
    expect(found?.message).toBe(
      "a second build differs in the content of demo/build.py, from byte 17 on (the first of 2 members that differ): " +
        "it differs with the path of the build folder alone, which is written in it",
    );
    expect(found?.hint).toContain("-ffile-prefix-map");
  });

  it("has a way out for everything that is varied", () => {
    const hints = variations.map((by) => different(content, { kind: "varied", by })?.hint);
    expect(new Set(hints).size).toBe(variations.length);
  });

  it("tells time, chance and order apart where nothing was changed", () => {
    const looks = ["time", "random", "order"] as const;
    const messages = looks.map(
      (look) => different(content, { kind: "unstable" }, { offset: 0, looks: [look] })?.message,
    );
    expect(messages.map((message) => message?.split("; ").at(-1))).toEqual([
      "the time of the build seems to be written in it",
      "it looks like a random value",
      "the same words are in another order, as by parallel work",
    ]);
  });

  it("claims no cause that was not looked for", () => {
    const found = different(content, { kind: "unknown" });
    expect(found?.message).toContain("changed were path of the build folder, umask, time of the build");
  });

  it.each([
    [{ kind: "missing", member: "a", from: "second" }, "a second build lacks a:"],
    [{ kind: "missing", member: "a", from: "first" }, "a second build has a beside:"],
    [{ kind: "mode", member: "a" }, "a second build differs in the mode of a:"],
    [{ kind: "time", member: "a" }, "a second build differs in the time stamp of a:"],
    [{ kind: "order", member: "a" }, "a second build has its members in another order, from a on:"],
    [{ kind: "compression" }, "a second build differs in its compression alone, all members are the same:"],
  ] as const)("says what differs: %j", (first, start) => {
    const found = different({ first, members: 1 }, { kind: "unstable" });
    expect(found?.message.startsWith(start)).toBe(true);
  });

  it("tells a second build that failed from one that differs", () => {
    const [found] = judge({
      ...tried,
      outcome: "failed",
      message: "build wheel: it ended with status 1",
      log: undefined,
    });
    expect(found).toMatchObject({ code: "WW086", severity: "error" });
    expect(found?.message).toContain("build wheel: it ended with status 1");
  });
});
