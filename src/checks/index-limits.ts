/**
 * Is each file, and the project as a whole, small enough for the public index? Its defaults are judged by
 * (its documentation, "Storage limits"); that a project was given more shows in what it has there.
 */

import type { IndexListing } from "../artifacts/index-listing.ts";
import type { Check, CheckInput, FileFact } from "./check.ts";
import { finding, type Finding, type Severity } from "./finding.ts";

const MiB = 1024 * 1024;
const GiB = 1024 * MiB;

/** Bytes that the public index takes where nothing else was agreed. */
export const indexDefaults = { file: 100 * MiB, project: 10 * GiB } as const;

export const indexLimits: Check = {
  name: "index-limits",
  title: "No file, and not the project as a whole, is larger than the index takes.",
  codes: ["WW080", "WW081"],
  run: (input) => [...largeFiles(input), ...largeProject(input)],
};

/** Builds that stay at home may go to another index. */
function severityOf({ forRelease }: CheckInput): Severity {
  return forRelease === true ? "error" : "warning";
}

function largeFiles(input: CheckInput): Finding[] {
  const { files = [], published } = input;
  const largest = Math.max(0, ...(published?.files ?? []).map(({ size = 0 }) => size));
  return files
    .filter(({ size }) => size > Math.max(indexDefaults.file, largest))
    .map(({ file, size }) =>
      largest > indexDefaults.file
        ? finding("WW080", file, `it has ${inMiB(size)}, the largest so far had ${inMiB(largest)}`, {
            severity: "warning",
            hint: "the project was given a higher limit: look up on the index whether it is high enough",
          })
        : finding("WW080", file, `it has ${inMiB(size)}, the index takes ${inMiB(indexDefaults.file)}`, {
            severity: severityOf(input),
          }),
    );
}

function largeProject(input: CheckInput): Finding[] {
  const { files = [], published } = input;
  if (!published) return [];
  const there = published.files.reduce((sum, { size = 0 }) => sum + size, 0);
  // More than the default is there already: the project was given more.
  if (there > indexDefaults.project) return [];
  const total = there + newFiles(files, published).reduce((sum, { size }) => sum + size, 0);
  if (total <= indexDefaults.project * 0.9 || total === there) return [];
  const message = `with these files the project has ${(total / GiB).toFixed(1)} GiB on ${published.index}, which gives a project ${indexDefaults.project / GiB} GiB`;
  const severity = total > indexDefaults.project ? severityOf(input) : "warning";
  return [finding("WW081", undefined, message, { severity })];
}

/** Files whose names the index does not have. */
export function newFiles(files: readonly FileFact[], { files: known }: IndexListing): FileFact[] {
  const names = new Set(known.map(({ file }) => file));
  return files.filter(({ file }) => !names.has(file));
}

function inMiB(bytes: number): string {
  return `${(bytes / MiB).toFixed(bytes % MiB === 0 ? 0 : 1)} MiB`;
}
