/** Where a wheel stands in the matrix of its release: one row a Python, one column a platform, policies left aside. */

import type { WheelName } from "./wheel-name.ts";

export type PythonFamily =
  "cpython" | "cpython-free-threaded" | "stable-abi" | "pypy" | "graalpy" | "any" | "other";

export interface PythonCell {
  /** The row: `cp312`, `cp314t`, `pp311`, `cp39-abi3`, `py3`. */
  readonly label: string;
  readonly family: PythonFamily;
  /** `[3, 12]`, the least one where it serves several; `undefined` where the tags say only `py3`. */
  readonly version: readonly [number, number] | undefined;
}

export interface PlatformCell {
  /** The column: `manylinux x86_64`, `macos arm64`, `windows amd64`, `ios arm64 iphoneos`, `any`. */
  readonly label: string;
  /** What wheels have to share to be alike in what they bundle: `linux`, `macos`, `windows`, `ios`, `android`, `emscripten`, `any`. */
  readonly system: string;
}

export interface Cell {
  readonly python: PythonCell;
  readonly platform: PlatformCell;
}

/** Never fails: tags that nobody knows are a row or a column of their own. */
export function cellOf(name: WheelName): Cell {
  return { python: pythonCell(name), platform: platformCell(name.platforms) };
}

/** "cp312 on manylinux aarch64". */
export function cellLabel({ python, platform }: Cell): string {
  return `${python.label} on ${platform.label}`;
}

const implementations: Readonly<Record<string, PythonFamily>> = {
  cp: "cpython",
  pp: "pypy",
  graalpy: "graalpy",
  gp: "graalpy",
  py: "any",
};

function pythonCell({ pythons, abis }: WheelName): PythonCell {
  const tags = pythons.map((tag) => /^([a-z]+)(\d)(\d*)$/.exec(tag));
  const first = tags.find((tag) => tag !== null);
  const python = pythons.join(".");
  if (!first) return { label: `${python}-${abis.join(".")}`, family: "other", version: undefined };
  const [, implementation = "", major = "", minor = ""] = first;
  const version = minor === "" ? undefined : ([Number(major), Number(minor)] as const);
  const stable = abis.filter((abi) => abi === "abi3" || abi === "abi3t");
  if (stable.length > 0) return { label: `${python}-${stable.join(".")}`, family: "stable-abi", version };
  const family = implementations[implementation] ?? "other";
  if (family === "cpython" && abis.some((abi) => /^cp\d+t$/.test(abi))) {
    return { label: `${python}t`, family: "cpython-free-threaded", version };
  }
  return { label: python, family, version };
}

function platformCell(platforms: readonly string[]): PlatformCell {
  const columns = [...new Map(platforms.map(column).map((one) => [one.label, one])).values()];
  columns.sort((a, b) => (a.label < b.label ? -1 : 1));
  return {
    label: columns.map(({ label }) => label).join(" and "),
    system: columns[0]?.system ?? "any",
  };
}

const manylinux = /^manylinux(?:1|20\d\d|_\d+_\d+)_(.+)$/;
const musllinux = /^musllinux_\d+_\d+_(.+)$/;
const macos = /^macosx_\d+_\d+_(.+)$/;
const ios = /^ios_\d+_\d+_(.+)_(iphone\w+)$/;
const android = /^android_\d+_(.+)$/;
const emscripten = /^(?:emscripten|pyodide|pyemscripten)_(?:\w+_)?(wasm\d\d)$/;

/** Every platform tag of the specifications (PEP 425, 513, 600, 656, 730, 738, 783), its policy or version left aside. */
function column(tag: string): PlatformCell {
  if (tag === "any") return { label: "any", system: "any" };
  const shapes: readonly [RegExp, label: string, system: string][] = [
    [manylinux, "manylinux", "linux"],
    [musllinux, "musllinux", "linux"],
    [/^linux_(.+)$/, "linux", "linux"],
    [macos, "macos", "macos"],
    [ios, "ios", "ios"],
    [android, "android", "android"],
    [emscripten, "emscripten", "emscripten"],
    [/^win_(.+)$/, "windows", "windows"],
  ];
  for (const [pattern, label, system] of shapes) {
    const match = pattern.exec(tag);
    if (match) return { label: [label, ...match.slice(1)].join(" "), system };
  }
  if (tag === "win32") return { label: "windows win32", system: "windows" };
  return { label: tag, system: tag };
}
