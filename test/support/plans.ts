/** Builders for plans: a project's text and a list of targets are enough. */

import { parseConfig } from "../../src/config/parse.ts";
import type { Kinds } from "../../src/plan/assign.ts";
import { makePlan, type PlanInput } from "../../src/plan/make-plan.ts";
import type { Plan } from "../../src/plan/plan.ts";
import { parseInterpreter } from "../../src/tags/interpreter.ts";
import { parseTarget, type Target } from "../../src/tags/target.ts";

export const setuptoolsProject = `
[build-system]
requires = ["setuptools>=77"]
build-backend = "setuptools.build_meta"
[project]
name = "spam"
version = "1.0"
requires-python = ">=3.9"
`;

export function targets(...ids: readonly string[]): Target[] {
  return ids.map((id) => {
    const target = parseTarget(id);
    if (!target) throw new Error(`${id} is no target`);
    return target;
  });
}

export interface PlanOptions {
  readonly pyproject?: string;
  readonly targets: readonly string[];
  readonly kinds?: Kinds;
  readonly backend?: "dagger" | "host";
  readonly change?: Partial<PlanInput>;
}

export async function planOf({
  pyproject = setuptoolsProject,
  targets: ids,
  kinds = {},
  backend = "host",
  change = {},
}: PlanOptions): Promise<Plan> {
  const config = await parseConfig({ pyproject: { path: "pyproject.toml", text: pyproject } });
  const interpreter = parseInterpreter("cp312");
  return makePlan({
    config,
    targets: targets(...ids),
    backend,
    kinds,
    images: { overrides: {}, registry: "registry.example", locked: {} },
    native: (environment) => environment.kind === "host" || environment.platform === "linux/amd64",
    interpreters: interpreter ? [interpreter] : [],
    fromSdist: undefined,
    subfolder: "",
    epoch: 1_700_000_000,
    lockedRequirements: () => undefined,
    ...change,
  });
}
