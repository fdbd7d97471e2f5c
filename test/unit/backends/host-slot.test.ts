import { spawn } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { hostname } from "node:os";
import { basename, join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { acquireSlot, slotParent } from "../../../src/backends/host-slot.ts";
import { temporaryFolder } from "../../support/archives.ts";

const lockOf = (pid: number, began: string, host = hostname()) => JSON.stringify({ pid, host, began });

async function acquire(parent: string) {
  const slot = await acquireSlot(parent);
  onTestFinished(() => slot.release());
  return slot;
}

describe("acquireSlot", () => {
  it("gives the lowest free slot, empty, and the same one again after it was released", async () => {
    const parent = join(temporaryFolder(), "slots");
    mkdirSync(join(parent, "0/left-over"), { recursive: true });
    const first = await acquire(parent);
    const second = await acquire(parent);
    expect([first.folder, second.folder].map((path) => basename(path))).toEqual(["0", "1"]);
    expect(readdirSync(first.folder)).toEqual([]);
    writeFileSync(join(first.folder, "x"), "");
    await first.release();
    expect(existsSync(first.folder)).toBe(false);
    expect(basename((await acquire(parent)).folder)).toBe("0");
  });

  it("takes the slot of a process that is dead, or whose number another has now", async () => {
    for (const lock of [lockOf(2 ** 22 + 1, "1"), lockOf(process.pid, "not when we began")]) {
      const parent = temporaryFolder();
      writeFileSync(join(parent, "0.lock"), lock);
      const slot = await acquire(parent);
      expect(basename(slot.folder)).toBe("0");
      expect(JSON.parse(readFileSync(join(parent, "0.lock"), "utf8"))).toMatchObject({ pid: process.pid });
    }
  });

  it("leaves the lock of another machine, and one that is being written, until they are silent", async () => {
    for (const lock of [lockOf(1, "1", "another-machine"), "", "{"]) {
      const parent = temporaryFolder();
      const file = join(parent, "0.lock");
      writeFileSync(file, lock);
      expect(basename((await acquire(parent)).folder)).toBe("1");
      const old = new Date(Date.now() - 3_600_000);
      utimesSync(file, old, old);
      expect(basename((await acquire(parent)).folder)).toBe("0");
    }
  });

  it("gives many at once one each, also over a dead one", async () => {
    const parent = temporaryFolder();
    writeFileSync(join(parent, "0.lock"), lockOf(2 ** 22 + 1, "1"));
    const slots = await Promise.all(Array.from({ length: 12 }, () => acquire(parent)));
    expect(new Set(slots.map(({ folder }) => folder)).size).toBe(12);
  });

  it("takes the slot of a process that was killed", async () => {
    const parent = temporaryFolder();
    const code = `import { acquireSlot } from "./src/backends/host-slot.ts";
      console.log((await acquireSlot(${JSON.stringify(parent)})).folder); setTimeout(() => {}, 60000);`;
    const child = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "-e", code], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    await new Promise((resolve) => child.stdout.once("data", resolve));
    expect(basename((await acquire(parent)).folder)).toBe("1");
    child.kill("SIGKILL");
    await new Promise((resolve) => child.once("close", resolve));
    expect(basename((await acquire(parent)).folder)).toBe("0");
  });
});

describe("slotParent", () => {
  it("is below the cache folder, unless shells would stumble over its name", async () => {
    expect(await slotParent("/home/me/.cache/wheelway")).toBe("/home/me/.cache/wheelway/slots");
    const strange = await slotParent("/home/Jöran Müller/it's");
    onTestFinished(() => rmdirSync(strange));
    expect(strange).toMatch(/^[\w./-]+$/);
    expect(await slotParent("/home/Jöran Müller/it's")).toBe(strange);
    const another = await slotParent("/home/Jöran Müller/another");
    onTestFinished(() => rmdirSync(another));
    expect(another).not.toBe(strange);
  });

  it("does not use a folder that others can write to", async () => {
    const folder = await slotParent("/home/some one/open");
    chmodSync(folder, 0o777);
    await expect(slotParent("/home/some one/open")).rejects.toThrow(/open to others/);
    rmdirSync(folder);
  });
});
