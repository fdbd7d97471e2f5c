/** Every error that Wheelway shows: a code, what happened, why, what to do next, and the exit status. */

/** What the exit status of the CLI means; documented in docs/reference/exit-statuses.md. */
export const exitStatus = {
  ok: 0,
  /** Something was built or checked and is not good: a failed target, a finding of severity error. */
  failed: 1,
  /** The command line or the configuration is wrong; nothing was started. */
  usage: 2,
  /** The machine lacks something: an interpreter, an engine, an image, disk space. */
  environment: 3,
  /** `--locked` and the lock does not fit the project. */
  lock: 4,
  /** A bug of Wheelway. */
  internal: 70,
  /** Stopped by Ctrl-C. */
  interrupted: 130,
} as const;

export type ExitStatus = (typeof exitStatus)[keyof typeof exitStatus];

/** Every code with the exit status it leads to and one line for the reference. A closed list: tests hold the docs to it. */
export const errorCodes = {
  "usage-invalid": { exit: exitStatus.usage, means: "The command line cannot be understood." },
  "project-not-found": { exit: exitStatus.usage, means: "The path is no folder and no sdist." },
  "project-no-pyproject": { exit: exitStatus.usage, means: "The project has no pyproject.toml." },
  "project-no-build-backend": { exit: exitStatus.usage, means: "pyproject.toml names no build back end." },
  "project-shallow-clone": {
    exit: exitStatus.usage,
    means: "The version comes from tags that this clone lacks.",
  },
  "project-submodule-missing": { exit: exitStatus.usage, means: "A git submodule is not initialised." },
  "project-no-git": { exit: exitStatus.usage, means: "The version comes from git, and there is no .git." },
  "config-syntax": { exit: exitStatus.usage, means: "A TOML file cannot be parsed." },
  "config-invalid": { exit: exitStatus.usage, means: "The configuration has one or more problems." },
  "artifacts-not-found": {
    exit: exitStatus.usage,
    means: "There is no folder of artifacts, or no wheel and no sdist in it.",
  },
  "contract-invalid": { exit: exitStatus.usage, means: "A contract file cannot be read." },
  "release-not-found": { exit: exitStatus.usage, means: "A package index has no such project or release." },
  "index-unreachable": {
    exit: exitStatus.environment,
    means: "A package index does not answer, or not in a form that can be read.",
  },
  "download-damaged": {
    exit: exitStatus.environment,
    means: "A file of a package index is not the one that its listing names.",
  },
  "report-unwritable": { exit: exitStatus.environment, means: "A report cannot be written." },
  "init-exists": { exit: exitStatus.usage, means: "The project already has a configuration." },
  "ci-stale": {
    exit: exitStatus.failed,
    means: "A written workflow is not the one that would be written now.",
  },
  "target-unknown": { exit: exitStatus.usage, means: "A name or glob matches no target." },
  "target-impossible": {
    exit: exitStatus.environment,
    means: "A target can be built by no backend of this machine.",
  },
  "slice-unknown": { exit: exitStatus.usage, means: "A slice has no such name, or cannot be made." },
  "slice-plan-invalid": {
    exit: exitStatus.usage,
    means: "A plan of slices cannot be read, or is not of this checkout.",
  },
  "slice-broken": {
    exit: exitStatus.failed,
    means: "What slices have built is not one whole set, or is not built from this sdist.",
  },
  "interpreter-missing": { exit: exitStatus.environment, means: "An interpreter is not on this machine." },
  "engine-missing": { exit: exitStatus.environment, means: "No Dagger engine answers." },
  "engine-version": { exit: exitStatus.environment, means: "The Dagger engine is too old or too new." },
  "image-unreachable": { exit: exitStatus.environment, means: "An image cannot be pulled." },
  "emulation-missing": { exit: exitStatus.environment, means: "The engine cannot run another architecture." },
  "tools-unavailable": { exit: exitStatus.environment, means: "The locked tools cannot be installed." },
  "disk-full": { exit: exitStatus.environment, means: "There is no space left on the disk." },
  "lock-stale": { exit: exitStatus.lock, means: "wheelway.lock does not fit the project." },
  "lock-unresolvable": { exit: exitStatus.environment, means: "Requirements cannot be resolved." },
  "archive-unsafe": { exit: exitStatus.failed, means: "A wheel or an sdist is malformed or dangerous." },
  "archive-unreadable": {
    exit: exitStatus.environment,
    means: "The bytes of a wheel or an sdist cannot be had.",
  },
  "sdist-failed": { exit: exitStatus.failed, means: "The sdist cannot be built." },
  "targets-failed": { exit: exitStatus.failed, means: "One or more targets failed." },
  "contract-broken": { exit: exitStatus.failed, means: "What came out is not what the plan promised." },
  "dist-unwritable": { exit: exitStatus.environment, means: "dist/ cannot be replaced." },
  "release-guarded": {
    exit: exitStatus.failed,
    means: "What must hold before the next effect of a release does not.",
  },
  "release-conflict": {
    exit: exitStatus.failed,
    means: "Something else is where the release would put its own.",
  },
  "version-used": {
    exit: exitStatus.usage,
    means: "A version was released before, or is older than the newest.",
  },
  "version-differs": { exit: exitStatus.failed, means: "Files of the project hold different versions." },
  "changelog-empty": { exit: exitStatus.failed, means: "The changelog says nothing of the version." },
  "repository-not-ready": { exit: exitStatus.failed, means: "The checkout is not what can be released." },
  "release-stale": {
    exit: exitStatus.failed,
    means: "The upstream branch moved while the release was made.",
  },
  "command-failed": { exit: exitStatus.failed, means: "A configured command of the release failed." },
  "store-differs": {
    exit: exitStatus.failed,
    means: "A result out of the store is not what a build gives.",
  },
  "findings-error": { exit: exitStatus.failed, means: "Checks have findings of severity error." },
  "release-broken": { exit: exitStatus.failed, means: "What was released cannot be installed." },
  "release-unclear": { exit: exitStatus.environment, means: "It cannot be told whether an effect happened." },
  "release-refused": { exit: exitStatus.failed, means: "A service refuses an effect of the release." },
  "credentials-refused": {
    exit: exitStatus.environment,
    means: "A service does not accept the credentials.",
  },
  "credentials-missing": { exit: exitStatus.environment, means: "There are no credentials for a service." },
  "dist-changed": { exit: exitStatus.failed, means: "A folder is not the set that its manifest lists." },
  "approval-missing": { exit: exitStatus.failed, means: "The release waits for somebody's approval." },
  "approval-void": { exit: exitStatus.failed, means: "What was approved is no longer what is there." },
  "journal-damaged": { exit: exitStatus.environment, means: "The journal of a release cannot be believed." },
  interrupted: { exit: exitStatus.interrupted, means: "Stopped by the user." },
  internal: { exit: exitStatus.internal, means: "A bug of Wheelway." },
} as const satisfies Record<string, { exit: ExitStatus; means: string }>;

export type ErrorCode = keyof typeof errorCodes;

export interface ErrorDetails {
  /** What happened, one sentence, no full stop needed. */
  readonly message: string;
  /** Why, in as many lines as it takes. */
  readonly why?: string;
  /** What the user does next: a command or one sentence. */
  readonly next: string;
  readonly cause?: unknown;
}

/** The one error class; `main.ts` alone prints it. */
export class WheelwayError extends Error {
  override readonly name = "WheelwayError";
  readonly code: ErrorCode;
  readonly why: string | undefined;
  readonly next: string;
  readonly exitStatus: ExitStatus;

  constructor(code: ErrorCode, details: ErrorDetails) {
    super(details.message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.why = details.why;
    this.next = details.next;
    this.exitStatus = errorCodes[code].exit;
  }
}
