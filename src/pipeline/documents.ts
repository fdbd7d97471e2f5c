/** The documents that stand beside the artifacts in dist/: bills of materials, licences, provenance. */

import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { sha256Text } from "../artifacts/digest.ts";
import { statedLicence } from "../artifacts/licence.ts";
import type { BuildRecord, DocumentRecord } from "../artifacts/record.ts";
import { licences, licencesFile } from "../report/licences.ts";
import { provenance, provenanceFile } from "../report/provenance.ts";
import { sbom, sbomFile } from "../report/sbom.ts";
import type { Collection } from "./collect.ts";
import type { Components } from "./components.ts";
import type { Project } from "./project.ts";

export interface Documents {
  /** Path below dist/ -> text. */
  readonly texts: Readonly<Record<string, string>>;
  /** The same with their digests, for the manifest. */
  readonly records: readonly DocumentRecord[];
}

/** For a run that is good. */
export async function makeDocuments(
  project: Project,
  record: BuildRecord,
  { artifacts }: Collection,
  components: Components,
): Promise<Documents> {
  const { sourceDateEpoch: epoch, wheelway } = record.environment;
  const texts: Record<string, string> = {};
  for (const { artifact } of artifacts)
    if (artifact.kind === "wheel")
      texts[sbomFile(artifact.name.file)] = sbom(artifact, components[artifact.name.file] ?? [], {
        epoch,
        wheelway,
      });
  const [first] = artifacts;
  if (first) {
    const licence = statedLicence(first.artifact.metadata);
    texts[licencesFile] = licences({ project: record.project, licence, components });
  }
  const from = { sdist: givenSdist(project), lock: await lockDigest(project) };
  texts[provenanceFile] = provenance(record, from, digestsOf(texts));
  return { texts, records: digestsOf(texts) };
}

function digestsOf(texts: Readonly<Record<string, string>>): DocumentRecord[] {
  return Object.entries(texts).map(([file, text]) => ({ file, sha256: sha256Text(text) }));
}

function givenSdist({ sdist, path }: Project) {
  return sdist && { file: basename(path), sha256: sdist.sha256 };
}

/** As it was while the build ran: what the build teaches it is written afterwards. */
async function lockDigest({ locked, sdist, home }: Project): Promise<string | undefined> {
  if (!locked || sdist) return undefined;
  return sha256Text(await readFile(join(home, "wheelway.lock"), "utf8"));
}
