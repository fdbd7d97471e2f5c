/** GitHub's documented rules for releases: what is taken, what is refused, and what publishing does. */

import type { ForgeState, StoredAsset, StoredRelease } from "./state.ts";

export interface ForgeRules {
  /** Releases become immutable when they are published. */
  readonly immutableReleases: boolean;
  /** Has this commit been pushed? Drafts too are refused that name one which has not. */
  readonly knowsCommit: (commit: string) => boolean;
}

/** What happened to the forge, in order. */
export type ForgeEvent =
  | { readonly type: "created"; readonly id: number; readonly tag: string; readonly draft: boolean }
  | { readonly type: "updated"; readonly id: number }
  | { readonly type: "published"; readonly id: number; readonly tag: string }
  | { readonly type: "tag-made"; readonly tag: string; readonly commit: string }
  | { readonly type: "removed"; readonly id: number }
  | { readonly type: "asset-posted"; readonly release: number; readonly name: string }
  | {
      readonly type: "asset-stored";
      readonly release: number;
      readonly name: string;
      readonly sha256: string;
    }
  | { readonly type: "asset-removed"; readonly id: number; readonly name: string }
  | { readonly type: "asset-renamed"; readonly id: number; readonly name: string }
  | { readonly type: "dispatched"; readonly workflow: string; readonly ref: string };

export interface ForgeWorld {
  readonly state: ForgeState;
  readonly events: ForgeEvent[];
  readonly rules: ForgeRules;
}

/** A status and what is said with it. */
export interface Refusal {
  readonly status: number;
  readonly body: unknown;
}

export function refusal(status: number, message: string, code?: string, field?: string): Refusal {
  const errors = code === undefined ? {} : { errors: [{ resource: "Release", code, field }] };
  return { status, body: { message, ...errors, documentation_url: "https://example.invalid" } };
}

type Fields = Readonly<Record<string, unknown>>;

export function createRelease(world: ForgeWorld, fields: Fields): StoredRelease | Refusal {
  const tag = fields["tag_name"];
  if (typeof tag !== "string" || tag === "")
    return refusal(422, "Validation Failed", "missing_field", "tag_name");
  const draft = fields["draft"] === true;
  const base: StoredRelease = {
    id: world.state.nextId(),
    tag,
    commit: "",
    title: "",
    body: "",
    draft: true,
    prerelease: false,
    immutable: false,
    assets: [],
  };
  const made = withFields(base, fields);
  if ("status" in made) return made;
  const target = fields["target_commitish"];
  if (typeof target === "string" && !world.rules.knowsCommit(target))
    return refusal(422, "Validation Failed", "invalid", "target_commitish");
  const refused = mayUse(world, { ...made, draft });
  if (refused) return refused;
  world.state.put(made);
  world.events.push({ type: "created", id: made.id, tag, draft });
  return draft ? made : publish(world, made, fields);
}

export function updateRelease(world: ForgeWorld, id: number, fields: Fields): StoredRelease | Refusal {
  const before = world.state.release(id);
  if (!before) return refusal(404, "Not Found");
  if (before.immutable && ["tag_name", "target_commitish", "draft"].some((name) => name in fields))
    if (fields["draft"] !== false || "tag_name" in fields)
      return refusal(422, "Cannot change the tag of an immutable release.");
  const changed = withFields(before, fields);
  if ("status" in changed) return changed;
  const draft = "draft" in fields ? fields["draft"] === true : before.draft;
  const refused = mayUse(world, { ...changed, draft });
  if (refused) return refused;
  world.state.put(changed);
  world.events.push({ type: "updated", id });
  return before.draft && !draft ? publish(world, changed, fields) : changed;
}

/** Several drafts may have one tag; of public releases only one. */
function mayUse({ state }: ForgeWorld, release: StoredRelease): Refusal | undefined {
  const { releases, usedTags } = state.read();
  const others = releases.filter(({ id, tag }) => id !== release.id && tag === release.tag);
  if (!release.draft && others.some(({ draft }) => !draft))
    return refusal(422, "Validation Failed", "already_exists", "tag_name");
  if (!release.immutable && usedTags.includes(release.tag))
    return refusal(422, "tag_name was used by an immutable release");
  return undefined;
}

function withFields(before: StoredRelease, fields: Fields): StoredRelease | Refusal {
  const text = (name: string, old: string) => {
    const value = fields[name];
    return typeof value === "string" ? value : old;
  };
  const body = text("body", before.body);
  if (body.length > 125_000) return refusal(422, "Validation Failed", "custom", "body");
  return {
    ...before,
    tag: text("tag_name", before.tag),
    commit: text("target_commitish", before.commit),
    title: text("name", before.title),
    body,
    prerelease: typeof fields["prerelease"] === "boolean" ? fields["prerelease"] : before.prerelease,
  };
}

function publish(
  { state, events, rules }: ForgeWorld,
  draft: StoredRelease,
  fields: Fields,
): StoredRelease | Refusal {
  const { usedTags } = state.read();
  if (fields["make_latest"] === "true" && draft.prerelease)
    return refusal(422, "Validation Failed", "custom", "make_latest");
  if (state.tags()[draft.tag] === undefined) {
    // Without a target the tag is made where the default branch is.
    const commit = draft.commit === "" ? "main" : draft.commit;
    state.makeTag(draft.tag, commit);
    events.push({ type: "tag-made", tag: draft.tag, commit });
  }
  const release = { ...draft, draft: false, immutable: rules.immutableReleases };
  state.put(release);
  if (release.immutable) state.change({ usedTags: [...usedTags, release.tag] });
  const latest = fields["make_latest"] !== "false" && !release.prerelease;
  if (latest) state.change({ latest: release.id });
  events.push({ type: "published", id: release.id, tag: release.tag });
  return release;
}

export function assetJson(asset: StoredAsset, base: string) {
  const { id, name, size, sha256, state } = asset;
  const digest = state === "uploaded" ? `sha256:${sha256}` : null;
  return { id, name, size, state, digest, url: `${base}/releases/assets/${id}`, content_type: "x/x" };
}

export function releaseJson(release: StoredRelease, base: string) {
  const { id, tag, commit, title, body, draft, prerelease, immutable, assets } = release;
  return {
    id,
    tag_name: tag,
    target_commitish: commit,
    name: title,
    body,
    draft,
    prerelease,
    immutable,
    html_url: `${base}/releases/tag/${draft ? `untagged-${id}` : tag}`,
    upload_url: `${base}/releases/${id}/assets{?name,label}`,
    assets: assets.slice(0, 30).map((asset) => assetJson(asset, base)),
  };
}
