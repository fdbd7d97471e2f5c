import { describe, expect, it } from "vitest";
import { findCause } from "../../../src/pipeline/reproduce-cause.ts";
import type { Variation } from "../../../src/plan/task.ts";

/** A build that differs where one of these was changed; the builds that were made are written down. */
function build(differs: (vary: readonly Variation[]) => boolean | undefined) {
  const made: string[] = [];
  const attempt = (name: string, vary: readonly Variation[]) => {
    made.push(name);
    const answer = differs(vary);
    return Promise.resolve(answer === undefined ? undefined : !answer);
  };
  return { made, attempt };
}

describe("the search for a cause", () => {
  it("ends with the repetition where nothing needs to change", async () => {
    const { made, attempt } = build(() => true);
    expect(await findCause(["path", "umask"], attempt)).toEqual({ kind: "unstable" });
    expect(made).toEqual(["repeated"]);
  });

  it("changes one thing at a time, the likeliest first, and stops at the one", async () => {
    const { made, attempt } = build((vary) => vary.includes("umask"));
    expect(await findCause(["path", "umask", "cpus"], attempt)).toEqual({ kind: "varied", by: "umask" });
    expect(made).toEqual(["repeated", "path", "umask"]);
  });

  it("admits that it takes several changes", async () => {
    const { attempt } = build(() => false);
    expect(await findCause(["path", "umask"], attempt)).toEqual({ kind: "together" });
  });

  it("knows nothing where the repetition fails, and goes on where one change fails", async () => {
    expect(await findCause(["path"], build(() => undefined).attempt)).toEqual({ kind: "unknown" });
    const { attempt } = build((vary) => (vary[0] === "path" ? undefined : vary[0] === "cpus"));
    expect(await findCause(["path", "cpus"], attempt)).toEqual({ kind: "varied", by: "cpus" });
  });
});
