/** Decides the version of a new release from the project's files, its tags and the index. */

import type { Repository } from "../clients/repository.ts";
import type { ReleaseSettings } from "../config/release-settings.ts";
import type { ReleasePorts } from "../release/ports.ts";
import type { ReleaseRequest } from "../release/request.ts";
import { decideVersion } from "../release/version/decide.ts";
import { versionOfTag } from "../release/version/spelling.ts";
import { readVersionFiles } from "../release/version/version-files.ts";
import { normalizeName, sameVersion } from "../tags/project-name.ts";
import type { EarlierTry } from "./release-restart.ts";

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
  /** Tries of this run that were taken back. */
  readonly earlier: readonly EarlierTry[];
}

export interface ChosenVersion {
  /** PEP 440. */
  readonly version: string;
  /** That the project's files have now; `null` where none has one. */
  readonly before: string | null;
}

/** Throws `version-used`, `version-differs` and `usage-invalid`. */
export async function chooseVersion(question: VersionQuestion): Promise<ChosenVersion> {
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
  const before = beforeAll(held?.version ?? null, question.earlier);
  if (here !== undefined && request.version.kind === "given") return { version: here, before };
  const tagged = versions.flatMap(({ version }) => version ?? []);
  const published = (listing?.files ?? []).flatMap(({ version }) => version ?? []);
  const recreate = request.forceRecreate;
  const facts = { present: before ?? undefined, tagged, published, recreate, date: now() };
  return { version: decideVersion(request.version, facts), before };
}

/** Files may still have, or have got from upstream, what an earlier try wrote: it is not raised a second time. */
function beforeAll(held: string | null, earlier: readonly EarlierTry[]): string | null {
  const [first] = earlier;
  const ours = held !== null && earlier.some(({ version }) => sameVersion(version, held));
  return first && ours ? first.before : held;
}
