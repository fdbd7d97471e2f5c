/** publish-release: the draft becomes public, after the files are with the users of the index. */

import { compare } from "@renovatebot/pep440";
import type { Forge } from "../../clients/forge.ts";
import { ask } from "../ask.ts";
import type { Guard } from "../effect.ts";
import { dispatchWorkflow } from "../effects/dispatch-workflow.ts";
import { publishDraft } from "../effects/publish-draft.ts";
import { assetsOf } from "../release-assets.ts";
import type { Release, Step } from "../step.ts";
import { isPrerelease as isPreVersion, versionOfTag } from "../version/spelling.ts";
import { effectGuards, isPrerelease } from "./draft-release.ts";
import { checkDraft } from "./fill-draft.ts";
import { leftToPublish, secondHalf } from "./where-it-goes.ts";

export const publishRelease: Step = {
  id: "publish-release",
  title: "Makes the forge's release public.",
  dryRun: "tells",
  skip: ({ ports, request, known }) => {
    if (!ports.forge) return "there is no forge";
    if (request.draft) return "the forge's release stays a draft, as was asked";
    if (request.toTestIndex) return "only the test index was asked for";
    if (request.command === "publish" && known("origin")?.kind === "forge-release" && !known("draft"))
      return "the forge's release is public already, or a draft that somebody else makes public";
    return known("origin")?.kind === "folder"
      ? "a folder of artifacts belongs to no release of the forge"
      : undefined;
  },
  outlook: ({ known, settings }) =>
    Promise.resolve({
      would: [
        `make the release ${known("version")?.tag ?? ""} public`,
        ...(settings.dispatch ? [`start the workflow ${settings.dispatch.workflow}`] : []),
      ],
      problems: [],
    }),
  run: async (release) => {
    const { forge } = release.ports;
    const draft = release.known("draft");
    if (!forge || !draft) return;
    const { tag } = release.fact("version");
    const before = await ask(release, () => forge.release(draft.id, release.signal));
    if (before?.draft === true) await checkDraft(release, forge, draft.id, await assetsOf(release, forge));
    const prerelease = isPrerelease(release);
    const latest = !prerelease && (await isNewestFinal(release, forge));
    const guards = [await tagGuard(release), ...effectGuards(release, forge)] as const;
    const effect = publishDraft({ forge, id: draft.id, tag, prerelease, latest, guards });
    const { url } = await release.perform(effect);
    await release.learn("draft", { id: draft.id, url: String(url) });
    await release.learn("links", { ...release.known("links"), forge: String(url) });
    await startOthers(release, forge, tag);
  },
};

/** A forge that publishes a draft whose tag is not there makes the tag itself, wherever its main branch is. */
async function tagGuard(release: Release): Promise<Guard> {
  const { tag } = release.fact("version");
  const ref = `refs/tags/${tag}`;
  const { repository } = release.ports;
  const refs = repository && (await ask(release, () => repository.remoteRefs(ref, release.signal)));
  const there = refs === undefined || refs.some((one) => one.ref === ref);
  return {
    name: "tag pushed",
    refuses: () => (there ? undefined : `the remote ${repository?.remote ?? ""} has no tag ${tag}`),
  };
}

/** How many releases are looked at for a newer one. */
const looked = 300;

/** A fix of an old series is released after the newest, and is not the latest all the same. */
async function isNewestFinal(release: Release, forge: Forge): Promise<boolean> {
  const { fact, settings, signal } = release;
  const { version } = fact("version");
  if (isPreVersion(version)) return false;
  const all = await ask(release, () => forge.newest(looked, signal));
  return all.every(({ tag, draft, prerelease }) => {
    const other = draft || prerelease ? undefined : versionOfTag(settings.tagFormat, tag);
    return other === undefined || isPreVersion(other) || compare(other, version) <= 0;
  });
}

async function startOthers(release: Release, forge: Forge, tag: string): Promise<void> {
  const { dispatch } = release.settings;
  const left = leftToPublish(release) === undefined ? undefined : secondHalf(tag);
  if (!dispatch) {
    if (!forge.startsWorkflows) await release.warn(silent(left));
    else if (left !== undefined) release.say(`the indexes are the second half: ${left}`);
    return;
  }
  if (!forge.dispatch) return release.warn(`this forge has no workflow ${dispatch.workflow} to start`);
  const { version } = release.fact("version");
  const inputs = Object.fromEntries(
    Object.entries(dispatch.inputs).map(([name, value]) => [
      name,
      value.replaceAll("{tag}", tag).replaceAll("{version}", version),
    ]),
  );
  const { workflow } = dispatch;
  const guards = effectGuards(release, forge);
  await release.perform(dispatchWorkflow({ forge, workflow, tag, inputs, journal: release.journal, guards }));
  release.say(`started ${workflow} for ${tag}; after a crash here it may be started once more`);
}

/** @param left the command of the second half, where there is one */
function silent(left: string | undefined): string {
  const what = left === undefined ? "the one that goes on" : `the one that runs \`${left}\``;
  return `a release made with GitHub's default token starts no other workflow: name ${what} in \`release.dispatch\`, or use a token of your own`;
}
