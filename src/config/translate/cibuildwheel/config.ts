/** `[tool.cibuildwheel]` as layers: for all systems, for one, and the overrides, each option as items. */

import { globMatcher } from "../../glob.ts";
import type { System } from "../../../tags/platform.ts";
import { isTable } from "../ci/matrix.ts";
import { shownAs, shownValue, type Ledger, type Setting } from "../setting.ts";
import { itemsOf, type Item } from "./items.ts";
import { optionOf, otherSystems } from "./options.ts";

export type Inherit = "none" | "append" | "prepend";

export interface Layer {
  readonly options: ReadonlyMap<string, readonly Item[]>;
  readonly inherit: Readonly<Record<string, Inherit>>;
}

export interface Override extends Layer {
  readonly select: readonly string[];
  readonly matches: (identifier: string) => boolean;
}

export interface CibuildwheelConfig {
  readonly all: Layer;
  readonly systems: Readonly<Record<System, Layer>>;
  readonly overrides: readonly Override[];
}

type Table = Readonly<Record<string, unknown>>;
type Path = readonly (string | number)[];
/** `pyproject.toml:12` for a path of the file. */
export type WhereOf = (path: Path) => string;

const root: Path = ["tool", "cibuildwheel"];
const systems = ["linux", "macos", "windows"] as const;

/** Reads the table; what is of no use to Wheelway, or no option at all, goes into the ledger at once. */
export function readConfig(table: Table, whereOf: WhereOf, ledger: Ledger): CibuildwheelConfig {
  const { overrides, ...rest } = table;
  const nested = [...systems, ...otherSystems];
  const all = Object.fromEntries(Object.entries(rest).filter(([name]) => !nested.includes(name)));
  for (const name of otherSystems) {
    if (rest[name] === undefined) continue;
    const setting = {
      name: `[tool.cibuildwheel.${name}]`,
      value: shownValue(rest[name]),
      where: whereOf([...root, name]),
    };
    ledger.leave([setting], `Wheelway builds no wheels for ${name}`);
  }
  const layer = (inner: unknown, path: Path, label: string) =>
    readLayer(isTable(inner) ? inner : {}, { path, label, whereOf, ledger });
  return {
    all: layer(all, root, ""),
    systems: {
      linux: layer(rest["linux"], [...root, "linux"], "linux."),
      macos: layer(rest["macos"], [...root, "macos"], "macos."),
      windows: layer(rest["windows"], [...root, "windows"], "windows."),
    },
    overrides: (Array.isArray(overrides) ? overrides : []).filter(isTable).map((override, index) => {
      const { select, ...changes } = override;
      const globs = [select].flat().flatMap((one) => String(one).split(/\s+/).filter(Boolean));
      const label = `overrides[${index}] "${globs.join(" ")}" `;
      const read = layer(changes, [...root, "overrides", index], label);
      if (globs.every(isForeign)) idle(read, ledger);
      return { ...read, select: globs, matches: globMatcher(globs) };
    }),
  };
}

function isForeign(glob: string): boolean {
  return otherSystems.some((system) => glob.includes(system));
}

function idle({ options }: Layer, ledger: Ledger): void {
  const settings = [...options.values()].flat().map(({ setting }) => setting);
  ledger.idle(settings, `Wheelway builds no wheels for ${otherSystems.join(", ")}`);
}

interface Place {
  readonly path: Path;
  /** Stands before the names of the layer's settings. */
  readonly label: string;
  readonly whereOf: WhereOf;
  readonly ledger: Ledger;
}

function readLayer({ inherit, ...table }: Table, { path, label, whereOf, ledger }: Place): Layer {
  const options = new Map<string, readonly Item[]>();
  for (const [name, value] of Object.entries(table)) {
    const settingOf = (key?: string, inner?: unknown): Setting => {
      const full = key === undefined ? name : `${name}.${key}`;
      const shown = shownAs(key ?? name, inner ?? value);
      const at = isTable(value) && key !== undefined ? [...path, name, key] : [...path, name];
      return ledger.found({ name: `${label}${full}`, value: shown, where: whereOf(at) });
    };
    const option = optionOf(name);
    if (option === undefined)
      ledger.leave([settingOf()], "it is no option of cibuildwheel that Wheelway knows");
    else if (typeof option === "object") ledger.unneeded([settingOf()], option.unneeded);
    else options.set(name, itemsOf(option, value, settingOf));
  }
  return { options, inherit: isTable(inherit) ? (inherit as Record<string, Inherit>) : {} };
}
