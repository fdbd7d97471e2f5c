/** Decides the version of a new release from the project's files, its tags and the index. */

import type { Repository } from "../clients/repository.ts";
import type { ReleaseSettings } from "../config/release-settings.ts";
import type { ReleasePorts } from "../release/ports.ts";
import type { ReleaseRequest } from "../release/request.ts";
import { decideVersion } from "../release/version/decide.ts";
import { versionOfTag } from "../release/version/spelling.ts";
import { readVersionFiles } from "../release/version/version-files.ts";
import { normalizeName } from "../tags/project-name.ts";

export interface VersionQuestion {
  readonly project: string;
  /** The project's folder. */
  readonly folder: string;
  readonly settings: ReleaseSettings;
  readonly request: ReleaseRequest;
  readonly repository: Repository;
  readonly ports: Pick<ReleasePorts, "index">;
  readonly now: () => Date;
  readonly signal: AbortSignal;
}

/** PEP 440. Throws `version-used`, `version-differs` and `usage-invalid`. */
export async function chooseVersion(question: VersionQuestion): Promise<string> {
  const { project, folder, settings, request, repository, ports, now, signal } = question;
  const [held, refs, head, listing] = await Promise.all([
    readVersionFiles(folder, project, settings.versionFiles),
    repository.remoteRefs("refs/tags/", signal),
    repository.head(),
    request.toTestIndex ? undefined : ports.index?.listing(normalizeName(project), signal),
  ]);
  const versions = refs.map(({ ref, commit }) => ({
    version: versionOfTag(settings.tagFormat, ref.replace("refs/tags/", "")),
    commit,
  }));
  // A release that starts from a tag which somebody pushed has its version there.
  const here = versions.find(
    ({ version, commit }) => version !== undefined && commit === head.commit,
  )?.version;
  if (here !== undefined && request.version.kind === "given") return here;
  const tagged = versions.flatMap(({ version }) => version ?? []);
  const published = (listing?.files ?? []).flatMap(({ version }) => version ?? []);
  return decideVersion(request.version, { present: held?.version, tagged, published, date: now() });
}
