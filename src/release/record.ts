/** What is recorded of a release after the fact, filled in once: a later run commits the same bytes. */

import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fillRecord, recordPath, type RecordValues } from "../config/record-template.ts";
import type { FactValue } from "./facts.ts";
import type { Release } from "./step.ts";
import { storyOf } from "./story.ts";

export type RecordedFile = FactValue<"recorded">[number];

/** The files, as they were filled in by the first run that came here. */
export async function recordedFiles(release: Release): Promise<readonly RecordedFile[]> {
  const known = release.known("recorded");
  if (known) return known;
  const values = valuesOf(release);
  const files = release.settings.record.map(({ path, template }) => {
    const place = recordPath(path, values.version);
    return { path: release.fromTop(place), text: fillRecord(place, template, values) };
  });
  await release.learn("recorded", files);
  // Through the journal, whose gate takes secrets out.
  return release.fact("recorded");
}

function valuesOf(release: Release): RecordValues {
  const { project, version, tag } = release.fact("version");
  const { digest, files } = release.fact("manifest");
  const { links, warnings } = storyOf(release.journal.entries);
  const test = release.ports.testIndex?.name;
  const urls = Object.entries(release.known("urls") ?? {}).filter(([index]) => index !== test);
  const pages = Object.entries(links).filter(([place]) => place !== test);
  return {
    project,
    version,
    tag,
    commit: release.known("commit")?.commit ?? "",
    date: new Date(release.clock.now()).toISOString().slice(0, 10),
    manifest: digest,
    links: Object.fromEntries(pages),
    files: files.map(({ file, size, sha256 }) => ({
      file,
      size,
      sha256,
      urls: Object.fromEntries(urls.flatMap(([index, of]) => (of[file] ? [[index, of[file]]] : []))),
    })),
    warnings,
  };
}

/** A copy for a person who has to commit them by hand; where it is. */
export async function keepForPerson(release: Release, files: readonly RecordedFile[]): Promise<string> {
  const folder = join(release.folder, "record");
  for (const { path, text } of files) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  return folder;
}
