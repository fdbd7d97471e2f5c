/** Writes wheelway.lock: one thing a line and everything sorted, so that a change of the lock reads well as a diff. */

import { byCodeUnit, type Lock, type RequirementSet } from "./lock.ts";

const header = [
  "# Written by `wheelway lock`: commit it, and do not edit it.",
  "# `wheelway lock --update [NAME]` takes newer versions.",
];

/** The same lock gives the same text, whatever the order of its parts. */
export function formatLock(lock: Lock): string {
  const sections = [
    [...header, `version = ${lock.version}`],
    imageLines(lock),
    ...sorted(lock.tools).map(([name, { digest, packages }]) => [
      `[tools.${name}]`,
      `digest = ${quote(digest)}`,
      ...list("packages", packages),
    ]),
    ...sorted(lock.facts.kinds).map(([family, fact]) => [
      `[facts.kinds.${family}]`,
      `kind = ${quote(fact.kind)}`,
      ...(fact.from === undefined ? [] : [`from = ${quote(fact.from)}`]),
    ]),
    ...sorted(lock.facts.dynamic).map(([system, { sdist, wheel }]) => [
      `[facts.dynamic.${system}]`,
      ...list("sdist", sdist),
      ...list("wheel", wheel),
    ]),
    ...sorted(lock.facts.emulated).map(([platform, { why, compiler }]) => [
      `[facts.emulated.${platform}]`,
      `why = ${quote(why)}`,
      `compiler = ${quote(compiler)}`,
    ]),
    ...lock.build.map(setLines).sort((a, b) => byCodeUnit(a.join("\n"), b.join("\n"))),
    packageLines(lock),
  ];
  const text = sections.filter((lines) => lines.length > 0).map((lines) => lines.join("\n"));
  return `${text.join("\n\n")}\n`;
}

function imageLines({ images }: Lock): string[] {
  const lines = sorted(images).map(([reference, digest]) => `${quote(reference)} = ${quote(digest)}`);
  return lines.length === 0 ? [] : ["[images]", ...lines];
}

function setLines({ targets, requires, dynamic, packages }: RequirementSet): string[] {
  return [
    "[[build]]",
    ...list("targets", targets),
    ...list("requires", requires),
    ...list("dynamic", dynamic),
    ...list("packages", packages),
  ];
}

function packageLines({ packages }: Lock): string[] {
  const lines = sorted(packages).flatMap(([pin, hashes]) => list(quote(pin), hashes));
  return lines.length === 0 ? [] : ["[packages]", ...lines];
}

function list(key: string, values: readonly string[]): string[] {
  const unique = [...new Set(values)].sort(byCodeUnit);
  if (unique.length === 0) return [`${key} = []`];
  return [`${key} = [`, ...unique.map((value) => `  ${quote(value)},`), "]"];
}

function sorted<T>(record: Readonly<Partial<Record<string, T>>>): [string, T][] {
  return Object.entries(record)
    .filter((pair): pair is [string, T] => pair[1] !== undefined)
    .sort(([a], [b]) => byCodeUnit(a, b));
}

/** A basic string of TOML, whose escapes are those of JSON; the lock holds printable text only. */
function quote(text: string): string {
  return JSON.stringify(text);
}
