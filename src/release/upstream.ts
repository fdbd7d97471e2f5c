/** Has the upstream branch moved since the release began? Then what would be pushed is no longer what everybody has. */

import { WheelwayError } from "../errors.ts";
import { ask } from "./ask.ts";
import type { Release } from "./step.ts";

/** Asked before anything is made public; afterwards others may go on. Throws `release-stale`. */
export async function checkUpstream(release: Release): Promise<void> {
  const { signal, ports, known } = release;
  const base = known("base");
  if (!ports.repository || !base || known("origin")?.writesRefs === false) return;
  const { repository } = ports;
  const refs = (prefix: string) => ask(release, () => repository.remoteRefs(prefix, signal));
  const name = `refs/heads/${base.branch}`;
  const upstream = (await refs(name)).find(({ ref }) => ref === name);
  if (upstream === undefined || upstream.commit === base.commit) return;
  const made = known("commit");
  const tag = `refs/tags/${made?.tag ?? ""}`;
  if (made && (await refs(tag)).some(({ ref, commit }) => ref === tag && commit === made.commit)) return;
  throw new WheelwayError("release-stale", {
    message: `${base.branch} moved to ${upstream.commit.slice(0, 12)} while this was made from ${base.commit.slice(0, 12)}`,
    why: "Artifacts of the older commit would not be what everybody has.",
    next: "wheelway release starts again from what is there now; wheelway abort takes the local commit and tag back.",
  });
}
