import { describe, expect, it, vi } from "vitest";
import { main } from "../../../src/cli/main.ts";
import type { UseCases } from "../../../src/cli/use-cases.ts";
import { WheelwayError } from "../../../src/errors.ts";
import { fakeDoor } from "../../support/door.ts";
import { buildRecord } from "../../support/build-record.ts";

/** A build that ends, one way or another, once it is stopped and its clean-up is done. */
function until(cleanUp: Promise<void>, end: () => ReturnType<UseCases["build"]>) {
  let begin: () => void = () => undefined;
  const begun = new Promise<void>((resolve) => (begin = resolve));
  const build: UseCases["build"] = async (_, { signal }) => {
    await new Promise((resolve) => {
      signal.addEventListener("abort", resolve);
      begin();
    });
    await cleanUp;
    return end();
  };
  return Object.assign(build, { begun });
}

/** One signal while the build runs, and the word that it was heard; a second one would mean something else. */
async function interrupt(
  door: ReturnType<typeof fakeDoor>,
  begun: Promise<void>,
  signal: "SIGINT" | "SIGTERM",
) {
  await begun;
  door.send(signal);
  await vi.waitFor(() => expect(door.err()).toContain("Stopping:"), { timeout: 10_000 });
}

const interrupted = (why?: string) =>
  Promise.reject(
    new WheelwayError("interrupted", { message: "stopped", next: "Go on.", ...(why ? { why } : {}) }),
  );

describe("Ctrl-C", () => {
  it("stops in good order, says what is kept, and ends with 130", async () => {
    const build = until(Promise.resolve(), () => interrupted());
    const door = fakeDoor(["build"], { useCases: { build } });
    const status = main(door);
    await interrupt(door, build.begun, "SIGINT");
    expect(await status).toBe(130);
    expect(door.err()).toContain("Press Ctrl-C again to leave at once");
    expect(door.err()).toContain("error[interrupted]: stopped before the end");
    expect(door.err()).toContain(
      "Kept: dist as it was before, and what is in the cache (/home/user/.cache/wheelway)",
    );
    expect(door.exits).toEqual([]);
  });

  it.each([
    ["whatever the clean-up throws", () => Promise.reject(new Error("a child died"))],
    [
      "even where the run came to its end",
      () => Promise.resolve({ record: buildRecord(), folder: "dist", manifestDigest: undefined, hints: [] }),
    ],
  ])("ends with 130, %s", async (_, end) => {
    const build = until(Promise.resolve(), end);
    const door = fakeDoor(["build", "--quiet"], { useCases: { build } });
    const status = main(door);
    await interrupt(door, build.begun, "SIGTERM");
    expect(await status).toBe(130);
    expect(door.err()).not.toContain("bug of Wheelway");
  });

  it("shows the use case's own words of what is kept", async () => {
    const build = until(Promise.resolve(), () => interrupted("Kept: the draft of the release."));
    const door = fakeDoor(["build"], { useCases: { build } });
    const status = main(door);
    await interrupt(door, build.begun, "SIGINT");
    await status;
    expect(door.err()).toContain("Kept: the draft of the release.");
  });

  it("a second time leaves at once, with the terminal in order", async () => {
    let end: () => void = () => undefined;
    const build = until(new Promise((resolve) => (end = resolve)), () => interrupted());
    const terminal = { columns: 80, rows: 24 };
    const door = fakeDoor(["build"], { useCases: { build }, terminal });
    const status = main(door);
    await interrupt(door, build.begun, "SIGINT");
    door.send("SIGINT");
    expect(door.exits).toContain(130);
    expect(door.err()).toContain("\u001b[?25h");
    end();
    await status;
  });
});

describe("a reader that has gone away", () => {
  it("stops the run without a word", async () => {
    const door = fakeDoor(["build", "--json"], {
      useCases: { build: until(Promise.resolve(), () => interrupted()) },
    });
    const status = main(door);
    await vi.waitFor(async () => {
      door.closeOutput();
      expect(await Promise.race([status, Promise.resolve("running")])).toBe(130);
    });
    expect(door.err()).toBe("");
  });

  it("does not change the outcome of what had ended", async () => {
    const plan = () =>
      Promise.reject(new WheelwayError("project-not-found", { message: "nothing", next: "Look." }));
    const door = fakeDoor(["plan"], { useCases: { plan } });
    expect(await main(door)).toBe(2);
  });
});
