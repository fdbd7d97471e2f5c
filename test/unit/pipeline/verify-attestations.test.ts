import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { IdentityPolicy } from "../../../src/artifacts/attestation.ts";
import { attestations as check } from "../../../src/checks/attestations.ts";
import { httpClient } from "../../../src/clients/http.ts";
import { verifyAttestations, type AttestationOptions } from "../../../src/pipeline/verify-attestations.ts";
import { temporaryFolder } from "../../support/archives.ts";
import { startSigstore, type AttestationSpec, type Sigstore } from "../../support/sigstore.ts";

const file = "demo-1.0-py3-none-any.whl";
const sha256 = "a".repeat(64);
const github = { kind: "GitHub", repository: "demo/demo", workflow: "release.yml" };

let sigstore: Sigstore;
let server: Server;
let base: string;
/** Path -> what the index answers. */
const answers = new Map<string, { status: number; body: string }>();

beforeAll(async () => {
  sigstore = await startSigstore();
  server = createServer((request, response) => {
    const answer = answers.get(request.url ?? "") ?? { status: 404, body: "" };
    response.writeHead(answer.status, { "content-type": "application/vnd.pypi.integrity.v1+json" });
    response.end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => void server.close());

interface Case {
  readonly attestation?: Partial<AttestationSpec>;
  /** What the index says of the publisher. */
  readonly publisher?: Readonly<Record<string, unknown>>;
  /** In the place of a provenance object. */
  readonly answer?: { status: number; body: string };
  /** The listing names no provenance. */
  readonly unnamed?: boolean;
  readonly policy?: IdentityPolicy;
  readonly before?: AttestationOptions["before"];
  readonly trustedRoot?: string;
}

async function provenance(spec: Partial<AttestationSpec> = {}, publisher: object = github) {
  const attestation = await sigstore.attest({ file, sha256, ...spec });
  return JSON.stringify({ version: 1, attestation_bundles: [{ publisher, attestations: [attestation] }] });
}

async function verified(one: Case) {
  const path = `/integrity/demo/1.0/${file}/provenance`;
  answers.set(path, one.answer ?? { status: 200, body: await provenance(one.attestation, one.publisher) });
  const root = join(temporaryFolder(), "trusted_root.json");
  writeFileSync(root, one.trustedRoot ?? sigstore.trustedRoot);
  const indexed = {
    file,
    version: "1.0",
    sha256,
    size: 1,
    yanked: undefined,
    uploaded: undefined,
    url: `${base}/${file}`,
    provenance: one.unnamed === true ? undefined : base + path,
  };
  const listing = { index: "pypi", project: "demo", files: [indexed] };
  const answer = await verifyAttestations([{ file, size: 1, sha256 }], listing, {
    http: httpClient({ attempts: 1 }),
    index: { name: "pypi", simple: `${base}/simple/` },
    signal: new AbortController().signal,
    cacheDir: temporaryFolder(),
    policy: one.policy,
    trustedRoot: root,
    before: one.before,
  });
  const input = { wheels: [], sdist: undefined, contract: undefined };
  const findings = answer.attestations ? check.run({ ...input, attestations: answer.attestations }) : [];
  return { ...answer, findings: findings.map(({ code, message }) => `${code} ${message}`) };
}

describe("the attestations of a published file", () => {
  it("are valid where certificate, log, signature and digest hold, and the publisher is the certificate's", async () => {
    const { attestations, findings, notRun } = await verified({
      publisher: { ...github, environment: "pypi" },
    });
    expect(attestations?.files).toEqual([
      { file, state: "valid", publishers: [{ ...github, environment: "pypi" }] },
    ]);
    expect([findings, notRun]).toEqual([[], []]);
  });

  it("may be SLSA provenance, and of a name that is written otherwise", async () => {
    const slsa = { predicateType: "https://slsa.dev/provenance/v1", file: "Demo-1.0-py3-none-any.whl" };
    expect((await verified({ attestation: slsa })).findings).toEqual([]);
  });

  it.each([
    ["for other bytes", { attestation: { sha256: "b".repeat(64) } }, "it is for other bytes"],
    ["for another file", { attestation: { file: "demo-2.0-py3-none-any.whl" } }, "a file of another name"],
    [
      "of an unknown kind",
      { attestation: { predicateType: "https://example.org/x" } },
      "of the unknown kind",
    ],
    [
      "with a signature over something else",
      { attestation: { tampered: true } },
      "its signature does not hold",
    ],
    ["no JSON", { answer: { status: 200, body: "<html>" } }, "cannot be read"],
    ["of another shape", { answer: { status: 200, body: '{"version": 2}' } }, "cannot be read"],
    [
      "by another publisher than the index says",
      { publisher: { ...github, repository: "evil/demo" } },
      "its certificate says demo/demo",
    ],
    [
      "by another workflow than the index says",
      { publisher: { ...github, workflow: "test.yml" } },
      "its certificate says demo/demo",
    ],
  ] satisfies [string, Case, string][])("are not valid: %s", async (_, one, words) => {
    const { findings } = await verified(one);
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatch(/^WW093 /);
    expect(findings[0]).toContain(words);
  });

  it("are not valid under another trusted root", async () => {
    const other = await startSigstore();
    expect((await verified({ trustedRoot: other.trustedRoot })).findings[0]).toContain(
      "its signature does not hold",
    );
  });

  it.each([
    [{ kind: "GitHub", repository: "Demo/demo" }, undefined],
    [{ ...github, environment: "pypi" }, undefined],
    [{ kind: "GitHub", repository: "pypa/demo" }, "the policy asks for pypa/demo (GitHub)"],
    [{ ...github, workflow: "other.yml" }, "the policy asks for demo/demo (GitHub, other.yml)"],
    [{ ...github, environment: "test" }, "environment test"],
    [{ kind: "GitLab", repository: "demo/demo" }, "the policy asks for demo/demo (GitLab)"],
  ])("are held against the policy %j", async (policy, words) => {
    const { findings } = await verified({ policy, publisher: { ...github, environment: "pypi" } });
    expect(findings).toHaveLength(words === undefined ? 0 : 1);
    if (words !== undefined) expect(findings[0]).toMatch(/^WW094 it was published from demo\/demo/);
    if (words !== undefined) expect(findings[0]).toContain(words);
  });

  it("are missed: a note, a warning where there were some before, an error where a policy asks for them", async () => {
    expect((await verified({ unnamed: true })).findings).toEqual([
      "WW092 the index names no attestations of it",
    ]);
    expect((await verified({ answer: { status: 404, body: "" } })).findings[0]).toMatch(/^WW092 /);
    answers.set("/before", { status: 200, body: await provenance() });
    const earlier = {
      file: "demo-0.9.tar.gz",
      version: "0.9",
      sha256,
      size: 1,
      yanked: undefined,
      uploaded: undefined,
      url: base,
    };
    const before = { version: "0.9", files: [{ ...earlier, provenance: `${base}/before` }] };
    expect((await verified({ unnamed: true, before })).findings).toEqual([
      "WW095 0.9 had attestations from demo/demo (GitHub, release.yml), this file has none",
    ]);
    expect((await verified({ unnamed: true, before, policy: github })).findings[0]).toMatch(
      /^WW094 the index names no attestations/,
    );
    const none = { version: "0.9", files: [{ ...earlier, provenance: undefined }] };
    expect((await verified({ unnamed: true, before: none })).findings[0]).toMatch(/^WW092 /);
  });

  it("are told of as not verified where the index does not answer, and judged no worse", async () => {
    const { findings, notRun, attestations } = await verified({ answer: { status: 500, body: "" } });
    expect(findings).toEqual([]);
    expect(attestations?.files).toEqual([]);
    expect(notRun[0]?.what).toBe("the attestations of 1 file");
  });

  it("need a trusted root: another file is an error of the command line", async () => {
    await expect(verified({ trustedRoot: "[]" })).rejects.toMatchObject({ code: "usage-invalid" });
    await expect(verified({ trustedRoot: "no JSON" })).rejects.toMatchObject({ code: "usage-invalid" });
  });

  it("by an issuer that is not known are by its address, and fit no policy of a known kind", async () => {
    const one = {
      attestation: { issuer: "https://ci.example" },
      publisher: { kind: "Example", repository: "demo/demo" },
    };
    const { attestations, findings } = await verified(one);
    expect(findings).toEqual([]);
    expect(attestations?.files[0]).toMatchObject({
      state: "valid",
      publishers: [{ kind: "https://ci.example" }],
    });
    expect((await verified({ ...one, policy: github })).findings[0]).toMatch(/^WW094 /);
  });

  it("are not asked for of files that the index does not have", async () => {
    const listing = { index: "pypi", project: "demo", files: [] };
    const options = {} as AttestationOptions;
    expect(await verifyAttestations([{ file, size: 1, sha256 }], listing, options)).toEqual({
      attestations: undefined,
      notRun: [],
    });
  });
});
