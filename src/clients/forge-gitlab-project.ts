/** A project on GitLab: its requests and lists, and the generic package that stands for a draft. */

import { readList } from "./forge-release.ts";
import {
  draftFile,
  draftSchema,
  packageFileSchema,
  packageSchema,
  read,
  type Draft,
  type PackageFile,
} from "./forge-gitlab-shapes.ts";
import type { ReleaseDetails } from "./forge.ts";
import { callForge, type ForgeAccess, type ForgeCall, type ForgeReply } from "./forge-request.ts";
import { ServiceFailure } from "./service-failure.ts";

export interface GitlabAccess extends ForgeAccess {
  /** Is the token that of a CI job, which goes into another header? */
  readonly jobToken: boolean;
}

const perPage = 100;
const packageName = "wheelway-release";

export class GitlabProject {
  readonly access: GitlabAccess;
  /** Relative to the API's base. */
  readonly base: string;

  constructor(access: GitlabAccess) {
    this.access = access;
    this.base = `projects/${encodeURIComponent(access.project)}`;
  }

  get headers(): Record<string, string> {
    const { token, jobToken } = this.access;
    if (token === undefined) return {};
    return jobToken ? { "job-token": token } : { "private-token": token };
  }

  call(call: ForgeCall): Promise<ForgeReply> {
    const { credential, service } = this.access;
    if (call.method !== undefined && "missing" in credential)
      throw new ServiceFailure({ service, kind: "unauthorized", why: credential.missing });
    return callForge(this.access, this.headers, { ...call, path: `${this.base}/${call.path}` });
  }

  async list(
    path: string,
    query: Readonly<Record<string, string>>,
    signal: AbortSignal,
    limit = Number.POSITIVE_INFINITY,
  ): Promise<unknown[]> {
    const found: unknown[] = [];
    for (let page = 1; found.length < limit; page += 1) {
      const { data } = await this.call({ path, query: { ...query, per_page: perPage, page }, signal });
      const list = readList(this.access.service, data);
      found.push(...list);
      if (list.length < perPage) break;
    }
    return found.slice(0, limit);
  }

  async package(tag: string, signal: AbortSignal): Promise<number | undefined> {
    const query = { package_name: packageName, package_type: "generic" };
    const version = versionOf(tag);
    const all = await this.list("packages", query, signal);
    const packages = all.map((one) => read(this.access.service, "a package", packageSchema, one));
    return packages.find((one) => one.name === packageName && one.version === version)?.id;
  }

  async files(tag: string, signal: AbortSignal): Promise<readonly PackageFile[]> {
    const id = await this.package(tag, signal);
    if (id === undefined) return [];
    const all = await this.list(`packages/${id}/package_files`, {}, signal);
    return all.map((one) => read(this.access.service, "a file of a package", packageFileSchema, one));
  }

  async draft(tag: string, files: readonly PackageFile[], signal: AbortSignal): Promise<Draft | undefined> {
    if (files.every(({ file_name: name }) => name !== draftFile)) return undefined;
    const { data } = await this.call({ path: filePath(tag, draftFile), accept: [404], signal });
    return data === undefined ? undefined : read(this.access.service, "the draft", draftSchema, data);
  }

  async store({ tag, commit, title, body, prerelease }: ReleaseDetails | Draft, signal: AbortSignal) {
    const json: Draft = { tag, commit, title, body, prerelease };
    // Of several files with one name in a package, the newest is the one that is downloaded.
    await this.call({ method: "PUT", path: filePath(tag, draftFile), json, signal });
  }
}

/** A package's version takes no slash. */
function versionOf(tag: string): string {
  return tag.replace(/[^0-9A-Za-z.+~_-]/g, "-");
}

export function filePath(tag: string, name: string): string {
  return `packages/generic/${packageName}/${encodeURIComponent(versionOf(tag))}/${encodeURIComponent(name)}`;
}
