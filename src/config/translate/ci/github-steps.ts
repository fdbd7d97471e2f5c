/** The steps of one job of a workflow, those of composite actions of the same repository included. */

import type { CiStep } from "./step.ts";
import { asText, holds, Unknown } from "./expression.ts";
import { deep, list, table, values, withEnv, type Path, type Place, type Table } from "./github-place.ts";
import { readYaml } from "./yaml-file.ts";

/** The steps that may run. `path` is that of the list in the file. */
export async function readSteps(place: Place, steps: readonly unknown[], path: Path): Promise<CiStep[]> {
  const released = place.outer ? place.outer.released : isReleased(place, steps);
  const pythons = place.outer?.pythons ?? steps.flatMap((step) => setupPython(table(step), place));
  const read: CiStep[] = [];
  for (const [index, raw] of steps.entries()) {
    const step = table(raw);
    const at = [...path, index];
    const inner = withEnv(place, step["env"], [...at, "env"]);
    if (holds(step["if"], inner.contexts) === false) continue;
    const uses = typeof step["uses"] === "string" ? step["uses"] : undefined;
    const inputs = values(inner, step["with"], [...at, "with"], (name) => `${actionOf(uses) ?? ""}: ${name}`);
    if (uses?.startsWith("./")) {
      read.push(...(await readLocalAction({ ...inner, outer: { released, pythons } }, uses, inputs)));
      continue;
    }
    const line = place.file.yaml.lineOf(at);
    read.push({
      where: `${place.file.path}:${line}`,
      job: place.job,
      machine: place.machine,
      env: inner.env,
      action: actionOf(uses),
      version: versionOf(uses, place.file.yaml.commentOf([...at, "uses"])),
      inputs,
      script: values(inner, { run: step["run"] }, at, () => `run of job ${place.job}`).get("run"),
      pythons,
      released,
    });
  }
  return read;
}

/** A composite action of the same repository: its steps, with the inputs that it is given. */
async function readLocalAction(place: Place, uses: string, inputs: CiStep["inputs"]): Promise<CiStep[]> {
  const folder = uses.replace(/^\.\//, "").replace(/\/$/, "");
  const path = ["action.yml", "action.yaml"]
    .map((name) => `${folder}/${name}`)
    .find((one) => place.context.texts.has(one));
  if (path === undefined) return [];
  const yaml = await readYaml(place.context.texts.get(path) ?? "");
  if (typeof yaml === "string") return [];
  const action = table(yaml.data);
  const defaults = Object.entries(table(action["inputs"])).flatMap(([name, input]) => {
    const value = table(input)["default"];
    return value === undefined ? [] : [[name, value] as const];
  });
  const given = [...inputs].map(([name, { value }]) => [name, value] as const);
  const contexts = {
    ...place.contexts,
    inputs: { values: Object.fromEntries([...defaults, ...given]), open: false },
  };
  return readSteps({ ...place, file: { path, yaml }, contexts }, list(table(action["runs"])["steps"]), [
    "runs",
    "steps",
  ]);
}

/** `PyO3/maturin-action@v1` -> `pyo3/maturin-action`. */
function actionOf(uses: string | undefined): string | undefined {
  return uses?.split("@")[0]?.toLowerCase();
}

function versionOf(uses: string | undefined, comment: string | undefined): string | undefined {
  const version = /^v?\d+(\.\d+)*$/;
  return [uses?.split("@")[1], ...(comment ?? "").split(/[\s=]+/)].find(
    (one) => one !== undefined && version.test(one),
  );
}

function setupPython(step: Table, place: Place): string[] {
  if (actionOf(typeof step["uses"] === "string" ? step["uses"] : undefined) !== "actions/setup-python")
    return [];
  const value = deep(table(step["with"])["python-version"], place.contexts);
  return value instanceof Unknown || value === undefined ? [] : asText(value).split(/\s+/);
}

/** Rows whose wheels are built but not uploaded are trials: `if: matrix.publish`. */
function isReleased(place: Place, steps: readonly unknown[]): boolean | undefined {
  const uploads = steps
    .map(table)
    .filter((step) => actionOf(asText(step["uses"])) === "actions/upload-artifact");
  if (uploads.length === 0) return undefined;
  return uploads.some((step) => holds(step["if"], place.contexts) !== false);
}
