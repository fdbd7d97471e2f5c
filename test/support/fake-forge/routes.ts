/** The paths of GitHub's API that the fake answers. */

import type { ForgeFaultKind, ForgeRequestKind } from "./faults.ts";
import { assetJson, createRelease, refusal, releaseJson, updateRelease } from "./releases.ts";
import type { StoredRelease } from "./state.ts";
import type { ForgeContext } from "./server.ts";

export interface ForgeAnswer {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface ForgeQuestion {
  readonly method: string;
  readonly url: URL;
  readonly body: Buffer;
  readonly accept: string;
  readonly length: string | undefined;
  /** May it write, and see drafts? */
  readonly writer: boolean;
  readonly fault: ForgeFaultKind | undefined;
}

export function kindOf(method: string, path: string): ForgeRequestKind | undefined {
  const [, , , , first, second, third] = path.split("/");
  if (first !== "releases") return undefined;
  if (second === undefined) return method === "POST" ? "create" : "list";
  if (second === "assets") {
    const kinds = { GET: "download", PATCH: "rename", DELETE: "remove-asset" } as const;
    return kinds[method as keyof typeof kinds];
  }
  if (third === "assets") return method === "POST" ? "upload" : "get";
  const kinds = { GET: "get", PATCH: "update", DELETE: "remove" } as const;
  return kinds[method as keyof typeof kinds];
}

const notFound = refusal(404, "Not Found");

export function answerFor(context: ForgeContext, asked: ForgeQuestion): ForgeAnswer {
  const [, root, owner = "", repo = "", first, second, third] = asked.url.pathname
    .split("/")
    .map(decodeURIComponent);
  if (root === "storage") return { status: 200, body: context.state.bytes(Number(owner)) };
  if (root !== "repos" || `${owner}/${repo}` !== context.project) return notFound;
  if (asked.method !== "GET" && !asked.writer) return refusal(401, "Requires authentication");
  const base = `${asked.url.origin}/repos/${context.project}`;
  if (first === "releases" && second === "assets") return answerAsset(context, asked, Number(third), base);
  if (first === "releases" && third === "assets") return answerAssets(context, asked, Number(second), base);
  if (first === "releases") return answerReleases(context, asked, second, base);
  if (first === "commits") return answerChecks(context, second ?? "", third ?? "");
  if (first === "actions") return answerDispatch(context, asked);
  return notFound;
}

function answerReleases(
  context: ForgeContext,
  asked: ForgeQuestion,
  which: string | undefined,
  base: string,
): ForgeAnswer {
  const { state, events } = context;
  const json = (release: StoredRelease) => releaseJson(release, base);
  if (asked.method === "POST" || asked.method === "PATCH") {
    const fields = JSON.parse(asked.body.toString()) as Record<string, unknown>;
    const done =
      asked.method === "POST"
        ? createRelease(context, fields)
        : updateRelease(context, Number(which), fields);
    if ("status" in done) return done;
    return { status: asked.method === "POST" ? 201 : 200, body: json(done) };
  }
  if (which === undefined) {
    const all = state.read().releases.filter(({ draft }) => asked.writer || !draft);
    const newest = [...all].reverse().slice(asked.fault === "stale" ? 1 : 0);
    return { status: 200, body: pageOf(newest, asked.url).map(json) };
  }
  const release = state.release(Number(which));
  if (!release || (release.draft && !asked.writer)) return notFound;
  if (asked.method === "DELETE") {
    state.removeRelease(release.id);
    events.push({ type: "removed", id: release.id });
    return { status: 204, body: undefined };
  }
  const shown = asked.fault === "stale" ? { ...release, assets: release.assets.slice(0, -1) } : release;
  return { status: 200, body: json(shown) };
}

function answerAssets(context: ForgeContext, asked: ForgeQuestion, id: number, base: string): ForgeAnswer {
  const { state, events } = context;
  const release = state.release(id);
  if (!release) return notFound;
  if (asked.method === "GET")
    return { status: 200, body: pageOf(release.assets, asked.url).map((one) => assetJson(one, base)) };
  const given = asked.url.searchParams.get("name") ?? "";
  events.push({ type: "asset-posted", release: id, name: given });
  // The upload host takes no body of unknown length.
  if (asked.length === undefined) return refusal(411, "Length Required");
  if (release.immutable) return refusal(422, "Cannot upload assets to an immutable release.");
  const name = given.replace(/[^A-Za-z0-9._+@~-]/g, ".");
  if (release.assets.some((asset) => asset.name === name))
    return refusal(422, "Validation Failed", "already_exists", "name");
  const asset = state.addAsset(release, name, asked.body, "uploaded");
  events.push({ type: "asset-stored", release: id, name, sha256: asset.sha256 });
  return { status: 201, body: assetJson(asset, base) };
}

function answerAsset(context: ForgeContext, asked: ForgeQuestion, id: number, base: string): ForgeAnswer {
  const { state, events } = context;
  const owner = state.assetOwner(id);
  const asset = owner?.assets.find((one) => one.id === id);
  if (!owner || !asset || (owner.draft && !asked.writer)) return notFound;
  if (asked.method === "GET") {
    if (!asked.accept.includes("octet-stream")) return { status: 200, body: assetJson(asset, base) };
    if (asset.state !== "uploaded") return notFound;
    if (asked.fault === "other-bytes") return { status: 200, body: Buffer.from("other bytes") };
    return { status: 302, body: undefined, headers: { location: `${asked.url.origin}/storage/${id}` } };
  }
  if (owner.immutable) return refusal(422, "Cannot modify assets of an immutable release.");
  if (asked.method === "DELETE") {
    state.removeAsset(id);
    events.push({ type: "asset-removed", id, name: asset.name });
    return { status: 204, body: undefined };
  }
  const { name } = JSON.parse(asked.body.toString()) as { name: string };
  if (owner.assets.some((one) => one.id !== id && one.name === name))
    return refusal(422, "Validation Failed", "already_exists", "name");
  const renamed = { ...asset, name };
  state.put({ ...owner, assets: owner.assets.map((one) => (one.id === id ? renamed : one)) });
  events.push({ type: "asset-renamed", id, name });
  return { status: 200, body: assetJson(renamed, base) };
}

function answerChecks({ checks }: ForgeContext, commit: string, what: string): ForgeAnswer {
  const known = checks.get(commit);
  if (!known) return refusal(422, `No commit found for SHA: ${commit}`);
  return what === "check-runs"
    ? { status: 200, body: { total_count: known.runs.length, check_runs: known.runs } }
    : { status: 200, body: { state: "success", statuses: known.statuses } };
}

function answerDispatch({ state, events }: ForgeContext, asked: ForgeQuestion): ForgeAnswer {
  const workflow = decodeURIComponent(/workflows\/([^/]+)\/dispatches$/.exec(asked.url.pathname)?.[1] ?? "");
  const { ref, inputs = {} } = JSON.parse(asked.body.toString()) as {
    ref: string;
    inputs?: Record<string, string>;
  };
  state.change({ dispatches: [...state.read().dispatches, { workflow, ref, inputs }] });
  events.push({ type: "dispatched", workflow, ref });
  return { status: 204, body: undefined };
}

function pageOf<T>(all: readonly T[], url: URL): readonly T[] {
  const size = Math.min(100, Number(url.searchParams.get("per_page") ?? 30));
  const page = Number(url.searchParams.get("page") ?? 1);
  return all.slice((page - 1) * size, page * size);
}
