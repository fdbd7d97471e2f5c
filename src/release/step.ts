/** A step of a release: a name, one line that says what it is for, and the effects that it is made of. */

import type { Effect, Receipt } from "./effect.ts";
import type { FactName, FactValue } from "./facts.ts";
import type { Journal } from "./journal.ts";
import type { Clock } from "./perform.ts";
import type { ReleasePorts } from "./ports.ts";
import type { ReleaseRequest } from "./request.ts";
import type { ReleaseSettings } from "../config/release-settings.ts";

/** What a step works with. Everything that it changes outside goes through `perform`. */
export interface Release {
  readonly request: ReleaseRequest;
  readonly settings: ReleaseSettings;
  readonly ports: ReleasePorts;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** The release's own folder: journal, artifacts, bundles, logs. Absolute. */
  readonly folder: string;
  /** The project's folder, in the checkout or in a copy of it; absolute. */
  readonly projectFolder: string;
  /** A path relative to the project -> relative to the checkout's top. */
  readonly fromTop: (path: string) => string;
  /** A fact that an earlier step has found out; throws where it is not known yet, which is a bug in the order of steps. */
  readonly fact: <Name extends FactName>(name: Name) => FactValue<Name>;
  /** The same, `undefined` where it is not known. */
  readonly known: <Name extends FactName>(name: Name) => FactValue<Name> | undefined;
  readonly learn: <Name extends FactName>(name: Name, value: FactValue<Name>) => Promise<void>;
  readonly perform: (effect: Effect) => Promise<Receipt>;
  /** One line for people: what goes on. */
  readonly say: (text: string) => void;
  /** What a command of the project prints, in pieces: into the log. */
  readonly print: (text: string) => void;
  /** Goes into the journal and the summary; the release goes on. */
  readonly warn: (text: string) => Promise<void>;
}

/** Something that stops the release; all of them are told at once by `--plan` and by preflight. */
export interface Problem {
  readonly message: string;
  /** What a person does about it. */
  readonly next: string;
}

/** What `--plan` says of a step. */
export interface Outlook {
  /** What it would do now, one line each. */
  readonly would: readonly string[];
  readonly problems: readonly Problem[];
}

export interface Step {
  /** verb-noun: "draft-release". The same in CLI, journal and docs. */
  readonly id: string;
  /** What it is for, one sentence. */
  readonly title: string;
  /**
   * In a dry run: "acts" on this machine only; "tells" what it would do; "acts-on-test-index" tells as well, but where the
   * rehearsal is to reach the test index, under a version of its own.
   */
  readonly dryRun: "acts" | "tells" | "acts-on-test-index";
  /** Why it has nothing to do in this release, one sentence; `undefined` where it has. */
  readonly skip?: (release: Release) => string | undefined;
  /**
   * Is it over, so that it need not run again? Judged by what is out there or on the disk and by facts, never by the
   * position in the journal. A step without it runs again in each run, and its effects find what is done already.
   */
  readonly settled?: (release: Release) => Promise<boolean> | boolean;
  readonly outlook: (release: Release) => Promise<Outlook>;
  /** @throws WheelwayError for what stops the release */
  readonly run: (release: Release) => Promise<void>;
}
