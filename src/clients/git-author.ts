/** Who commits and tags where git does not know it: machines of CIs have no author, and the CI says who started the run. */

import { ciRunOf } from "./ci-run.ts";
import { runGit } from "./git.ts";
import type { Environment } from "./identity.ts";

/** The environment of a repository's commands; as it is on a laptop, and where git knows an author. */
export async function withAuthor(folder: string, env: Environment): Promise<Environment> {
  const run = ciRunOf(env);
  if (run === undefined) return env;
  const known = await runGit(folder, ["var", "GIT_COMMITTER_IDENT"], { env });
  if (known.status === 0) return env;
  // Git takes brackets and points out of names, and refuses what is left empty.
  const name = run.actor !== undefined && /[\p{L}\p{N}]/u.test(run.actor) ? run.actor : run.system;
  // No address is known: nobody reads mail at the CI's own host under this name.
  const mail = `noreply@${run.runUrl === undefined ? "localhost" : new URL(run.runUrl).hostname}`;
  return {
    ...env,
    GIT_AUTHOR_NAME: name,
    GIT_AUTHOR_EMAIL: mail,
    GIT_COMMITTER_NAME: name,
    GIT_COMMITTER_EMAIL: mail,
  };
}
