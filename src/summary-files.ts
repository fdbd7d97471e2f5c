/** The files in which a CI takes Markdown for the page of a job. */

/**
 * Variables that name such a file. GitHub's has been taken over by Gitea and Forgejo; for a CI without one, `WHEELWAY_SUMMARY`
 * names a file of one's own, to be kept or uploaded by the job.
 */
const variables = ["GITHUB_STEP_SUMMARY", "WHEELWAY_SUMMARY"] as const;

/** None where no variable is set. */
export function summaryFiles(
  env: Readonly<Record<string, string | undefined>>,
): { readonly variable: string; readonly path: string }[] {
  return variables.flatMap((variable) => {
    const path = env[variable];
    return path === undefined || path === "" ? [] : [{ variable, path }];
  });
}
