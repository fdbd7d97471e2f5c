/** check-repository: what is released is what everybody has: in step with the upstream branch, clean, and green. */

import { globMatcher } from "../../config/glob.ts";
import { WheelwayError } from "../../errors.ts";
import type { Repository } from "../../clients/repository.ts";
import { partialProblems } from "../partial.ts";
import { freshSuffix } from "../replace-file.ts";
import type { Problem, Release, Step } from "../step.ts";
import { checkUpstream } from "../upstream.ts";

export const checkRepository: Step = {
  id: "check-repository",
  title: "The checkout is in step with the upstream branch, clean, and its required checks are green.",
  dryRun: "acts",
  skip: ({ ports, known }) => {
    if (!ports.repository) return "there is no git checkout";
    return known("origin")?.writesRefs === false ? "the tag was made by somebody else" : undefined;
  },
  // Once there is a release commit, the commit it stands on has been checked.
  settled: ({ known }) => known("commit") !== undefined,
  outlook: async (release) => ({
    would: [`release ${release.fact("base").commit.slice(0, 12)} of ${release.fact("base").branch}`],
    problems: await repositoryProblems(release),
  }),
  run: async (release) => {
    // A run that goes on stands on the commit of an earlier one.
    const runs = release.journal.entries.filter(({ type }) => type === "run-started");
    if (runs.length > 1) await checkUpstream(release);
    const problems = await repositoryProblems(release);
    const [first] = problems;
    if (!first) return;
    throw new WheelwayError("repository-not-ready", {
      message: problems.length === 1 ? first.message : `${problems.length} things stand before a release`,
      ...(problems.length === 1 ? {} : { why: problems.map(({ message }) => message).join("\n") }),
      next: problems.map(({ next }) => next).join(" "),
    });
  },
};

/** All of them at once. */
async function repositoryProblems(release: Release): Promise<Problem[]> {
  const { repository } = release.ports;
  if (!repository) return [];
  return [
    ...(await behind(release, repository)),
    ...(await unclean(release, repository)),
    ...(await notGreen(release)),
    ...(await partialProblems(release)),
  ];
}

async function behind(release: Release, repository: Repository): Promise<Problem[]> {
  const { branch, remote, commit: base } = release.fact("base");
  await repository.fetch(release.signal);
  const [upstream] = await repository.remoteRefs(`refs/heads/${branch}`, release.signal);
  const head = await repository.head();
  const problems: Problem[] = [];
  if (head.branch !== branch) {
    problems.push({
      message: `the checkout is on ${head.branch ?? "no branch"}, ${branch} is released`,
      next: `git switch ${branch}`,
    });
  }
  if (upstream === undefined) {
    problems.push({ message: `${remote} has no branch ${branch}`, next: `git push ${remote} ${branch}` });
  } else if (upstream.commit !== base) {
    problems.push({
      message: `${branch} here is at ${base.slice(0, 12)}, ${remote} has ${upstream.commit.slice(0, 12)}`,
      next: `git pull --ff-only ${remote} ${branch}, or push what is missing there.`,
    });
  }
  return problems;
}

/** Version files and the changelog may have been written by an earlier try; configured paths go along; all else stops. */
async function unclean({ settings, known }: Release, repository: Repository): Promise<Problem[]> {
  const may = globMatcher(settings.commitPaths);
  const own = new Set((known("written") ?? []).flatMap((path) => [path, `${path}${freshSuffix}`]));
  const changed = (await repository.changes()).filter((path) => !own.has(path) && !may(path));
  if (changed.length === 0) return [];
  const named = changed.slice(0, 5).join(", ");
  return [
    {
      message: `there are changes that are not committed: ${named}${changed.length > 5 ? ` and ${changed.length - 5} more` : ""}`,
      next: "Commit or remove them; paths that may always go along stand in release.commit-paths.",
    },
  ];
}

async function notGreen({ ports, settings, fact, signal }: Release): Promise<Problem[]> {
  const wanted = settings.requiredChecks;
  if (wanted !== "all" && wanted.length === 0) return [];
  const runs = await ports.forge?.checksOf(fact("base").commit, signal);
  if (runs === undefined) {
    return [
      {
        message: "the forge does not tell whether required checks are green",
        next: "Give it a token, or empty release.required-checks.",
      },
    ];
  }
  const names = wanted === "all" ? runs.map(({ name }) => name) : wanted;
  return names.flatMap((name): Problem[] => {
    const run = runs.find((one) => one.name === name);
    if (run?.state === "passed" || run?.state === "skipped") return [];
    return [
      {
        message: `the check ${name} ${run ? `is ${run.state}` : "has not run"}`,
        next: run?.url ?? "Wait for it.",
      },
    ];
  });
}
