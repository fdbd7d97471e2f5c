import { describe, expect, it } from "vitest";
import { parse } from "yaml";

import { gitlabTemplate } from "../../../src/ci/gitlab-template.ts";
import { buildJobs, lastJob, releaseJob } from "../../../src/ci/jobs.ts";
import { workflowFiles, writtenWith } from "../../../src/ci/systems.ts";
import type { Workflow, WorkflowSystem } from "../../../src/ci/workflow.ts";
import { expectGolden } from "../../support/golden.ts";
import { manyJobs, noOptions, oneJob } from "../../support/workflows.ts";

const written = ["gitlab", "circleci", "azure", "jenkins", "buildkite"] as const;

function textOf(system: WorkflowSystem, workflow: Workflow = manyJobs(system)): string {
  const [file] = workflowFiles(system, workflow);
  return file?.text ?? "";
}

it.each(written)("%s: the whole file, for one job and for slices", (system) => {
  for (const [name, workflow] of [["one", oneJob] as const, ["slices", manyJobs(system)] as const]) {
    const [file] = workflowFiles(system, workflow);
    expectGolden(`ci/${system}-${name}.txt`, file?.text ?? "");
  }
});

describe("the jobs", () => {
  const jobs = [...buildJobs(manyJobs("circleci")), releaseJob(manyJobs("circleci"))];

  it("take only what a job before them leaves, under another name each", () => {
    const left = new Set<string>();
    const keys = new Set<string>();
    for (const { key, needs, takes, leaves } of jobs) {
      for (const { name } of takes) expect(left).toContain(name);
      for (const need of needs) expect(keys).toContain(need);
      for (const { name } of leaves) {
        expect(left).not.toContain(name);
        left.add(name);
      }
      keys.add(key);
    }
    expect(keys.size).toBe(jobs.length);
  });

  it("are one to build and one to release, where one machine makes everything", () => {
    expect(buildJobs(oneJob).map(({ key }) => key)).toEqual([lastJob(oneJob)]);
    expect(releaseJob(oneJob).takes.map(({ name }) => name)).toEqual(["dist"]);
  });
});

describe.each(["circleci", "azure", "jenkins", "buildkite"] as const)("%s", (system) => {
  it("reads its own first line again", () => {
    const options = { ...noOptions, slices: 4, image: "ci.example.org/python:1" };
    const text = textOf(system, { ...manyJobs(system), options });
    expect(writtenWith(system, text)).toEqual(options);
    expect(writtenWith("github", text)).toBeUndefined();
  });

  it("publishes in one job alone, and reads how far from a variable in quotes", () => {
    const text = textOf(system);
    expect(text.match(/ release --artifacts /g)).toHaveLength(1);
    expect(text).toMatch(/ --to "(\$TO|\$\$\{TO:-pypi\})"/);
  });

  it("runs Linux jobs in an image of one's own, and prepares none of them", () => {
    const options = { ...noOptions, image: "ci.example.org/python:1" };
    const text = textOf(system, { ...oneJob, options });
    expect(text).toContain("ci.example.org/python:1");
    expect(text).not.toMatch(/install\.sh|pip install/);
  });

  it("is released by the tags of its own spelling", () => {
    const text = textOf(system, { ...oneJob, tagFormat: "demo/v{version}" });
    expect(text).toMatch(/demo\\?\/v/);
  });
});

interface CircleJob {
  readonly steps: readonly (string | Readonly<Record<string, unknown>>)[];
  readonly parameters?: object;
}

describe("CircleCI", () => {
  const document = parse(textOf("circleci")) as {
    jobs: Record<string, CircleJob>;
    workflows: Record<
      string,
      { jobs: readonly (string | Record<string, { cached?: boolean; context?: string }>)[] }
    >;
  };
  const entries = (workflow: string) =>
    (document.workflows[workflow]?.jobs ?? []).flatMap((one) =>
      typeof one === "string" ? [] : Object.entries(one),
    );

  it("restores a cache where nothing is released alone", () => {
    const cached = (workflow: string) => entries(workflow).filter(([, { cached }]) => cached === true);
    expect(cached("wheels").map(([name]) => name)).toContain("build-linux-x86_64");
    expect(cached("release")).toEqual([]);
    for (const { steps, parameters } of Object.values(document.jobs)) {
      const plain = steps.filter(
        (step) => typeof step !== "string" && ("restore_cache" in step || "save_cache" in step),
      );
      expect(plain).toEqual([]);
      expect(JSON.stringify(steps).includes("restore_cache")).toBe(parameters !== undefined);
    }
  });

  it("gives the secrets to one job alone, behind an approval", () => {
    const all = [...entries("wheels"), ...entries("release")];
    const secret = all.filter(([, { context }]) => context !== undefined);
    expect(secret).toEqual([["release", expect.objectContaining({ requires: ["gather", "approve"] })]]);
  });

  it("lets a branch read what it and the main branch have saved", () => {
    expect(textOf("circleci")).toContain('- "wheelway-build-linux-x86_64:{{ .Branch }}:"\n');
    expect(textOf("circleci")).toContain('- "wheelway-build-linux-x86_64:main:"\n');
  });
});

describe("Azure Pipelines", () => {
  const text = textOf("azure");

  it("names the secrets in one job alone, which the environment holds", () => {
    const [build = "", release = ""] = text.split("- stage: release");
    expect(build).not.toMatch(/group:|TOKEN|environment:/);
    expect(release).toContain("environment: pypi");
    expect(release).toContain("WHEELWAY_PYPI_TOKEN: $(WHEELWAY_PYPI_TOKEN)");
    expect(release).not.toContain("Cache@2");
  });

  it("takes no cache for what is released", () => {
    const tasks = text.match(/task: Cache@2/g) ?? [];
    expect(text.match(/condition: and\(succeeded\(\), not\(/g)).toHaveLength(tasks.length);
  });

  it("names the token of the project's own forge", () => {
    expect(textOf("azure", { ...oneJob, forge: "gitea" })).toContain("GITEA_TOKEN: $(GITEA_TOKEN)");
    expect(textOf("azure", { ...oneJob, forge: "none" })).not.toMatch(/GIT\w+_TOKEN/);
  });
});

describe("Buildkite", () => {
  it("leaves every variable of a command to the shell: the agent would fill it in as text", () => {
    const { steps } = parse(textOf("buildkite")) as {
      steps: readonly { command?: readonly string[]; if?: string }[];
    };
    for (const { command = [], if: condition = "" } of steps)
      for (const line of [...command, condition]) expect(line.replaceAll("$$", "")).not.toContain("$");
  });

  it("releases nothing that a pull request has started", () => {
    const { steps } = parse(textOf("buildkite")) as { steps: readonly { key: string; if?: string }[] };
    const held = steps.filter((one) => one.if !== undefined);
    expect(held.map(({ key }) => key)).toEqual(["approve", "release"]);
    for (const one of held) expect(one.if).toMatch(/^build\.pull_request\.id == null && \(/);
  });
});

describe("Jenkins", () => {
  const text = textOf("jenkins");

  it("has strings in single quotes alone, so that Groovy fills nothing in", () => {
    const outside = text.replace(/'(?:[^'\\\n]|\\.)*'/g, "");
    expect(outside.split("\n").slice(1).join("\n")).not.toMatch(/["'$]/);
  });

  it("closes every block", () => {
    const code = text.replace(/'(?:[^'\\\n]|\\.)*'/g, "");
    expect(code.match(/\{/g)?.length).toBe(code.match(/\}/g)?.length);
  });

  it("waits for a person, and takes secrets, in one stage that no pull request reaches", () => {
    const [build = "", release = ""] = text.split("stage('Release')");
    expect(build).not.toContain("credentials(");
    expect(release).toMatch(/not \{ changeRequest\(\) \}[^]*input \{[^]*credentials\('pypi-token'\)/);
  });

  it("reads a cache in the stages that build alone", () => {
    const slices = manyJobs("jenkins").slices.length;
    expect(text.match(/WHEELWAY_CACHE_DIR = '\.wheelway\/cache'/g)).toHaveLength(slices);
  });
});

describe("the template for GitLab", () => {
  const [head = "", jobs = ""] = gitlabTemplate().split("---\n");

  it("lets inputs into variables, and none into a command", () => {
    const document = parse(jobs) as Record<string, { script?: readonly string[]; variables?: object }>;
    const commands = Object.values(document).flatMap(({ script = [] }) => script);
    expect(commands).toHaveLength(5);
    for (const command of commands) {
      expect(command).not.toMatch(/\$\[\[|\$\(|`/);
      // Each variable stands between double quotes.
      expect(command.replace(/"[^"]*"/g, "")).not.toContain("$");
    }
  });

  it("uses every input, and declares each that it uses", () => {
    const { spec } = parse(head) as { spec: { inputs: object } };
    const used = new Set([...jobs.matchAll(/inputs\.(\w+)/g)].map(([, name]) => name));
    expect([...used].sort()).toEqual(Object.keys(spec.inputs).sort());
  });

  it("gives identity tokens to one job alone, of a tag", () => {
    const document = parse(jobs) as Record<string, { id_tokens?: object; rules?: unknown }>;
    const named = Object.entries(document).filter(([, job]) => job.id_tokens !== undefined);
    expect(named.map(([name, { rules }]) => [name, rules])).toEqual([
      ["wheelway release", [{ if: "$CI_COMMIT_TAG =~ /^v/" }]],
    ]);
  });
});
