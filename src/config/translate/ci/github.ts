/** GitHub Actions workflows: their steps, with matrices expanded and expressions filled in as far as they are known. */

import type { CiContext, CiStep } from "./step.ts";
import { asText, holds, Unknown, type Contexts } from "./expression.ts";
import { deep, list, table, withEnv, type Place, type Table } from "./github-place.ts";
import { readSteps } from "./github-steps.ts";
import { isTable, matrixRows, type Row } from "./matrix.ts";
import { machineOf } from "./runner.ts";
import { readYaml } from "./yaml-file.ts";

/** The steps of a workflow that may run; conditions that are known to be false leave theirs out. */
export async function readWorkflow(path: string, context: CiContext): Promise<readonly CiStep[]> {
  const yaml = await readYaml(context.texts.get(path) ?? "");
  if (typeof yaml === "string") {
    context.unreadable(path, yaml);
    return [];
  }
  const workflow = table(yaml.data);
  const steps: CiStep[] = [];
  const base: Contexts = { inputs: { values: defaultInputs(workflow), open: true } };
  const outer: Place = {
    context,
    file: { path, yaml },
    job: "",
    contexts: base,
    env: new Map(),
    machine: undefined,
  };
  const shared = withEnv(outer, workflow["env"], ["env"]);
  for (const [name, job] of Object.entries(table(workflow["jobs"]))) {
    if (!isTable(job)) continue;
    for (const { row, open } of rowsOf(job, shared, context.identifiers))
      steps.push(...(await readJob({ ...shared, job: name }, job, row, open)));
  }
  return steps;
}

/** Defaults of the inputs that a person or another workflow may give. */
function defaultInputs(workflow: Table): Table {
  // YAML 1.1 parsers read the key `on` as true.
  const on = table(workflow["on"] ?? workflow["true"]);
  return Object.fromEntries(
    ["workflow_call", "workflow_dispatch"].flatMap((event) =>
      Object.entries(table(table(on[event])["inputs"])).flatMap(([name, input]) =>
        table(input)["default"] === undefined ? [] : [[name, table(input)["default"]]],
      ),
    ),
  );
}

/**
 * A matrix that is made during the run has one open row. Where it gives cibuildwheel one identifier a row (`only`),
 * the rows are known all the same: they range over what cibuildwheel selects.
 */
function rowsOf(
  job: Table,
  place: Place,
  identifiers: () => readonly string[],
): { row: Row; open: boolean }[] {
  const matrix = deep(table(job["strategy"])["matrix"], place.contexts);
  const rows = matrix instanceof Unknown ? undefined : matrixRows(matrix);
  if (rows) return rows.map((row) => ({ row, open: false }));
  const only = list(job["steps"])
    .map((step) => asText(table(table(step)["with"])["only"]))
    .find((input) => /matrix\.[\w-]+/.test(input));
  const name = /^\s*\$\{\{\s*matrix\.([\w-]+)\s*\}\}\s*$/.exec(only ?? "")?.[1];
  return name === undefined
    ? [{ row: {}, open: true }]
    : identifiers().map((identifier) => ({ row: { [name]: identifier }, open: true }));
}

async function readJob(outer: Place, job: Table, row: Row, open: boolean): Promise<CiStep[]> {
  const runner = runnerContext(row);
  const contexts = { ...outer.contexts, matrix: { values: row, open }, ...runner };
  const runsOn = deep(job["runs-on"], contexts);
  const machine = runsOn instanceof Unknown ? undefined : machineOf(runsOn);
  const known = machine ? { ...contexts, runner: { values: runnerValues(machine), open: true } } : contexts;
  const path = ["jobs", outer.job];
  const place = withEnv({ ...outer, contexts: known, machine }, job["env"], [...path, "env"]);
  if (holds(job["if"], place.contexts) === false) return [];
  return readSteps(place, list(job["steps"]), [...path, "steps"]);
}

const runnerNames = { linux: "Linux", macos: "macOS", windows: "Windows" } as const;

function runnerValues({ system, architecture }: NonNullable<CiStep["machine"]>): Table {
  const arch = /arm|aarch/i.test(architecture) ? "ARM64" : "X64";
  return { os: runnerNames[system], arch };
}

/** Where a row names a build identifier, the system of its runner is known. */
function runnerContext(row: Row): Contexts {
  const text = Object.values(row).map(asText).join(" ");
  const os = /-(?:many|musl)linux_/.test(text)
    ? "Linux"
    : /-macosx_/.test(text)
      ? "macOS"
      : /-win/.test(text)
        ? "Windows"
        : undefined;
  return os === undefined ? {} : { runner: { values: { os }, open: true } };
}
