/** Files and folders inside the engine, and the two disks that they come from and go to. */

import type { Client, Directory, File } from "@dagger.io/dagger";
import { mkdir, mkdtemp, realpath, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join, relative, resolve, sep } from "node:path";
import type { InputRef } from "../plan/task.ts";
import { copyTree, removeTree, syncTree } from "./host-trees.ts";

export type DaggerTree =
  | { readonly kind: "folder"; readonly folder: Directory }
  | { readonly kind: "file"; readonly file: File; readonly name: string };

/** Where `importPath` reads: the disk of the CLI's machine, or that of the module's own container. */
export type Disk = "caller" | "module";

/** The engine takes a path for a pattern, and with these in it searches the whole disk. */
const patternCharacters = /[*?[\]\\]/;

/** A copy is sent where the engine could not take the path itself. */
export async function importTree(client: Client, disk: Disk, path: string): Promise<DaggerTree> {
  const real = await realpath(path);
  // A file keeps the name it was given by, whatever it is sent as.
  const name = basename(path);
  if (canBeSent(disk, real)) return send(client, disk, real, name);
  const folder = await mkdtemp(join(disk === "caller" ? tmpdir() : process.cwd(), "wheelway-"));
  try {
    await copyTree(real, join(folder, "copy"));
    return await send(client, disk, join(folder, "copy"), name);
  } finally {
    await removeTree(folder);
  }
}

function canBeSent(disk: Disk, path: string): boolean {
  // A module reads below its working folder only.
  if (disk === "module") return path.startsWith(process.cwd() + sep);
  return process.platform === "win32" || !patternCharacters.test(path);
}

async function send(client: Client, disk: Disk, path: string, name: string): Promise<DaggerTree> {
  const isFile = (await stat(path)).isFile();
  if (disk === "caller") {
    // The engine would remember a folder for as long as the session lasts.
    const options = { noCache: true };
    if (isFile) return { kind: "file", name, file: await client.host().file(path, options).sync() };
    return { kind: "folder", folder: await client.host().directory(path, options).sync() };
  }
  const module = client.currentModule();
  const below = relative(process.cwd(), path);
  if (isFile) return { kind: "file", name, file: await module.workdirFile(below).sync() };
  return { kind: "folder", folder: await module.workdir(below).sync() };
}

/** Copied by the engine itself: the image may be for a machine that nothing here can run. */
export async function filesOfImage(
  client: Client,
  { image, platform, folder, paths }: Extract<InputRef, { from: "image" }>,
): Promise<DaggerTree> {
  const options = { platform: platform as Awaited<ReturnType<Client["defaultPlatform"]>> };
  const whole = client.container(options).from(image).directory(folder);
  const some = client.directory().withDirectory("/", whole, { include: [...paths] });
  return { kind: "folder", folder: await some.sync() };
}

/** To the disk of whoever calls; the parent folder exists. */
export async function exportTree(tree: DaggerTree, path: string): Promise<void> {
  // The engine would make it readable to its owner only.
  if (tree.kind === "folder") await mkdir(path, { recursive: true });
  await (tree.kind === "file" ? tree.file : tree.folder).export(resolve(path));
  await syncTree(path);
}
