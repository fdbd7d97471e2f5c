/** `npx` for the jobs of a CI that runs here: this checkout's own program in the place of the registry's. */

import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { inject } from "vitest";
import { program } from "./cli.ts";

/** How this machine reaches its package index, and where its Pythons are: HOME is another one. */
const network = /^(SSL_|UV_|PIP_|REQUESTS_|CURL_|NODE_EXTRA_|GIT_SSL_)|_PROXY$/i;

export function networkVariables(): Record<string, string | undefined> {
  return {
    ...Object.fromEntries(Object.entries(process.env).filter(([name]) => network.test(name))),
    PYENV_ROOT: process.env["PYENV_ROOT"] ?? join(homedir(), ".pyenv"),
  };
}

export interface StandIn {
  /** The slice whose job dies in the middle. */
  readonly killed?: string | undefined;
  /** Default: the one that runs here. */
  readonly node?: string;
  /** Shell lines that bring the tools of all tests into the job's cache; default: links, shared by all jobs. */
  readonly tools?: (shared: string) => readonly string[];
}

/** Folder of a program `npx` for `npx --yes [--package SPEC] wheelway@1.2.3 …`. */
export function standInNpx(
  folder: string,
  { killed, node = process.execPath, tools = linked }: StandIn = {},
): string {
  const programs = join(folder, "programs");
  mkdirSync(programs);
  const lines = [
    "#!/bin/sh",
    '[ "$2" = --package ] && shift 2',
    "shift 2",
    `export WHEELWAY_CACHE_DIR="\${WHEELWAY_CACHE_DIR:-${folder}/default}"`,
    'mkdir -p "$WHEELWAY_CACHE_DIR"',
    ...tools(inject("cacheDir")),
    `run="${node} ${program}"`,
    ...(killed === undefined
      ? []
      : [`case " $* " in *" --slice ${killed} "*) $run "$@" & sleep 2; kill -9 $!; exit 137 ;; esac`]),
    'exec $run "$@"',
    "",
  ];
  writeFileSync(join(programs, "npx"), lines.join("\n"));
  chmodSync(join(programs, "npx"), 0o755);
  return programs;
}

function linked(shared: string): readonly string[] {
  mkdirSync(join(shared, "tools"), { recursive: true });
  return [
    `for one in tools interpreters.json; do`,
    `  [ -e "$WHEELWAY_CACHE_DIR/$one" ] || ln -s "${shared}/$one" "$WHEELWAY_CACHE_DIR/$one"`,
    "done",
  ];
}
