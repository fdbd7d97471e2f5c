/** Rules on commands: only known placeholders. Python source of smoke tests is taken as it is and not looked at. */

import type { Config, RawTable, RawValue } from "./config.ts";
import { mergeOf } from "./merge.ts";
import { didYouMean } from "./near.ts";
import { placeholderNames, unknownPlaceholders } from "./placeholders.ts";
import { keyName, type Path } from "./problem.ts";
import { tablesOf, type Finding } from "./rules.ts";

/** Where commands stand: table -> keys that hold a list of commands, or one. */
const commandKeys: Readonly<Record<string, readonly string[]>> = {
  prepare: ["commands"],
  sdist: ["before"],
  build: ["before"],
  repair: ["command"],
  test: ["before", "command"],
};

export function commandRules(config: Config): readonly Finding[] {
  return tablesOf(config).flatMap(({ path, table }) => commandsIn(table, path).flatMap(placeholderFindings));
}

type Found = { readonly path: Path; readonly command: RawValue };

function commandsIn(root: RawTable, path: Path): readonly Found[] {
  return Object.entries(commandKeys).flatMap(([table, keys]) =>
    Object.entries((root[table] ?? {}) as RawTable).flatMap(([written, value]): readonly Found[] => {
      const at = [...path, table, written];
      const { key } = mergeOf(written);
      if (table === "test" && key === "smoke") return smokeCommands(value, at);
      if (!keys.includes(key)) return [];
      if (key === "command") return [{ path: at, command: value }];
      return (value as readonly RawValue[]).map((command, index) => ({ path: [...at, index], command }));
    }),
  );
}

function smokeCommands(smoke: RawValue, path: Path): readonly Found[] {
  return (smoke as readonly RawTable[]).flatMap(({ command }, index) =>
    command === undefined ? [] : [{ path: [...path, index, "command"], command }],
  );
}

function placeholderFindings({ path, command }: Found): readonly Finding[] {
  const words = typeof command === "string" ? [command] : (command as readonly string[]);
  return words.flatMap(unknownPlaceholders).map((name) => ({
    path,
    text: `\`${keyName(path)}\` has the unknown placeholder {${name}}`,
    hint:
      didYouMean(name, placeholderNames, (near) => `{${near}}`) ??
      `known: ${placeholderNames.map((known) => `{${known}}`).join(" ")}; where braces are meant, put a blank after the first`,
  }));
}
