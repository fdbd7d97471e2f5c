/** `wheelway release`: from this checkout to its users, in guarded steps that any later run goes on from. */

import { resolve } from "node:path";
import type { Argv, CommandModule } from "yargs";
import { exitStatus } from "../errors.ts";
import type { ReleaseRequest } from "../release/request.ts";
import { actor, ciRun } from "../pipeline/actor.ts";
import type { Choose, Session } from "./command.ts";
import { helpEnd } from "./help-end.ts";
import { tellRelease } from "./job-page.ts";
import {
  backendOption,
  commonOptions,
  flagOption,
  jobsOption,
  isCi,
  oidcTokenOption,
  ownOptions,
  textOption,
  type CommonArguments,
} from "./options.ts";
import { releaseDoor } from "./release-door.ts";
import { writeStepOutputs } from "./step-outputs.ts";

const parts = ["major", "minor", "patch", "pre", "post"] as const;

interface ReleaseArguments extends CommonArguments {
  readonly project: string;
  readonly bump: (typeof parts)[number] | undefined;
  readonly version: string | undefined;
  readonly nightly: boolean | undefined;
  readonly to: "pypi" | "testpypi" | undefined;
  readonly "dry-run": boolean | undefined;
  readonly plan: boolean | undefined;
  readonly prerelease: boolean | undefined;
  readonly draft: boolean | undefined;
  readonly "force-recreate": boolean | undefined;
  readonly "take-over": boolean | undefined;
  readonly yes: boolean | undefined;
  readonly "oidc-token": string | undefined;
  readonly backend: "auto" | "dagger" | "host" | undefined;
  readonly artifacts: string | undefined;
}

export function releaseCommand(choose: Choose): CommandModule<object, ReleaseArguments> {
  return {
    command: "release [project]",
    describe: "Version, tag, build, approve, push and publish: once, whatever happens",
    builder: (yargs) =>
      commonOptions(runOptions(releaseOptions(yargs))).epilogue(
        helpEnd(
          [
            ["wheelway release --bump minor --plan", "What would happen, what stops it"],
            ["wheelway release --bump minor --dry-run", "All but what leaves the machine"],
            ["wheelway release --dry-run --to testpypi", "The same, up to the test index"],
            ["wheelway release --version 2.0rc1", "A version of your own"],
            ["wheelway release", "The files' own, or what was begun"],
          ],
          ["ok", "failed", "usage", "environment", "internal", "interrupted"],
        ),
      ),
    handler: (options) => choose({ options, run: (session) => run(options, session) }),
  };
}

function releaseOptions<T>(yargs: Argv<T>) {
  return (
    yargs
      // Here it is the version of the release.
      .version(false)
      .positional("project", {
        type: "string",
        default: ".",
        describe: "Folder of the project, in a git checkout",
      })
      .option("bump", {
        choices: parts,
        requiresArg: true,
        group: ownOptions,
        describe: "Part of the version to raise",
      })
      .option("version", { ...textOption, conflicts: "bump", describe: "The version (PEP 440)" })
      .option("nightly", {
        ...flagOption,
        conflicts: ["bump", "version", "to", "draft", "force-recreate", "prerelease"],
        describe: "HEAD as a prerelease of the forge; to no index of users",
      })
      .option("to", {
        choices: ["pypi", "testpypi"] as const,
        requiresArg: true,
        group: ownOptions,
        defaultDescription: "testpypi, then pypi",
        describe: "How far it goes",
      })
      .option("plan", { ...flagOption, describe: "Only say what each step would do, and all that stops it" })
      .option("dry-run", {
        ...flagOption,
        describe: "Rehearse in a clone; only say what would leave the machine",
      })
      .option("prerelease", { ...flagOption, describe: "Treat it as one; --no-prerelease as none" })
      .option("draft", { ...flagOption, describe: "Leave the forge's release a draft" })
      .option("force-recreate", {
        ...flagOption,
        describe: "Replace what is left of this version's tag and release, on no index yet",
      })
      .option("take-over", {
        ...flagOption,
        describe: "The run that holds the version's claim is gone for sure",
      })
  );
}

/** Who answers and vouches, and what builds. */
function runOptions<T>(yargs: Argv<T>) {
  return yargs
    .option("yes", { ...flagOption, alias: "y", describe: "Approve without being asked" })
    .option("oidc-token", oidcTokenOption)
    .option("backend", backendOption)
    .option("artifacts", {
      ...textOption,
      conflicts: ["backend", "bump", "nightly"],
      describe: "Folder that was built of this commit: nothing is built",
    })
    .option("jobs", jobsOption);
}

async function run(options: ReleaseArguments, session: Session) {
  const { door, json, out, redactor } = session;
  const surroundings = await releaseDoor(options, session);
  const command = {
    project: resolve(door.workingFolder, options.project),
    request: requestOf(options, session, surroundings.ask === undefined),
    plan: options.plan === true,
    backend: options.backend,
    artifacts: options.artifacts === undefined ? undefined : resolve(door.workingFolder, options.artifacts),
  };
  const outcome = redactor.data(await door.useCases.release(command, surroundings));
  await tellRelease(outcome, session);
  if (outcome.kind === "planned") {
    const { planSteps } = await import("../report/terminal-release.ts");
    if (options.json) json({ type: "release-plan", release: outcome.version, steps: outcome.steps });
    else out.lines(planSteps(outcome, out.style()));
    return outcome.steps.some(({ problems }) => problems.length > 0) ? exitStatus.failed : exitStatus.ok;
  }
  if (outcome.kind === "unchanged") {
    const { version: release, commit } = outcome;
    if (options.json) json({ type: "unchanged", release, commit });
    else out.lines([`${commit.slice(0, 12)} has its nightly already: ${release}`]);
    return exitStatus.ok;
  }
  const { releaseLines } = await import("../report/terminal-release.ts");
  const { version: release, ...rest } = outcome.report;
  await writeStepOutputs({ version: release }, session);
  if (options.json) json({ type: "published", release, ...rest });
  else out.lines(releaseLines(outcome.report, out.style(), command.request.dryRun));
  return exitStatus.ok;
}

function requestOf(options: ReleaseArguments, { door }: Session, nobody: boolean): ReleaseRequest {
  const { bump, version } = options;
  const wanted = (): ReleaseRequest["version"] => {
    if (options.nightly === true) return { kind: "nightly" };
    if (bump !== undefined) return { kind: "bump", part: bump };
    return version === undefined ? { kind: "given" } : { kind: "exact", version };
  };
  return {
    command: "release",
    version: wanted(),
    dryRun: options["dry-run"] === true,
    toTestIndex: options.to === "testpypi",
    prerelease: options.prerelease,
    draft: options.draft === true,
    forceRecreate: options["force-recreate"] === true,
    yes: options.yes === true,
    unattended: isCi(door.env) || nobody,
    takeOver: options["take-over"] === true,
    ciRun: ciRun(door.env),
    by: actor(door.env),
  };
}
