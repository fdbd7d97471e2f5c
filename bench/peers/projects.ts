/** The projects that are built: sdists of the public index by digest, and copies that no cache has seen before. */

import { execFileSync } from "node:child_process";
import { appendFileSync, cpSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import picomatch from "picomatch";
import { httpClient } from "../../src/clients/http.ts";
import { download } from "../../src/clients/package-index-download.ts";
import { listProject } from "../../src/clients/package-index.ts";
import { packageIndexes } from "../../src/services.ts";

export interface Project {
  readonly name: string;
  readonly version: string;
  /** SHA-256 of its sdist. */
  readonly sha256: string;
  /** What a test imports. */
  readonly module: string;
  /** Its compiled sources, as a glob, and a line that changes what the compiler sees of them. */
  readonly sources: string;
  readonly line: (nonce: number) => string;
}

const c = (nonce: number) => `typedef int wheelway_bench_${nonce};`;

export const projects = {
  markupsafe: {
    name: "markupsafe",
    version: "3.0.4",
    sha256: "2e9ad7dd851bf45fab9f75cbff4cb493fee9979e8d8c7c9c3ee119022518edd6",
    module: "markupsafe._speedups",
    sources: "src/markupsafe/*.c",
    line: c,
  },
  lz4: {
    name: "lz4",
    version: "4.4.5",
    sha256: "5f0b9e53c1e82e88c10d7c180069363980136b9d7a8306c4dca4f760d60c39f0",
    module: "lz4.frame",
    sources: "{lz4libs,lz4/**}/*.c",
    line: c,
  },
  argon2: {
    name: "argon2-cffi-bindings",
    version: "26.2.0",
    sha256: "f21ab89bb9850f32b9ca038d9961424bb0d3669d579cbbbfed068cffa6fc0643",
    module: "_argon2_cffi_bindings",
    sources: "extras/libargon2/src/**/*.c",
    line: c,
  },
  frozenlist: {
    name: "frozenlist",
    version: "1.8.0",
    sha256: "3ede829ed8d842f6cd48fc7081d7a41001a56f1f38603f9d49bf3020d59a31ad",
    module: "frozenlist._frozenlist",
    sources: "frozenlist/*.pyx",
    line: (nonce) => `wheelway_bench = ${nonce}`,
  },
  packaging: {
    name: "packaging",
    version: "26.3",
    sha256: "94edc256424af38762eb31306eed28beb9f0efc50a8837492c9d6fd6004aed79",
    module: "packaging",
    sources: "src/packaging/__init__.py",
    line: (nonce) => `# ${nonce}`,
  },
} as const satisfies Record<string, Project>;

/** Path of its sdist, fetched once. */
export async function fetchSdist(project: Project, cacheDir: string): Promise<string> {
  const index = { name: "pypi", simple: packageIndexes.pypi.simple };
  const http = httpClient();
  const { files } = await listProject(index, project.name, { http });
  const file = files.find(({ sha256 }) => sha256 === project.sha256);
  if (!file) throw new Error(`the index has no ${project.name} with the digest ${project.sha256}`);
  return download(file, { index, http, cacheDir });
}

/** Unpacks it into a folder that does not exist yet. */
export function unpack(sdist: string, folder: string): void {
  mkdirSync(folder, { recursive: true });
  execFileSync("tar", ["-xzf", sdist, "-C", folder, "--strip-components=1", "--no-same-owner"]);
}

/** A number that was never used before, on this machine or in an engine's cache. */
export function nonce(): number {
  return Number(process.hrtime.bigint() % 1_000_000_000n) + Math.trunc(Date.now() / 1000);
}

/**
 * A copy with new sources and new build requirements: whatever keeps results, environments or objects has not seen it,
 * while every file that it downloads is as well known as before.
 */
export function freshCopy(project: Project, original: string, copy: string, stamp: number): string {
  rmSync(copy, { recursive: true, force: true });
  cpSync(original, copy, { recursive: true });
  const compiled = picomatch(project.sources);
  for (const path of readdirSync(copy, { recursive: true, encoding: "utf8" }))
    if (compiled(path)) edit(join(copy, path), project.line(stamp));
  const file = join(copy, "pyproject.toml");
  const text = readFileSync(file, "utf8");
  // The first requirement once more, under a condition that always holds.
  const again = text.replace(
    /^(requires\s*=\s*\[)((?:\s|#.*)*["']([\w.-]+))/m,
    (_, open: string, first: string, name: string) =>
      `${open}\n  "${name}; python_version < '4.${stamp}'",${first}`,
  );
  if (again === text) throw new Error(`${file} has no build requirements`);
  writeFileSync(file, again);
  return copy;
}

export function edit(file: string, line: string): void {
  appendFileSync(file, `\n${line}\n`);
}
