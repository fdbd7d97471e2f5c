/** Asks a Python what it is, by running it, and remembers the answer as long as the file does not change. */

import { execFile } from "node:child_process";
import { mkdir, readFile, realpath, rename, stat, writeFile } from "node:fs/promises";
import { availableParallelism, release, version as systemVersion } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import pLimit from "p-limit";
import { z } from "zod";

const execute = promisify(execFile);

/** Runs on every Python there is, even 2.7, and prints one line of JSON. */
const program = `
import hashlib, json, os, struct, sys, sysconfig
try:
    libc = os.confstr("CS_GNU_LIBC_VERSION").split()
except (AttributeError, ValueError, OSError):
    libc = []
if not libc and "musl" in (sysconfig.get_config_var("HOST_GNU_TYPE") or ""):
    import glob, re, subprocess
    for loader in glob.glob("/lib/ld-musl-*.so.1"):
        text = subprocess.Popen([loader], stderr=subprocess.PIPE).communicate()[1].decode()
        libc = ["musl"] + re.findall(r"Version (\\d+\\.\\d+)", text)[:1]
try:
    import venv, ensurepip
    has_venv = True
except ImportError:
    has_venv = False
print(json.dumps({
    "implementation": sys.implementation.name if hasattr(sys, "implementation") else "cpython",
    "version": "%d.%d.%d" % sys.version_info[:3],
    "final": sys.version_info[3] == "final",
    "freeThreaded": bool(sysconfig.get_config_var("Py_GIL_DISABLED")),
    "debug": hasattr(sys, "gettotalrefcount"),
    "bits": struct.calcsize("P") * 8,
    "platform": sysconfig.get_platform(),
    "libc": libc,
    "headers": os.path.exists(os.path.join(sysconfig.get_paths()["include"], "Python.h")),
    "venv": has_venv,
    "build": sys.version + " " + hashlib.sha256(repr(sorted(
        (str(key), str(value)) for key, value in sysconfig.get_config_vars().items()
    )).encode()).hexdigest(),
}))
`;

const answer = z.object({
  implementation: z.string(),
  /** Of the language: `3.12.1`. */
  version: z.string(),
  final: z.boolean(),
  freeThreaded: z.boolean(),
  debug: z.boolean(),
  bits: z.number(),
  platform: z.string(),
  /** `["glibc", "2.36"]`, `["musl", "1.2"]`; empty elsewhere. */
  libc: z.array(z.string()),
  headers: z.boolean(),
  venv: z.boolean(),
  build: z.string(),
});
export type Answer = z.infer<typeof answer>;

const memory = z.object({
  version: z.literal(2),
  system: z.string(),
  /** Path -> its time and size, and the answer; none for what is no Python. */
  entries: z.record(
    z.string(),
    z.object({ mtimeMs: z.number(), size: z.number(), answer: answer.nullable() }),
  ),
});
type Memory = z.infer<typeof memory>;

export interface Probed {
  /** With every symbolic link resolved. */
  readonly path: string;
  readonly answer: Answer;
}

/** The Pythons among `candidates`, each once, in their order. What cannot be run is left out. */
export async function probeAll(
  candidates: readonly string[],
  env: Record<string, string>,
  cacheDir: string,
): Promise<Probed[]> {
  const file = join(cacheDir, "interpreters.json");
  const system = `${release()} ${systemVersion()}`;
  const known = await remembered(file, system);
  const fresh: Memory = { version: 2, system, entries: {} };
  const limit = pLimit(availableParallelism());
  const paths = [
    ...new Set((await Promise.all(candidates.map(resolved))).filter((path) => path !== undefined)),
  ];
  const probed = await Promise.all(
    paths.map((path) =>
      limit(async () => {
        const { mtimeMs, size } = await stat(path);
        const before = known?.entries[path];
        const same = before?.mtimeMs === mtimeMs && before.size === size;
        const found = same ? before.answer : await ask(path, env);
        fresh.entries[path] = { mtimeMs, size, answer: found };
        return { path, answer: found };
      }),
    ),
  );
  await remember(file, fresh);
  return probed.flatMap(({ path, answer }) => (answer ? [{ path, answer }] : []));
}

async function resolved(path: string): Promise<string | undefined> {
  try {
    const real = await realpath(path);
    return (await stat(real)).isFile() ? real : undefined;
  } catch {
    return undefined;
  }
}

async function ask(path: string, env: Record<string, string>): Promise<Answer | null> {
  try {
    const { stdout } = await execute(path, ["-s", "-E", "-c", program], {
      env,
      timeout: 30_000,
      windowsHide: true,
    });
    return answer.parse(JSON.parse(stdout));
  } catch {
    return null;
  }
}

async function remembered(file: string, system: string): Promise<Memory | undefined> {
  try {
    const found = memory.safeParse(JSON.parse(await readFile(file, "utf8")));
    return found.success && found.data.system === system ? found.data : undefined;
  } catch {
    return undefined;
  }
}

/** Without it the next start is slower, and that is all: a folder that cannot be written is no error here. */
async function remember(file: string, fresh: Memory): Promise<void> {
  const part = `${file}.${process.pid}.part`;
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(part, JSON.stringify(fresh));
    await rename(part, file);
  } catch {
    return;
  }
}

/** What `py -0p` prints; empty where there is no launcher. */
export async function askLauncher(env: Record<string, string>): Promise<string> {
  try {
    return (await execute("py", ["-0p"], { env, timeout: 30_000, windowsHide: true })).stdout;
  } catch {
    return "";
  }
}
