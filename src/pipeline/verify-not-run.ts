/** What `verify` could not hold the artifacts against, and what would make it: silence must not pass for approval. */

import type { CheckInput } from "../checks/check.ts";
import type { NotRun } from "./verify-report.ts";
import type { VerifyRequest } from "./verify-request.ts";

type Asked = Pick<CheckInput, "contract" | "previous" | "published">;

/** @param ignored names of files in formats that are not read */
export function notRunFor(
  { contract, previous, published }: Asked,
  request: Pick<VerifyRequest, "previous">,
  ignored: readonly string[],
): NotRun[] {
  return [
    ...(contract ? [] : [completeness]),
    ...(previous ? [] : [request.previous === undefined ? drift : noEarlier(request.previous)]),
    ...(published ? [] : [usedNames]),
    ...(ignored.length === 0 ? [] : [unread(ignored)]),
  ];
}

const completeness: NotRun = {
  what: "completeness",
  why: "no contract says which artifacts there must be",
  remedy: "give one by --contract: a manifest.json, or what `wheelway plan --json` writes",
};

const drift: NotRun = {
  what: "drift from the previous release",
  why: "no earlier release was named",
  remedy: "--previous pypi, a version, or a folder",
};

function noEarlier(asked: string): NotRun {
  return {
    what: "drift from the previous release",
    why: `${asked} has no earlier release that can be read`,
    remedy: "nothing to do for a first release; else name a version or a folder",
  };
}

const usedNames: NotRun = {
  what: "file names and versions that the index has used already",
  why: "the index was not asked",
  remedy: "--previous pypi asks it",
};

function unread(ignored: readonly string[]): NotRun {
  const [first = "", ...others] = ignored;
  return {
    what: others.length === 0 ? first : `${first} and ${others.length} more`,
    why: "only wheels and sdists (.tar.gz) are read",
    remedy: "leave files of other formats out of the release: the index takes no new ones",
  };
}
