/** The end of a slice: its artifacts and slice.json in a folder that `gather` takes, or dist.partial/ where it failed. */

import type { BuildRecord } from "../artifacts/record.ts";
import { canonicalJson } from "../artifacts/canonical-json.ts";
import { sha256Text } from "../artifacts/digest.ts";
import { makeManifest } from "../artifacts/manifest.ts";
import { sliceFile, type PartialManifest } from "../artifacts/slice-schema.ts";
import type { BuildReport } from "./build-report.ts";
import { writeDist } from "./dist-folder.ts";
import { sourcesOf, writeFailed, type Finish } from "./finish.ts";
import { recordRun } from "./record-run.ts";
import type { GivenSdist } from "./slice-sdist.ts";

export interface FinishedSlice {
  readonly slice: string;
  /** Digest of the plan of slices. */
  readonly plan: string;
  /** What it was built from; `undefined` for the slice that makes it. */
  readonly sdist: GivenSdist | undefined;
}

export async function finishSlice<Tree>(
  run: Finish<Tree>,
  { slice, plan, sdist: given }: FinishedSlice,
): Promise<BuildReport> {
  const { record, collection } = await recordRun(run, given?.path);
  if (record.verdict === "failed") return writeFailed(run, record, collection);
  const made = record.artifacts.find(({ kind }) => kind === "sdist");
  const sdist = given ?? made;
  if (!sdist) throw new TypeError("a run that is good has an sdist");
  const job = record.environment.ci?.runUrl;
  const partial: PartialManifest = {
    version: 1,
    slice,
    plan,
    sdist: { file: sdist.file, sha256: sdist.sha256 },
    ...(job === undefined ? {} : { job }),
    manifest: makeManifest(record),
  };
  const text = canonicalJson(partial);
  const { folder, manifestDigest, aside } = await writeDist({
    folder: run.dist,
    record: {
      ...(given ? withoutSdist(record) : record),
      documents: [{ file: sliceFile, sha256: sha256Text(text) }],
    },
    documents: { [sliceFile]: text },
    sources: sourcesOf(collection),
    force: run.request.force,
  });
  const hints = aside === undefined ? [] : [`what was in ${folder} is now in ${aside}`];
  return { record, folder, manifestDigest, hints };
}

/** The folder holds what this slice has made; its tests of the sdist stand in slice.json. */
function withoutSdist(record: BuildRecord): BuildRecord {
  const { contract } = record;
  return {
    ...record,
    artifacts: record.artifacts.filter(({ kind }) => kind !== "sdist"),
    contract: { ...contract, artifacts: contract.artifacts.filter(({ kind }) => kind !== "sdist") },
  };
}
