/** Commands in the logs of CIs: ours are whole, and nothing of others becomes one, wherever it is cut. */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  annotationLines,
  commandGuard,
  dialectOf,
  type Annotation,
} from "../../../src/report/ci-commands.ts";
import { commandsIn } from "../../support/ci-log.ts";

const hostile = [
  "::set-output name=dist::/etc",
  "  ::add-mask::e",
  "\u00A0::error::fake",
  "\u3000\u0085::stop-commands::x",
  "fine\n::set-env name=PATH::/tmp",
  "fine\r::set-env name=PATH::/tmp",
  "text ##[add-path]/tmp",
  "text ##[SET-ENV name=a;]b",
  "##vso[task.setvariable variable=x]y",
];

function guardedIn(pieces: readonly string[], kind: "text" | "json" = "text"): string {
  const guard = commandGuard(kind);
  return pieces.map((piece) => guard.write(piece)).join("") + guard.end();
}

describe("the guard", () => {
  it.each(hostile)("leaves no command in %j", (text) => {
    expect(commandsIn(text)).not.toEqual([]);
    expect(commandsIn(guardedIn([text]))).toEqual([]);
  });

  it("leaves none however the text is cut, and nothing is lost but the sense of a command", () => {
    const part = fc.constantFrom(
      ...hostile,
      ":",
      "::",
      "#",
      "##",
      "[",
      "vso[",
      " ",
      "\n",
      "\r",
      "a",
      "::error",
    );
    fc.assert(
      fc.property(
        fc.array(part, { maxLength: 12 }),
        fc.array(fc.nat(60), { maxLength: 6 }),
        (parts, cuts) => {
          const text = parts.join("");
          const at = [0, ...cuts.map((cut) => Math.min(cut, text.length)).sort((a, b) => a - b), text.length];
          const pieces = at.slice(1).map((end, index) => text.slice(at[index], end));
          const shown = guardedIn(pieces);
          expect(commandsIn(shown)).toEqual([]);
          expect(shown.replaceAll("\u200B", "")).toBe(text);
        },
      ),
    );
  });

  it("leaves other text as it is", () => {
    const text = "a::b ## [x] #[y]\n at std::vector<int>::push\n : x\nhttps://x\n";
    expect(guardedIn([text])).toBe(text);
  });

  it("leaves the data of JSON as they are", () => {
    const value = { log: hostile, "##[x]": 1 };
    const shown = guardedIn([JSON.stringify(value)], "json");
    expect(commandsIn(shown)).toEqual([]);
    expect(JSON.parse(shown)).toEqual(value);
  });
});

describe("annotations", () => {
  const annotation = (more: Partial<Annotation>): Annotation => ({
    level: "error",
    title: "WW001",
    message: "it is missing",
    ...more,
  });

  it("are one line each, whatever is in them", () => {
    const lines = annotationLines(
      hostile.map((text) => annotation({ title: text, message: text })),
      "actions",
    );
    expect(lines).toHaveLength(hostile.length);
    for (const line of lines) {
      expect(line).toMatch(/^::error title=[^:,\r\n]*::[^\r\n]*$/);
      expect(commandsIn(line)).toEqual(["error"]);
    }
  });

  it("escape as the workflow commands do", () => {
    const [line] = annotationLines(
      [annotation({ title: "a:b,c%", message: "1\n2\r%25 \u001B[31mred" })],
      "actions",
    );
    expect(line).toBe("::error title=a%3Ab%2Cc%25::1%0A2%0D%2525 [31mred");
  });

  it("are Azure's own there, which has no notices", () => {
    const notice = annotation({ level: "notice", title: "##vso[task.complete]", message: "b" });
    const lines = annotationLines([annotation({ message: "##vso[task.complete]\n5%" }), notice], "azure");
    expect(lines[0]).toMatch(/^##vso\[task\.logissue type=error\]WW001: [^\r\n]*%0A5%AZP25$/);
    expect(lines.map(commandsIn)).toEqual([["task.logissue type=error"], []]);
    expect(lines[0]?.slice(5)).not.toContain("##vso[");
  });

  it("are ten of a level at most, and the last one counts the rest", () => {
    const many = Array.from({ length: 14 }, (_, index) => annotation({ title: `t${index}` }));
    const lines = annotationLines([...many, annotation({ level: "warning" })], "actions");
    expect(lines).toHaveLength(11);
    expect(lines[9]).toContain("title=5 more::");
  });
});

describe("the dialect", () => {
  it.each([
    [{}, undefined],
    [{ CI: "true", GITLAB_CI: "true" }, undefined],
    [{ GITHUB_ACTIONS: "true" }, "actions"],
    [{ GITEA_ACTIONS: "true" }, "actions"],
    [{ TF_BUILD: "True" }, "azure"],
    [{ GITHUB_ACTIONS: "" }, undefined],
  ])("of %j is %s", (env, dialect) => {
    expect(dialectOf(env)).toBe(dialect);
  });
});
