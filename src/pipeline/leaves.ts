/** Trees for what does not come out of a task: the staged project, an sdist file, small texts. */

import { copyFile, mkdir, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import type { Backend } from "../backends/backend.ts";
import type { InputRef } from "../plan/task.ts";
import { stagedAt, type Project } from "./project.ts";
import { stageProject } from "./stage-project.ts";

type Leaf = Exclude<InputRef, { from: "task" }>;

/** Each leaf is made once, on first use. */
export function makeLeaves<Tree>(
  project: Project,
  scratch: string,
  backend: Backend<Tree>,
): (leaf: Leaf) => Promise<Tree> {
  const made = new Map<string, Promise<Tree>>();
  return (leaf) => {
    const key = JSON.stringify(leaf);
    const known = made.get(key);
    if (known) return known;
    const tree = place(leaf, project, join(scratch, `leaf-${made.size}`)).then((path) =>
      backend.importPath(path),
    );
    made.set(key, tree);
    return tree;
  };
}

async function place(leaf: Leaf, project: Project, folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  switch (leaf.from) {
    case "project":
      await stageProject({
        root: stagedAt(project).root,
        to: folder,
        git: project.checkout === undefined ? undefined : project.git,
        history: project.config.project.versionNeedsGit,
      });
      return folder;
    case "text":
      await writeFile(join(folder, leaf.name), leaf.text);
      return join(folder, leaf.name);
    case "file":
      // A folder with the one file, as a task's output would be.
      await copyFile(leaf.path, join(folder, basename(leaf.path)));
      return folder;
  }
}
