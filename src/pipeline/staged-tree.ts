/** The project's files as they are staged, once a run, and their digest: what stands for the project in the keys of tasks. */

import { createHash } from "node:crypto";
import { lstat, mkdir, readdir, readlink } from "node:fs/promises";
import { join } from "node:path";
import { sha256File } from "../artifacts/digest.ts";
import { stagedAt, type Project } from "./project.ts";
import { stageProject } from "./stage-project.ts";

export interface StagedTree {
  /** Made on first use. */
  readonly folder: () => Promise<string>;
  /** Hex SHA-256 of names, modes and contents, and of what a version is computed from where git has it. */
  readonly digest: () => Promise<string>;
}

/** @param at a folder that does not exist yet */
export function stagedTree(project: Project, at: string): StagedTree {
  let staged: Promise<string> | undefined;
  let digest: Promise<string> | undefined;
  const folder = () => (staged ??= stage(project, at));
  return {
    folder,
    digest: () => (digest ??= folder().then((tree) => digestOf(project, tree))),
  };
}

async function stage(project: Project, to: string): Promise<string> {
  await mkdir(to, { recursive: true });
  await stageProject({
    root: stagedAt(project).root,
    to,
    git: project.checkout === undefined ? undefined : project.git,
    history: project.config.project.versionNeedsGit,
  });
  return to;
}

/** What git stores differs between two clones of one commit; what a version is computed from does not. */
async function digestOf(project: Project, tree: string): Promise<string> {
  const hash = createHash("sha256");
  const { checkout, git, config } = project;
  if (config.project.versionNeedsGit && checkout) {
    const facts = await git.run(checkout.top, [
      ["rev-parse", "HEAD"],
      ["symbolic-ref", "--quiet", "HEAD"],
      ["for-each-ref", "--format=%(refname) %(objectname)", "refs/tags"],
    ]);
    hash.update(JSON.stringify(facts.map((fact) => fact ?? "")));
  }
  for await (const line of lines(tree, "")) hash.update(line);
  return hash.digest("hex");
}

/** Times are left out: the newest one is SOURCE_DATE_EPOCH, which stands in the tasks, and none goes into an archive. */
async function* lines(root: string, folder: string): AsyncGenerator<string> {
  const entries = (await readdir(join(root, folder))).sort();
  for (const name of entries) {
    const path = folder === "" ? name : `${folder}/${name}`;
    if (path === ".git") continue;
    const full = join(root, path);
    const status = await lstat(full);
    const line = (kind: string, rest: string) => `${JSON.stringify([kind, path, rest])}\n`;
    if (status.isSymbolicLink()) yield line("link", await readlink(full));
    else if (status.isDirectory()) yield* lines(root, path);
    else yield line((status.mode & 0o777).toString(8), await sha256File(full));
  }
}
