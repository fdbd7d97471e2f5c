/** Does an artifact hold secrets? What and where is said, never the secret itself: nothing here has its text. */

import type { Member, Sdist, Wheel } from "../artifacts/archive.ts";
import type { Leftover } from "../artifacts/leftover.ts";
import type { Check } from "./check.ts";
import { finding, type Finding } from "./finding.ts";
import { isTestPlace } from "./test-places.ts";

export const secrets: Check = {
  name: "secrets",
  title: "No private keys and no tokens, in any usual way of writing them.",
  codes: ["WW070", "WW071", "WW072"],
  run: ({ wheels, sdist }) => [...(sdist ? [sdist] : []), ...wheels].flatMap(judge),
};

/** Members that are named one by one; of more, their number is told. */
const named = 20;

interface Held {
  readonly member: Member;
  readonly leftovers: readonly Leftover[];
}

/**
 * A proved token is an error wherever it is. Keys and tokens of the right shape are an error where users run it, and a
 * warning in tests, which have keys of their own. What is often public on purpose is a warning, and nothing in tests.
 */
function judge(artifact: Wheel | Sdist): Finding[] {
  const { file } = artifact.name;
  const plain = heldBy(
    artifact,
    ({ evidence }, test) => evidence === "proved" || (!test && evidence !== "hint"),
  );
  const tests = heldBy(
    artifact,
    ({ evidence }, test) => test && (evidence === "key" || evidence === "shape"),
  );
  const doubtful = heldBy(artifact, ({ evidence }, test) => !test && evidence === "hint");
  return [...oneByOne(file, plain), ...inTests(file, tests), ...byKind(file, doubtful)];
}

function heldBy({ members }: Wheel | Sdist, wanted: (leftover: Leftover, test: boolean) => boolean): Held[] {
  return members.flatMap((member) => {
    const secretsOf = member.facts.leftovers?.filter(({ kind }) => kind === "secret") ?? [];
    if (secretsOf.length === 0) return [];
    const test = isTestPlace(member.path);
    const leftovers = secretsOf.filter((leftover) => wanted(leftover, test));
    return leftovers.length === 0 ? [] : [{ member, leftovers }];
  });
}

function oneByOne(file: string, held: readonly Held[]): Finding[] {
  const findings = held.slice(0, named).map(({ member: { path }, leftovers }) => {
    const kinds = [...new Set(leftovers.map(({ what }) => what))];
    const [first] = leftovers;
    const place = first ? placeOf(first, leftovers.length) : "";
    return finding("WW070", file, `${path} holds ${kinds.map(withArticle).join(" and ")}${place}`, {
      member: path,
    });
  });
  const more = held.length - named;
  const rest = more > 0 ? [finding("WW070", file, `${more} more of its members hold such secrets`)] : [];
  return [...findings, ...rest];
}

function inTests(file: string, held: readonly Held[]): Finding[] {
  const [first] = held;
  if (!first) return [];
  const { path } = first.member;
  const message =
    held.length === 1
      ? `${path}, of its tests or documentation, holds a private key or token`
      : `${held.length} members of its tests or documentation hold private keys or tokens, the first is ${path}`;
  return [finding("WW071", file, message, { member: path })];
}

/** What may be public is told once a kind. */
function byKind(file: string, held: readonly Held[]): Finding[] {
  const kinds = new Set(held.flatMap(({ leftovers }) => leftovers.map(({ what }) => what)));
  return [...kinds].flatMap((kind) => {
    const holders = held.filter(({ leftovers }) => leftovers.some(({ what }) => what === kind));
    const [first] = holders;
    const leftover = first?.leftovers.find(({ what }) => what === kind);
    if (!first || !leftover) return [];
    const { path } = first.member;
    const place = placeOf(leftover, 1);
    const message =
      holders.length === 1
        ? `${path} holds ${withArticle(kind)}${place}`
        : `${holders.length} members hold ${withArticle(kind)}, the first is ${path}${place}`;
    return [finding("WW072", file, message, { member: path })];
  });
}

/** " (line 3, written in base64; 4 in all)" */
function placeOf({ line, encoding, offset }: Leftover, count: number): string {
  const where = line === undefined ? `byte ${offset}` : `line ${line}`;
  const how = encoding === undefined ? "" : `, written in ${encoding}`;
  return ` (${where}${how}${count > 1 ? `; ${count} in all` : ""})`;
}

function withArticle(what: string): string {
  return `${/^(?:[AEIO]|age|encrypted)/.test(what) ? "an" : "a"} ${what}`;
}
