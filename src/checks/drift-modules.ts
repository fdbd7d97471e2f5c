/** What users import and run: is something gone since the previous release, or has something come that should not have? */

import type { Wheel } from "../artifacts/archive.ts";
import type { PreviousRelease } from "../artifacts/previous-release.ts";
import { normalizeName } from "../tags/project-name.ts";
import type { Check } from "./check.ts";
import { entryPointsOf } from "./declared-metadata.ts";
import { finding, type Finding } from "./finding.ts";
import { someOf } from "./sibling-groups.ts";

export const driftModules: Check = {
  name: "drift-modules",
  title: "Top-level modules and entry points are those of the previous release.",
  codes: ["WW061", "WW062", "WW066", "WW067"],
  run: ({ wheels, previous }) =>
    previous && wheels.length > 0 && previous.wheels.length > 0 ? judge(wheels, previous) : [],
};

function judge(wheels: readonly Wheel[], previous: PreviousRelease): Finding[] {
  const modules = drift(wheels, previous.wheels, ({ topLevel }) => topLevel);
  const entries = drift(wheels, previous.wheels, entryPointsOf);
  const { version } = previous;
  // `_x` is nobody's to import.
  const gone = modules.gone.filter((name) => !name.startsWith("_"));
  const stray = modules.come.filter(isStray);
  const come = modules.come.filter((name) => !isStray(name) && !name.startsWith("_"));
  const [first] = wheels;
  const main = gone.some((name) => normalizeName(name) === first?.name.name);
  return [
    ...(gone.length === 0
      ? []
      : [
          finding("WW061", undefined, `${someOf(gone)} can be imported no more, in ${version} it could`, {
            severity: main ? "error" : "warning",
          }),
        ]),
    ...(entries.gone.length === 0
      ? []
      : [finding("WW062", undefined, `the entry points ${someOf(entries.gone)} of ${version} are gone`)]),
    ...come.map((name) =>
      finding(
        "WW066",
        holder(wheels, name),
        `${name} is a new top-level module, ${version} had none of that name`,
      ),
    ),
    ...stray.map((name) =>
      finding(
        "WW067",
        holder(wheels, name),
        `${name} is installed at the top level, beside what other projects put there; ${version} had none`,
      ),
    ),
  ];
}

/** Names that many projects have in their sources and none should install. */
function isStray(name: string): boolean {
  return /^(?:tests?|testing|docs?|examples?|samples?|benchmarks?|bench|scripts?|tools?|build|dist|src|setup|conftest|noxfile|tasks|ci)$/i.test(
    name,
  );
}

function drift(
  now: readonly Wheel[],
  before: readonly Wheel[],
  of: (wheel: Wheel) => readonly string[],
): { readonly gone: string[]; readonly come: string[] } {
  const [a, b] = [new Set(before.flatMap(of)), new Set(now.flatMap(of))];
  return { gone: [...a].filter((one) => !b.has(one)), come: [...b].filter((one) => !a.has(one)) };
}

/** The one wheel that has it; `undefined` where several do. */
function holder(wheels: readonly Wheel[], name: string): string | undefined {
  const [first, ...more] = wheels.filter(({ topLevel }) => topLevel.includes(name));
  return more.length === 0 ? first?.name.file : undefined;
}
