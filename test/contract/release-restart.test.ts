/** The upstream branch moves while a release is made: it is taken back and begun again, a few times, and never with two bumps. */

import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { release } from "../../src/pipeline/release.ts";
import type { ReleaseSurroundings } from "../../src/pipeline/release-surroundings.ts";
import type { ReleasePorts } from "../../src/release/ports.ts";
import { checkoutRequest, surroundingsOf } from "../support/crash/checkout-run.ts";
import { checkoutWorld } from "../support/crash/checkout-world.ts";
import { gitEnv } from "../support/git.ts";

const git = (cwd: string, ...argv: readonly string[]) =>
  execFileSync("git", argv, {
    cwd,
    env: gitEnv,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  }).trim();

async function world(inside: { readonly building?: (built: number) => void; readonly asked?: () => void }) {
  const here = await checkoutWorld();
  onTestFinished(() => here.close());
  const real = surroundingsOf(here.run());
  let built = 0;
  const ports = (given: ReleasePorts): ReleasePorts => {
    const of = real.instead?.ports(given) ?? given;
    return {
      ...of,
      build: (project, dist, signal, print) => {
        built += 1;
        inside.building?.(built);
        real.instead?.clock.sleep(1000, signal).catch(() => undefined);
        return of.build(project, dist, signal, print);
      },
    };
  };
  const said: string[] = [];
  const surroundings: ReleaseSurroundings = {
    ...real,
    ...(real.instead ? { instead: { ...real.instead, ports } } : {}),
    tellRelease: (event) => {
      if (event.type === "said") said.push(event.text);
    },
    ask: () => {
      inside.asked?.();
      return Promise.resolve(true);
    },
  };
  /** Somebody else pushes. */
  const other = join(here.folder, "other");
  git(here.folder, "clone", "--quiet", here.remote, other);
  let pushes = 0;
  const push = (file = "theirs.txt", text = `${pushes}\n`) => {
    pushes += 1;
    git(other, "pull", "--quiet", "--ff-only");
    writeFileSync(join(other, file), text);
    git(other, "add", ".");
    git(other, "commit", "--quiet", "-m", `theirs ${pushes}`);
    git(other, "push", "--quiet", "origin", "main");
  };
  const start = (version = checkoutRequest.version, yes = true) =>
    release(
      {
        project: here.checkout,
        request: { ...checkoutRequest, version, yes, unattended: yes },
        plan: false,
        backend: undefined,
      },
      surroundings,
    );
  return { ...here, start, push, said, built: () => built };
}

const major = { kind: "bump", part: "major" } as const;
const version = (folder: string) =>
  /version = "(.*)"/.exec(readFileSync(join(folder, "pyproject.toml"), "utf8"))?.[1];

it("begins again from what upstream has, and raises the version once", async () => {
  const here = await world({ building: (built) => built <= 2 && here.push() });
  const outcome = await here.start(major);
  expect(outcome).toMatchObject({ kind: "released", report: { version: "1.0" } });
  expect(here.built()).toBe(3);
  expect(here.said.filter((text) => text.includes("started again"))).toHaveLength(2);
  expect(git(here.remote, "log", "--format=%s", "main").split("\n")).toEqual([
    "Release 1.0",
    "theirs 2",
    "theirs 1",
    "first",
  ]);
  expect(git(here.remote, "rev-parse", "v1.0^{commit}")).toBe(git(here.checkout, "rev-parse", "HEAD"));
  expect(git(here.checkout, "status", "--porcelain")).toBe("");
  expect(git(here.remote, "for-each-ref", "--format=%(refname)")).toBe("refs/heads/main\nrefs/tags/v1.0");
  // What was tried is kept, for those who ask what happened.
  expect(readdirSync(join(here.checkout, ".git/wheelway/releases/aborted"))).toHaveLength(2);
});

it("remembers the version before the first try where upstream has got the new one", async () => {
  const theirs =
    '[build-system]\nrequires = []\nbuild-backend = "x"\n[project]\nname = "demo"\nversion = "1.0"\n';
  const here = await world({ building: (built) => built === 1 && here.push("pyproject.toml", theirs) });
  expect(await here.start(major)).toMatchObject({ kind: "released", report: { version: "1.0" } });
  expect(version(here.checkout)).toBe("1.0");
});

it("asks again, and replaces the draft, where upstream moves after the approval", async () => {
  let asked = 0;
  const here = await world({ asked: () => (asked += 1) === 1 && here.push() });
  expect(await here.start(major, false)).toMatchObject({ kind: "released", report: { version: "1.0" } });
  expect([asked, here.built()]).toEqual([2, 2]);
  const { releases } = here.forge.state.read();
  expect(releases.map(({ draft }) => draft)).toEqual([false]);
  expect(here.forge.events.filter(({ type }) => type === "removed")).toHaveLength(1);
  expect(here.pypi.events.filter(({ type }) => type === "stored")).toHaveLength(2);
});

it("gives up after three restarts, with nothing left behind", async () => {
  const here = await world({ building: () => here.push() });
  await expect(here.start(major)).rejects.toMatchObject({ code: "release-stale" });
  expect(here.built()).toBe(4);
  expect(git(here.remote, "for-each-ref", "--format=%(refname)")).toBe("refs/heads/main");
  expect(git(here.checkout, "tag")).toBe("");
  expect(git(here.checkout, "rev-parse", "HEAD")).toBe(git(here.remote, "rev-parse", "main"));
  expect(git(here.checkout, "status", "--porcelain")).toBe("");
  expect(version(here.checkout)).toBe("0.9");
  expect(here.forge.events).toEqual([]);
});

it("leaves a commit of a person where it is, and says so", async () => {
  const here = await world({
    building: () => {
      here.push();
      writeFileSync(join(here.checkout, "mine.txt"), "mine");
      git(here.checkout, "add", ".");
      git(here.checkout, "commit", "--quiet", "-m", "mine");
    },
  });
  await expect(here.start(major)).rejects.toMatchObject({ code: "release-stale", why: /cannot follow/ });
  expect(git(here.checkout, "log", "-1", "--format=%s")).toBe("mine");
});

it("goes on from an earlier run whose commit upstream has left behind", async () => {
  const here = await world({ asked: () => undefined });
  const { checkout } = here;
  writeFileSync(join(checkout, "CHANGELOG.md"), "# Changelog\n\n## [Unreleased]\n");
  git(checkout, "commit", "--quiet", "-am", "Empty");
  git(checkout, "push", "--quiet", "origin", "main");
  await expect(here.start(major)).rejects.toMatchObject({ code: "changelog-empty" });
  here.push("CHANGELOG.md", "# Changelog\n\n## [Unreleased]\n\n- A thing.\n");
  expect(await here.start(major)).toMatchObject({ kind: "released", report: { version: "1.0" } });
  expect(version(checkout)).toBe("1.0");
});
