/** Decides the version of a release, once; afterwards it stands in the journal. */

import { gt } from "@renovatebot/pep440";
import { WheelwayError } from "../../errors.ts";
import { normalizeVersion, sameVersion } from "../../tags/project-name.ts";
import type { ReleaseRequest } from "../request.ts";
import { bump } from "./bump.ts";

export interface VersionFacts {
  /** In the project's files, or computed from git; `undefined` where neither gives one. */
  readonly present: string | undefined;
  /** Of every tag, normalised. */
  readonly tagged: readonly string[];
  /** Every version that the index has, or ever showed. */
  readonly published: readonly string[];
  /** May a version that has a tag, but is on no index, be made anew? */
  readonly recreate?: boolean;
  /** The day, and the commit's first digits, for nightlies. */
  readonly date: Date;
}

/** PEP 440. Throws `version-used` and `usage-invalid`. */
export function decideVersion(request: ReleaseRequest["version"], facts: VersionFacts): string {
  const newest = [...facts.tagged, ...facts.published].reduce<string | undefined>(
    (most, version) => (most === undefined || gt(version, most) ? version : most),
    undefined,
  );
  const present = facts.present ?? newest;
  switch (request.kind) {
    case "exact":
      return unused(valid(request.version), facts, newest);
    case "bump":
      if (present === undefined) throw nothingToBump();
      return unused(bump(present, request.part), facts, newest);
    case "given":
      if (present === undefined) throw nothingToBump();
      return unused(valid(present), facts, newest);
    case "nightly":
      return nightly(present ?? "0.0.0", facts.date);
  }
}

/**
 * The next version's development release of that minute: 1.2.3 -> 1.2.4.dev202611210315, 1.3.0a1 -> 1.3.0a2.dev202611210315.
 * It sorts above what is there, and below that next version (PEP 440).
 */
function nightly(present: string, date: Date): string {
  const unfinished = /(?:a|b|rc)\d+/.test(valid(present));
  return `${bump(present, unfinished ? "pre" : "patch")}.dev${minuteOf(date)}`;
}

/** The development release of that minute of a version that is only rehearsed: 2.0 -> 2.0.dev202611210315. It sorts before it. */
export function rehearsalVersion(version: string, date: Date): string {
  return `${version.replace(/\.dev\d+$/, "")}.dev${minuteOf(date)}`;
}

/** UTC, as an index takes it: digits alone. */
function minuteOf(date: Date): string {
  return date.toISOString().replace(/[-:T]/g, "").slice(0, 12);
}

function valid(version: string): string {
  const normal = normalizeVersion(version);
  if (normal !== undefined) return normal;
  throw new WheelwayError("usage-invalid", {
    message: `${JSON.stringify(version)} is no version of PEP 440`,
    next: "Write it as 1.2.3, 1.2.3a1, 1.2.3rc1 or 1.2.3.post1; v1.0.0-alpha is taken for 1.0.0a0.",
  });
}

/** A version is used once: a name on an index is taken for ever, and a tag names one commit. */
function unused(version: string, facts: VersionFacts, newest: string | undefined): string {
  const among = (versions: readonly string[]) => versions.some((other) => sameVersion(other, version));
  if (among(facts.published)) throw used(version, "is on the index");
  if (among(facts.tagged)) {
    if (facts.recreate === true) return version;
    throw used(version, "has a tag");
  }
  if (newest !== undefined && !gt(version, newest) && !isOlderSeries(version, newest)) {
    throw new WheelwayError("version-used", {
      message: `${version} is older than ${newest}, the newest release`,
      next: `Name a newer one, such as ${bump(newest, "patch")}.`,
    });
  }
  return version;
}

/** 1.4.7 after 2.0.0: a release of an older series is no mistake where its own series has nothing newer. */
function isOlderSeries(version: string, newest: string): boolean {
  const series = (of: string) => of.split(".")[0];
  return series(version) !== series(newest);
}

function used(version: string, where: string): WheelwayError {
  return new WheelwayError("version-used", {
    message: `${version} ${where} already`,
    why: "A version is used once; other bytes under it can never be published.",
    next: "--bump patch, or --version with a new one. To go on with a release that was begun: wheelway resume.",
  });
}

function nothingToBump(): WheelwayError {
  return new WheelwayError("usage-invalid", {
    message: "the project has no version yet: no file holds one, and there is no tag",
    next: "Name the first one: --version 0.1.0",
  });
}
