/** Trees for what does not come out of a task: the staged project, an sdist file, small texts. */

import { copyFile, mkdir, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { Backend } from "../backends/backend.ts";
import type { InputRef } from "../plan/task.ts";
import type { Project } from "./project.ts";
import { stagedTree, type StagedTree } from "./staged-tree.ts";

type Leaf = Exclude<InputRef, { from: "task" }>;

/** Each leaf is made once, on first use. */
export function makeLeaves<Tree>(
  project: Project,
  scratch: string,
  backend: Backend<Tree>,
  staged: StagedTree = stagedTree(project, join(scratch, "project")),
): (leaf: Leaf) => Promise<Tree> {
  const made = new Map<string, Promise<Tree>>();
  return (leaf) => {
    const key = JSON.stringify(leaf);
    const known = made.get(key);
    if (known) return known;
    const tree = treeOf(leaf, staged, join(scratch, `leaf-${made.size}`), backend);
    made.set(key, tree);
    return tree;
  };
}

async function treeOf<Tree>(leaf: Leaf, staged: StagedTree, folder: string, backend: Backend<Tree>) {
  if (leaf.from !== "image") return backend.importPath(await place(leaf, staged, folder));
  if (!backend.fromImage) throw new TypeError(`the ${backend.name} backend has no images`);
  return backend.fromImage(leaf);
}

async function place(
  leaf: Exclude<Leaf, { from: "image" }>,
  staged: StagedTree,
  folder: string,
): Promise<string> {
  await mkdir(folder, { recursive: true });
  switch (leaf.from) {
    case "project":
      return staged.folder();
    case "text":
      await writeFile(join(folder, leaf.name), leaf.text);
      return join(folder, leaf.name);
    case "file":
      // A folder with the one file, as a task's output would be.
      await copyFile(leaf.path, join(folder, basename(leaf.path)));
      return folder;
    case "folder":
      for (const path of leaf.paths) {
        await mkdir(dirname(join(folder, path)), { recursive: true });
        await copyFile(join(leaf.path, path), join(folder, path));
      }
      return folder;
  }
}
