/** `wheelway resume` from end to end: a publication that was killed goes on from anywhere, without the folder that it came from. */

import { rmSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { pureWheel, sdistFile } from "../support/archives.ts";
import { startCli, wheelway } from "../support/cli.ts";
import { emptyFolder } from "../support/e2e-projects.ts";
import { distWorld, postsTo, storedBy } from "../support/release-world.ts";

it("goes on with a publication that was killed, from another folder and with its own copy", async (context) => {
  const { folder: project, pypi, testpypi, options } = await distWorld(context);
  const elsewhere = emptyFolder();
  testpypi.faults.push({ on: "upload", do: "store-then-hang" });
  const killed = startCli(["publish", "--yes"], options);
  await expect.poll(() => testpypi.files().length, { timeout: 60_000 }).toBe(1);
  killed.child.kill("SIGKILL");
  await killed.done;
  rmSync(join(project, "dist"), { recursive: true });

  const status = await wheelway(["status"], { ...options, cwd: elsewhere });
  expect(status.stdout).toContain(`testpypi has 1 of 2 files; not yet ${sdistFile}`);
  expect(status.stdout).toContain(`perhaps done: upload ${pureWheel} to testpypi`);
  expect(status.stdout).toContain("wheelway resume demo==1.0 goes on");
  // Approved before; nobody is asked again.
  const resumed = await wheelway(["resume"], { ...options, cwd: elsewhere });
  expect(resumed.stderr).not.toContain("error[");
  expect(resumed.status).toBe(0);
  for (const index of [pypi, testpypi]) {
    expect(storedBy(index)).toEqual([pureWheel, sdistFile]);
    expect(postsTo(index)).toBe(2);
  }
  const after = await wheelway(["status"], { ...options, cwd: elsewhere });
  expect(after.stdout).toContain("No release is open on this machine.");
  expect(after.stdout).toContain("demo 1.0  released");
});
