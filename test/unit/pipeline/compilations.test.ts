import { describe, expect, it } from "vitest";
import { compilationsIn, compilationsOf } from "../../../src/pipeline/compilations.ts";
import { compilerCacheOf } from "../../../src/pipeline/compiler-cache.ts";
import { compilationsTotal } from "../../../src/report/compilations.ts";
import type { Done } from "../../../src/schedule/run-tasks.ts";

const line = (counts: object) =>
  `compiler cache: ${JSON.stringify({ compiled: 0, hits: 0, misses: 0, failed: 0, used: true, ...counts })}\n`;

describe("what compilers did", () => {
  it("is added up over the commands of a task", () => {
    const log = `==> build.before\n${line({ compiled: 2, misses: 2 })}==> build wheel\n${line({ compiled: 1, hits: 9 })}`;
    expect(compilationsIn(log)).toEqual({ compiled: 3, hits: 9 });
  });

  it("says why there was no cache", () => {
    const log = line({ compiled: 4, used: false, why: "it is switched off" });
    expect(compilationsIn(log)).toEqual({ compiled: 4, hits: 0, withoutCache: "it is switched off" });
  });

  it.each(["", "compiler cache: {\n", "compiler cache: {}\n", line({ compiled: -1 }), line({})])(
    "is nothing where the log tells nothing: %j",
    (log) => {
      expect(compilationsIn(log)).toBeUndefined();
    },
  );

  it("leaves out what was not run now", async () => {
    const done = (id: string, rest: object, remembered = false) => {
      const log = () => Promise.resolve(line({ compiled: 1 }));
      return {
        state: "passed",
        task: { id, kind: "wheel" },
        outcome: { log, remembered },
        ...rest,
      } as Done<string>;
    };
    const all = [done("a", {}), done("b", { reused: "2026-01-01T00:00:00Z" }), done("c", {}, true)];
    expect(await compilationsOf(all)).toEqual([{ task: "a", compiled: 1, hits: 0 }]);
  });

  it("is told in one line", () => {
    const records = [
      { task: "a", compiled: 7, hits: 3 },
      { task: "b", compiled: 3, hits: 7, failed: 1 },
    ];
    expect(compilationsTotal(records)).toBe(
      "10 files compiled, 10 from the compiler cache; 1 time the cache failed, and the compiler was started",
    );
    expect(compilationsTotal([])).toBeUndefined();
  });
});

describe("the part of the compiler cache", () => {
  const pull = { GITHUB_ACTIONS: "true", GITHUB_EVENT_NAME: "pull_request", GITHUB_REPOSITORY: "a/b" };

  it("is never one that strangers fill, for a release", () => {
    expect(compilerCacheOf(pull, false)).toBe("proposed");
    expect(compilerCacheOf(pull, true)).toBeUndefined();
    expect(compilerCacheOf({}, true)).toBe("local");
  });

  it("is none where it is switched off", () => {
    expect(compilerCacheOf({ WHEELWAY_COMPILER_CACHE: "off" }, false)).toBeUndefined();
  });
});
