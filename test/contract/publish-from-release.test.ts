/** The second half of a release, from the forge's files: with a checkout and without, of Wheelway's releases and of others, as often as wanted. */

import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { WheelwayError } from "../../src/errors.ts";
import type { FromRelease } from "../../src/pipeline/publish-from-release.ts";
import { publish } from "../../src/pipeline/publish.ts";
import { resumeRelease } from "../../src/pipeline/release-resume.ts";
import type { ReleaseSurroundings } from "../../src/pipeline/release-surroundings.ts";
import { withMarker } from "../../src/release/release-marker.ts";
import { bytesOf } from "../support/build-record.ts";
import { runCheckout, surroundingsOf } from "../support/crash/checkout-run.ts";
import { checkoutWorld, type CheckoutWorld } from "../support/crash/checkout-world.ts";
import { indexWrongs } from "../support/crash/verdict.ts";
import { gitEnv } from "../support/git.ts";

const tag = "v1.0";
const names = Object.keys(bytesOf).sort();
const postsTo = ({ pypi, testpypi }: CheckoutWorld) =>
  [...pypi.events, ...testpypi.events].filter(({ type }) => type === "posted").length;
const releases = ({ forge }: CheckoutWorld) => forge.state.read().releases;

/** @param lines of the table [release] */
async function world(lines = ""): Promise<CheckoutWorld> {
  const made = await checkoutWorld();
  onTestFinished(() => made.close());
  if (lines !== "") {
    const config = join(made.checkout, "wheelway.toml");
    writeFileSync(config, readFileSync(config, "utf8").replace("[release]\n", `[release]\n${lines}\n`));
    git(made.checkout, "commit", "--quiet", "-am", "settings");
    git(made.checkout, "push", "--quiet", "origin", "main");
  }
  return made;
}

function git(folder: string, ...argv: readonly string[]): string {
  return execFileSync("git", argv, { cwd: folder, env: gitEnv, encoding: "utf8" }).trim();
}

interface Machine {
  readonly folder: string;
  readonly surroundings: ReleaseSurroundings;
  readonly said: string[];
  /** "done", or the error's code and message. */
  readonly publish: (from?: FromRelease, more?: { readonly toTestIndex?: boolean }) => Promise<string>;
}

let machines = 0;

/** Another machine: an empty cache, and a clone of its own, or a folder with nothing in it. It builds nothing. */
function machine(here: CheckoutWorld, env: Record<string, string | undefined> = {}, clone = true): Machine {
  machines += 1;
  const folder = join(here.folder, `machine-${machines}`);
  if (clone) git(here.folder, "clone", "--quiet", here.remote, folder);
  else mkdirSync(folder);
  const run = here.run(1);
  const said: string[] = [];
  const real = surroundingsOf({ ...run, cacheDir: join(here.folder, `cache-${machines}`) });
  const { instead } = real;
  const surroundings: ReleaseSurroundings = {
    ...real,
    env: { ...run.env, ...env },
    tellRelease: (event) => {
      if (event.type === "said") said.push(event.text);
    },
    ...(instead
      ? {
          instead: {
            ...instead,
            ports: (ports) => ({
              ...instead.ports(ports),
              build: () => Promise.reject(new Error("nothing is built here")),
            }),
          },
        }
      : {}),
  };
  return {
    folder,
    surroundings,
    said,
    publish: (fromRelease = { tag }, { toTestIndex = false } = {}) => {
      const asked = { dist: "dist", fromRelease, workingFolder: folder, toTestIndex };
      return ended(publish({ ...asked, yes: true, unattended: true, by: "Test" }, surroundings));
    },
  };
}

async function ended(run: Promise<unknown>): Promise<string> {
  try {
    await run;
    return "done";
  } catch (error) {
    if (error instanceof WheelwayError) return `${error.code}: ${error.message}`;
    throw error;
  }
}

const noIndexTokens = { WHEELWAY_PYPI_TOKEN: "", WHEELWAY_TESTPYPI_TOKEN: "" };

describe("a release that is split", () => {
  it("ends with the forge's public release, needs no credentials of an index, and is published by the other half", async () => {
    const here = await world("split = true");
    const run = here.run();
    await runCheckout({ ...run, env: { ...run.env, ...noIndexTokens } });
    expect(releases(here)).toMatchObject([{ tag, draft: false }]);
    expect(postsTo(here)).toBe(0);
    const journal = readFileSync(here.journal, "utf8");
    for (const step of ["publish-testpypi", "verify-testpypi", "publish-index", "verify-index"])
      expect(journal).toMatch(
        new RegExp(
          `"step-skipped","step":"${step}","reason":"release.split leaves it to: wheelway publish --from-release v1.0"`,
        ),
      );
    // Only the publishing job has credentials of an index, and it needs none of the forge.
    const job = machine(here, { GH_TOKEN: "" });
    expect(await job.publish()).toBe("done");
    expect([...indexWrongs("pypi", here.pypi), ...indexWrongs("testpypi", here.testpypi)]).toEqual([]);
    const posts = postsTo(here);
    expect(await job.publish()).toBe("done");
    expect(await machine(here, { GH_TOKEN: "" }).publish()).toBe("done");
    expect(postsTo(here)).toBe(posts);
    expect(releases(here)).toHaveLength(1);
  });

  it("starts the workflow of the other half where one is named", async () => {
    const here = await world(
      'split = true\ndispatch = { workflow = "publish.yml", inputs = { tag = "{tag}" } }',
    );
    await runCheckout(here.run());
    expect(here.forge.state.read().dispatches).toEqual([
      { workflow: "publish.yml", ref: tag, inputs: { tag } },
    ]);
    // The half that was started starts nothing in its turn.
    expect(await machine(here).publish()).toBe("done");
    expect(here.forge.state.read().dispatches).toHaveLength(1);
  });
});

describe("publish --from-release", () => {
  /** As after a machine that was lost when its tag was pushed. */
  async function halfDone() {
    const here = await world();
    const run = here.run();
    const failing = { WHEELWAY_TESTPYPI_TOKEN: "wrong", WHEELWAY_PYPI_TOKEN: "wrong" };
    const first = await ended(runCheckout({ ...run, env: { ...run.env, ...failing } }));
    expect(first).toContain("credentials-refused");
    expect(releases(here)).toMatchObject([{ tag, draft: true }]);
    return here;
  }

  it("makes the draft public at the end, and not before", async () => {
    const here = await halfDone();
    const job = machine(here);
    expect(await job.publish({ tag }, { toTestIndex: true })).toBe("done");
    expect(releases(here)).toMatchObject([{ draft: true }]);
    expect(await job.publish()).toBe("done");
    expect(releases(here)).toMatchObject([{ draft: false }]);
    // The first try was refused for its token.
    expect(here.wrongs().filter((wrong) => !/^(left behind|testpypi refused)/.test(wrong))).toEqual([]);
  });

  it("goes on by resume where it was stopped", async () => {
    const here = await halfDone();
    const job = machine(here, noIndexTokens);
    expect(await job.publish()).toContain("credentials-missing");
    const which = { release: "demo==1.0", workingFolder: here.folder };
    const again = { ...which, yes: true, unattended: true, takeOver: false, ciRun: undefined, by: "Test" };
    const { env } = here.run();
    expect(await ended(resumeRelease(again, { ...job.surroundings, env }))).toBe("done");
    expect(releases(here)).toMatchObject([{ draft: false }]);
    expect(
      here.pypi
        .files()
        .map(({ file }) => file)
        .sort(),
    ).toEqual(names);
  });

  it("refuses files that the tag's message does not name, although release and manifest agree", async () => {
    const here = await halfDone();
    const [draft] = releases(here);
    const asset = draft?.assets.find(({ name }) => name === "manifest.json");
    if (!draft || !asset) throw new Error("no draft");
    const text = `${here.forge.state.bytes(asset.id).toString()}\n`;
    here.forge.state.removeAsset(asset.id);
    const changed = here.forge.state.release(draft.id)!;
    const digest = execFileSync("sha256sum", { input: text, encoding: "utf8" }).slice(0, 64);
    here.forge.state.put({ ...changed, body: withMarker("", digest) });
    here.forge.state.addAsset(
      here.forge.state.release(draft.id)!,
      "manifest.json",
      Buffer.from(text),
      "uploaded",
    );
    const before = postsTo(here);
    expect(await machine(here).publish()).toMatch(/^release-(conflict|not-found): /);
    here.forge.state.put({ ...here.forge.state.release(draft.id)!, draft: false });
    expect(await machine(here).publish()).toMatch(
      /^release-conflict: .*the message of the tag v1\.0 names another/,
    );
    expect(postsTo(here)).toBe(before);
  });

  it("publishes a release that something else made, from a folder that is no checkout", async () => {
    const here = await world();
    const { state, api, project } = here.forge;
    const made = { id: state.nextId(), tag, commit: "", title: tag, body: "By hand.", prerelease: false };
    state.put({ ...made, draft: false, immutable: false, assets: [] });
    for (const [name, bytes] of [...Object.entries(bytesOf), ["NOTES.pdf", Buffer.from("x")] as const])
      state.addAsset(state.release(made.id)!, name, bytes, "uploaded");
    const job = machine(here, {}, false);
    const settings = readFileSync(join(here.checkout, "wheelway.toml"), "utf8");
    const tables = settings.slice(settings.indexOf("[release.index]"));
    writeFileSync(join(job.folder, "pyproject.toml"), readFileSync(join(here.checkout, "pyproject.toml")));
    writeFileSync(join(job.folder, "wheelway.toml"), tables);
    expect(await job.publish()).toMatch(/^usage-invalid: it cannot be told which forge/);
    expect(await job.publish({ tag, forge: "github", api, project })).toBe("done");
    expect(
      here.pypi
        .files()
        .map(({ file }) => file)
        .sort(),
    ).toEqual(names);
    expect(releases(here)).toMatchObject([{ body: "By hand." }]);
  });

  it("refuses a release whose files are of another version than its tag", async () => {
    const here = await halfDone();
    const [draft] = releases(here);
    here.forge.state.put({ ...draft!, tag: "v2.0" });
    expect(await machine(here).publish({ tag: "v2.0" })).toMatch(
      /^release-conflict: .*v2\.0 are of version 1\.0/,
    );
    expect(await machine(here).publish({ tag: "v3.0" })).toMatch(/^release-not-found: /);
  });
});
