/** Do the wheels ask for the same Python and the same projects as the previous release? */

import { parse } from "@renovatebot/pep440";

import type { Wheel } from "../artifacts/archive.ts";
import type { PreviousRelease } from "../artifacts/previous-release.ts";
import { quoted } from "../artifacts/refusal.ts";
import type { Check } from "./check.ts";
import { requirementsOf, requiresPythonOf } from "./declared-metadata.ts";
import { finding, type Finding, type Severity } from "./finding.ts";
import { someOf } from "./sibling-groups.ts";

export const driftRequirements: Check = {
  name: "drift-requirements",
  title: "Requires-Python and the run-time requirements are those of the previous release.",
  codes: ["WW063", "WW064"],
  run: ({ wheels, previous }) => (previous ? judge(wheels, previous) : []),
};

function judge(wheels: readonly Wheel[], previous: PreviousRelease): Finding[] {
  const now = most(wheels, ({ metadata }) => requiresPythonOf(metadata));
  const before = most(previous.wheels, ({ metadata }) => requiresPythonOf(metadata));
  const version = wheels[0]?.name.version;
  if (now === undefined || before === undefined || version === undefined) return [];
  // Between feature releases such changes are announced; a patch release is installed by everyone, unread.
  const severity: Severity = isPatch(previous.version, version) ? "warning" : "note";
  const said = (value: string) => (value === "" ? "absent" : quoted(value));
  const findings =
    now === before
      ? []
      : [
          finding(
            "WW063",
            undefined,
            `Requires-Python is ${said(now)}, in ${previous.version} it was ${said(before)}`,
            {
              severity,
            },
          ),
        ];
  const [ours, theirs] = [required(wheels), required(previous.wheels)];
  const come = [...ours].filter(([name]) => !theirs.has(name)).map(([, text]) => text);
  const gone = [...theirs].filter(([name]) => !ours.has(name)).map(([, text]) => text);
  const change = [
    ...(come.length > 0 ? [`it requires ${someOf(come)}, which ${previous.version} did not`] : []),
    ...(gone.length > 0 ? [`it requires ${someOf(gone)} no more, which ${previous.version} did`] : []),
  ].join(", and ");
  return change === "" ? findings : [...findings, finding("WW064", undefined, change, { severity })];
}

function required(wheels: readonly Wheel[]): Map<string, string> {
  return new Map(wheels.flatMap(({ metadata }) => [...requirementsOf(metadata)]));
}

/** The value that most of them have. */
function most(wheels: readonly Wheel[], of: (wheel: Wheel) => string): string | undefined {
  const votes = new Map<string, number>();
  for (const wheel of wheels) votes.set(of(wheel), (votes.get(of(wheel)) ?? 0) + 1);
  return [...votes].sort((a, b) => b[1] - a[1])[0]?.[0];
}

/** Is only what stands behind the second dot another? Where releases have fewer parts, each is a feature release. */
function isPatch(before: string, now: string): boolean {
  const [a, b] = [parse(before)?.release, parse(now)?.release];
  if (!a || !b) return false;
  return Math.max(a.length, b.length) > 2 && [0, 1].every((part) => (a[part] ?? 0) === (b[part] ?? 0));
}
