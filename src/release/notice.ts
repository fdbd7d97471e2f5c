/** What is told of a release that has come to its end: a title, some lines and the places where it is. */

import type { Notice } from "../clients/notifier.ts";
import { releaseMarkdown } from "../report/release-markdown.ts";
import { counted } from "../report/text-layout.ts";
import { visibleText } from "../report/visible-text.ts";
import { storyOf } from "./story.ts";
import type { Release } from "./step.ts";
import { leftToPublish, stopsAtTestIndex } from "./steps/where-it-goes.ts";

/** A message in a chat is no report: so many warnings are shown. */
const shownWarnings = 5;

export function noticeOf(release: Release): Notice {
  const story = storyOf(release.journal.entries);
  const { project, version, manifest, approval, warnings, links } = story;
  const { where, why } = reached(release);
  const title = `${project} ${version} is ${where}`;
  const lines = [
    ...(why === undefined ? [] : [`It goes no further: ${why}.`]),
    ...(release.request.draft && release.known("draft")
      ? ["The forge's release is a draft, as was asked."]
      : []),
    ...(manifest ? [`${counted(manifest.files.length, "file")}, manifest sha256:${manifest.digest}.`] : []),
    ...(approval.state === "approved" ? [`Approved by ${approval.by}.`] : []),
    ...warnings.slice(0, shownWarnings).map((text) => `Warning: ${visibleText(text)}`),
    ...(warnings.length > shownWarnings ? [`${warnings.length - shownWarnings} more warnings.`] : []),
  ];
  return { title, lines, links, markdown: releaseMarkdown({ ...story, title }) };
}

/** How far it has come; why no further, where it ends before the users of an index. */
function reached(release: Release): { readonly where: string; readonly why: string | undefined } {
  const stopped = stopsAtTestIndex(release);
  if (stopped !== undefined)
    return { where: `on ${release.ports.testIndex?.name ?? "the test index"}`, why: stopped };
  const left = leftToPublish(release);
  return left === undefined ? { where: "released", why: undefined } : { where: "on the forge", why: left };
}
