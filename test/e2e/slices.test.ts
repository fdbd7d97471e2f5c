/** A build split over jobs and gathered again: the bytes of one build, faults that name the job to run again, and a release. */

import { appendFileSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { expect, it } from "vitest";
import type { Manifest } from "../../src/artifacts/manifest-schema.ts";
import type { SlicePlan } from "../../src/artifacts/slice-schema.ts";
import { builds, privateCache, wheelway, wheelwayJson } from "../support/cli.ts";
import { emptyFolder, gitInit, programOrSkip, pythonsOrSkip, tinyProject } from "../support/e2e-projects.ts";
import { startServices, storedBy } from "../support/release-world.ts";

it("gives the bytes of one build, names each slice that is not whole, and takes it when it was run again", async (context) => {
  programOrSkip(context, "cc");
  const { oldest, newest } = pythonsOrSkip(context);
  if (oldest === newest) context.skip("needs two Pythons");
  const services = await startServices(emptyFolder());
  const project = splitProject([oldest, newest], services.tables.testpypi + services.tables.pypi);
  const jobs = emptyFolder();
  const plan = join(jobs, "slices.json");
  const slices = join(jobs, "slices");
  const dist = join(jobs, "dist");

  const planned = await wheelway(["plan", project, "--backend", "host", "--slices", "2", "--json"]);
  writeFileSync(plan, planned.stdout);
  const [first, second] = (JSON.parse(planned.stdout) as SlicePlan).slices;
  if (!second) throw new Error("there is one slice");
  expect([first.targets, second.targets].map(([target]) => target.split("-")[0])).toEqual([oldest, newest]);
  const sdist = join(slices, "sdist");
  const run = (slice: string, from: readonly string[] = ["--sdist", sdist]) =>
    builds([project, "--slice", slice, "--plan", plan, "--dist", join(slices, slice), ...from]);
  const again = (slice: string, from?: readonly string[]) => {
    rmSync(join(slices, slice), { recursive: true });
    return run(slice, from);
  };
  const gather = () =>
    wheelwayJson(["gather", slices, "--plan", plan, "--project", project, "--to", dist, "--no-tools"]);
  const broken = (slice: string, why: string) => ({
    code: "slice-broken",
    message: `1 of 3 slices are not whole: ${slice}`,
    why: expect.stringContaining(why) as string,
    next: expect.stringMatching(new RegExp(`Run the jobs .* again.*: ${slice}\\.`)) as string,
  });

  await run("sdist", []);
  await run(first.name);
  expect((await gather()).error).toMatchObject(
    broken(second.name, `lost: ${second.name}: there is no folder of it`),
  );
  await run(second.name);

  const wheel = checksums(join(slices, first.name)).find(([file]) => file.endsWith(".whl"))?.[0] ?? "";
  appendFileSync(join(slices, first.name, wheel), "x");
  expect((await gather()).error).toMatchObject(
    broken(first.name, `altered: ${first.name}: ${wheel} is not what was built`),
  );

  // The same files in an archive of other bytes, as from a job that made the sdist anew.
  const [[file] = [""]] = checksums(sdist);
  const other = join(emptyFolder(), file);
  writeFileSync(other, gzipSync(gunzipSync(readFileSync(join(sdist, file))), { level: 1 }));
  await again(first.name, ["--sdist", other]);
  expect((await gather()).error).toMatchObject(broken(first.name, `other sdist: ${first.name}: `));

  await again(first.name);
  expect(await gather()).toMatchObject({ status: 0, error: undefined });
  const whole = await builds([project, "--dist", join(jobs, "whole")]);
  expect(checksums(dist)).toHaveLength(3);
  expect(checksums(dist)).toEqual(checksums(whole.folder));
  const { environment } = JSON.parse(readFileSync(join(dist, "manifest.json"), "utf8")) as Manifest;
  expect(environment.slices?.map(({ name }) => name).sort()).toEqual(
    [first.name, second.name, "sdist"].sort(),
  );

  const options = {
    cacheDir: privateCache(),
    env: { ...services.tokens, HOME: emptyFolder() },
    cwd: project,
  };
  const published = await wheelwayJson(["publish", dist, "--yes", "--to", "testpypi"], options);
  expect(published).toMatchObject({ status: 0, error: undefined });
  expect([...storedBy(services.testpypi)].sort()).toEqual(
    checksums(dist)
      .map(([name]) => name)
      .sort(),
  );
});

/** A project with a C extension that needs no package, with what an earlier build has taught. */
function splitProject(pythons: readonly [string, string], releaseTables: string): string {
  const project = tinyProject(
    `python = ${JSON.stringify(pythons)}\n[build]\nenv = { TINY = "compile" }\n${releaseTables}`,
  );
  writeFileSync(join(project, "wheelway.lock"), 'version = 1\n\n[facts.kinds.cpython]\nkind = "version"\n');
  return gitInit(project);
}

/** Name and digest of each artifact. */
function checksums(folder: string): readonly (readonly [file: string, sha256: string])[] {
  const lines = readFileSync(join(folder, "CHECKSUMS.sha256"), "utf8").split("\n").filter(Boolean);
  return lines.map((line) => {
    const [sha256 = "", file = ""] = line.split("  ");
    return [file, sha256] as const;
  });
}
