/** Do all wheels of the release declare the same? An installer sees one of them only; an index shows those of the first. */

import type { Wheel } from "../artifacts/archive.ts";
import { quoted } from "../artifacts/refusal.ts";
import type { Check } from "./check.ts";
import { entryPointsOf, extrasOf, requirementsOf, requiresPythonOf, summaryOf } from "./declared-metadata.ts";
import { finding, type Finding } from "./finding.ts";
import { someOf } from "./sibling-groups.ts";

/** What is declared, as a set of texts. */
interface Aspect {
  readonly what: string;
  readonly of: (wheel: Wheel) => readonly string[];
}

const aspects: readonly Aspect[] = [
  { what: "Requires-Python", of: ({ metadata }) => [requiresPythonOf(metadata)] },
  { what: "Requires-Dist", of: ({ metadata }) => [...requirementsOf(metadata).values()].sort() },
  { what: "Provides-Extra", of: ({ metadata }) => extrasOf(metadata) },
  { what: "Summary", of: ({ metadata }) => [summaryOf(metadata)] },
  { what: "list of entry points", of: entryPointsOf },
];

export const siblingMetadata: Check = {
  name: "sibling-metadata",
  title: "All wheels of a release declare the same requirements, extras and entry points.",
  codes: ["WW054"],
  run: ({ wheels }) => (wheels.length < 2 ? [] : aspects.flatMap((aspect) => compare(aspect, wheels))),
};

function compare({ what, of }: Aspect, wheels: readonly Wheel[]): Finding[] {
  const groups = new Map<string, { readonly value: readonly string[]; readonly wheels: Wheel[] }>();
  for (const wheel of wheels) {
    const value = of(wheel);
    const key = value.join("\n");
    const group = groups.get(key);
    if (group) group.wheels.push(wheel);
    else groups.set(key, { value, wheels: [wheel] });
  }
  const [most, ...others] = [...groups.values()].sort((a, b) => b.wheels.length - a.wheels.length);
  if (!most) return [];
  return others.map((group) => {
    const [first, ...more] = group.wheels;
    const alike = more.length === 0 ? "" : ` (so do ${more.length} more: ${someOf(more.map(tagsOf))})`;
    const message = `its ${what} ${difference(group.value, most.value)} ${most.wheels.length} of its siblings${alike}`;
    return finding("WW054", first?.name.file, message);
  });
}

function difference(value: readonly string[], usual: readonly string[]): string {
  const more = value.filter((one) => !usual.includes(one));
  const less = usual.filter((one) => !value.includes(one));
  const [only, other] = [more[0] ?? "", less[0] ?? ""];
  if (value.length === 1 && usual.length === 1) {
    return `says ${quoted(only)}, not ${quoted(other)} as`;
  }
  if (more.length === 0) return `lacks ${someOf(less)}, unlike`;
  return less.length === 0
    ? `has ${someOf(more)}, unlike`
    : `has ${someOf(more)} in place of ${someOf(less)}, unlike`;
}

function tagsOf({ name }: Wheel): string {
  return `${name.pythons.join(".")}-${name.abis.join(".")}-${name.platforms.join(".")}`;
}
