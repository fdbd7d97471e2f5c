/** record-release with real git: one commit on top of what the branch is by now, never over it; else a warning with the way out. */

import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { gitRepository } from "../../src/clients/git-repository.ts";
import type { Repository } from "../../src/clients/repository.ts";
import type { FactValue } from "../../src/release/facts.ts";
import { withRelease, type OpenRelease } from "../../src/release/open-release.ts";
import { runSteps, type StepEvent } from "../../src/release/runner.ts";
import type { ReleaseSettings } from "../../src/config/release-settings.ts";
import { recordRelease } from "../../src/release/steps/record-release.ts";
import { temporaryFolder } from "../support/archives.ts";
import { openFor } from "../support/crash/release-run.ts";
import { gitEnv } from "../support/git.ts";

const digest = "a".repeat(64);
const nowhere = { upload: "http://127.0.0.1:9/", simple: "http://127.0.0.1:9/" };
const record = [
  { path: "py/releases/{version}.json", template: '{"tag": "{tag}", "links": {links}, "day": "{date}"}' },
];
const path = "py/releases/1.0.json";

function git(folder: string, ...argv: readonly string[]): string {
  return execFileSync("git", argv, {
    cwd: folder,
    env: gitEnv,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  }).trim();
}

interface More {
  readonly record?: ReleaseSettings["record"];
  readonly origin?: FactValue<"origin">;
  readonly instead?: (real: Repository) => Repository;
  readonly toTestIndex?: boolean;
}

/** A remote with a released commit, a checkout of it, and another person's clone. */
function scene(
  files: Readonly<Record<string, string>> = {},
  prepare: (checkout: string) => void = () => undefined,
) {
  const root = temporaryFolder();
  const [remote, checkout, other] = ["remote.git", "checkout", "other"].map((name) => join(root, name)) as [
    string,
    string,
    string,
  ];
  git(root, "init", "--quiet", "--bare", "--initial-branch=main", remote);
  git(root, "clone", "--quiet", remote, checkout);
  git(checkout, "switch", "--quiet", "-C", "main");
  for (const [name, text] of Object.entries({ README: "demo\n", ...files })) {
    mkdirSync(join(checkout, name, ".."), { recursive: true });
    writeFileSync(join(checkout, name), text);
  }
  prepare(checkout);
  git(checkout, "add", ".");
  git(checkout, "commit", "--quiet", "-m", "Release 1.0");
  git(checkout, "push", "--quiet", "-u", "origin", "main");
  git(root, "clone", "--quiet", remote, other);
  const released = git(checkout, "rev-parse", "HEAD");
  const pushOther = (name: string, text: string) => {
    git(other, "pull", "--quiet", "--ff-only");
    mkdirSync(join(other, name, ".."), { recursive: true });
    writeFileSync(join(other, name), text);
    git(other, "add", ".");
    git(other, "commit", "--quiet", "-m", `Other ${name}`);
    git(other, "push", "--quiet", "origin", "main");
  };
  /** One run; `machine` names the folder of its journal. */
  const run = async (more: More = {}, machine = "here", project = checkout) => {
    const real = await gitRepository({
      folder: project,
      remote: "origin",
      env: { ...process.env, ...gitEnv },
    });
    const indexes = { pypi: nowhere, testpypi: nowhere };
    const begins = Date.parse("2026-11-21T12:00:00Z") + (machine === "here" ? 0 : 86_400_000);
    const open = openFor({ folder: join(root, machine), dist: root, indexes, begins, yes: true });
    const asked: OpenRelease = {
      ...open,
      projectFolder: join(project, "py"),
      request: { ...open.request, command: "release", toTestIndex: more.toTestIndex ?? false },
      settings: {
        ...open.settings,
        record: (more.record ?? record).map((one) => ({ ...one, path: one.path.replace("py/", "") })),
      },
      ports: { ...open.ports, repository: more.instead?.(real) ?? real },
    };
    const events: StepEvent[] = [];
    const said: string[] = [];
    const warnings = await withRelease(
      {
        ...asked,
        tell: (event) => {
          if (event.type === "said") said.push(event.text);
        },
      },
      async (release) => {
        const version = { project: "demo", version: "1.0", tag: "v1.0", before: null, prerelease: false };
        await release.learn("version", version);
        await release.learn("origin", more.origin ?? { kind: "checkout", writesRefs: true });
        await release.learn("base", { commit: released, branch: "main", remote: "origin" });
        await release.learn("commit", { commit: released, tag: "v1.0" });
        await release.learn("manifest", { digest, files: [] });
        await release.learn("links", {
          testpypi: "https://test.example/",
          pypi: 'https://index.example/?a="b"',
        });
        await release.journal.append({
          type: "approved",
          manifest: digest,
          by: "Ann",
          how: "person",
          note: "",
        });
        await runSteps([recordRelease], release, (event) => events.push(event));
        return release.journal.entries.flatMap((one) => (one.type === "warning" ? [one.text] : []));
      },
    );
    return { warnings, said, events };
  };
  const log = () => git(remote, "log", "--format=%s", "main").split("\n");
  const shown = (name = path) => git(remote, "show", `main:${name}`);
  return { root, remote, checkout, other, released, pushOther, run, log, shown };
}

describe("a record", () => {
  it("is one commit on the branch, that names tag and manifest; the checkout has it, and a second run adds none", async () => {
    const here = scene();
    expect((await here.run()).warnings).toEqual([]);
    expect(here.log()).toEqual(["Record the release of 1.0", "Release 1.0"]);
    expect(JSON.parse(here.shown())).toEqual({
      tag: "v1.0",
      links: { pypi: 'https://index.example/?a="b"' },
      day: "2026-11-21",
    });
    expect(git(here.remote, "log", "-1", "--format=%B", "main")).toContain(
      `Wheelway-Record: v1.0 sha256:${digest}`,
    );
    expect(git(here.checkout, "status", "--porcelain", "--branch")).toBe("## main...origin/main");
    expect(readFileSync(join(here.checkout, path), "utf8")).toContain('"tag": "v1.0"');
    await here.run();
    expect(here.log()).toHaveLength(2);
  });

  it("goes on top of what others have pushed since, and brings that home too", async () => {
    const here = scene();
    here.pushOther("NEWS", "news\n");
    expect((await here.run()).warnings).toEqual([]);
    expect(here.log()).toEqual(["Record the release of 1.0", "Other NEWS", "Release 1.0"]);
    expect(readFileSync(join(here.checkout, "NEWS"), "utf8")).toBe("news\n");
  });

  it("loses a race, looks again and goes on top of the winner", async () => {
    const here = scene();
    let raced = false;
    const instead = (real: Repository): Repository =>
      Object.assign(Object.create(real) as Repository, {
        push: (...of: Parameters<Repository["push"]>) => {
          if (!raced) here.pushOther("NEWS", "faster\n");
          raced = true;
          return real.push(...of);
        },
        ...bound(real),
      });
    expect((await here.run({ instead })).warnings).toEqual([]);
    expect(here.log()).toEqual(["Record the release of 1.0", "Other NEWS", "Release 1.0"]);
  });

  it("is found by another machine, which has no journal and would write another day", async () => {
    const here = scene();
    await here.run();
    const clone = join(here.root, "clone");
    git(here.root, "clone", "--quiet", here.remote, clone);
    here.pushOther("NEWS", "later");
    expect((await here.run({}, "there", clone)).warnings).toEqual([]);
    expect(here.log().filter((line) => line.startsWith("Record"))).toHaveLength(1);
  });

  it("keeps a file's mode, and what else stands there", async () => {
    const here = scene({ [path]: "old\n" }, (checkout) => chmodSync(join(checkout, path), 0o755));
    await here.run();
    expect(git(here.remote, "ls-tree", "main", path)).toMatch(/^100755 /);
    expect(here.shown("README")).toBe("demo");
  });

  it("leaves a checkout with changes in the way as it is, and says how it comes there", async () => {
    const here = scene({ [path]: "old\n" });
    writeFileSync(join(here.checkout, path), "mine\n");
    const { said, warnings } = await here.run();
    expect(warnings).toEqual([]);
    expect(said.join("\n")).toContain("git pull --ff-only origin main brings the record");
    expect(readFileSync(join(here.checkout, path), "utf8")).toBe("mine\n");
    expect(here.log()[0]).toBe("Record the release of 1.0");
  });
});

describe("a warning, with the files kept for a person, is all that comes of", () => {
  async function warned(here: ReturnType<typeof scene>, why: string, more: More = {}) {
    const before = git(here.remote, "rev-parse", "main");
    const { warnings, events } = await here.run(more);
    expect(warnings).toEqual([expect.stringContaining(why)]);
    expect(git(here.remote, "rev-parse", "main")).toBe(before);
    expect(events.at(-1)).toMatchObject({ type: "step-done" });
    const kept = /the files are in (\S+): commit them by hand/.exec(warnings[0] ?? "")?.[1] ?? "";
    return (name: string) => readFileSync(join(kept, name), "utf8");
  }

  it("a file that somebody has changed since", async () => {
    const here = scene({ [path]: "old\n" });
    here.pushOther(path, "theirs\n");
    const kept = await warned(here, `somebody changed ${path} on main since the release commit`);
    expect(kept(path)).toContain('"tag": "v1.0"');
  });

  it("a branch that lost the release commit", async () => {
    const here = scene();
    git(here.other, "checkout", "--quiet", "--orphan", "fresh");
    git(here.other, "commit", "--quiet", "-m", "another history");
    git(here.other, "push", "--quiet", "--force", "origin", "fresh:main");
    await warned(here, "main on origin no longer has the release commit");
  });

  it("a remote that does not take it", async () => {
    const here = scene();
    const hook = join(here.remote, "hooks", "pre-receive");
    writeFileSync(hook, "#!/bin/sh\necho protected branch >&2\nexit 1\n");
    chmodSync(hook, 0o755);
    await warned(here, "main was not taken: remote rejected (pre-receive hook declined)");
  });

  it("a link in the file's place", async () => {
    const here = scene({}, (checkout) => {
      mkdirSync(join(checkout, "py/releases"), { recursive: true });
      symlinkSync("/etc/motd", join(checkout, path));
    });
    await warned(here, `${path} is no file there`);
  });
});

it.for([
  ["tag", "it began with a tag that somebody pushed, so no branch is written"],
  ["forge-release", "it began with a release of the forge, so no branch is written"],
  ["folder", "it began with a folder of artifacts, so no branch is written"],
] as const)("writes nothing for a release that began with a %s, and says so", async ([kind, reason]) => {
  const here = scene();
  const { events } = await here.run({ origin: { kind, writesRefs: false } });
  expect(events).toEqual([{ type: "step-skipped", step: "record-release", reason }]);
  expect(here.log()).toEqual(["Release 1.0"]);
});

it("writes nothing where nothing is configured, or only the test index was asked for", async () => {
  const here = scene();
  expect((await here.run({ record: [] })).events).toMatchObject([{ reason: "no files are configured" }]);
  expect((await here.run({ toTestIndex: true })).events).toMatchObject([
    { reason: "only the test index was asked for" },
  ]);
});

/** Methods with their own object: a class with private members cannot be inherited from. */
function bound(real: Repository): Partial<Repository> {
  const names = [
    "remoteRefs",
    "remoteFile",
    "fileAt",
    "isAncestor",
    "commitOf",
    "head",
    "fastForward",
  ] as const;
  return Object.fromEntries(
    names.map((name) => [name, (real[name] as (...of: unknown[]) => unknown).bind(real)]),
  );
}
