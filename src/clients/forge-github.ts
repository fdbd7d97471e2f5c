/** GitHub's releases, github.com's and those of GitHub Enterprise Server, through Octokit; uploads as raw requests, since they are streams. */

import { downloadTo } from "./download-to.ts";
import { githubChecks } from "./forge-github-checks.ts";
import { asked, openOctokit, type Octokit } from "./forge-octokit.ts";
import { pathOf, readAsset, readRelease, releaseFields } from "./forge-release.ts";
import { callForge, type ForgeAccess } from "./forge-request.ts";
import type { Forge, ForgeAsset, ForgeRelease, ReleaseDetails } from "./forge.ts";
import { ServiceFailure } from "./service-failure.ts";

export interface GithubAccess extends ForgeAccess {
  /** Base address that takes the files of releases; ends in "/". */
  readonly uploads: string;
  readonly startsWorkflows: boolean;
}

const perPage = 100;
/** More than these are perhaps not in the list that comes with a release. */
const listedAlong = 30;

export function githubForge(access: GithubAccess): Forge {
  const [owner = "", repo = ""] = access.project.split("/");
  let opened: Promise<Octokit> | undefined;
  return new GithubForge(access, { owner, repo }, () => (opened ??= openOctokit(access)));
}

interface Place {
  readonly owner: string;
  readonly repo: string;
}

class GithubForge implements Forge {
  readonly kind = "github";
  readonly drafts = true;
  readonly #access: GithubAccess;
  readonly #place: Place;
  readonly #octokit: () => Promise<Octokit>;

  constructor(access: GithubAccess, place: Place, octokit: () => Promise<Octokit>) {
    this.#access = access;
    this.#place = place;
    this.#octokit = octokit;
  }

  get credential() {
    return this.#access.credential;
  }

  get startsWorkflows() {
    return this.#access.startsWorkflows;
  }

  #ask<T>(
    signal: AbortSignal,
    act: (octokit: Octokit["rest"], request: { readonly signal: AbortSignal }) => Promise<T>,
  ): Promise<T> {
    return asked(this.#access, signal, async (request) => act((await this.#octokit()).rest, request));
  }

  async releasesOf(tag: string, signal: AbortSignal): Promise<readonly ForgeRelease[]> {
    // Asked for by its tag, a release is found only when it is public, and of several drafts none is.
    const all = await this.newest(Number.POSITIVE_INFINITY, signal);
    return Promise.all(all.filter((one) => one.tag === tag).map((one) => this.#withAllAssets(one, signal)));
  }

  async newest(limit: number, signal: AbortSignal): Promise<readonly ForgeRelease[]> {
    // A release that is made meanwhile moves another to the next page: it may come twice.
    const found = new Map<string, ForgeRelease>();
    for (let page = 1; found.size < limit; page += 1) {
      const { data } = await this.#ask(signal, (rest, request) =>
        rest.repos.listReleases({ ...this.#place, per_page: perPage, page, request }),
      );
      for (const one of data) {
        const release = readRelease(this.#access.service, one);
        found.set(release.id, release);
      }
      if (data.length < perPage) break;
    }
    return [...found.values()].slice(0, limit);
  }

  async release(id: string, signal: AbortSignal): Promise<ForgeRelease | undefined> {
    const data = await this.#orGone(() =>
      this.#ask(signal, (rest, request) =>
        rest.repos.getRelease({ ...this.#place, release_id: Number(id), request }),
      ),
    );
    return data && this.#withAllAssets(readRelease(this.#access.service, data.data), signal);
  }

  async #withAllAssets(release: ForgeRelease, signal: AbortSignal): Promise<ForgeRelease> {
    if (release.assets.length < listedAlong) return release;
    const assets = new Map<string, ForgeAsset>();
    for (let page = 1; ; page += 1) {
      const { data } = await this.#ask(signal, (rest, request) =>
        rest.repos.listReleaseAssets({
          ...this.#place,
          release_id: Number(release.id),
          per_page: perPage,
          page,
          request,
        }),
      );
      for (const one of data) assets.set(String(one.id), readAsset(this.#access.service, one));
      if (data.length < perPage) return { ...release, assets: [...assets.values()] };
    }
  }

  async create(details: ReleaseDetails, signal: AbortSignal): Promise<ForgeRelease> {
    this.#mayWrite();
    const { data } = await this.#ask(signal, (rest, request) =>
      rest.repos.createRelease({
        ...this.#place,
        ...releaseFields(details),
        tag_name: details.tag,
        ...makeLatest(details),
        request,
      }),
    );
    return readRelease(this.#access.service, data);
  }

  async update(id: string, details: Partial<ReleaseDetails>, signal: AbortSignal): Promise<ForgeRelease> {
    this.#mayWrite();
    const { data } = await this.#ask(signal, (rest, request) =>
      rest.repos.updateRelease({
        ...this.#place,
        release_id: Number(id),
        ...releaseFields(details),
        ...makeLatest(details),
        request,
      }),
    );
    return readRelease(this.#access.service, data);
  }

  async remove(id: string, signal: AbortSignal): Promise<void> {
    this.#mayWrite();
    await this.#orGone(() =>
      this.#ask(signal, (rest, request) =>
        rest.repos.deleteRelease({ ...this.#place, release_id: Number(id), request }),
      ),
    );
  }

  async uploadAsset(
    release: string,
    asset: { readonly name: string; readonly path: string; readonly size: number },
    signal: AbortSignal,
  ): Promise<ForgeAsset> {
    this.#mayWrite();
    const { owner, repo } = this.#place;
    const path = `${this.#access.uploads}${pathOf("repos", owner, repo, "releases", release, "assets")}`;
    const call = { method: "POST", path, query: { name: asset.name }, file: asset, signal } as const;
    const { data } = await callForge(this.#access, this.#headers(), call);
    return readAsset(this.#access.service, data);
  }

  downloadAsset(_release: string, asset: ForgeAsset, to: string, signal: AbortSignal): Promise<string> {
    const { owner, repo } = this.#place;
    const url = `${this.#access.api}${pathOf("repos", owner, repo, "releases", "assets", asset.id)}`;
    // It leads on to a storage host, and `fetch` takes the token out of a request that goes to another host.
    const headers = { ...this.#headers(), accept: "application/octet-stream" };
    return downloadTo(this.#access.http, this.#access.service, url, to, signal, { headers });
  }

  async removeAsset(_release: string, asset: string, signal: AbortSignal): Promise<void> {
    this.#mayWrite();
    await this.#orGone(() =>
      this.#ask(signal, (rest, request) =>
        rest.repos.deleteReleaseAsset({ ...this.#place, asset_id: Number(asset), request }),
      ),
    );
  }

  async renameAsset(_release: string, asset: string, name: string, signal: AbortSignal): Promise<void> {
    this.#mayWrite();
    await this.#ask(signal, (rest, request) =>
      rest.repos.updateReleaseAsset({ ...this.#place, asset_id: Number(asset), name, request }),
    );
  }

  async checksOf(commit: string, signal: AbortSignal) {
    return this.#orGone(
      () =>
        this.#ask(signal, (rest, request) => githubChecks(rest, { ...this.#place, ref: commit, request })),
      // A commit that GitHub does not know.
      [404, 422],
    );
  }

  async dispatch(
    workflow: string,
    ref: string,
    inputs: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<void> {
    this.#mayWrite();
    await this.#ask(signal, (rest, request) =>
      rest.actions.createWorkflowDispatch({
        ...this.#place,
        workflow_id: workflow,
        ref,
        inputs: { ...inputs },
        request,
      }),
    );
  }

  #headers(): Record<string, string> {
    const { token } = this.#access;
    return token === undefined ? {} : { authorization: `Bearer ${token}` };
  }

  /** Asked without a token, GitHub answers 404 to what it hides: that would be told as something that is not there. */
  #mayWrite(): void {
    const { credential, service } = this.#access;
    if ("missing" in credential)
      throw new ServiceFailure({ service, kind: "unauthorized", why: credential.missing });
  }

  async #orGone<T>(act: () => Promise<T>, gone: readonly number[] = [404]): Promise<T | undefined> {
    try {
      return await act();
    } catch (error) {
      if (error instanceof ServiceFailure && gone.includes(error.status ?? 0)) return undefined;
      throw error;
    }
  }
}

/** Drafts and prereleases cannot be the latest; where nothing is said, GitHub would decide by date. */
function makeLatest({ draft, prerelease, latest }: Partial<ReleaseDetails>) {
  if (latest === undefined || draft === true) return {};
  return { make_latest: latest && prerelease !== true ? ("true" as const) : ("false" as const) };
}
