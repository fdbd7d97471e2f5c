import { mkdir, mkdtemp, readdir, readFile, rm, symlink, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { listEntries } from "../../../src/store/prune.ts";
import { resultsFolder, tierFolder } from "../../../src/store/places.ts";
import { sha256, storeAt, wanted, wheelResult } from "./sample.ts";

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "wheelway-store-"));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const key = sha256("a task");
const content = Buffer.from("the bytes of a wheel ".repeat(500));
const taken = (name = "out") => join(root, name);

async function filled(options: Parameters<typeof storeAt>[1] = {}) {
  const made = storeAt(join(root, "cache"), options);
  await made.store.put({ key, kind: "wheel" }, await wheelResult(join(root, "source"), "wheel:a", content));
  const folder = tierFolder(join(root, "cache"), options.access?.writes ?? "local");
  const [name = ""] = await readdir(folder);
  return { ...made, folder, path: join(folder, name) };
}

describe("ResultStore", () => {
  it("gives back the bytes, the result and the log of what was kept", async () => {
    const { store, warnings } = await filled();
    const found = await store.take(wanted(key, "wheel:a"), taken());
    expect(found?.result).toMatchObject({ id: "wheel:a", verdict: "passed", seconds: 2 });
    expect(found?.log).toBe("the log of wheel:a\n");
    expect(await readFile(join(found?.files["wheel"] ?? "", "demo-1.0-py3-none-any.whl"))).toEqual(content);
    expect(warnings).toEqual([]);
  });

  it("has nothing under another key, and nothing of another tier", async () => {
    const { store } = await filled({ access: { writes: "proposed", reads: ["trusted"] } });
    expect(await store.take(wanted(key, "wheel:a"), taken())).toBeUndefined();
    expect(await store.take(wanted(sha256("other"), "wheel:a"), taken())).toBeUndefined();
  });

  it("takes no result that is older than what an index may have changed since", async () => {
    const { store, warnings } = await filled({ now: () => new Date("2026-01-02T00:00:00Z") });
    const hour = 3600_000;
    expect(await store.take({ ...wanted(key, "wheel:a"), maxAge: 23 * hour }, taken("a"))).toBeUndefined();
    expect(await store.take({ ...wanted(key, "wheel:a"), maxAge: 25 * hour }, taken("b"))).toBeDefined();
    expect(warnings).toEqual([]);
  });

  it("keeps nothing whose bytes are not those that the task told of", async () => {
    const { store, warnings } = storeAt(join(root, "cache"));
    const result = await wheelResult(join(root, "source"), "wheel:a", content);
    await writeFile(join(root, "source", "wheel", "demo-1.0-py3-none-any.whl"), "changed since");
    await store.put({ key, kind: "wheel" }, result);
    expect(warnings).toHaveLength(1);
    expect(await listEntries(resultsFolder(join(root, "cache")))).toEqual([]);
  });

  it.each([
    ["cut short", (bytes: Buffer) => bytes.subarray(0, bytes.length - 1)],
    ["longer", (bytes: Buffer) => Buffer.concat([bytes, Buffer.from("x")])],
    ["empty", () => Buffer.alloc(0)],
    ["of another program", () => Buffer.from("hello\n".repeat(100))],
  ])("removes an entry that is %s, with a warning, and leaves no file behind", async (_, damage) => {
    const { store, warnings, path, folder } = await filled();
    await writeFile(path, damage(await readFile(path)));
    expect(await store.take(wanted(key, "wheel:a"), taken())).toBeUndefined();
    expect(warnings).toEqual([expect.stringContaining("is damaged")]);
    expect(await readdir(folder)).toEqual([]);
    expect(await readdir(root)).not.toContain("out");
  });

  it("believes no entry that was put under the key of another task, or tells of other commands", async () => {
    const { store, warnings, path, folder } = await filled();
    const other = sha256("other");
    await writeFile(join(folder, `${other}.wheel`), await readFile(path));
    expect(await store.take(wanted(other, "wheel:a"), taken("a"))).toBeUndefined();
    expect(await store.take(wanted(key, "wheel:b"), taken("b"))).toBeUndefined();
    expect(warnings).toHaveLength(2);
  });

  it("leaves its folder for no name in an entry", async () => {
    for (const name of ["../../evil", "/tmp/evil", "..", "a/b", "a\\b", "", "x\0y"]) {
      const { store, warnings } = storeAt(join(root, "cache"));
      const result = await wheelResult(join(root, "source"), "wheel:a", content);
      const [file] = result.result.outputs["wheel"] ?? [];
      const outputs = { wheel: [{ path: name, sha256: file?.sha256 ?? "", size: content.length }] };
      await store.put({ key, kind: "wheel" }, { ...result, result: { ...result.result, outputs } });
      expect(warnings).toHaveLength(1);
    }
    expect(await listEntries(resultsFolder(join(root, "cache")))).toEqual([]);
  });

  it("reads neither a link's target as an entry of its own nor a folder", async () => {
    const { store, warnings, path } = await filled();
    await rm(path);
    await mkdir(path);
    expect(await store.take(wanted(key, "wheel:a"), taken("a"))).toBeUndefined();
    await symlink("/dev/zero", path);
    expect(await store.take(wanted(key, "wheel:a"), taken("b"))).toBeUndefined();
    expect(warnings).toHaveLength(2);
  });

  it("is made smaller at the end of a run: what was not used for longest goes first", async () => {
    const { store, folder } = await filled({ limit: 25_000 });
    for (const [index, name] of ["b", "c", "d"].entries()) {
      const result = await wheelResult(join(root, name), "wheel:a", content);
      await store.put({ key: sha256(name), kind: "wheel" }, result);
      await utimes(join(folder, `${sha256(name)}.wheel`), 2000 + index, 2000 + index);
    }
    await store.tidy();
    const left = (await listEntries(resultsFolder(join(root, "cache")))).map(({ path }) => path);
    expect(left).toEqual([join(folder, `${sha256("d")}.wheel`), join(folder, `${key}.wheel`)]);
  });

  it("goes on without results where its folder cannot be used, and says so once", async () => {
    await writeFile(join(root, "cache"), "a file in the place of the folder");
    const { store, warnings } = storeAt(join(root, "cache"));
    const result = await wheelResult(join(root, "source"), "wheel:a", content);
    await store.put({ key, kind: "wheel" }, result);
    await store.put({ key, kind: "wheel" }, result);
    await store.tidy();
    expect(warnings).toHaveLength(1);
  });
});
