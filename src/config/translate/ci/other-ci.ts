/** GitLab CI, Azure Pipelines and CircleCI: variables and scripts of their jobs, as far as they stand in plain sight. */

import type { CiContext, CiStep, CiValue } from "./step.ts";
import { asText, Unknown } from "./expression.ts";
import { list, table, type Path, type Table } from "./github-place.ts";
import { isTable } from "./matrix.ts";
import { machineOf } from "./runner.ts";
import { shownAs, shownValue } from "../setting.ts";
import { readYaml, type YamlFile } from "./yaml-file.ts";

type Reader = (file: File) => readonly CiStep[];
type Env = ReadonlyMap<string, CiValue>;

interface File {
  readonly path: string;
  readonly yaml: YamlFile;
  readonly data: Table;
}

const readers: Readonly<Record<string, Reader>> = {
  ".gitlab-ci.yml": readGitlab,
  "azure-pipelines.yml": readAzure,
  ".circleci/config.yml": readCircle,
};

/** The files that `readOtherCi` reads. */
export const otherCiFiles: readonly string[] = Object.keys(readers);

export async function readOtherCi(path: string, context: CiContext): Promise<readonly CiStep[]> {
  const yaml = await readYaml(context.texts.get(path) ?? "");
  if (typeof yaml !== "string") return readers[path]?.({ path, yaml, data: table(yaml.data) }) ?? [];
  context.unreadable(path, yaml);
  return [];
}

/** Top-level keys of .gitlab-ci.yml that are no jobs. */
const gitlabKeywords = ["default", "include", "stages", "variables", "workflow", "cache", "image", "spec"];

function readGitlab(file: File): CiStep[] {
  const { data } = file;
  const shared = variables(file, data["variables"], ["variables"]);
  return Object.entries(data).flatMap(([name, raw]) => {
    if (!isTable(raw) || gitlabKeywords.includes(name) || name.startsWith(".")) return [];
    const job = { ...table(data["default"]), ...raw };
    const own = variables(file, job["variables"], [name, "variables"]);
    const rows = list(table(table(job["parallel"]))["matrix"]).flatMap((one) => combinations(table(one)));
    const labels = [job["tags"] ?? [], asText(table(job["image"])["name"] ?? job["image"]), name].flat();
    return (rows.length > 0 ? rows : [{}]).map((row) => {
      const env = new Map([...shared, ...own, ...variables(file, row, [name, "parallel", "matrix"])]);
      const script = [job["before_script"], job["script"]].flat(2).map(asText).join("\n");
      return step(file, name, [name], {
        env: expanded(env),
        script,
        labels: [...labels, ...Object.values(row)],
      });
    });
  });
}

/** All combinations of a GitLab matrix entry, whose values are lists or single values. */
function combinations(entry: Table): Table[] {
  return Object.entries(entry).reduce<Table[]>(
    (rows, [name, value]) => rows.flatMap((row) => [value].flat().map((one) => ({ ...row, [name]: one }))),
    [{}],
  );
}

function readAzure(file: File): CiStep[] {
  const { data } = file;
  const stages = Array.isArray(data["stages"]) ? data["stages"].map(table) : [data];
  const shared = variables(file, data["variables"], ["variables"]);
  return stages.flatMap((stage, index) => {
    const path: Path = stage === data ? [] : ["stages", index];
    const jobs = Array.isArray(stage["jobs"]) ? stage["jobs"].map(table) : [stage];
    return jobs.flatMap((job, number) =>
      azureJob(file, job, job === stage ? path : [...path, "jobs", number], { outer: data["pool"], shared }),
    );
  });
}

function azureJob(
  file: File,
  job: Table,
  path: Path,
  { outer, shared }: { outer: unknown; shared: Env },
): CiStep[] {
  const own = variables(file, job["variables"], [...path, "variables"]);
  const name = asText(job["job"] ?? job["displayName"] ?? "job");
  const matrix = table(table(job["strategy"])["matrix"]);
  const rows = Object.keys(matrix).length > 0 ? Object.entries(matrix) : [["", {}] as const];
  return rows.flatMap(([row, values]) => {
    const rowEnv = variables(file, values, [...path, "strategy", "matrix", row]);
    const base = new Map([...shared, ...own, ...rowEnv]);
    return list(job["steps"]).map((raw, index) => {
      const at = [...path, "steps", index];
      const one = table(raw);
      const env = expanded(new Map([...base, ...variables(file, one["env"], [...at, "env"])]));
      const script = asText(one["bash"] ?? one["script"] ?? one["pwsh"] ?? one["powershell"]);
      const image = table(job["pool"] ?? outer)["vmImage"] ?? job["pool"] ?? outer;
      return step(file, name, at, { env, script, labels: [filled(asText(image), env), row] });
    });
  });
}

function readCircle(file: File): CiStep[] {
  return Object.entries(table(file.data["jobs"])).flatMap(([name, raw]) => {
    const job = table(raw);
    const env = variables(file, job["environment"], ["jobs", name, "environment"]);
    const labels = ["docker", "machine", "macos", "resource_class", "executor"]
      .filter((key) => job[key] !== undefined)
      .map((key) => `${key} ${asText(job[key])}`);
    const machine = asText(labels).includes("win") ? "windows" : "linux";
    return list(job["steps"]).flatMap((raw, index) => {
      const run = table(raw)["run"];
      if (run === undefined) return [];
      const at = ["jobs", name, "steps", index];
      const own = variables(file, table(run)["environment"], [...at, "run", "environment"]);
      const script = typeof run === "string" ? run : asText(table(run)["command"]);
      return [
        step(file, name, at, {
          env: expanded(new Map([...env, ...own])),
          script,
          labels: [...labels, machine],
        }),
      ];
    });
  });
}

interface Parts {
  readonly env: Env;
  readonly script: string;
  readonly labels: readonly unknown[];
}

function step(file: File, job: string, path: Path, { env, script, labels }: Parts): CiStep {
  const where = `${file.path}:${file.yaml.lineOf(path)}`;
  const setting = { name: `script of job ${job}`, value: shownValue(script), where };
  return {
    where,
    job,
    machine: machineOf(labels),
    env,
    action: undefined,
    version: undefined,
    inputs: new Map(),
    script: script === "" ? undefined : { setting, value: filled(script, env) },
    pythons: [],
    released: undefined,
  };
}

/** A table of variables; Azure also writes a list of `name` and `value`, GitLab also a table with `value`. */
function variables(file: File, raw: unknown, path: Path): Env {
  const entries = Array.isArray(raw)
    ? raw.map((one, index) => [asText(table(one)["name"]), table(one)["value"], [index, "value"]] as const)
    : Object.entries(table(raw)).map(([name, value]) => [name, value, [name]] as const);
  const found = new Map<string, CiValue>();
  for (const [name, written, at] of entries) {
    const value = isTable(written) ? written["value"] : written;
    if (name === "" || value === undefined || value === null || typeof value === "object") continue;
    const text = asText(value);
    const where = `${file.path}:${file.yaml.lineOf([...path, ...at])}`;
    const setting = { name, value: shownAs(name, text), where };
    found.set(name, { setting, value: text });
  }
  return found;
}

/** Variables that name other variables of the file are filled in; the rest would be known during the run only. */
function expanded(env: Env): Env {
  return new Map(
    [...env].map(([name, one]) => {
      const value =
        typeof one.value === "string" && name.startsWith("CIBW_") ? filled(one.value, env) : one.value;
      const open = typeof value === "string" ? /\$\((\w+)\)/.exec(value)?.[1] : undefined;
      return [name, { ...one, value: open === undefined || env.has(open) ? value : new Unknown(open) }];
    }),
  );
}

/** `$(name)` of Azure and `$NAME` of GitLab, where the file says what they are. */
function filled(text: string, env: Env): string {
  return text.replace(/\$\(([\w.]+)\)|\$\{?(\w+)\}?/g, (whole, azure?: string, shell?: string) => {
    const value = env.get(azure ?? shell ?? "")?.value;
    return typeof value === "string" ? value : whole;
  });
}
