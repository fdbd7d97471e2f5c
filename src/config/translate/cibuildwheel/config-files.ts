/** The files that hold cibuildwheel's configuration: pyproject.toml, and those that a run names. */

import { parse, TomlError } from "smol-toml";
import { positionsOf, type Locate } from "../../positions.ts";
import { isTable } from "../ci/matrix.ts";
import type { Ledger } from "../setting.ts";
import type { ProjectView } from "../view.ts";
import { readConfig, type CibuildwheelConfig } from "./config.ts";

export interface Configs {
  /** For the path of a file below the root of the checkout; `undefined`: that of pyproject.toml, empty where it has none. */
  readonly of: (path: string | undefined) => CibuildwheelConfig | undefined;
  /** pyproject.toml has a [tool.cibuildwheel]. */
  readonly configured: boolean;
}

/** Settings of every such file are put into the ledger. A file that is no TOML is not read. */
export async function readConfigs(view: ProjectView, ledger: Ledger): Promise<Configs> {
  const main = `${view.prefix}pyproject.toml`;
  const named = [...view.texts.keys()].filter((path) => /(^|\/)[\w.-]*cibuildwheel[\w.-]*\.toml$/.test(path));
  const configs = new Map<string, CibuildwheelConfig>();
  let configured = false;
  for (const path of [main, ...named]) {
    const text = view.texts.get(path) ?? "";
    const table = tableOf(text);
    if (path === main) configured = table !== undefined;
    if (!table && path !== main) continue;
    const locate: Locate = table ? await positionsOf(text) : () => undefined;
    configs.set(
      path,
      readConfig(table ?? {}, (at) => `${path}:${locate(at)?.line ?? 1}`, ledger),
    );
  }
  return { of: (path) => configs.get(path?.replace(/^\.\//, "") ?? main), configured };
}

function tableOf(text: string): Record<string, unknown> | undefined {
  try {
    const { tool } = parse(text);
    const table = isTable(tool) ? tool["cibuildwheel"] : undefined;
    return isTable(table) ? table : undefined;
  } catch (error) {
    if (error instanceof TomlError) return undefined;
    throw error;
  }
}
