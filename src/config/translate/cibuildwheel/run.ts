/** One call of cibuildwheel in a CI job, and what its options are for one build identifier (its documented order of sources). */

import type { CiStep, CiValue, Machine } from "../ci/step.ts";
import { Unknown } from "../ci/expression.ts";
import { shownAs, type Ledger } from "../setting.ts";
import type { CibuildwheelConfig, Inherit } from "./config.ts";
import type { Generation } from "./identifiers.ts";
import { itemsOf, type Item } from "./items.ts";
import { optionOf, variableOf } from "./options.ts";

export interface Run {
  /** `.github/workflows/wheels.yml:66`. */
  readonly where: string;
  readonly machine: Machine;
  readonly generation: Generation;
  readonly config: CibuildwheelConfig;
  /** Of the job: `CIBW_*`, and what else the machine passes on. */
  readonly env: CiStep["env"];
  /** The one identifier that is built (`--only`). */
  readonly only: CiValue | undefined;
}

/** The options of one run; `identifier` decides which overrides hold, and without it there are none. */
export class Options {
  readonly run: Run;
  readonly #identifier: string | undefined;
  readonly #ledger: Ledger;

  constructor(run: Run, identifier: string | undefined, ledger: Ledger) {
    this.run = run;
    this.#identifier = identifier;
    this.#ledger = ledger;
  }

  /**
   * The option's items; `undefined` where nothing sets it. Sources in order: the configuration's main table, that of
   * the system, the overrides, the variable, the system's variable; each replaces the last or, where an override
   * inherits, is joined with it. `standard` is cibuildwheel's own default, which an override may add to.
   */
  get(option: string, standard?: readonly Item[]): readonly Item[] | undefined {
    const { config, machine } = this.run;
    const layers = [config.all, config.systems[machine.system]];
    let value = standard;
    for (const layer of layers) value = layer.options.get(option) ?? value;
    const identifier = this.#identifier;
    for (const override of identifier === undefined ? [] : config.overrides) {
      const items = override.options.get(option);
      if (items && override.matches(identifier ?? ""))
        value = inherit(value, items, override.inherit[option], option);
    }
    for (const variable of [variableOf(option), variableOf(option, machine.system)]) {
      const items = this.#variable(option, variable);
      // An empty variable means "not set" for what cannot be empty.
      if (items && (items.length > 0 || !/^(archs|build|enable)$|image$/.test(option)))
        value = option === "enable" ? [...(value ?? []), ...items] : items;
    }
    return value;
  }

  /** The values of a list option. */
  values(option: string): readonly string[] {
    return (this.get(option) ?? []).map(({ value }) => value);
  }

  #variable(option: string, variable: string): readonly Item[] | undefined {
    const found = this.run.env.get(variable);
    const kind = optionOf(option);
    if (!found || typeof kind !== "string") return undefined;
    const { setting, value } = found;
    if (value instanceof Unknown) {
      this.#ledger.leave([setting], `it depends on ${value.on}, which only a run of the job can tell`);
      return undefined;
    }
    const parts = kind === "environment" || kind === "table";
    if (parts || value.trim() === "") this.#ledger.empty(setting);
    return itemsOf(kind, value, (key, inner) =>
      key === undefined
        ? setting
        : { ...setting, name: `${setting.name} ${key}`, value: shownAs(key, inner) },
    );
  }
}

/** Lists are joined; in tables the keys of `append` win, and those of `prepend` give way. */
function inherit(
  before: readonly Item[] | undefined,
  after: readonly Item[],
  how: Inherit | undefined,
  option: string,
): readonly Item[] {
  if (!before || how === undefined || how === "none") return after;
  const [first, second] = how === "append" ? [before, after] : [after, before];
  if (optionOf(option) !== "table") return [...first, ...second];
  const replaced = new Set(second.map(({ name }) => name));
  return [...first.filter(({ name }) => !replaced.has(name)), ...second];
}
