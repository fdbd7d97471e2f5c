import { describe, expect, it } from "vitest";
import { parse } from "yaml";

import { actions } from "../../../src/ci/actions.ts";
import { commandsOf, plainWord, sliceCommand, tagPattern } from "../../../src/ci/commands.ts";
import { workflowFiles, writtenWith } from "../../../src/ci/systems.ts";
import { workflowSystems, type Workflow } from "../../../src/ci/workflow.ts";
import { noOptions as none, oneJob as pure } from "../../support/workflows.ts";

const many: Workflow = {
  ...pure,
  slices: [
    { name: "linux-x86_64", runner: "linux-x86_64" },
    { name: "linux-x86_64-2", runner: "linux-x86_64" },
    { name: "windows-x86_64", runner: "windows-x86_64" },
  ],
  pythons: ["3.11", "3.12", "pypy3.11"],
  history: true,
  submodules: true,
};

/** Every text below a key of that name, at any depth. */
function valuesOf(node: unknown, name: string): unknown[] {
  if (Array.isArray(node)) return (node as unknown[]).flatMap((one) => valuesOf(one, name));
  if (typeof node !== "object" || node === null) return [];
  return Object.entries(node as Record<string, unknown>).flatMap(([key, value]) => [
    ...(key === name ? [value] : []),
    ...valuesOf(value, name),
  ]);
}

const all = workflowSystems.flatMap((system) =>
  [pure, many].flatMap((workflow) => workflowFiles(system, workflow).map((file) => ({ system, ...file }))),
);
const yaml = all.filter(({ path }) => path.endsWith(".yml")).map((one) => [one.path, one.text] as const);

describe("the workflows of all systems", () => {
  it.each(yaml)("%s is YAML, and no command holds an expression that the CI would fill in", (_, text) => {
    const document = parse(text) as unknown;
    const commands = ["run", "script", "command", "bash"].flatMap((key) => valuesOf(document, key)).flat();
    expect(commands.length).toBeGreaterThan(0);
    for (const command of commands) expect(JSON.stringify(command)).not.toMatch(/\$\{\{|<<|\$\(|`/);
  });

  it.each(yaml)("%s pins every action by a commit, with its release beside it", (_, text) => {
    for (const line of text.split("\n").filter((one) => /^\s*- uses:/.test(one)))
      expect(line).toMatch(/uses: \S+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  it.each(all.map((one) => [one.path, one] as const))(
    "%s tells how it was written",
    (_, { system, text }) => {
      expect(writtenWith(system, text)).toEqual(none);
      expect(text).not.toMatch(/[ \t]$/m);
      expect(text.endsWith("\n")).toBe(true);
    },
  );
});

describe("the workflows of GitHub Actions", () => {
  const [build = "", release = ""] = workflowFiles("github", many).map(({ text }) => text);

  it("can publish in one job alone, which takes no cache and waits for the environment", () => {
    expect(build).not.toMatch(/: write|secrets\.|environment:|GITHUB_TOKEN/);
    expect(release).not.toContain("actions/cache");
    const { jobs } = parse(release) as {
      jobs: Record<string, { permissions: object; environment?: string }>;
    };
    const writing = Object.entries(jobs).filter(([, { permissions }]) =>
      JSON.stringify(permissions).includes("write"),
    );
    expect(writing.map(([name]) => name)).toEqual(["release"]);
    expect(jobs["release"]?.environment).toBe("pypi");
  });

  it("keeps what a pull request has cached from every other run", () => {
    const [keys] = valuesOf(parse(build), "restore-keys") as string[];
    const [own = "", trusted = ""] = (keys ?? "").split("\n");
    expect(own).toContain("github.event_name == 'pull_request' && 'pull-request' || 'trusted'");
    expect(trusted).toMatch(/^wheelway-trusted-/);
  });

  it("gives a project of one machine one job, and a nightly prerelease", () => {
    const texts = workflowFiles("github", pure).map(({ text }) =>
      Object.keys((parse(text) as { jobs: object }).jobs),
    );
    expect(texts).toEqual([["build"], ["build", "release", "nightly"]]);
  });
});

describe("the workflows of Forgejo and Gitea", () => {
  it.each(["forgejo", "gitea"] as const)("%s: no action runs before there is Node.js", (system) => {
    for (const { text } of workflowFiles(system, many)) {
      const { jobs } = parse(text) as { jobs: Record<string, { steps: { run?: string }[] }> };
      for (const { steps } of Object.values(jobs)) expect(steps[0]?.run).toContain("nodejs");
    }
  });

  it.each(["forgejo", "gitea"] as const)(
    "%s: GitHub's actions for artifacts, which refuse it, are not used",
    (system) => {
      for (const { path, text } of workflowFiles(system, many)) {
        expect(path.startsWith(`.${system}/`)).toBe(true);
        expect(text).not.toMatch(/uses: actions\/(upload|download)-artifact/);
        expect(text).toMatch(/uses: \S+\/(gitea-)?upload-artifact@/);
      }
    },
  );
});

describe("the pipeline of GitLab CI", () => {
  const [text = ""] = workflowFiles("gitlab", many).map((file) => file.text);

  it("gives identity tokens to one job alone, which takes no cache", () => {
    const jobs = parse(text) as Record<string, { id_tokens?: object; cache?: object }>;
    const named = Object.entries(jobs).filter(([, job]) => job.id_tokens !== undefined);
    expect(named.map(([name, { cache }]) => [name, cache])).toEqual([["release", undefined]]);
  });

  it("quotes what a reader of YAML 1.1 takes for a boolean", () => {
    expect(text).toContain('value: "no"');
    expect(parse(text, { version: "1.1" })).toMatchObject({
      variables: { RELEASE: { options: ["no", "yes"] } },
    });
  });

  it("prepares a public image, and leaves one of one's own as it is", () => {
    expect(text).toContain("uv python install 3.11 3.12 pypy3.11");
    const own = { ...many, options: { ...none, image: "ci.example.org/python" } };
    const [file] = workflowFiles("gitlab", own);
    expect(file?.text).toContain("image: ci.example.org/python");
    expect(file?.text).not.toMatch(/apt-get|image: docker.io/);
  });
});

describe("a project below the top of its repository", () => {
  const below = { ...many, folder: "python/demo" };
  const [build, release] = workflowFiles("github", below);

  it("has workflows of its own name, whose runs wait for no others", () => {
    expect([build?.path, release?.path]).toEqual([
      ".github/workflows/wheels-demo.yml",
      ".github/workflows/release-demo.yml",
    ]);
    expect(build?.text).toContain("name: wheels-demo\n");
    expect(build?.text).toContain("group: wheels-demo-${{ github.ref }}");
    expect(workflowFiles("gitlab", below).map(({ path }) => path)).toEqual([".gitlab-ci.yml"]);
  });

  it("is released by the tags of its own spelling", () => {
    const tagged = { ...below, tagFormat: "demo/v{version}" };
    expect(workflowFiles("github", tagged)[1]?.text).toContain("- demo/v*\n");
    expect(workflowFiles("gitlab", tagged)[0]?.text).toContain("$CI_COMMIT_TAG =~ /^demo\\/v/");
    expect(tagPattern({ ...below, tagFormat: "{version}-demo" })).toBe("^.*-demo$");
  });

  it("is named in each command, and in the first line", () => {
    for (const command of [...(Object.values(commandsOf(below)) as string[]), sliceCommand(below, "a")])
      expect(command).toContain(" python/demo");
    for (const file of [build, release]) {
      const text = file?.text ?? "";
      expect(writtenWith("github", text, "python/demo")).toEqual(none);
      expect(writtenWith("github", text)).toBeUndefined();
    }
  });
});

describe("what a person may choose", () => {
  it("is read back from the first line", () => {
    const options = {
      slices: 3,
      runners: ["linux-x86_64", "macos-arm64"],
      package: "file:/tmp/wheelway-1.0.tgz",
      image: "ci.example.org/python@sha256:abc",
    } as const;
    const [file] = workflowFiles("github", { ...many, options });
    expect(writtenWith("github", file?.text ?? "")).toEqual(options);
    expect(writtenWith("github", "name: mine\n")).toBeUndefined();
  });

  it.each(["a b", "x;rm", "$(id)", "`id`", "a'b", 'a"b', "-x", "a\nb", ""])(
    "is a plain word, not %j",
    (word) => {
      expect(plainWord.test(word)).toBe(false);
      const first = `# Written by \`wheelway ci init github --package ${word}\`; x`;
      expect(writtenWith("github", first)?.package).toBeUndefined();
    },
  );

  it("goes into each command", () => {
    const workflow = {
      ...many,
      options: { ...none, slices: 3, package: "wheelway@2.0" },
      runners: ["linux-x86_64"] as const,
    };
    expect(commandsOf(workflow).plan).toBe(
      "npx --yes --package wheelway@2.0 wheelway plan --slices 3 --runners linux-x86_64 --json > .wheelway/slices.json",
    );
    expect(sliceCommand(pure, "a")).toContain("npx --yes wheelway@1.2.3 build --slice a ");
  });
});

it("pins are commits", () => {
  for (const { uses } of Object.values(actions)) expect(uses).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40}$/);
});
