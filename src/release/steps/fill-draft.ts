/** Brings every file to the forge's release, and holds the release to be exactly these files. */

import type { Forge, ForgeRelease } from "../../clients/forge.ts";
import { WheelwayError } from "../../errors.ts";
import { ask } from "../ask.ts";
import type { Guard } from "../effect.ts";
import { removeLeftover, renameReplacement } from "../effects/replace-asset.ts";
import { uploadAsset } from "../effects/upload-asset.ts";
import { lookAt, nameMeant, type KnownDigests, type ReleaseAsset } from "../release-assets.ts";
import type { Release } from "../step.ts";

type Guards = readonly [Guard, ...Guard[]];

/** Looks for foreign files before the first upload and after the last. */
export async function fillDraft(
  release: Release,
  forge: Forge,
  id: string,
  assets: readonly ReleaseAsset[],
  guards: Guards,
): Promise<void> {
  const known: KnownDigests = new Map();
  refuseForeign(await there(release, forge, id), assets);
  for (const asset of assets) {
    await release.perform(uploadAsset({ forge, release: id, asset, known, guards }));
    await tidy(release, forge, { id, asset, known, guards });
  }
  await checkDraft(release, forge, id, assets, known);
}

interface Tidying {
  /** The release's. */
  readonly id: string;
  readonly asset: ReleaseAsset;
  readonly known: KnownDigests;
  readonly guards: Guards;
}

async function tidy(release: Release, forge: Forge, { id, asset, known, guards }: Tidying) {
  const now = await there(release, forge, id);
  const { ours, left } = await ask(release, () => lookAt(forge, now, asset, known, release.signal));
  const of = { forge, release: id, name: asset.name, guards };
  for (const part of left)
    await release.perform(removeLeftover({ ...of, asset: part.id }, ours !== undefined));
  if (ours && ours.name !== asset.name) await release.perform(renameReplacement({ ...of, asset: ours.id }));
}

const turns = 8;

/**
 * Every file once, whole and with its digest, and no other.
 * @throws WheelwayError "release-conflict", "release-unclear"
 */
export async function checkDraft(
  release: Release,
  forge: Forge,
  id: string,
  assets: readonly ReleaseAsset[],
  known: KnownDigests = new Map(),
): Promise<void> {
  for (let turn = 0; ; turn += 1) {
    const now = await there(release, forge, id);
    refuseForeign(now, assets);
    const missing = await ask(release, () => missingOn(forge, now, assets, known, release.signal));
    if (missing === undefined) return;
    // What was stored a moment ago may not be listed yet.
    if (turn >= turns) throw incomplete(missing);
    await release.clock.sleep(500 * 2 ** turn, release.signal);
  }
}

async function missingOn(
  forge: Forge,
  now: ForgeRelease,
  assets: readonly ReleaseAsset[],
  known: KnownDigests,
  signal: AbortSignal,
): Promise<string | undefined> {
  for (const asset of assets) {
    const { ours, left, foreign } = await lookAt(forge, now, asset, known, signal);
    if (foreign.length > 0) throw otherBytes(asset.name, now);
    if (ours?.name !== asset.name || left.length > 0) return asset.name;
  }
  return undefined;
}

async function there(release: Release, forge: Forge, id: string): Promise<ForgeRelease> {
  const now = await ask(release, () => forge.release(id, release.signal));
  if (now) return now;
  throw new WheelwayError("release-conflict", {
    message: `the forge's release ${id} is no longer there`,
    next: "Find out who deleted it; `wheelway resume` makes a new draft where nothing is public yet.",
  });
}

function refuseForeign(now: ForgeRelease, assets: readonly ReleaseAsset[]): void {
  const ours = new Set(assets.map(({ name }) => name));
  const foreign = now.assets.filter(({ name }) => !ours.has(nameMeant(name))).map(({ name }) => name);
  if (foreign.length === 0) return;
  throw new WheelwayError("release-conflict", {
    message: `the forge's release ${now.tag} holds files that are not of this release: ${foreign.join(", ")}`,
    why: now.url,
    next: "Find out who put them there; delete them, or start again with --force-recreate.",
  });
}

function otherBytes(name: string, { url }: ForgeRelease): WheelwayError {
  return new WheelwayError("release-conflict", {
    message: `the forge's release has other bytes under the name ${name}`,
    why: url,
    next: "Find out who put them there, delete that asset, then `wheelway resume`.",
  });
}

function incomplete(name: string): WheelwayError {
  return new WheelwayError("release-unclear", {
    message: `the forge does not show ${name} although it took it`,
    next: "Look at the release with your own eyes, then `wheelway resume`: it asks again before it does anything.",
  });
}
