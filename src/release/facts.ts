/** What a release has found out and decided: kept in its journal, so that any later run goes on from it. */

import { z } from "zod";
import type { JournalEntry } from "./journal-entry.ts";
import { factOf, type Journal } from "./journal.ts";
import { WheelwayError } from "../errors.ts";

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const commit = z.string().regex(/^[0-9a-f]{40}([0-9a-f]{24})?$/);
const fileName = z.string().regex(/^[^/\\]+$/);

/** One file that is made for users. */
const releaseFile = z.object({
  file: fileName,
  kind: z.enum(["wheel", "sdist", "other"]),
  sha256,
  /** Bytes. */
  size: z.int().min(0),
});

export type ReleaseFile = z.infer<typeof releaseFile>;

/** Every fact with its shape; one line each says what it is. */
export const factSchemas = {
  /** Where it began: this checkout, a tag that was there already, a release of the forge, or a folder of artifacts. */
  origin: z.object({
    kind: z.enum(["checkout", "tag", "forge-release", "folder"]),
    /** Does Wheelway write to branches and tags? Not where somebody else made them. */
    writesRefs: z.boolean(),
  }),
  /** The commit of the upstream branch that is released, before the release commit. */
  base: z.object({ commit, branch: z.string(), remote: z.string() }),
  /** Decided once. `tag` is its spelling in git. */
  version: z.object({
    /** As the metadata writes the name. */
    project: z.string(),
    version: z.string(),
    tag: z.string(),
    before: z.string().nullable(),
    prerelease: z.boolean(),
  }),
  /** Paths (relative to the checkout's top) that this release has written and will commit. */
  written: z.array(z.string()),
  /** Paths (relative to the project) of the files that hold the version. */
  versionFiles: z.array(z.string()),
  /** Commands of the project that have passed before, by the commit that they stood on: "quality:lint@1f2e…". */
  passed: z.array(z.string()),
  /** What somebody has to acknowledge before it goes on: the names that the configuration gives. */
  awaited: z.array(z.string()),
  /** Markdown of this version's changelog section. */
  notes: z.object({ text: z.string() }),
  /** The commit that the artifacts are built from and the tag names. */
  commit: z.object({ commit, tag: z.string() }),
  /** The remote's tag of an abandoned run, which may be replaced. */
  partialTag: z.object({ object: commit, commit }),
  /** The finished set: SHA-256 of manifest.json, and every file that goes out. */
  manifest: z.object({ digest: sha256, files: z.array(releaseFile) }),
  /** The ref that makes this run the only publisher. */
  claim: z.object({ ref: z.string(), token: z.string() }),
  /** The forge's release, by its id. */
  draft: z.object({ id: z.string(), url: z.string() }),
  /** Signature bundles and attestations, by the file they belong to: names and digests of files in the release's folder. */
  bundles: z.array(
    z.object({ for: fileName, file: fileName, sha256, kind: z.enum(["sigstore", "attestation"]) }),
  ),
  /** Attestations of this run's own publisher, where those of `bundles` are of another one: for indexes alone. */
  attestations: z.array(
    z.object({ for: fileName, file: fileName, sha256, kind: z.enum(["sigstore", "attestation"]) }),
  ),
  /** Where it can be found now: "pypi" -> address. */
  links: z.record(z.string(), z.string()),
  /** Where each file can be downloaded: "pypi" -> file -> address. */
  urls: z.record(z.string(), z.record(z.string(), z.string())),
  /** What is committed after the fact: paths (relative to the checkout's top) and whole contents. */
  recorded: z.array(z.object({ path: z.string(), text: z.string() })),
} as const;

export type FactName = keyof typeof factSchemas;
export type FactValue<Name extends FactName> = z.infer<(typeof factSchemas)[Name]>;

/** The last value; `undefined` where it is not known yet. Throws `journal-damaged` for one of another shape. */
export function readFact<Name extends FactName>(
  entries: readonly JournalEntry[],
  name: Name,
): FactValue<Name> | undefined {
  const value = factOf(entries, name);
  if (value === undefined) return undefined;
  const parsed = factSchemas[name].safeParse(value);
  if (parsed.success) return parsed.data as FactValue<Name>;
  throw new WheelwayError("journal-damaged", {
    message: `the journal's fact "${name}" has an unknown shape`,
    why: z.prettifyError(parsed.error),
    next: "It was perhaps written by another version of Wheelway: go on with that one.",
  });
}

/** Writes a fact where it is new or another than before. */
export async function writeFact<Name extends FactName>(
  journal: Journal,
  name: Name,
  value: FactValue<Name>,
): Promise<void> {
  const data = factSchemas[name].parse(value);
  if (JSON.stringify(factOf(journal.entries, name)) === JSON.stringify(data)) return;
  await journal.append({ type: "fact", name, value: data });
}
