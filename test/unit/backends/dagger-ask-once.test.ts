import { describe, expect, it } from "vitest";
import { Handles, readOnce } from "../../../src/backends/dagger-ask-once.ts";
import type { DaggerTree } from "../../../src/backends/dagger-trees.ts";

/** An object of the SDK, as far as its id goes. */
function asked(id: string) {
  const object = { requests: 0, id: () => Promise.resolve(((object.requests += 1), id)) };
  return object;
}

describe("what is handed over", () => {
  it("is asked for its id once, however often and at whatever time", async () => {
    const handles = new Handles();
    const [one, other] = [asked("one"), asked("other")];
    expect(await Promise.all([handles.of(one), handles.of(one), handles.of(other)])).toEqual([
      "one",
      "one",
      "other",
    ]);
    expect(await handles.of(one)).toBe("one");
    expect([one.requests, other.requests]).toEqual([1, 1]);
  });

  it("keeps what is known of a tree beside its id", async () => {
    const file = { kind: "file", name: "demo.tar.gz", file: asked("a") } as unknown as DaggerTree;
    const folder = { kind: "folder", folder: asked("b") } as unknown as DaggerTree;
    expect(await new Handles().ofAll({ sdist: file, env: folder })).toEqual({
      sdist: { kind: "file", name: "demo.tar.gz", file: "a" },
      env: { kind: "folder", folder: "b" },
    });
  });
});

describe("a text of the engine", () => {
  const counted = (text: string) => {
    let reads = 0;
    const read = readOnce(() => Promise.resolve(((reads += 1), text)));
    return { read, reads: () => reads };
  };

  it("is read once", async () => {
    const { read, reads } = counted("log");
    expect([await read(), await read()]).toEqual(["log", "log"]);
    expect(reads()).toBe(1);
  });

  it("is not kept where it is long", async () => {
    const { read, reads } = counted("x".repeat(1024 * 1024 + 1));
    await read();
    await read();
    expect(reads()).toBe(2);
  });
});
