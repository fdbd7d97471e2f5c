/** Releases in memory, made of names and sizes only: what the checks of whole sets look at. */

import type { Sdist, Wheel } from "../../src/artifacts/archive.ts";
import type { ListedMember } from "./release-listing.ts";
import { sdistOf, wheelOf } from "./recorded-release.ts";

export interface ListedSpec {
  /** Member -> bytes. */
  readonly files?: Readonly<Record<string, number>>;
  /** Lines of METADATA after name and version. */
  readonly metadata?: string;
  readonly entryPoints?: string;
  readonly version?: string;
  /** Bytes of the archive; default the sum of its files. */
  readonly size?: number;
}

const small: Readonly<Record<string, number>> = { "demo/__init__.py": 100, "demo/core.py": 2000 };

/** @param tags `cp312-cp312-win_amd64` */
export function listedWheel(tags: string, spec: ListedSpec = {}): Wheel {
  const version = spec.version ?? "1.0";
  const info = `demo-${version}.dist-info`;
  const files = Object.entries(spec.files ?? small);
  const own: ListedMember[] = ["METADATA", "WHEEL", "RECORD"].map((file) => [`${info}/${file}`, 50]);
  return wheelOf({
    file: `demo-${version}-${tags}.whl`,
    size: spec.size ?? files.reduce((sum, [, size]) => sum + size, 0),
    members: [...files.map(([path, size]): ListedMember => [path, size]), ...own],
    texts: {
      [`${info}/METADATA`]: `Metadata-Version: 2.4\nName: demo\nVersion: ${version}\n${spec.metadata ?? ""}`,
      ...(spec.entryPoints === undefined ? {} : { [`${info}/entry_points.txt`]: spec.entryPoints }),
    },
  });
}

export function listedSdist(spec: ListedSpec = {}): Sdist {
  const version = spec.version ?? "1.0";
  const files = Object.entries(spec.files ?? small);
  return sdistOf({
    file: `demo-${version}.tar.gz`,
    size: spec.size ?? files.reduce((sum, [, size]) => sum + size, 0),
    members: files.map(([path, size]): ListedMember => [path, size]),
    texts: { "PKG-INFO": `Metadata-Version: 2.4\nName: demo\nVersion: ${version}\n${spec.metadata ?? ""}` },
  });
}

export const linux = "manylinux_2_28_x86_64";
export const arm = "manylinux_2_28_aarch64";
export const musl = "musllinux_1_2_x86_64";
export const mac = "macosx_11_0_arm64";
export const windows = "win_amd64";
export const five = [linux, arm, musl, mac, windows] as const;

/** The tags of every Python (`cp312`, `cp314t`, `pp311`) on every platform. */
export function matrix(pythons: readonly string[], platforms: readonly string[]): string[] {
  return pythons.flatMap((python) =>
    platforms.map((platform) => {
      if (python.startsWith("pp")) return `${python}-pypy${python.slice(2)}_pp73-${platform}`;
      return `${python.replace(/t$/, "")}-${python}-${platform}`;
    }),
  );
}
