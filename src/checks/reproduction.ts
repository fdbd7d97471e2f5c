/** `reproduction`: does a second build give the same bytes, and if not, where and why do they differ? */

import { memberOf, type Differences } from "../artifacts/archive-difference.ts";
import type { ContentDifference, Look } from "../artifacts/content-difference.ts";
import { variedWords, type Cause, type Reproduction, type Varied } from "../artifacts/reproduction.ts";
import type { Variation } from "../plan/task.ts";
import type { Check } from "./check.ts";
import { finding, type Finding } from "./finding.ts";

export const reproduction: Check = {
  name: "reproduction",
  title: "A second build gives the same bytes",
  codes: ["WW085", "WW086", "WW087"],
  run: ({ reproductions = [] }) => [...reproductions.flatMap(findingOf), ...unproved(reproductions)],
};

function findingOf(one: Reproduction): Finding[] {
  switch (one.outcome) {
    case "same":
      return [];
    case "failed": {
      const hint = one.log === undefined ? {} : { hint: `The log of the second build: ${one.log}` };
      return [
        finding("WW086", one.file, `a second build failed in other surroundings: ${one.message}`, hint),
      ];
    }
    case "different": {
      const where = one.differences ? place(one.differences, one.content) : `has another name, ${one.second}`;
      const member = one.differences && memberOf(one.differences.first);
      const why = reason(one.cause, one.content?.looks ?? [], one.varied);
      return [
        finding("WW085", one.file, `a second build ${where}: ${why.text}`, {
          ...(member === undefined ? {} : { member }),
          ...(why.hint === undefined ? {} : { hint: why.hint }),
        }),
      ];
    }
  }
}

function place({ first, members }: Differences, content: ContentDifference | undefined): string {
  const more = members > 1 ? ` (the first of ${members} members that differ)` : "";
  switch (first.kind) {
    case "missing":
      return first.from === "second" ? `lacks ${first.member}${more}` : `has ${first.member} beside${more}`;
    case "content": {
      const from = content ? `, from byte ${content.offset} on` : "";
      return `differs in the content of ${first.member}${from}${more}`;
    }
    case "mode":
      return `differs in the mode of ${first.member}${more}`;
    case "time":
      return `differs in the time stamp of ${first.member}${more}`;
    case "order":
      return `has its members in another order, from ${first.member} on`;
    case "compression":
      return "differs in its compression alone, all members are the same";
  }
}

interface Reason {
  readonly text: string;
  readonly hint: string | undefined;
}

function reason(cause: Cause, looks: readonly Look[], varied: readonly Varied[]): Reason {
  switch (cause.kind) {
    case "varied": {
      const seen = looks.some((look) => look === cause.by) ? ", which is written in it" : "";
      const text = `it differs with the ${variedWords[cause.by]} alone${seen}${resembling(looks, cause.by)}`;
      return { text, hint: hints[cause.by] };
    }
    case "unstable": {
      const look = looks.find((one) => one === "time" || one === "random" || one === "order");
      const text = `it differs each time, also where nothing was changed${look ? `; ${unstable[look]}` : ", by the time, by chance or by parallel work"}`;
      return { text, hint: look && hints[look] };
    }
    case "together":
      return {
        text: `it differs only where several things change together${resembling(looks)}`,
        hint: undefined,
      };
    case "like":
      return { text: `as it does for ${cause.file}`, hint: undefined };
    case "unknown":
      return {
        text: `changed were ${varied.map((name) => variedWords[name]).join(", ")}${resembling(looks)}`,
        hint: undefined,
      };
  }
}

const words: Readonly<Record<Look, string>> = {
  path: "the path of the build folder is written in it",
  "host-name": "the host name is written in it",
  time: "a time of the build seems to be written in it",
  random: "it looks like a random value",
  order: "the same words are in another order",
};

const unstable = {
  time: "the time of the build seems to be written in it",
  random: "it looks like a random value",
  order: "the same words are in another order, as by parallel work",
} as const;

function resembling(looks: readonly Look[], known?: Variation): string {
  const [look] = looks.filter((one) => one !== known);
  return look === undefined ? "" : `; ${words[look]}`;
}

const hints: Readonly<Partial<Record<Variation | Look, string>>> = {
  path: "Write paths relative to the project; for compilers, map them: -ffile-prefix-map, --remap-path-prefix.",
  umask: "Write no modes of files into what is built, and set those that matter by chmod.",
  "time-zone": "Take times from SOURCE_DATE_EPOCH, and write them in UTC.",
  locale: "Sort and format text without the locale: LC_ALL=C for `sort`, no strftime names of months.",
  "hash-seed": "Sort sets before they are written: their order is another one in each process.",
  "file-order": "Sort what os.listdir, os.scandir, glob and iterdir give: folders have no order.",
  "file-times": "Do not write times of source files: version control does not keep them.",
  cache: "The build reads a cache of earlier builds: let it depend on its inputs alone.",
  cpus: "Let parallel jobs write files of their own, and put them together in a fixed order.",
  "host-name": "Write no host name into what is built.",
  time: "Take the time from SOURCE_DATE_EPOCH where there must be one; for C, no __DATE__ and __TIME__.",
  random:
    "Derive the value from the source, or seed the generator; temporary names do not belong into artifacts.",
  order: "Let parallel jobs write files of their own, and put them together in a fixed order.",
};

/** Equal builds prove nothing of what was the same in both; said once for all artifacts. */
function unproved(reproductions: readonly Reproduction[]): Finding[] {
  const same = reproductions.filter(({ outcome }) => outcome === "same");
  const names = [...new Set(same.flatMap(({ unvaried }) => unvaried))];
  if (names.length === 0) return [];
  const text = names.map((name) => variedWords[name]).join(", ");
  return [finding("WW087", undefined, `equal in two builds, but these were the same in both: ${text}`)];
}
