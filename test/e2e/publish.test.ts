/** `wheelway publish` from end to end: a foreign dist to two indexes, exactly once, also after a fault, a change or a kill. */

import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { pureWheel, sdistFile, wheelBytes } from "../support/archives.ts";
import { startCli, wheelway, wheelwayJson } from "../support/cli.ts";
import type { FakeIndex } from "../support/fake-index/server.ts";
import { distMetadata as metadata, distWorld, postsTo, storedBy } from "../support/release-world.ts";

describe("wheelway publish", () => {
  it("brings a set that something else built to both indexes, proves it there, and does nothing the second time", async (context) => {
    const here = await distWorld(context);
    const run = await wheelwayJson(["publish", "--yes"], here.options);
    expect(run.stderr).not.toContain("error[");
    expect(run.status).toBe(0);
    expect(run.events.at(-1)).toMatchObject({ type: "published", project: "demo", release: "1.0" });
    // Wheels first, sdist last, the same bytes on both.
    expect(storedBy(here.testpypi)).toEqual([pureWheel, sdistFile]);
    expect(storedBy(here.pypi)).toEqual([pureWheel, sdistFile]);
    const digests = (index: FakeIndex) => index.files().map(({ sha256 }) => sha256);
    expect(digests(here.pypi)).toEqual(digests(here.testpypi));
    expect(run.stderr).toMatch(/demo 1\.0 installed from testpypi/);
    expect(run.stderr).toMatch(/demo 1\.0 installed from pypi/);
    const posts = here.pypi.events.length;
    const again = await wheelway(["publish", "--yes"], here.options);
    expect(again.status).toBe(0);
    expect(here.pypi.events.slice(posts).filter(({ type }) => type === "posted")).toEqual([]);
    for (const text of [run.stdout, run.stderr, here.journal()]) expect(text).not.toContain("secret-of");
  });

  it("sends nothing anywhere without approval, and names missing credentials before that", async (context) => {
    const here = await distWorld(context);
    const open = await wheelwayJson(["publish"], here.options);
    expect(open.error).toMatchObject({ code: "approval-missing" });
    const env = { ...here.options.env, WHEELWAY_PYPI_TOKEN: undefined };
    const missing = await wheelwayJson(["publish", "--yes"], { ...here.options, env });
    expect(missing.error).toMatchObject({ code: "credentials-missing" });
    expect([...storedBy(here.pypi), ...storedBy(here.testpypi)]).toEqual([]);
  });

  it("goes no further than the test index where that was asked for", async (context) => {
    const here = await distWorld(context);
    const run = await wheelway(["publish", "--yes", "--to", "testpypi"], here.options);
    expect(run.status).toBe(0);
    expect(storedBy(here.testpypi)).toHaveLength(2);
    expect(here.pypi.events).toEqual([]);
  });

  it("stops at a foreign file under its version, although each of its own is the same", async (context) => {
    const here = await distWorld(context);
    expect((await wheelway(["publish", "--yes", "--to", "testpypi"], here.options)).status).toBe(0);
    const [first] = here.testpypi.files();
    if (!first) throw new Error("nothing there");
    here.testpypi.state.add(
      { ...first, file: "demo-1.0-cp312-cp312-win_amd64.whl", sha256: "0".repeat(64) },
      Buffer.from("x"),
    );
    const run = await wheelwayJson(["publish", "--yes"], here.options);
    expect(run.error).toMatchObject({ code: "release-conflict" });
    expect(here.pypi.events).toEqual([]);
  });

  it("refuses other bytes once some have left, whoever built them", async (context) => {
    const here = await distWorld(context);
    expect((await wheelway(["publish", "--yes", "--to", "testpypi"], here.options)).status).toBe(0);
    writeFileSync(
      join(here.folder, "dist", pureWheel),
      wheelBytes({ metadata, files: { "demo/__init__.py": "x = 1\n" } }),
    );
    const run = await wheelwayJson(["publish", "--yes"], here.options);
    expect(run.error).toMatchObject({ code: "release-conflict" });
    expect(here.pypi.events).toEqual([]);
  });

  it("does not publish what has findings of severity error", async (context) => {
    const here = await distWorld(context);
    writeFileSync(
      join(here.folder, "dist", pureWheel),
      wheelBytes({ metadata, record: (right) => right.replace("sha256=", "sha256=A") }),
    );
    const run = await wheelwayJson(["publish", "--yes"], here.options);
    expect(run.error).toMatchObject({ code: "findings-error" });
    expect(run.error?.why).toContain("WW011");
    expect(existsSync(join(here.folder, "dist"))).toBe(true);
    expect(here.testpypi.events).toEqual([]);
  });

  it("ends where it was killed, with every file once", async (context) => {
    const here = await distWorld(context);
    here.testpypi.faults.push({ on: "upload", do: "store-then-hang" });
    const killed = startCli(["publish", "--yes", "--verbose"], here.options);
    await killed.saw(`upload ${pureWheel} to testpypi`);
    await expect.poll(() => storedBy(here.testpypi).length, { timeout: 30_000 }).toBe(1);
    killed.child.kill("SIGKILL");
    await killed.done;
    const run = await wheelway(["publish", "--yes"], here.options);
    expect(run.status).toBe(0);
    expect(storedBy(here.testpypi)).toEqual([pureWheel, sdistFile]);
    expect(postsTo(here.testpypi)).toBe(2);
    expect(readdirSync(join(here.options.cacheDir ?? "", "releases", "demo-1.0")).sort()).toEqual([
      "dist",
      "journal.jsonl",
      "release.log",
    ]);
  });
});
