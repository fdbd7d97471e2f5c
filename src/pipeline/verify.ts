/** The use case `verify`: the artifacts of a folder, or of a published release, judged as one set. Nothing in them is run. */

import { resolve } from "node:path";
import type { Wheel } from "../artifacts/archive.ts";
import type { PreviousRelease } from "../artifacts/previous-release.ts";
import type { CheckInput } from "../checks/check.ts";
import type { Finding } from "../checks/finding.ts";
import type { Surroundings } from "./surroundings.ts";
import { audit, type AuditedFile } from "./audit.ts";
import type { Audited } from "./audit-answer.ts";
import { verifyArtifacts } from "./verify-artifacts.ts";
import type { GivenArtifacts } from "./verify-folder.ts";
import { gather } from "./verify-gather.ts";
import { levelsFor } from "./verify-levels.ts";
import { notRunFor } from "./verify-not-run.ts";
import type { VerifiedFile, VerifyReport } from "./verify-report.ts";
import type { VerifyRequest } from "./verify-request.ts";
import { supplyChain } from "./verify-supply-chain.ts";

/**
 * Throws "artifacts-not-found", "release-not-found", "index-unreachable", "download-damaged", "contract-invalid", and what
 * a broken configuration throws.
 * @param ask asks auditwheel, abi3audit and twine; by default with a Python of this machine
 */
export async function verify(
  request: VerifyRequest,
  surroundings: Surroundings,
  ask: (files: readonly AuditedFile[]) => Promise<Audited> = (files) => audit(files, surroundings),
): Promise<VerifyReport> {
  const { given, contract, manifestDigests, previous, published, fromIndex } = await gather(
    request,
    surroundings,
  );
  const first = given.sdists[0] ?? given.wheels[0];
  const project = request.project && resolve(request.workingFolder, request.project);
  const folder = request.configFolder ?? request.workingFolder;
  const settings = await levelsFor({ project, folder, artifactName: first?.name.name }, surroundings.tell);
  const supply = await supplyChain({ request, given, published, fromIndex, settings }, surroundings);
  const audited = request.tools ? await ask(readable(given)) : leftOut;
  const input: CheckInput = {
    wheels: given.wheels,
    sdist: given.sdists[0],
    contract,
    files: given.files,
    refused: given.refused,
    audits: audited.audits,
    forRelease: request.forRelease,
    released: fromIndex,
    ...(manifestDigests ? { manifestDigests } : {}),
    ...(previous ? { previous } : {}),
    ...(published ? { published } : {}),
    ...supply.input,
  };
  const { findings, turnedDown } = verifyArtifacts(input, settings.checks);
  return {
    source: request.source,
    project: projectOf(first),
    files: filesOf(given),
    contract,
    previous: previous && { version: previous.version, source: previous.source, files: namesOf(previous) },
    findings,
    turnedDown,
    notRun: [...notRunFor(input, request, given.ignored), ...audited.notRun, ...supply.notRun],
    verdict: verdictOf(findings, request.strict),
  };
}

/** A refused archive is given to no tool. */
function readable({ wheels, sdists }: GivenArtifacts): AuditedFile[] {
  return [...sdists, ...wheels].map(({ path, sha256 }) => ({ path, sha256 }));
}

const leftOut: Audited = {
  audits: [],
  notRun: [
    {
      what: "auditwheel, abi3audit and twine",
      why: "they were left out by --no-tools",
      remedy: "leave out --no-tools; they need a Python of this machine",
    },
  ],
};

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

function namesOf({ wheels, sdist }: PreviousRelease): string[] {
  const names = wheels.map(({ name }) => name.file).sort();
  return sdist ? [sdist.name.file, ...names] : names;
}

function verdictOf(findings: readonly Finding[], strict: boolean): VerifyReport["verdict"] {
  const fails = ({ severity }: Finding) => severity === "error" || (strict && severity === "warning");
  return findings.some(fails) ? "failed" : "passed";
}
