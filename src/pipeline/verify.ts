/** The use case `verify`: the artifacts of a folder, or of a published release, judged as one set. Nothing in them is run. */

import { resolve } from "node:path";
import type { Wheel } from "../artifacts/archive.ts";
import type { CheckInput } from "../checks/check.ts";
import type { Finding } from "../checks/finding.ts";
import type { Surroundings } from "./surroundings.ts";
import { findContract } from "./verify-contract.ts";
import { verifyArtifacts } from "./verify-artifacts.ts";
import { readArtifacts, type GivenArtifacts } from "./verify-folder.ts";
import { levelsFor } from "./verify-levels.ts";
import { notRunFor } from "./verify-not-run.ts";
import type { VerifiedFile, VerifyReport } from "./verify-report.ts";
import type { VerifyRequest } from "./verify-request.ts";

/**
 * Throws "artifacts-not-found", "release-not-found", "index-unreachable", "download-damaged", "contract-invalid", and what
 * a broken configuration throws.
 */
export async function verify(request: VerifyRequest, surroundings: Surroundings): Promise<VerifyReport> {
  const path = (name: string) => resolve(request.workingFolder, name);
  const folder = path(request.source);
  const given = await readArtifacts(folder, surroundings.signal);
  const contract = await findContract(request.contract && path(request.contract), folder);
  const first = given.sdists[0] ?? given.wheels[0];
  const levels = await levelsFor(
    {
      project: request.project && path(request.project),
      workingFolder: request.workingFolder,
      artifactName: first?.name.name,
    },
    surroundings.tell,
  );
  const input: CheckInput = {
    wheels: given.wheels,
    sdist: given.sdists[0],
    contract,
    files: given.files,
    refused: given.refused,
    forRelease: request.forRelease,
  };
  const { findings, turnedDown } = verifyArtifacts(input, levels);
  return {
    source: request.source,
    project: projectOf(first),
    files: filesOf(given),
    contract,
    previous: undefined,
    findings,
    turnedDown,
    notRun: notRunFor(input, given.ignored),
    verdict: verdictOf(findings, request.strict),
  };
}

function projectOf(first: Pick<Wheel, "metadata"> | undefined): VerifyReport["project"] {
  const { name, version } = first?.metadata ?? {};
  return name === undefined || version === undefined ? undefined : { name, version };
}

function filesOf({ files, refused }: GivenArtifacts): VerifiedFile[] {
  const unread = new Set(refused.map(({ file }) => file));
  return files.map((fact) => ({
    ...fact,
    kind: unread.has(fact.file) ? "refused" : fact.file.endsWith(".whl") ? "wheel" : "sdist",
  }));
}

function verdictOf(findings: readonly Finding[], strict: boolean): VerifyReport["verdict"] {
  const fails = ({ severity }: Finding) => severity === "error" || (strict && severity === "warning");
  return findings.some(fails) ? "failed" : "passed";
}
