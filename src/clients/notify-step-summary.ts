/** Tells the page of a CI's run: Markdown that is appended to the file which the CI names. */

import { appendFile } from "node:fs/promises";
import type { Notifier } from "./notifier.ts";
import { ServiceFailure } from "./service-failure.ts";

/**
 * Variables that name such a file. GitHub's has been taken over by Gitea and Forgejo; for a CI without one, `WHEELWAY_SUMMARY`
 * names a file of one's own, to be kept or uploaded by the job.
 */
const variables = ["GITHUB_STEP_SUMMARY", "WHEELWAY_SUMMARY"] as const;

/** None where no variable is set. */
export function stepSummaries(env: Readonly<Record<string, string | undefined>>): readonly Notifier[] {
  return variables.flatMap((variable) => {
    const path = env[variable];
    return path === undefined || path === "" ? [] : [summaryIn(variable, path)];
  });
}

function summaryIn(variable: string, path: string): Notifier {
  const name = `the step summary (${variable})`;
  return {
    name,
    send: async ({ markdown }) => {
      try {
        await appendFile(path, `${markdown}\n`);
      } catch (cause) {
        const why = cause instanceof Error ? cause.message : String(cause);
        throw new ServiceFailure({ service: name, kind: "refused", why, cause });
      }
    },
  };
}
