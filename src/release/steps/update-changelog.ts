/** update-changelog: the version's section, from "Unreleased" or from a generator; its text becomes the release notes. */

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { WheelwayError } from "../../errors.ts";
import { isEmptySection, releaseUnreleased, sectionOf, unreleased } from "../changelog.ts";
import { replaceFile } from "../replace-file.ts";
import type { Release, Step } from "../step.ts";
import { runNamed } from "./run-quality.ts";
import { withPath } from "./set-version.ts";

const usual = "CHANGELOG.md";

export const updateChangelog: Step = {
  id: "update-changelog",
  title: "Gives the version its section of the changelog, and takes the release notes from there.",
  dryRun: "acts",
  skip: ({ settings, ports, known }) => {
    if (settings.changelog.kind === "none") return "the configuration wants none";
    if (known("origin")?.kind === "forge-release") return "the forge's release has the words of its author";
    return ports.repository ? undefined : "there is no project with a changelog";
  },
  settled: ({ known }) => known("notes") !== undefined && known("commit") !== undefined,
  outlook: async (release) => {
    const text = await changelog(release);
    const { version } = release.fact("version");
    if (text === undefined) return { would: ["nothing: there is no changelog"], problems: [] };
    const section = sectionOf(text, version) ?? unreleased(text);
    const empty = !section || isEmptySection(section);
    const generated =
      release.settings.changelog.kind === "keep-a-changelog" && release.settings.changelog.generate;
    return {
      would: [`take the notes of ${version} from the changelog`],
      problems:
        empty && !generated ? [{ message: `the changelog says nothing of ${version}`, next: remedy }] : [],
    };
  },
  run: async (release) => {
    const { version, tag } = release.fact("version");
    const { changelog: settings } = release.settings;
    if (settings.kind === "keep-a-changelog" && settings.generate !== undefined && writes(release)) {
      await runNamed(release, "changelog", filled(settings.generate, { version, tag }));
      await release.learn("written", withPath(release, settings.path));
    }
    const before = await changelog(release);
    if (before === undefined) return release.learn("notes", { text: "" });
    const after = sectionOf(before, version) ? before : dated(release, before, version);
    const section = sectionOf(after, version);
    if (!section || isEmptySection(section)) throw empty(version);
    if (after !== before && writes(release)) {
      await release.learn("written", withPath(release, pathOf(release)));
      await replaceFile(join(release.projectFolder, pathOf(release)), after);
    }
    await release.learn("notes", { text: section.text });
  },
};

function dated({ clock }: Release, text: string, version: string): string {
  return releaseUnreleased(text, version, new Date(clock.now()).toISOString().slice(0, 10));
}

function writes({ known }: Release): boolean {
  return known("origin")?.writesRefs !== false;
}

function pathOf({ settings }: Release): string {
  return settings.changelog.kind === "keep-a-changelog" ? settings.changelog.path : usual;
}

async function changelog(release: Release): Promise<string | undefined> {
  return readFile(join(release.projectFolder, pathOf(release)), "utf8").catch((error: unknown) => {
    const missing = (error as NodeJS.ErrnoException).code === "ENOENT";
    if (missing && release.settings.changelog.kind === "found") return undefined;
    throw error;
  });
}

function filled(
  command: string | readonly string[],
  values: Readonly<Record<string, string>>,
): string | readonly string[] {
  const fill = (text: string) =>
    text.replace(/\{(version|tag)\}/g, (_all, name: string) => values[name] ?? "");
  return typeof command === "string" ? fill(command) : command.map(fill);
}

const remedy =
  'Write under "## [Unreleased]" what is new for users; release.changelog = false is for projects without one.';

function empty(version: string): WheelwayError {
  return new WheelwayError("changelog-empty", {
    message: `the changelog says nothing of ${version}`,
    next: remedy,
  });
}
