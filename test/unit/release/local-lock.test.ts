/** The lock of a release on one machine: one holder, the dead make way, and nothing is left behind. */

import { spawnSync } from "node:child_process";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { isRunning } from "../../../src/processes.ts";
import { lockHolder, lockRelease } from "../../../src/release/local-lock.ts";
import { temporaryFolder } from "../../support/archives.ts";

const place = () => join(temporaryFolder(), "lock");

/** The number of a process that has ended. */
function deadPid(): number {
  const { pid } = spawnSync(process.execPath, ["-e", ""]);
  if (isRunning(pid)) throw new Error("its number is used again");
  return pid;
}

it("has one holder at a time, and leaves nothing behind", async () => {
  const path = place();
  const unlock = await lockRelease(path, process.pid);
  expect(await lockHolder(path)).toBe(process.pid);
  await expect(lockRelease(path, process.pid)).rejects.toMatchObject({
    code: "release-conflict",
    message: `process ${process.pid} of this machine is working on this release`,
  });
  await unlock();
  expect(await lockHolder(path)).toBeUndefined();
  await (
    await lockRelease(path, process.pid)
  )();
  expect(readdirSync(join(path, ".."))).toEqual([]);
});

it.for<readonly [string, () => string]>([
  ["of a process that is gone", () => `${deadPid()} some-token \n`],
  ["that a power cut has emptied", () => ""],
  ["of an earlier process with the number of this one", () => `${process.pid} some-token \n`],
  ["of an earlier process whose number another one has now", () => `1 some-token another-boot/12\n`],
])("takes over a lock %s", async ([why, text]) => {
  const path = place();
  if (why.includes("another one") && process.platform !== "linux") return;
  writeFileSync(path, text());
  expect(await lockHolder(path)).toBeUndefined();
  const unlock = await lockRelease(path, process.pid);
  expect(readFileSync(path, "utf8").startsWith(`${process.pid} `)).toBe(true);
  await unlock();
});

it("removes what those left who died while they wanted it, and nothing else", async () => {
  const path = place();
  const folder = join(path, "..");
  const dead = deadPid();
  writeFileSync(`${path}-${dead}-00000000-0000-4000-8000-000000000000`, "");
  writeFileSync(`${path}-heir-0123456789ab`, `${dead} token \n`);
  writeFileSync(join(folder, "locksmith"), "");
  const unlock = await lockRelease(path, process.pid);
  expect(readdirSync(folder).sort()).toEqual(["lock", "locksmith"]);
  await unlock();
});

it.for(["free", "left by a dead process"])(
  "lets one of 50 through that want it at once: %s",
  async (state) => {
    const path = place();
    if (state !== "free") writeFileSync(path, `${deadPid()} some-token \n`);
    const ends = await Promise.allSettled(Array.from({ length: 50 }, () => lockRelease(path, process.pid)));
    expect(ends.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(readdirSync(join(path, ".."))).toEqual(["lock"]);
  },
);
