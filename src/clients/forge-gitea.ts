/** The releases of Gitea and Forgejo: GitHub's objects, with other ways to assets and pages. */

import { downloadTo } from "./download-to.ts";
import { statusState } from "./forge-github-checks.ts";
import { downloadAddress, pathOf, readAsset, readList, readRelease, releaseFields } from "./forge-release.ts";
import { callForge, type ForgeAccess, type ForgeCall, type ForgeReply } from "./forge-request.ts";
import type { CheckRun, Forge, ForgeAsset, ForgeRelease, ReleaseDetails } from "./forge.ts";
import { ServiceFailure } from "./service-failure.ts";

/** Servers give fewer where they are so configured: a page ends the list only when it is empty, or the count is reached. */
const perPage = 50;

export function giteaForge(access: ForgeAccess): Forge {
  return new GiteaForge(access);
}

class GiteaForge implements Forge {
  readonly kind = "gitea";
  readonly drafts = true;
  readonly publishesOnPush = true;
  readonly startsWorkflows = true;
  readonly #access: ForgeAccess;
  readonly #base: string;

  constructor(access: ForgeAccess) {
    this.#access = access;
    this.#base = `repos/${pathOf(...access.project.split("/"))}`;
  }

  get credential() {
    return this.#access.credential;
  }

  get #headers(): Record<string, string> {
    const { token } = this.#access;
    return token === undefined ? {} : { authorization: `token ${token}` };
  }

  #call(call: ForgeCall): Promise<ForgeReply> {
    const { credential, service } = this.#access;
    if (call.method !== undefined && "missing" in credential)
      throw new ServiceFailure({ service, kind: "unauthorized", why: credential.missing });
    return callForge(this.#access, this.#headers, { ...call, path: `${this.#base}/${call.path}` });
  }

  async releasesOf(tag: string, signal: AbortSignal): Promise<readonly ForgeRelease[]> {
    return (await this.newest(Number.POSITIVE_INFINITY, signal)).filter((one) => one.tag === tag);
  }

  async newest(limit: number, signal: AbortSignal): Promise<readonly ForgeRelease[]> {
    const found = new Map<string, ForgeRelease>();
    for (let page = 1; found.size < limit; page += 1) {
      const query = { limit: perPage, page };
      const { data, headers } = await this.#call({ path: "releases", query, signal });
      const list = readList(this.#access.service, data).map((one) => readRelease(this.#access.service, one));
      for (const release of list) found.set(release.id, release);
      const total = Number(headers.get("x-total-count") ?? Number.NaN);
      if (list.length === 0 || found.size >= total) break;
    }
    return [...found.values()].slice(0, limit);
  }

  async release(id: string, signal: AbortSignal): Promise<ForgeRelease | undefined> {
    const { data } = await this.#call({ path: pathOf("releases", id), accept: [404], signal });
    return data === undefined ? undefined : readRelease(this.#access.service, data);
  }

  async create(details: ReleaseDetails, signal: AbortSignal): Promise<ForgeRelease> {
    const json = releaseFields(details);
    const { data } = await this.#call({ method: "POST", path: "releases", json, signal });
    return readRelease(this.#access.service, data);
  }

  async update(id: string, details: Partial<ReleaseDetails>, signal: AbortSignal): Promise<ForgeRelease> {
    const call = { method: "PATCH", path: pathOf("releases", id), json: releaseFields(details) } as const;
    const { data } = await this.#call({ ...call, signal });
    return readRelease(this.#access.service, data);
  }

  async remove(id: string, signal: AbortSignal): Promise<void> {
    await this.#call({ method: "DELETE", path: pathOf("releases", id), accept: [404], signal });
  }

  async uploadAsset(
    release: string,
    asset: { readonly name: string; readonly path: string; readonly size: number },
    signal: AbortSignal,
  ): Promise<ForgeAsset> {
    const { data } = await this.#call({
      method: "POST",
      path: pathOf("releases", release, "assets"),
      query: { name: asset.name },
      file: asset,
      signal,
    });
    return readAsset(this.#access.service, data);
  }

  async downloadAsset(release: string, asset: ForgeAsset, to: string, signal: AbortSignal): Promise<string> {
    const { service, api, http } = this.#access;
    const { data } = await this.#call({ path: pathOf("releases", release, "assets", asset.id), signal });
    const url = new URL(downloadAddress(service, data), api);
    // The address is the server's word: the token goes only to the host that it is for.
    const headers = url.origin === new URL(api).origin ? this.#headers : {};
    return downloadTo(http, service, url.href, to, signal, { headers });
  }

  async removeAsset(release: string, asset: string, signal: AbortSignal): Promise<void> {
    const path = pathOf("releases", release, "assets", asset);
    await this.#call({ method: "DELETE", path, accept: [404], signal });
  }

  async checksOf(commit: string, signal: AbortSignal): Promise<readonly CheckRun[] | undefined> {
    const found = new Map<string, CheckRun>();
    for (let page = 1; ; page += 1) {
      const path = pathOf("commits", commit, "statuses");
      const query = { limit: perPage, page, sort: "newest" };
      const { data } = await this.#call({ path, query, accept: [404], signal });
      if (data === undefined) return undefined;
      const list = readList(this.#access.service, data);
      // Newest first: what came later of the same name is the older word.
      for (const one of list.map(readStatus)) if (one && !found.has(one.name)) found.set(one.name, one);
      if (list.length === 0) return [...found.values()];
    }
  }

  async dispatch(
    workflow: string,
    tag: string,
    inputs: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<void> {
    const path = pathOf("actions", "workflows", workflow, "dispatches");
    // A short name is taken for a branch.
    const json = { ref: `refs/tags/${tag}`, inputs };
    await this.#call({ method: "POST", path, json, signal });
  }
}

function readStatus(data: unknown): CheckRun | undefined {
  if (typeof data !== "object" || data === null) return undefined;
  const { context, status, target_url: url } = data as Readonly<Record<string, unknown>>;
  if (typeof context !== "string" || typeof status !== "string") return undefined;
  return {
    name: context,
    state: statusState(status),
    url: typeof url === "string" && url !== "" ? url : undefined,
  };
}
