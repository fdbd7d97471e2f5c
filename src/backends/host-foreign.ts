/** Pythons of another architecture on this machine: their headers for cross builds, and they themselves under an emulator. */

import { createHash } from "node:crypto";
import { access, lstat, readdir, readFile, readlink } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import type { InputRef } from "../plan/task.ts";
import { pythonVersion, type Interpreter } from "../tags/interpreter.ts";
import type { Target } from "../tags/target.ts";
import type { HostEnv, Machine } from "./host-environment.ts";
import { thisMachine } from "./host-interpreters.ts";

export interface ForeignPython {
  /** Absolute; its `include` and `lib` are below it. */
  readonly prefix: string;
  /** The root file system that it belongs to, whose C library it needs; `undefined` where it has none of its own. */
  readonly root: string | undefined;
  readonly python: string;
}

/** Variable with the folder of a manylinux root: `/opt/python/cp312-cp312` is below it. */
export function rootVariable(architecture: string): string {
  return `WHEELWAY_ROOT_${architecture.toUpperCase()}`;
}

/** The root that the user named, then Pythons that uv manages; `undefined` where neither has this interpreter. */
export async function foreignPython(
  interpreter: Interpreter,
  architecture: string,
  machine: Machine,
): Promise<ForeignPython | undefined> {
  const { major, minor, freeThreaded } = interpreter;
  if (machine.platform !== "linux" || interpreter.implementation !== "cp") return undefined;
  const root = machine.env[rootVariable(architecture)];
  const tag = `cp${major}${minor}-cp${major}${minor}${freeThreaded ? "t" : ""}`;
  const prefixes = [
    ...(root ? [{ root: resolve(root), prefix: await insideRoot(resolve(root), `opt/python/${tag}`) }] : []),
    ...(await uvManaged(interpreter, architecture, machine)).map((prefix) => ({ root: undefined, prefix })),
  ];
  for (const { prefix, root: of } of prefixes) {
    const python = join(prefix, "bin", pythonName(interpreter));
    if (await isThere(python)) return { prefix, root: of, python };
  }
  return undefined;
}

/** Its headers and build-time data, by name and content. Throws where it has none. */
export async function foreignFiles(
  { prefix }: ForeignPython,
  interpreter: Interpreter,
): Promise<Extract<InputRef, { from: "folder" }>> {
  const python = pythonName(interpreter);
  const library = `lib/${python}`;
  const data = (await readdir(join(prefix, library))).filter((name) => /^_sysconfigdata.*\.py$/.test(name));
  const paths = [
    ...(await filesBelow(prefix, `include/${python}`)),
    ...data.map((name) => `${library}/${name}`),
  ].sort();
  const digest = createHash("sha256");
  for (const path of paths) {
    const content = createHash("sha256")
      .update(await readFile(join(prefix, path)))
      .digest("hex");
    digest.update(`${path}\0${content}\n`);
  }
  return { from: "folder", path: prefix, paths, sha256: digest.digest("hex") };
}

/** The same for a target; `undefined` where no such Python is here. */
export async function foreignFilesOf({ interpreter, platform }: Target, env: HostEnv) {
  const found = await foreignPython(interpreter, platform.architecture, thisMachine(env));
  return found && foreignFiles(found, interpreter);
}

function pythonName(interpreter: Interpreter): string {
  return `python${pythonVersion(interpreter)}${interpreter.freeThreaded ? "t" : ""}`;
}

/** `cpython-3.12.11-linux-aarch64-gnu`, newest first. */
async function uvManaged(
  interpreter: Interpreter,
  architecture: string,
  { env, home }: Machine,
): Promise<string[]> {
  const data = env["XDG_DATA_HOME"] ?? join(home, ".local", "share");
  const folder = env["UV_PYTHON_INSTALL_DIR"] ?? join(data, "uv", "python");
  const version = pythonVersion(interpreter).replace(".", "\\.");
  const threads = interpreter.freeThreaded ? "\\+freethreaded" : "";
  const wanted = new RegExp(`^cpython-${version}\\.(\\d+)${threads}-linux-${architecture}-gnu$`);
  const patch = (name: string) => Number(wanted.exec(name)?.[1]);
  const names = await readdir(folder).catch(() => []);
  return names
    .filter((name) => wanted.test(name))
    .sort((a, b) => patch(b) - patch(a))
    .map((name) => join(folder, name));
}

/** Links of a root are meant from its top. */
async function insideRoot(root: string, path: string): Promise<string> {
  let found = join(root, path);
  for (let hops = 0; hops < 8; hops++) {
    const link = await lstat(found).catch(() => undefined);
    if (!link?.isSymbolicLink()) break;
    const to = await readlink(found);
    found = to.startsWith("/") ? join(root, to) : resolve(dirname(found), to);
  }
  return found;
}

async function filesBelow(prefix: string, folder: string): Promise<string[]> {
  const entries = await readdir(join(prefix, folder), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(prefix.length + 1));
}

function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
