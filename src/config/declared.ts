/** Metadata that stands elsewhere than in pyproject.toml: setup.cfg of setuptools, PKG-INFO of an sdist. */

import { validRange } from "@renovatebot/pep440";
import { valuesOf, type CoreMetadata } from "../artifacts/core-metadata.ts";
import type { ProjectFacts } from "./project.ts";
import { normalizeName } from "../tags/project-name.ts";

export interface Declared {
  readonly name: string | undefined;
  readonly version: string | undefined;
  readonly requiresPython: string | undefined;
  readonly classifiers: readonly string[];
  readonly extras: readonly string[];
}

/** Core metadata of an sdist: all of it is settled, the version too. */
export function fromCoreMetadata(metadata: CoreMetadata): Declared {
  const { name, version, requiresPython, providesExtra: extras } = metadata;
  return { name, version, requiresPython, classifiers: valuesOf(metadata.headers, "Classifier"), extras };
}

/** setup.cfg, as far as it is declarative: values that are computed (`attr:`, `file:`) are as if they were not there. */
export function fromSetupCfg(text: string): Declared {
  const sections = readIni(text);
  const value = (section: string, key: string) => {
    const found = sections.get(section)?.get(key)?.trim();
    return found === undefined || found === "" || /^(attr|file):/.test(found) ? undefined : found;
  };
  return {
    name: value("metadata", "name"),
    version: value("metadata", "version"),
    requiresPython: value("options", "python_requires"),
    classifiers: linesOf(value("metadata", "classifiers")),
    extras: [...(sections.get("options.extras_require")?.keys() ?? [])],
  };
}

/** The facts with what pyproject.toml leaves to another file: all of it without `[project]`, else what is dynamic. */
export function withDeclared(facts: ProjectFacts, declared: Declared, hasProject: boolean): ProjectFacts {
  const open = (field: string) => !hasProject || facts.dynamic.includes(field);
  const { name, version, requiresPython, classifiers, extras } = declared;
  const usable = requiresPython !== undefined && validRange(requiresPython);
  const settled = facts.version === undefined && version !== undefined && open("version");
  return {
    ...facts,
    name: facts.name ?? (name === undefined ? undefined : { raw: name, normalized: normalizeName(name) }),
    ...(settled ? { version, versionFrom: "static", versionNeedsGit: false } : {}),
    requiresPython: facts.requiresPython ?? (usable && open("requires-python") ? requiresPython : undefined),
    classifiers: facts.classifiers.length === 0 && open("classifiers") ? classifiers : facts.classifiers,
    extras: facts.extras ?? (extras.length > 0 ? extras : undefined),
  };
}

/** Sections of an INI file as Python's configparser reads it; keys in lower case with `_`, as setuptools takes them. */
function readIni(text: string): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const sections = new Map<string, Map<string, string>>();
  let section = new Map<string, string>();
  let key: string | undefined;
  for (const line of text.split(/\r?\n/)) {
    if (/^\s*([#;].*)?$/.test(line)) continue;
    const header = /^\[(.+)\]\s*$/.exec(line)?.[1];
    const entry = /^([^\s=:][^=:]*?)\s*[=:]\s*(.*)$/.exec(line);
    if (header !== undefined) {
      section = sections.get(header) ?? new Map<string, string>();
      sections.set(header, section);
      key = undefined;
    } else if (/^\s/.test(line) && key !== undefined) {
      section.set(key, `${section.get(key) ?? ""}\n${line.trim()}`);
    } else if (entry) {
      key = (entry[1] ?? "").toLowerCase().replaceAll("-", "_");
      section.set(key, entry[2] ?? "");
    }
  }
  return sections;
}

function linesOf(value: string | undefined): readonly string[] {
  return (value ?? "").split("\n").filter((line) => line.trim() !== "");
}
