/** `wheelway resume` from end to end: a publication that was killed goes on from anywhere, without the folder that it came from. */

import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, inject, it, onTestFinished } from "vitest";
import { pureWheel, sdistBytes, sdistFile, wheelBytes } from "../support/archives.ts";
import { privateCache, startCli, wheelway } from "../support/cli.ts";
import { emptyFolder } from "../support/e2e-projects.ts";
import { startFakeIndex, type FakeIndex } from "../support/fake-index/server.ts";

const metadata =
  "Metadata-Version: 2.1\nName: demo\nVersion: 1.0\nSummary: A demo\nRequires-Python: >=3.8\nDescription-Content-Type: text/markdown\n\nA demo.\n";

it("goes on with a publication that was killed, from another folder and with its own copy", async (context) => {
  const why = inject("noIndex");
  if (why !== undefined) context.skip(why);
  const [project, servers, elsewhere] = [emptyFolder(), emptyFolder(), emptyFolder()];
  const start = async (name: string) => {
    const index = await startFakeIndex({ folder: join(servers, name), password: "secret-token" });
    onTestFinished(() => index.close());
    return index;
  };
  const [pypi, testpypi] = [await start("pypi"), await start("testpypi")];
  const table = (key: string, name: string, { upload, simple }: FakeIndex) =>
    `[release.${key}]\nname = "${name}"\nupload = "${upload}"\nsimple = "${simple}"\n`;
  writeFileSync(
    join(project, "wheelway.toml"),
    table("index", "pypi", pypi) + table("test-index", "testpypi", testpypi),
  );
  writeFileSync(
    join(project, "pyproject.toml"),
    '[build-system]\nrequires = []\nbuild-backend = "x"\n[project]\nname = "demo"\nversion = "1.0"\n',
  );
  mkdirSync(join(project, "dist"));
  writeFileSync(join(project, "dist", pureWheel), wheelBytes({ metadata }));
  writeFileSync(join(project, "dist", sdistFile), sdistBytes({ pkgInfo: metadata }));
  const tokens = { WHEELWAY_PYPI_TOKEN: "secret-token", WHEELWAY_TESTPYPI_TOKEN: "secret-token" };
  const options = { cacheDir: privateCache(), env: { ...tokens, HOME: emptyFolder() } };

  testpypi.faults.push({ on: "upload", do: "store-then-hang" });
  const killed = startCli(["publish", "--yes"], { ...options, cwd: project });
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
    const stored = index.events.flatMap((event) => (event.type === "stored" ? [event.file] : []));
    expect(stored).toEqual([pureWheel, sdistFile]);
    expect(index.events.filter(({ type }) => type === "posted")).toHaveLength(2);
  }
  const after = await wheelway(["status"], { ...options, cwd: elsewhere });
  expect(after.stdout).toContain("No release is open on this machine.");
  expect(after.stdout).toContain("demo 1.0  released");
});
