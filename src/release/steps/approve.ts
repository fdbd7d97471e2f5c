/** approve: somebody, or a policy, says yes to exactly these bytes before anything leaves the machine. */

import type { UploadIndex } from "../../clients/upload-index.ts";
import { WheelwayError } from "../../errors.ts";
import { approvalOf, checkUnchanged } from "../approval.ts";
import type { Problem, Release, Step } from "../step.ts";
import { ask } from "../ask.ts";
import { distFolder } from "../folders.ts";
import { leftToPublish, stopsAtTestIndex } from "./where-it-goes.ts";
import { checkUpstream } from "../upstream.ts";

export const approve: Step = {
  id: "approve",
  title: "A person or a policy approves the manifest's digest.",
  dryRun: "acts",
  skip: ({ settings }) => (settings.approval === "none" ? "the configuration wants no approval" : undefined),
  outlook: async (release) => ({
    would: [
      `ask ${release.settings.approval === "policy" ? "the policy" : "a person"} to approve the manifest`,
    ],
    problems: await missingCredentials(release, foreseen),
  }),
  run: async (release) => {
    await checkUnchanged(release, distFolder(release));
    await checkUpstream(release);
    const { digest, files } = release.fact("manifest");
    const problems = await missingCredentials(release, foreseen);
    if (problems.length > 0) throw cannot(problems);
    const approval = approvalOf(release.journal.entries, digest);
    if (approval.state === "rejected") throw rejected(approval.by, approval.reason);
    if (approval.state === "open") {
      const how = await decide(release, digest, files.length);
      if (how === undefined) throw open(digest);
      const { by } = release.request;
      await release.journal.append({ type: "approved", manifest: digest, by, ...how });
    }
    // Whether an index mints for this run, only minting tells.
    const refused = await missingCredentials(release, minted);
    if (refused.length > 0) throw cannot(refused);
  },
};

async function decide(release: Release, digest: string, count: number) {
  const { request, settings, ports } = release;
  if (request.yes) return { how: "person", note: "--yes" } as const;
  if (request.version.kind === "nightly")
    return { how: "policy", note: "a nightly goes to no index of users" } as const;
  if (settings.approval === "policy" && request.unattended) {
    return { how: "policy", note: "a run without a person, and all credentials are there" } as const;
  }
  const { version } = release.fact("version");
  const yes = await ports.ask?.(`Release ${version}: ${count} files, manifest ${digest.slice(0, 12)}?`);
  if (yes === undefined) return undefined;
  if (!yes) throw rejected(request.by, "answered no");
  return { how: "person", note: "answered at the terminal" } as const;
}

/** Every place that would be asked for credentials later, asked now: nothing leaves before all of them are there. */
async function missingCredentials(
  release: Release,
  look: (release: Release, index: UploadIndex) => Promise<void>,
): Promise<Problem[]> {
  const { ports } = release;
  const further = stopsAtTestIndex(release) === undefined ? [ports.index, ...ports.registries] : [];
  // The half that publishes has the credentials, and it alone.
  const indexes = leftToPublish(release) === undefined ? [ports.testIndex, ...further] : [];
  const problems: Problem[] = [];
  for (const index of indexes) {
    try {
      if (index) await look(release, index);
    } catch (error) {
      if (!(error instanceof WheelwayError)) throw error;
      const why = error.why === undefined ? "" : ` (${error.why.replaceAll("\n", "; ")})`;
      problems.push({ message: `${error.message}${why}`, next: error.next });
    }
  }
  const { forge } = ports;
  const wanted = leftToPublish(release) !== undefined && !forge;
  if (wanted) problems.push({ message: "release.split needs a forge, and there is none", next: forgeless });
  if (forge && writesToForge(release) && "missing" in forge.credential) {
    problems.push({ message: forge.credential.missing, next: 'Set it, or release.forge = "none".' });
  }
  return problems;
}

/** Before the approval: nothing is minted, since that leaves a trace on the index. */
async function foreseen(release: Release, index: UploadIndex): Promise<void> {
  const { signal } = release;
  await ask(release, async () => {
    if (index.foreseeCredential) await index.foreseeCredential(signal);
    else await index.credential(signal);
  });
}

async function minted(release: Release, index: UploadIndex): Promise<void> {
  // One that is found without asking the index was found before.
  if (!index.foreseeCredential) return;
  const credential = await ask(release, () => index.credential(release.signal));
  await index.giveBack?.(credential);
}

const forgeless = "Name the forge in release.forge, or take release.split out of the configuration.";

/** A public release is only read, and anybody may do that. */
function writesToForge({ request, known }: Release): boolean {
  if (request.toTestIndex) return false;
  return request.command !== "publish" || known("draft") !== undefined;
}

function cannot(problems: readonly Problem[]): WheelwayError {
  return new WheelwayError("credentials-missing", {
    message: problems.map(({ message }) => message).join("; "),
    why: "They are looked for before anything leaves this machine.",
    next: problems[0]?.next ?? "",
  });
}

function rejected(by: string, reason: string): WheelwayError {
  return new WheelwayError("approval-missing", {
    message: `${by} rejected this release: ${reason}`,
    next: "Mend it and start a new release; `wheelway abort` takes this one back.",
  });
}

function open(digest: string): WheelwayError {
  return new WheelwayError("approval-missing", {
    message: `nobody has approved the manifest ${digest.slice(0, 12)} yet`,
    why: "Everything is built and verified; nothing has left this machine.",
    next: "wheelway approve, or wheelway reject --reason TEXT; then wheelway resume",
  });
}
