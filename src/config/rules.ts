/** Rules across keys: what the schema cannot say. Every rule is pure and gives all the problems that it finds. */

import { admits } from "./python-releases.ts";
import type { Config, RawTable } from "./config.ts";
import { mergeOf } from "./merge.ts";
import { didYouMean } from "./near.ts";
import { normalizeName } from "../tags/project-name.ts";
import type { Path } from "./problem.ts";
import { checkCodes } from "./rules-checks.ts";
import { commandRules } from "./rules-commands.ts";
import { logFolderRule, qualityRules, recordRules } from "./rules-release.ts";
import { overridePlatform, selectMatches, skipMatches } from "./rules-targets.ts";

/** A problem before it has a file: paths begin at the configuration's own table. */
export interface Finding {
  readonly path: Path;
  readonly text: string;
  readonly hint?: string | undefined;
}

export type Rule = (config: Config) => readonly Finding[];

/** Every rule, in the order of the documentation. */
const rules: readonly Rule[] = [
  pythonsAdmitted, // `python` against `requires-python`
  skipMatches, // a glob of `skip` that matches nothing
  selectMatches, // a glob of `override.select` that matches nothing
  overridePlatform, // `platform` in an override of another system, libc or architecture
  overrideSays, // an override without a change, or with `key` beside `+key`
  extrasExist, // `test.extras`
  groupsExist, // `test.groups`
  smokeTests, // exactly one of `python` and `command`; names are unique
  commandRules, // placeholders
  checkCodes, // `checks` names codes that exist and may be turned down
  qualityRules, // `release.quality` and `release.checkpoints`: something to do or to acknowledge, names are unique
  recordRules, // `release.record`: paths of the project, templates that can be read
  logFolderRule, // `release.log-folder`: a folder of the project
];

export function checkRules(config: Config): readonly Finding[] {
  return rules.flatMap((rule) => rule(config));
}

/** The project's own table and the changes of each override, with their paths. */
export function tablesOf(config: Config): readonly { readonly path: Path; readonly table: RawTable }[] {
  return [
    { path: [], table: config.raw },
    ...config.overrides.map(({ changes }, index) => ({ path: ["override", index], table: changes })),
  ];
}

/** The entries of a list key in all tables, `+key` and `key+` included. */
export function listEntries(config: Config, table: string, key: string) {
  return tablesOf(config).flatMap(({ path, table: root }) => {
    const inner = (root[table] ?? {}) as RawTable;
    return Object.entries(inner)
      .filter(([written]) => mergeOf(written).key === key)
      .flatMap(([written, entries]) =>
        (entries as readonly unknown[]).map((value, index) => ({
          path: [...path, table, written, index],
          value,
        })),
      );
  });
}

function pythonsAdmitted({ raw, options, project }: Config): readonly Finding[] {
  const written = (raw["python"] ?? []) as readonly string[];
  return (options.python ?? [])
    .filter((interpreter) => !admits(project.requiresPython, interpreter))
    .map(({ name }) => ({
      path: ["python", written.indexOf(name)],
      text: `\`python\` has "${name}", which the project does not support: requires-python is "${project.requiresPython ?? ""}"`,
    }));
}

function extrasExist(config: Config): readonly Finding[] {
  const { extras } = config.project;
  return extras ? unknownNames(config, "extras", extras, "project.optional-dependencies") : [];
}

function groupsExist(config: Config): readonly Finding[] {
  return unknownNames(config, "groups", config.project.dependencyGroups, "dependency-groups");
}

/** Names are compared as PEP 685 (extras) and PEP 735 (groups) say. */
function unknownNames(
  config: Config,
  key: string,
  known: readonly string[],
  where: string,
): readonly Finding[] {
  const normalized = known.map(normalizeName);
  return listEntries(config, "test", key)
    .filter(({ value }) => !normalized.includes(normalizeName(String(value))))
    .map(({ path, value }) => ({
      path,
      text: `\`test.${key}\` has "${String(value)}", which [${where}] does not define`,
      hint:
        didYouMean(String(value), known) ?? (known.length > 0 ? `defined: ${known.join(", ")}` : undefined),
    }));
}

function overrideSays({ overrides }: Config): readonly Finding[] {
  return overrides.flatMap((override, index) => {
    const path = ["override", index];
    const empty =
      override.platform === undefined &&
      override.optional === undefined &&
      Object.keys(override.changes).length === 0;
    if (empty) return [{ path, text: "this override changes nothing: it has only `select`" }];
    return twiceChanged(override.changes, path);
  });
}

/** `env` replaces what `+env` would add to. */
function twiceChanged(table: RawTable, path: Path): readonly Finding[] {
  return Object.entries(table).flatMap(([written, value]): readonly Finding[] => {
    const { key, how } = mergeOf(written);
    if (how !== "replace" && key in table)
      return [
        {
          path: [...path, written],
          text: `\`${written}\` stands beside \`${key}\`, which replaces the whole value`,
        },
      ];
    const isNested =
      path.length === 2 && typeof value === "object" && !Array.isArray(value) && key !== "images";
    return isNested ? twiceChanged(value as RawTable, [...path, written]) : [];
  });
}

function smokeTests(config: Config): readonly Finding[] {
  const entries = listEntries(config, "test", "smoke").map(({ path, value }) => ({
    path,
    smoke: value as RawTable,
  }));
  return entries.flatMap(({ path, smoke }, index): readonly Finding[] => {
    const name = smoke["name"] as string;
    const findings: Finding[] = [];
    if ("python" in smoke && "command" in smoke)
      findings.push({
        path,
        text: `smoke test "${name}" has both \`python\` and \`command\`; it needs exactly one`,
      });
    if (!("python" in smoke) && !("command" in smoke))
      findings.push({
        path,
        text: `smoke test "${name}" has neither \`python\` nor \`command\`; it needs exactly one`,
      });
    const clashes = entries
      .slice(0, index)
      .some((other) => other.smoke["name"] === name && meet(other.path, path));
    if (clashes) findings.push({ path, text: `there are two smoke tests named "${name}"` });
    return findings;
  });
}

/** Can two lists of smoke tests hold for the same target? `smoke` of an override replaces; two overrides may exclude each other. */
function meet(a: Path, b: Path): boolean {
  const list = (path: Path) => JSON.stringify(path.slice(0, -1));
  const adds = (path: Path) => mergeOf(String(path.at(-2))).how !== "replace";
  return list(a) === list(b) || (a[0] !== "override" && adds(b));
}
