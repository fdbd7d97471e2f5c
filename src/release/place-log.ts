/** Puts a release's log, under the release's name, into the folder that the configuration names: for people, not for git. */

import { copyFile, mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { textIfThere } from "../files.ts";
import { fileNamePart } from "../tags/project-name.ts";
import { logPath } from "./folders.ts";
import type { Release } from "./step.ts";

const ignored = `# Logs of releases stay on the machine that made them.
/*.log
/.gitignore
`;

/** Where it is then; `undefined` where no folder is configured, or in a rehearsal. */
export async function placeLog(release: Release): Promise<string | undefined> {
  const { logFolder } = release.settings;
  if (logFolder === undefined || release.request.dryRun) return undefined;
  const { project, version } = release.fact("version");
  const folder = join(release.projectFolder, logFolder);
  const name = `${fileNamePart(project)}-${version}.log`;
  await mkdir(folder, { recursive: true });
  await ignoreIn(release, folder, `${logFolder}/${name}`);
  // A name that .gitignore covers too: a kill leaves nothing that git would show.
  const fresh = join(folder, `.${name}.new.log`);
  await copyFile(logPath(release.folder), fresh);
  await rename(fresh, join(folder, name));
  return join(folder, name);
}

/** A log that git shows as new would stop the next release, and could be committed by accident. */
async function ignoreIn(release: Release, folder: string, log: string): Promise<void> {
  const path = join(folder, ".gitignore");
  const there = await textIfThere(path);
  if (there === undefined) await writeFile(path, ignored);
  else if (!/^\/?\*(\.log)?$/m.test(there))
    release.say(
      `${log} may be told by git as a new file: ${join(folder, ".gitignore")} is the project's own`,
    );
}
