/** dist/ is replaced as a whole or not at all: foreign files, a full disk, two builds at once. */

import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished, type TestContext } from "vitest";
import { builds, told, wheelway, wheelwayJson } from "../support/cli.ts";
import { digestsOf, emptyFolder, pythonsOrSkip, tinyProject } from "../support/e2e-projects.ts";

it("refuses a dist with files of others before anything runs, and moves it aside where it must", async (context) => {
  const { newest } = pythonsOrSkip(context);
  const project = tinyProject();
  const only = ["--only", `${newest}-*`];
  await builds([project, ...only]);
  const dist = join(project, "dist");
  writeFileSync(join(dist, "notes.txt"), "mine\n");
  const before = await digestsOf(dist);
  const run = await wheelwayJson(["build", project, ...only, "--backend", "host"]);
  expect(run.status).toBe(3);
  expect(run.error).toMatchObject({ code: "dist-unwritable" });
  expect(run.error?.message).toContain("notes.txt");
  expect(run.events.filter(({ type }) => type === "task-started")).toEqual([]);
  expect(await digestsOf(dist)).toEqual(before);

  const forced = await builds([project, ...only, "--force"]);
  const aside = /is now in (\S+)$/.exec(forced.hints.join("\n"))?.[1] ?? "";
  expect(await digestsOf(aside)).toEqual(before);
  expect(readdirSync(dist)).not.toContain("notes.txt");
});

it("keeps the earlier dist where the disk is full, and says so", async (context) => {
  const { newest } = pythonsOrSkip(context);
  const project = tinyProject();
  const only = ["--only", `${newest}-*`];
  const good = await builds([project, ...only]);
  // The new folder is written beside the earlier one; there is room for one and a half.
  const pages = readdirSync(good.folder).map((file) =>
    Math.ceil(statSync(join(good.folder, file)).size / 4096),
  );
  const parent = smallDisk(context, pages.reduce((sum, count) => sum + count, 0) * 6);
  cpSync(good.folder, join(parent, "dist"), { recursive: true });
  const before = await digestsOf(join(parent, "dist"));
  const dist = ["--dist", join(parent, "dist")];
  const run = await wheelwayJson(["build", project, ...only, "--backend", "host", ...dist]);
  expect(run.status).toBe(3);
  expect(run.error).toMatchObject({ code: "disk-full" });
  expect(run.error?.message).toContain(join(parent, "dist"));
  expect(await digestsOf(join(parent, "dist"))).toEqual(before);
  expect(readdirSync(parent)).toEqual(["dist"]);
});

it("says that the disk is full where a task cannot write", async (context) => {
  const { newest } = pythonsOrSkip(context);
  const project = tinyProject();
  const cacheDir = join(smallDisk(context, 1024), "cache");
  const run = await wheelwayJson(["build", project, "--only", `${newest}-*`, "--backend", "host"], {
    cacheDir,
  });
  const said =
    run.error?.code === "disk-full" || /no space left/i.test(JSON.stringify(run.report?.record.failures));
  expect(said, told(run)).toBe(true);
  expect([1, 3]).toContain(run.status);
  expect(readdirSync(project)).not.toContain("dist");
});

/** A file system of so many KiB, in memory. */
function smallDisk({ skip }: TestContext, size: number): string {
  const folder = join(emptyFolder(), "disk");
  mkdirSync(folder);
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", `size=${size}k`, "tmpfs", folder], { stdio: "pipe" });
  } catch {
    skip("a small disk can be mounted by root on Linux only");
  }
  onTestFinished(() => void execFileSync("umount", ["--lazy", folder]));
  return folder;
}

it("lets two builds of a project run at once: one whole dist, nothing left beside it", async (context) => {
  const { newest } = pythonsOrSkip(context);
  const project = tinyProject('[build]\nenv = { TINY = "slow" }\n');
  const argv = ["build", project, "--only", `${newest}-*`, "--backend", "host", "--quiet"];
  const runs = await Promise.all([wheelway(argv), wheelway(argv)]);
  // The one that comes second replaces what the first wrote; at the same moment, it is told that another is writing.
  for (const run of runs) {
    if (run.status !== 0) expect(run.stderr).toContain("another run is replacing it");
  }
  expect(runs.map(({ status }) => status)).toContain(0);
  const names = readdirSync(project);
  expect(names.filter((name) => name.includes("dist"))).toEqual(["dist"]);
  const dist = join(project, "dist");
  execFileSync("sha256sum", ["--check", "--strict", "CHECKSUMS.sha256"], { cwd: dist, stdio: "pipe" });
  const digest = /manifest +([0-9a-f]{64})/;
  const printed = runs.flatMap(({ stdout }) => digest.exec(stdout)?.[1] ?? []);
  const { "manifest.json": written } = await digestsOf(dist);
  expect(printed).toContain(written);
  expect(readFileSync(join(dist, "VALIDATION.txt"), "utf8")).toContain("passed");
});
