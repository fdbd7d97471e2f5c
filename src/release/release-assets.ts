/** The files of a forge's release: what must be there, and what is. */

import { mkdtemp, open, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { manifestFile } from "../artifacts/manifest.ts";
import { sha256File } from "../artifacts/digest.ts";
import type { Forge, ForgeAsset, ForgeRelease } from "../clients/forge.ts";
import { bundleFolder, distFolder } from "./folders.ts";
import type { Release } from "./step.ts";

export interface ReleaseAsset {
  /** As the forge will have it. */
  readonly name: string;
  /** Absolute. */
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  readonly sha256: string;
}

/** Every file of the manifest, the manifest itself where there is one, and the bundles that are known. */
export async function assetsOf(release: Release, forge: Pick<Forge, "kind">): Promise<ReleaseAsset[]> {
  const { digest, files } = release.fact("manifest");
  const dist = distFolder(release);
  const manifest = join(dist, manifestFile);
  const manifestSize = await stat(manifest).then(
    ({ size }) => size,
    () => undefined,
  );
  const bundles = await Promise.all(
    (release.known("bundles") ?? []).map(async ({ file, sha256 }) => {
      const path = join(bundleFolder(release), file);
      return { name: file, path, size: (await stat(path)).size, sha256 };
    }),
  );
  const all = [
    ...files.map(({ file, sha256, size }) => ({ name: file, path: join(dist, file), size, sha256 })),
    ...(manifestSize === undefined
      ? []
      : [{ name: manifestFile, path: manifest, size: manifestSize, sha256: digest }]),
    ...bundles,
  ];
  return all.map((one) => ({ ...one, name: assetName(forge, one.name) }));
}

/** GitHub puts a dot in the place of what it does not take in a name, such as the "!" of an epoch. */
export function assetName({ kind }: Pick<Forge, "kind">, file: string): string {
  return kind === "github" ? file.replace(/[^A-Za-z0-9._+@~-]/g, ".") : file;
}

/** Under which a replacement waits where a forge refuses a second asset of one name; `number` from 1. */
export function replacementName(name: string, number: number): string {
  return `${name}.replacement${number}`;
}

/** The asset's own name for that of a replacement. */
export function nameMeant(name: string): string {
  return name.replace(/\.replacement\d+$/, "");
}

/** What a release has of one file. */
export interface Seen {
  /** Whole, and with our bytes; the oldest of several, one under its own name before one that waits. */
  readonly ours: ForgeAsset | undefined;
  /** Parts of ours that a broken upload left, and second copies. */
  readonly left: readonly ForgeAsset[];
  /** Other bytes under this name. */
  readonly foreign: readonly ForgeAsset[];
}

/** Digests of assets whose forge tells none; each is downloaded once. */
export type KnownDigests = Map<string, string>;

export async function lookAt(
  forge: Forge,
  there: ForgeRelease,
  asset: ReleaseAsset,
  known: KnownDigests,
  signal: AbortSignal,
): Promise<Seen> {
  const ours: ForgeAsset[] = [];
  const left: ForgeAsset[] = [];
  const foreign: ForgeAsset[] = [];
  for (const one of there.assets.filter(({ name }) => nameMeant(name) === asset.name)) {
    const what = await compare(forge, there.id, one, asset, known, signal);
    (what === "ours" ? ours : what === "left" ? left : foreign).push(one);
  }
  const waits = ({ name }: ForgeAsset) => (name === asset.name ? 0 : 1);
  ours.sort((a, b) => waits(a) - waits(b) || Number(a.id) - Number(b.id));
  return { ours: ours[0], left: [...left, ...ours.slice(1)], foreign };
}

async function compare(
  forge: Forge,
  release: string,
  there: ForgeAsset,
  asset: ReleaseAsset,
  known: KnownDigests,
  signal: AbortSignal,
): Promise<"ours" | "left" | "foreign"> {
  if (!there.complete) return "left";
  if (there.size > asset.size) return "foreign";
  const told = there.sha256 ?? known.get(there.id);
  if (told === asset.sha256) return "ours";
  if (told !== undefined && there.size === asset.size) return "foreign";
  const folder = await mkdtemp(join(tmpdir(), "wheelway-"));
  try {
    const path = join(folder, "asset");
    const sha256 = await forge.downloadAsset(release, there, path, signal);
    known.set(there.id, sha256);
    if (sha256 === asset.sha256) return "ours";
    return (await startsWith(asset.path, path)) ? "left" : "foreign";
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Is the second file a shorter beginning of the first? */
async function startsWith(whole: string, part: string): Promise<boolean> {
  const size = (await stat(part)).size;
  if (size >= (await stat(whole)).size) return false;
  const [a, b] = await Promise.all([open(whole), open(part)]);
  try {
    const [left, right] = [Buffer.alloc(1024 * 1024), Buffer.alloc(1024 * 1024)];
    for (let at = 0; at < size;) {
      const length = Math.min(left.length, size - at);
      const [one, two] = await Promise.all([a.read(left, 0, length, at), b.read(right, 0, length, at)]);
      if (one.bytesRead === 0 || one.bytesRead !== two.bytesRead) return false;
      if (!left.subarray(0, one.bytesRead).equals(right.subarray(0, one.bytesRead))) return false;
      at += one.bytesRead;
    }
    return true;
  } finally {
    await Promise.all([a.close(), b.close()]);
  }
}

/** Has the file still the bytes that were approved? */
export async function isUnchanged({ path, sha256 }: ReleaseAsset): Promise<boolean> {
  return (await sha256File(path).catch(() => "")) === sha256;
}
