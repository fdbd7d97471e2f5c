/** Fetches the files of a forge's release into a new folder, and lets nothing through that is not exactly what its manifest names. */

import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { manifestDigest, manifestFile, parseManifest } from "../artifacts/manifest.ts";
import type { Forge, ForgeAsset, ForgeRelease } from "../clients/forge.ts";
import { WheelwayError } from "../errors.ts";
import { parseSdistName } from "../tags/sdist-name.ts";
import { parseWheelName } from "../tags/wheel-name.ts";
import { assetName } from "./release-assets.ts";
import { markerOf } from "./release-marker.ts";

export interface DownloadPlace {
  /** Folder for the artifacts and their manifest; made where it is not there, and must have nothing of their names. */
  readonly dist: string;
  /** Folder for bundles and attestations. */
  readonly bundles: string;
}

export interface DownloadedRelease {
  readonly release: ForgeRelease;
  /** Hex SHA-256 of manifest.json; `undefined` for a release that Wheelway did not make. */
  readonly manifestDigest: string | undefined;
  readonly files: readonly string[];
  /** `for` is the file that one belongs to. */
  readonly bundles: readonly { readonly for: string; readonly file: string; readonly sha256: string }[];
}

export interface WantedRelease {
  readonly tag: string;
  /** Hex SHA-256 of the manifest, where something else than the release names it. */
  readonly manifest: string | undefined;
}

/** What belongs to an artifact by its name: `demo-1.0.tar.gz.sigstore.json`, `….publish.attestation`. */
const bundleEnds = [".sigstore.json", ".sigstore", ".attestation"];

/**
 * @throws WheelwayError "release-not-found"; "release-conflict" where the release is not what its manifest says;
 * ServiceFailure where the forge does not answer
 */
export async function downloadRelease(
  forge: Forge,
  wanted: WantedRelease,
  to: DownloadPlace,
  signal: AbortSignal,
): Promise<DownloadedRelease> {
  const release = await theRelease(forge, wanted, signal);
  const broken = release.assets.find(({ complete }) => !complete);
  if (broken) throw wrong(release, `its file ${broken.name} is not whole`);
  await mkdir(to.dist, { recursive: true });
  const fetched = (asset: ForgeAsset, folder: string, file: string) =>
    fetchAsset(forge, release, asset, join(folder, file), signal);
  const manifest = one(release, manifestFile);
  if (!manifest) return foreign(release, wanted, to.dist, fetched);
  await fetched(manifest, to.dist, manifestFile);
  const { digest, meant } = await readMeant(release, wanted, join(to.dist, manifestFile));
  for (const { file, sha256 } of meant) {
    const asset = one(release, assetName(forge, file));
    if (!asset) throw wrong(release, `${file} is missing`);
    if ((await fetched(asset, to.dist, file)) !== sha256)
      throw wrong(release, `${file} is not the file that ${manifestFile} lists`);
  }
  const files = meant.map(({ file }) => file);
  const names = [...files, manifestFile].map((file) => ({ file, name: assetName(forge, file) }));
  const bundles: { for: string; file: string; sha256: string }[] = [];
  for (const asset of release.assets) {
    if (names.some(({ name }) => name === asset.name)) continue;
    const of = names.find(({ name }) => isBundle(asset.name, name));
    if (!of) throw wrong(release, `${asset.name} is not in ${manifestFile}`);
    await mkdir(to.bundles, { recursive: true });
    const file = `${of.file}${asset.name.slice(of.name.length)}`;
    bundles.push({ for: of.file, file, sha256: await fetched(asset, to.bundles, file) });
  }
  return { release, manifestDigest: digest, files, bundles };
}

async function theRelease(
  forge: Forge,
  { tag, manifest }: WantedRelease,
  signal: AbortSignal,
): Promise<ForgeRelease> {
  const all = await forge.releasesOf(tag, signal);
  const open = all.filter(({ draft }) => !draft);
  const marked = all.filter(({ body }) => {
    const marker = markerOf(body);
    return marker !== undefined && (manifest === undefined || marker === manifest);
  });
  const sets = new Set(marked.map(({ body }) => markerOf(body)));
  if (open.length === 0 && sets.size > 1) {
    throw new WheelwayError("release-conflict", {
      message: `there are ${marked.length} drafts of ${tag}, for different files`,
      next: "Delete those that are not meant.",
    });
  }
  // Public before drafts; of drafts the oldest with a marker, as `draft-release` takes it.
  const oldest = [...marked].sort((a, b) => Number(a.id) - Number(b.id))[0];
  const found = open[0] ?? oldest ?? (all.length === 1 ? all[0] : undefined);
  if (found) return found;
  throw new WheelwayError("release-not-found", {
    message: `the forge shows no release ${tag}`,
    ...("missing" in forge.credential
      ? { why: `Drafts are hidden without a token: ${forge.credential.missing}.` }
      : {}),
    next: "Look at the tag's spelling; a draft is shown only to those who may write.",
  });
}

async function readMeant(release: ForgeRelease, { tag, manifest: named }: WantedRelease, path: string) {
  const text = await readFile(path, "utf8");
  const digest = manifestDigest(text);
  if (named !== undefined && named !== digest)
    throw wrong(
      release,
      `the message of the tag ${tag} names another ${manifestFile} (${named.slice(0, 12)}…)`,
    );
  const marker = markerOf(release.body);
  if (marker !== undefined && marker !== digest)
    throw wrong(release, `its text names another ${manifestFile} (${marker.slice(0, 12)}…)`);
  const manifest = parseManifest(text);
  if ("malformed" in manifest) throw wrong(release, `${manifestFile} cannot be read: ${manifest.malformed}`);
  for (const { file } of manifest.artifacts) {
    const name = file.endsWith(".whl") ? parseWheelName(file) : parseSdistName(file);
    if ("malformed" in name) throw wrong(release, `${manifestFile} lists ${file}: ${name.malformed}`);
  }
  return { digest, meant: manifest.artifacts.map(({ file, sha256 }) => ({ file, sha256 })) };
}

/** A release that something else made: its wheels and sdist, by their names; other files are not ours to publish. */
async function foreign(
  release: ForgeRelease,
  { manifest }: WantedRelease,
  dist: string,
  fetched: (asset: ForgeAsset, folder: string, file: string) => Promise<string>,
): Promise<DownloadedRelease> {
  if (manifest !== undefined || markerOf(release.body) !== undefined)
    throw wrong(release, `${manifestFile} is missing`);
  const files: string[] = [];
  for (const { name } of release.assets) {
    const parsed = name.endsWith(".whl")
      ? parseWheelName(name)
      : name.endsWith(".tar.gz")
        ? parseSdistName(name)
        : { malformed: "" };
    if ("malformed" in parsed) continue;
    const asset = one(release, name);
    if (asset) await fetched(asset, dist, name);
    files.push(name);
  }
  if (files.length === 0) throw wrong(release, "it has no wheel and no sdist");
  return { release, manifestDigest: undefined, files, bundles: [] };
}

function one(release: ForgeRelease, name: string): ForgeAsset | undefined {
  const [first, second] = release.assets.filter((asset) => asset.name === name);
  if (second) throw wrong(release, `it has two files of the name ${name}`);
  return first;
}

async function fetchAsset(
  forge: Forge,
  release: ForgeRelease,
  asset: ForgeAsset,
  to: string,
  signal: AbortSignal,
): Promise<string> {
  const sha256 = await forge.downloadAsset(release.id, asset, to, signal);
  if (asset.sha256 !== undefined && asset.sha256 !== sha256)
    throw wrong(release, `what is downloaded as ${asset.name} has another digest than the forge tells`);
  return sha256;
}

function isBundle(name: string, file: string): boolean {
  return name.startsWith(`${file}.`) && bundleEnds.some((end) => name.endsWith(end));
}

function wrong(release: ForgeRelease, why: string): WheelwayError {
  return new WheelwayError("release-conflict", {
    message: `the forge's release ${release.tag} cannot be taken: ${why}`,
    ...(release.url === "" ? {} : { why: release.url }),
    next: "Nothing of it was published. Run the first half again, or mend the release.",
  });
}
