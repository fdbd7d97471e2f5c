import { describe, expect, it } from "vitest";
import { parse } from "yaml";

import { compositeAction } from "../../../src/ci/actions-composite.ts";
import { reusableWorkflow } from "../../../src/ci/actions-reusable.ts";
import { runnerKinds } from "../../../src/plan/runners.ts";
import { version } from "../../../src/version.ts";

const wrappers = [
  ["ci/github/action.yml", compositeAction("github")],
  ["ci/forgejo/action.yml", compositeAction("forgejo")],
  [".github/workflows/reusable.yml", reusableWorkflow()],
] as const;

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
}

interface Job {
  readonly steps: readonly Step[];
  readonly permissions: object;
}

interface Document {
  readonly runs?: { readonly steps: readonly Step[] };
  readonly jobs?: Readonly<Record<string, Job>>;
}

const stepsOf = (text: string) => {
  const { runs, jobs = {} } = parse(text) as Document;
  return [...(runs?.steps ?? []), ...Object.values(jobs).flatMap(({ steps }) => steps)];
};

describe.each(wrappers)("%s", (_, text) => {
  it("lets no expression into a command: what is chosen outside goes through the environment", () => {
    const commands = stepsOf(text).flatMap(({ run }) => (run === undefined ? [] : [run]));
    expect(commands.length).toBeGreaterThan(0);
    for (const command of commands) expect(command).not.toMatch(/\$\{\{|\$\(|`/);
  });

  it("runs this version of Wheelway, one call a step", () => {
    for (const { run } of stepsOf(text)) {
      if (run === undefined) continue;
      expect(run.match(/npx --yes wheelway@(\S+)/g)).toEqual([`npx --yes wheelway@${version}`]);
      expect(run).not.toContain("\n");
    }
  });

  it("pins every action by a commit, with its release beside it", () => {
    for (const line of text.split("\n").filter((one) => /^\s*-? *uses:/.test(one)))
      expect(line).toMatch(/uses: \S+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });
});

describe("the action", () => {
  it.each(wrappers.slice(0, 2))(
    "%s names an output for each that the CLI writes, and no other",
    (_, text) => {
      const { outputs } = parse(text) as { outputs: Record<string, { value: string }> };
      expect(Object.keys(outputs)).toEqual(["dist", "version", "wheels", "slices"]);
      for (const [name, { value }] of Object.entries(outputs))
        expect(value).toBe(`\${{ steps.wheelway.outputs.${name} }}`);
    },
  );
});

describe("the reusable workflow", () => {
  const document = parse(reusableWorkflow()) as Document & {
    on: { workflow_call: { inputs: { machines: { default: string } } } };
  };

  it("may read, and nothing else", () => {
    const all = Object.values(document.jobs ?? {}).map(({ permissions }) => permissions);
    expect(all).toEqual(all.map(() => ({ contents: "read" })));
  });

  it("knows a machine of each kind", () => {
    const machines = JSON.parse(document.on.workflow_call.inputs.machines.default) as object;
    expect(Object.keys(machines).sort()).toEqual([...runnerKinds].sort());
  });
});
