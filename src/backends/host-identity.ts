/**
 * What of this machine can change what a task gives: its interpreter, its compilers, its development packages and where Python
 * packages come from. Files stand for programs, by their content, so that nothing is started and that equal machines are alike.
 */

import { createHash } from "node:crypto";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { programFolders, type Machine } from "./host-environment.ts";
import type { HostInterpreter } from "./host-interpreters.ts";
import type { FileDigests } from "./host-digests.ts";

/** What builds are known to start; other programs are told of in docs/guide/result-store.md. */
const programs = (
  "cc gcc c++ g++ cpp clang clang++ ld ld.lld ld.gold ar as ranlib strip gfortran nasm make gmake cmake ninja meson pkg-config " +
  "pkgconf patchelf swig cargo rustc rustup go zig nvcc cl link protoc flex bison m4 autoconf automake libtool git"
).split(" ");

/** They choose compilers and what is built for; the driver hands them on. */
const variables =
  "RUSTUP_TOOLCHAIN DEVELOPER_DIR SDKROOT INCLUDE LIB LIBPATH VCINSTALLDIR VSINSTALLDIR WINDOWSSDKDIR WINDOWSSDKVERSION".split(
    " ",
  );

/** Where packages come from, and the files that say so. */
const indexes =
  "PIP_INDEX_URL PIP_EXTRA_INDEX_URL UV_DEFAULT_INDEX UV_INDEX UV_INDEX_URL UV_EXTRA_INDEX_URL".split(" ");
const configFiles = ["PIP_CONFIG_FILE", "UV_CONFIG_FILE"];

/** One for all interpreters of a machine, and cheap where nothing has changed. */
export async function machineIdentity(machine: Machine, digests: FileDigests): Promise<string> {
  const parts = {
    platform: machine.platform,
    architecture: process.arch,
    programs: await programDigests(machine, digests),
    packages: await packagesOf(machine, digests),
    rust: await rustOf(machine, digests),
    variables: pick(machine, variables, (value) => value),
    indexes: pick(machine, indexes, withoutPassword),
    config: await Promise.all(
      Object.values(pick(machine, configFiles, (value) => value)).map((path) => digests.of(path)),
    ),
  };
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
}

/** The interpreter with what its build says of itself: another patch release, compiler or prefix is another one. */
export function interpreterIdentity(one: HostInterpreter, content: string): string {
  const { interpreter, path, version, platform, build } = one;
  return JSON.stringify([interpreter.name, path, version, platform.name, build, content]);
}

async function programDigests(machine: Machine, digests: FileDigests): Promise<Record<string, string>> {
  const ends = machine.platform === "win32" ? [".exe"] : [""];
  const listings = await Promise.all(
    programFolders(machine).map(async (folder) => ({ folder, names: new Set(await names(folder)) })),
  );
  const found = programs.flatMap((program) => {
    const place = listings.find((listing) => ends.some((end) => listing.names.has(program + end)));
    const end = ends.find((one) => place?.names.has(program + one)) ?? "";
    return place ? [[program, join(place.folder, program + end)] as const] : [];
  });
  const entries = found.map(async ([program, path]) => [program, await digests.of(path)] as const);
  return Object.fromEntries(await Promise.all(entries));
}

/** Headers and libraries that builds find by themselves: what the system's package manager, and people, have installed. */
async function packagesOf(machine: Machine, digests: FileDigests): Promise<unknown> {
  if (machine.platform === "win32")
    return names(join(machine.env["ProgramData"] ?? "C:\\ProgramData", instances));
  const listed = async (folder: string) => (await names(folder)).sort();
  if (machine.platform === "darwin") {
    const tools = "/Library/Developer/CommandLineTools";
    const cellars = await Promise.all(["/opt/homebrew/Cellar", "/usr/local/Cellar"].map(versionsIn));
    const compilers = [`${tools}/usr/bin/clang`, "/Applications/Xcode.app/Contents/version.plist"];
    return [
      cellars,
      await Promise.all(compilers.map((path) => digests.of(path))),
      await listed(`${tools}/SDKs`),
    ];
  }
  const database = ["/var/lib/dpkg/status", "/lib/apk/db/installed", "/var/lib/rpm/rpmdb.sqlite"];
  const local = await Promise.all(
    ["/usr/local/include", "/usr/local/lib", "/usr/local/lib64", "/var/lib/pacman/local"].map(listed),
  );
  return [await Promise.all(database.map((path) => digests.told(path, developmentPackages))), local];
}

const instances = "Microsoft\\VisualStudio\\Packages\\_Instances";

/** The lines of a package database that matter: names and versions of compilers, libraries and their headers. */
function developmentPackages(path: string, content: Buffer): string | Buffer {
  if (!path.endsWith("dpkg/status")) return content;
  const kept = content
    .toString("utf8")
    .split("\n\n")
    .filter((block) => /^Package: (?:lib|gcc|g\+\+|clang|llvm|binutils|linux-libc|.*-dev$)/m.test(block))
    .map((block) =>
      [/^Package: (.*)$/m, /^Version: (.*)$/m].map((field) => field.exec(block)?.[1] ?? "").join(" "),
    );
  return kept.join("\n");
}

/** Rustup's `cargo` is the same program whatever toolchain it starts. */
async function rustOf(machine: Machine, digests: FileDigests): Promise<string[]> {
  const home = machine.env["RUSTUP_HOME"] ?? join(machine.home, ".rustup");
  const hashes = join(home, "update-hashes");
  const files = [
    join(home, "settings.toml"),
    ...(await names(hashes)).sort().map((name) => join(hashes, name)),
  ];
  return Promise.all(files.map((path) => digests.of(path)));
}

async function versionsIn(cellar: string): Promise<string[]> {
  const formulas = (await names(cellar)).sort();
  return Promise.all(
    formulas.map(async (name) => `${name} ${(await names(join(cellar, name))).sort().join(" ")}`),
  );
}

function pick(
  { env }: Machine,
  wanted: readonly string[],
  shown: (value: string) => string,
): Record<string, string> {
  const set = wanted.flatMap((name) => (env[name] ? [[name, shown(env[name])] as const] : []));
  return Object.fromEntries(set);
}

function withoutPassword(value: string): string {
  return value.replaceAll(/:\/\/[^/\s]*@/g, "://");
}

async function names(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => []);
}
