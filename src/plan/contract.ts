/** The contract of a plan: which artifacts must come out, from which target serves which. */

import type { Contract, ExpectedWheel } from "../artifacts/contract.ts";
import { pythonVersion, type Interpreter } from "../tags/interpreter.ts";
import type { Target } from "../tags/target.ts";
import type { Assignment, Kinds } from "./assign.ts";
import { familyOf } from "../tags/interpreter.ts";

export function contractOf(
  assignments: readonly Assignment[],
  kinds: Kinds,
  optional: (target: Target) => boolean,
  also: { readonly sdist: boolean; readonly fallbackAt?: string | undefined },
): Contract {
  const byBuilder = new Map<string, Assignment[]>();
  for (const assignment of assignments) {
    const builder = (assignment.builtBy ?? assignment.target).id;
    byBuilder.set(builder, [...(byBuilder.get(builder) ?? []), assignment]);
  }
  const wheels = [...byBuilder.values()].map((group) => expectedWheel(group, kinds, optional));
  return {
    mode: assignments.every((assignment) => assignment.builtBy) ? "exact" : "learning",
    artifacts: [
      ...(also.sdist ? [{ kind: "sdist" as const, optional: false }] : []),
      ...wheels,
      ...fallbackAt(also.fallbackAt),
    ],
  };
}

/** The declared pure wheel, built on this target. */
function fallbackAt(target: string | undefined): ExpectedWheel[] {
  if (target === undefined) return [];
  const platform = "any";
  return [
    {
      kind: "wheel",
      targets: [target],
      wheelKind: "pure",
      abi: "none",
      platform,
      optional: false,
      fallback: true,
    },
  ];
}

function expectedWheel(
  group: readonly Assignment[],
  kinds: Kinds,
  optional: (target: Target) => boolean,
): ExpectedWheel {
  const [first] = group as [Assignment, ...Assignment[]];
  const builder = first.builtBy ?? first.target;
  const others = group.map((a) => a.target.id).filter((id) => id !== builder.id);
  return {
    kind: "wheel",
    targets: [builder.id, ...others],
    ...(first.kind === undefined ? {} : { wheelKind: first.kind }),
    ...expectedTags(first, builder, kinds),
    platform: first.kind === "pure" ? "any" : builder.platform.name,
    optional: group.every((a) => optional(a.target)),
  };
}

function expectedTags(
  assignment: Assignment,
  builder: Target,
  kinds: Kinds,
): { python?: string; abi?: string } {
  switch (assignment.kind) {
    case "version":
      return versionTags(builder.interpreter);
    case "abi3":
    case "abi3t": {
      const from = kinds[familyOf(builder.interpreter)]?.from;
      return { abi: assignment.kind, ...(from === undefined ? {} : { python: from.replace(/t$/, "") }) };
    }
    case "py3-platform":
    case "pure":
      return { abi: "none" };
    case undefined:
      return {};
  }
}

/** Tags of a wheel for one version: `cp312-cp312`, `cp314-cp314t`, `pp311-pypy311_pp73`. */
function versionTags(interpreter: Interpreter): { python: string; abi?: string } {
  const digits = pythonVersion(interpreter).replace(".", "");
  switch (familyOf(interpreter)) {
    case "cpython":
      return { python: interpreter.name, abi: interpreter.name };
    case "cpython-free-threaded":
      return { python: `cp${digits}`, abi: interpreter.name };
    case "pypy":
    case "graalpy":
      // Their ABI tags carry a version of their own (pp73, 242), which the interpreter's name does not tell.
      return { python: interpreter.name };
  }
}
