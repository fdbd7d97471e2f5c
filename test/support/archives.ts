/** Makes wheels and sdists in memory, healthy ones and ones that differ in what a test wants to be wrong. */

import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { onTestFinished } from "vitest";

import { elfBytes } from "./elf-bytes.ts";
import { tarGzBytes, type TarSpec } from "./tar-bytes.ts";
import { zipBytes, type ZipOptions, type ZipSpec } from "./zip-bytes.ts";

export interface WheelSpec {
  /** File name; decides name, version and tags. */
  readonly file?: string;
  /** Content beside the .dist-info; default a small package. */
  readonly files?: Readonly<Record<string, string | Buffer>>;
  /** Text instead of the right one; `null` leaves the file out. */
  readonly metadata?: string | Buffer | null;
  /** Its Wheel-Version is put before it where it says none. */
  readonly wheel?: string | null;
  readonly record?: string | null | ((right: string) => string);
  /** More entries, not in RECORD, after the others. */
  readonly more?: readonly ZipSpec[];
  /** Changes the finished list of entries. */
  readonly change?: (entries: ZipSpec[]) => ZipSpec[];
  readonly zip?: ZipOptions;
}

export const pureWheel = "demo-1.0-py3-none-any.whl";
export const platformWheel = "demo-1.0-cp312-cp312-manylinux_2_17_x86_64.manylinux2014_x86_64.whl";

/** An ELF file, a shared library for x86_64, that has a header and nothing else. */
export const elf = elfBytes({ machine: 62 });

export function recordLine(path: string, content: string | Buffer): string {
  const bytes = Buffer.from(content);
  return `${path},sha256=${createHash("sha256").update(bytes).digest("base64url")},${bytes.length}\n`;
}

export function wheelEntries(spec: WheelSpec = {}): ZipSpec[] {
  const file = spec.file ?? pureWheel;
  const parts = file.replace(/\.whl$/, "").split("-");
  const [name = "", version = ""] = parts;
  const [python = "", abi = "", platform = ""] = parts.slice(-3);
  const info = `${name}-${version}.dist-info`;
  const contents = new Map<string, string | Buffer>(
    Object.entries(spec.files ?? { "demo/__init__.py": '__version__ = "1.0"\n', "demo/data.txt": "data\n" }),
  );
  const tags = python
    .split(".")
    .flatMap((p) => abi.split(".").flatMap((a) => platform.split(".").map((f) => `Tag: ${p}-${a}-${f}\n`)));
  const wheel = `Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: ${String(platform === "any")}\n${tags.join("")}`;
  const metadata = `Metadata-Version: 2.1\nName: ${name}\nVersion: ${version}\nRequires-Python: >=3.9\nRequires-Dist: idna\nLicense: MIT\nDescription-Content-Type: text/markdown\n\nA demo.\n`;
  if (spec.metadata !== null) contents.set(`${info}/METADATA`, spec.metadata ?? metadata);
  const said =
    spec.wheel?.includes("Wheel-Version") === false ? `Wheel-Version: 1.0\n${spec.wheel}` : spec.wheel;
  if (said !== null) contents.set(`${info}/WHEEL`, said ?? wheel);
  const right =
    [...contents].map(([path, content]) => recordLine(path, content)).join("") + `${info}/RECORD,,\n`;
  const record = typeof spec.record === "function" ? spec.record(right) : spec.record;
  if (record !== null) contents.set(`${info}/RECORD`, record ?? right);
  const entries: ZipSpec[] = [...contents].map(([path, content]) => ({ name: path, content }));
  const all = [...entries, ...(spec.more ?? [])];
  return spec.change ? spec.change(all) : all;
}

export function wheelBytes(spec: WheelSpec = {}): Buffer {
  return zipBytes(wheelEntries(spec), spec.zip);
}

export interface SdistSpec {
  /** File name; default demo-1.0.tar.gz. */
  readonly file?: string;
  readonly files?: Readonly<Record<string, string>>;
  /** Text instead of the right PKG-INFO; `null` leaves it out. */
  readonly pkgInfo?: string | null;
  readonly pyproject?: string | null;
  /** More members, with their whole names. */
  readonly more?: readonly TarSpec[];
  readonly change?: (entries: TarSpec[]) => TarSpec[];
}

export const sdistFile = "demo-1.0.tar.gz";
export const pyprojectText =
  '[build-system]\nrequires = ["flit_core"]\nbuild-backend = "flit_core.buildapi"\n[project]\nname = "demo"\nversion = "1.0"\n';

export function sdistEntries(spec: SdistSpec = {}): TarSpec[] {
  const root = (spec.file ?? sdistFile).replace(/\.tar\.gz$/, "");
  const dash = root.lastIndexOf("-");
  const [name, version] = [root.slice(0, dash), root.slice(dash + 1)];
  const pkgInfo = `Metadata-Version: 2.2\nName: ${name}\nVersion: ${version}\nDynamic: Requires-Dist\nLicense: MIT\nDescription-Content-Type: text/markdown\n\nA demo.\n`;
  const entries: TarSpec[] = [{ name: `${root}/`, type: "5" }];
  if (spec.pkgInfo !== null) entries.push({ name: `${root}/PKG-INFO`, content: spec.pkgInfo ?? pkgInfo });
  if (spec.pyproject !== null)
    entries.push({ name: `${root}/pyproject.toml`, content: spec.pyproject ?? pyprojectText });
  for (const [path, content] of Object.entries(spec.files ?? { "demo/__init__.py": "" })) {
    entries.push({ name: `${root}/${path}`, content });
  }
  const all = [...entries, ...(spec.more ?? [])];
  return spec.change ? spec.change(all) : all;
}

export function sdistBytes(spec: SdistSpec = {}): Buffer {
  return tarGzBytes(sdistEntries(spec));
}

/** A fresh folder that goes away with the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "wheelway-test-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Writes an archive into a fresh folder; its path. */
export function writeArchive(file: string, bytes: Buffer): string {
  const path = join(temporaryFolder(), file);
  writeFileSync(path, bytes);
  return path;
}

export function writeWheel(spec: WheelSpec = {}): string {
  return writeArchive(spec.file ?? pureWheel, wheelBytes(spec));
}

export function writeSdist(spec: SdistSpec = {}): string {
  return writeArchive(spec.file ?? sdistFile, sdistBytes(spec));
}
