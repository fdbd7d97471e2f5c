/** What the first argument of `verify` names: a folder, or a release on a package index. */

import { WheelwayError } from "../errors.ts";
import { isProjectName, normalizeName, normalizeVersion } from "../tags/project-name.ts";
import type { Indexes } from "./verify-request.ts";

export type IndexName = keyof Indexes;

export type Source =
  | { readonly kind: "folder"; readonly path: string }
  | {
      readonly kind: "release";
      readonly index: IndexName;
      /** Normalised (PEP 503). */
      readonly project: string;
      /** Normalised (PEP 440); `undefined`: the newest. */
      readonly version: string | undefined;
    };

const release = /^(pypi|testpypi):(.*)$/s;

/** Reads `pypi:name`, `pypi:name==version`, `testpypi:…`; everything else is a folder. Throws "usage-invalid". */
export function parseSource(text: string): Source {
  const [, index, rest = ""] = release.exec(text) ?? [];
  if (index === undefined) return { kind: "folder", path: text };
  const [name = "", version, ...more] = rest.split("==").map((part) => part.trim());
  const normalized = version === undefined ? undefined : normalizeVersion(version);
  if (!isProjectName(name) || more.length > 0 || (version !== undefined && normalized === undefined)) {
    throw new WheelwayError("usage-invalid", {
      message: `${JSON.stringify(text)} names no release`,
      next: `Write ${index}:name for the newest release, or ${index}:name==1.0 for a certain one.`,
    });
  }
  return { kind: "release", index: index as IndexName, project: normalizeName(name), version: normalized };
}

export type Previous =
  | { readonly kind: "folder"; readonly path: string }
  | {
      readonly kind: "release";
      /** `undefined`: where the release itself is, else pypi. */
      readonly index: IndexName | undefined;
      /** `undefined`: the newest earlier release that is not yanked. */
      readonly version: string | undefined;
    };

/** Reads the value of `--previous`; a folder that is named like a version is written `./1.0`. */
export function parsePrevious(text: string): Previous {
  if (text === "pypi" || text === "testpypi") return { kind: "release", index: text, version: undefined };
  const version = normalizeVersion(text);
  return version === undefined
    ? { kind: "folder", path: text }
    : { kind: "release", index: undefined, version };
}
