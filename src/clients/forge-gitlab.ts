/**
 * GitLab has no drafts: until a release is public, a generic package holds its files and a small record of what it will be.
 * Making it public creates the release, with links to the files of the package. A release's id is its tag.
 */

import { downloadTo } from "./download-to.ts";
import {
  draftFile,
  packageFileSchema,
  publishedSchema,
  read,
  readStatus,
  type PackageFile,
} from "./forge-gitlab-shapes.ts";
import { filePath, GitlabProject, type GitlabAccess } from "./forge-gitlab-project.ts";
import type { CheckRun, Forge, ForgeAsset, ForgeRelease, ReleaseDetails } from "./forge.ts";
import { ServiceFailure } from "./service-failure.ts";

export function gitlabForge(access: GitlabAccess): Forge {
  return new GitlabForge(new GitlabProject(access));
}

class GitlabForge implements Forge {
  readonly kind = "gitlab";
  readonly drafts = false;
  readonly startsWorkflows = true;
  readonly #project: GitlabProject;

  constructor(project: GitlabProject) {
    this.#project = project;
  }

  get credential() {
    return this.#project.access.credential;
  }

  async releasesOf(tag: string, signal: AbortSignal): Promise<readonly ForgeRelease[]> {
    const one = await this.release(tag, signal);
    return one ? [one] : [];
  }

  async release(tag: string, signal: AbortSignal): Promise<ForgeRelease | undefined> {
    const path = `releases/${encodeURIComponent(tag)}`;
    const published = await this.#project.call({ path, accept: [404], signal });
    const files = await this.#project.files(tag, signal);
    const draft = await this.#project.draft(tag, files, signal);
    const assets = files.filter(({ file_name: name }) => name !== draftFile).map(toAsset);
    if (published.data !== undefined)
      return this.#published(published.data, draft?.prerelease ?? false, assets);
    if (!draft) return undefined;
    const { title, body, prerelease } = draft;
    return {
      id: tag,
      tag,
      title,
      body,
      draft: true,
      prerelease,
      immutable: false,
      url: this.#page(),
      assets,
    };
  }

  #published(data: unknown, prerelease: boolean, assets: readonly ForgeAsset[]): ForgeRelease {
    const one = read(this.#project.access.service, "a release", publishedSchema, data);
    const { tag_name: tag, name, description, _links } = one;
    const body = (description ?? "").replaceAll("\r\n", "\n");
    const url = _links?.self ?? this.#page();
    return { id: tag, tag, title: name ?? "", body, draft: false, prerelease, immutable: false, url, assets };
  }

  /** The project's packages: what stands for drafts is listed there. */
  #page(): string {
    const { api, project } = this.#project.access;
    return new URL(`${project}/-/packages`, api.replace(/api\/v4\/$/, "")).href;
  }

  async create(details: ReleaseDetails, signal: AbortSignal): Promise<ForgeRelease> {
    await this.#project.store(details, signal);
    return details.draft ? this.#known(details.tag, signal) : this.#publish(details.tag, signal);
  }

  async update(tag: string, details: Partial<ReleaseDetails>, signal: AbortSignal): Promise<ForgeRelease> {
    await this.#updateDraft(tag, details, signal);
    const { title, body } = details;
    if (details.draft === false) return this.#publish(tag, signal);
    const path = `releases/${encodeURIComponent(tag)}`;
    const json = {
      ...(title === undefined ? {} : { name: title }),
      ...(body === undefined ? {} : { description: body }),
    };
    if (Object.keys(json).length > 0)
      await this.#project.call({ method: "PUT", path, json, accept: [404], signal });
    return this.#known(tag, signal);
  }

  /** Writes the record anew where it changes, and then takes away the old one, which no download gives any more. */
  async #updateDraft(tag: string, details: Partial<ReleaseDetails>, signal: AbortSignal): Promise<void> {
    const files = await this.#project.files(tag, signal);
    const before = await this.#project.draft(tag, files, signal);
    if (!before) return;
    const { title = before.title, body = before.body } = details;
    const { prerelease = before.prerelease, commit = before.commit } = details;
    const after = { tag: before.tag, commit, title, body, prerelease };
    if (Object.entries(after).every(([name, value]) => before[name as keyof typeof before] === value)) return;
    await this.#project.store(after, signal);
    for (const old of files.filter(({ file_name: name }) => name === draftFile))
      await this.removeAsset(tag, String(old.id), signal);
  }

  async #publish(tag: string, signal: AbortSignal): Promise<ForgeRelease> {
    const files = await this.#project.files(tag, signal);
    const draft = await this.#project.draft(tag, files, signal);
    if (!draft) throw this.#gone(tag);
    const names = [...new Set(files.map(({ file_name: name }) => name))].filter((name) => name !== draftFile);
    const links = names.map((name) => ({
      name,
      url: `${this.#project.access.api}${this.#project.base}/${filePath(tag, name)}`,
      link_type: "package",
    }));
    const { title: name, body: description, commit: ref } = draft;
    const json = { tag_name: tag, name, description, ref, assets: { links } };
    await this.#project.call({ method: "POST", path: "releases", json, signal });
    return this.#known(tag, signal);
  }

  async #known(tag: string, signal: AbortSignal): Promise<ForgeRelease> {
    const there = await this.release(tag, signal);
    if (there) return there;
    throw this.#gone(tag);
  }

  #gone(tag: string): ServiceFailure {
    const { service } = this.#project.access;
    return new ServiceFailure({ service, kind: "unclear", why: `it does not show the release ${tag}` });
  }

  async remove(tag: string, signal: AbortSignal): Promise<void> {
    const path = `releases/${encodeURIComponent(tag)}`;
    await this.#project.call({ method: "DELETE", path, accept: [404], signal });
    const id = await this.#project.package(tag, signal);
    if (id !== undefined)
      await this.#project.call({ method: "DELETE", path: `packages/${id}`, accept: [404], signal });
  }

  async uploadAsset(
    tag: string,
    asset: { readonly name: string; readonly path: string; readonly size: number },
    signal: AbortSignal,
  ): Promise<ForgeAsset> {
    const call = {
      method: "PUT",
      path: filePath(tag, asset.name),
      query: { select: "package_file" },
    } as const;
    const { data } = await this.#project.call({ ...call, file: asset, signal });
    return toAsset(read(this.#project.access.service, "a file of a package", packageFileSchema, data));
  }

  downloadAsset(tag: string, asset: ForgeAsset, to: string, signal: AbortSignal): Promise<string> {
    const { http, service, api } = this.#project.access;
    const url = `${api}${this.#project.base}/${filePath(tag, asset.name)}`;
    return downloadTo(http, service, url, to, signal, { headers: this.#project.headers });
  }

  async removeAsset(tag: string, asset: string, signal: AbortSignal): Promise<void> {
    const id = await this.#project.package(tag, signal);
    if (id === undefined) return;
    const path = `packages/${id}/package_files/${encodeURIComponent(asset)}`;
    await this.#project.call({ method: "DELETE", path, accept: [404], signal });
  }

  async checksOf(commit: string, signal: AbortSignal): Promise<readonly CheckRun[] | undefined> {
    const path = `repository/commits/${encodeURIComponent(commit)}/statuses`;
    const list = await this.#project.list(path, {}, signal).catch((error: unknown): undefined => {
      if (error instanceof ServiceFailure && error.status === 404) return undefined;
      throw error;
    });
    return list?.flatMap((one) => readStatus(one) ?? []);
  }

  /** The public ones; a package without a release is no release yet. */
  async newest(limit: number, signal: AbortSignal): Promise<readonly ForgeRelease[]> {
    const all = await this.#project.list("releases", { order_by: "released_at" }, signal, limit);
    return all.map((one) => this.#published(one, false, []));
  }

  /** A pipeline of the project; GitLab has one file of workflows, so `workflow` becomes a variable. */
  async dispatch(
    workflow: string,
    ref: string,
    inputs: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<void> {
    const variables = Object.entries({ WHEELWAY_WORKFLOW: workflow, ...inputs }).map(([key, value]) => ({
      key,
      value,
    }));
    await this.#project.call({ method: "POST", path: "pipeline", json: { ref, variables }, signal });
  }
}

function toAsset({ id, file_name: name, size, file_sha256: sha256 }: PackageFile): ForgeAsset {
  return { id: String(id), name, size, sha256: sha256 ?? undefined, complete: true };
}
