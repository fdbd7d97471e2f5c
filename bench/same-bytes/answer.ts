/** What must be the same, what may differ, and how it is written down. */

import type { machine } from "../measure.ts";
import { differences, isWheel, type Built } from "./listing.ts";

interface Build {
  readonly name: string;
  readonly backend: "host" | "dagger";
  readonly built?: readonly Built[];
  readonly skip?: string;
}

export interface Answer {
  readonly project: string;
  readonly builds: readonly Build[];
  /** Are all that one backend has made the same, and the sdist on both? */
  readonly same: boolean;
  /** Between the backends: what the compiler has made, and what follows from it. */
  readonly between: readonly string[];
}

export interface SameBytes {
  readonly machine: ReturnType<typeof machine>;
  readonly answers: readonly Answer[];
}

export function judge(project: string, builds: readonly Build[]): Answer {
  const host = builds.filter(({ backend }) => backend === "host");
  const engine = builds.filter(({ backend }) => backend === "dagger");
  const sdists = new Set(
    builds.flatMap(({ built }) => built?.filter((one) => !isWheel(one)) ?? []).map(({ sha256 }) => sha256),
  );
  const same = [host, engine].every((group) => digests(group).size <= 1) && sdists.size === 1;
  return { project, builds, same, between: betweenThem(first(host), first(engine)) };
}

const first = (group: readonly Build[]) => group.find(({ built }) => built)?.built?.find(isWheel);

/** One text for each set of artifacts. */
function digests(group: readonly Build[]): Set<string> {
  return new Set(
    group.flatMap(({ built }) =>
      built ? [built.map(({ file, sha256 }) => `${file} ${sha256}`).join("\n")] : [],
    ),
  );
}

function betweenThem(host: Built | undefined, engine: Built | undefined): readonly string[] {
  if (!host || !engine) return ["one of the backends was not there"];
  const { lacking, other } = differences(host, engine);
  const count = Object.keys(host.members).length;
  return [
    host.file === engine.file
      ? "the same file name"
      : `${host.file} on the host, ${engine.file} on the engine`,
    lacking.length === 0 ? `the same ${count} members` : `members that only one has: ${lacking.join(", ")}`,
    other.length === 0 ? "all of the same content" : `other content: ${other.join(", ")}`,
  ];
}

export function markdown({ machine, answers }: SameBytes): string {
  const { cores, processor, system, node } = machine;
  return [
    "# The same bytes",
    "",
    "One commit, built in every way. The first 16 digits of each SHA-256; within a backend they must be the same, and the sdist everywhere.",
    "",
    `${cores} cores (${processor}), ${system}, Node ${node}.`,
    ...answers.flatMap(section),
    "",
  ].join("\n");
}

function section({ project, builds, same, between }: Answer): readonly string[] {
  return [
    "",
    `## ${project}: ${same ? "the same" : "NOT the same"} by ${builds.filter(({ built }) => built).length} ways of ${builds.length}`,
    "",
    "| way | sdist | wheel |",
    "| --- | --- | --- |",
    ...builds.map(({ name, built, skip }) => {
      if (!built) return `| ${name} | not run: ${skip ?? ""} | |`;
      const short = (all: readonly Built[]) =>
        all.map(({ sha256 }) => `\`${sha256.slice(0, 16)}\``).join(" ");
      return `| ${name} | ${short(built.filter((one) => !isWheel(one)))} | ${short(built.filter(isWheel))} |`;
    }),
    "",
    "Wheels of the two backends:",
    "",
    ...between.map((line) => `- ${line}`),
  ];
}
