/** What the signer makes, judged by the index's own library (pypi-attestations) in an environment that is thrown away. */

import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { sha256File } from "../../src/artifacts/digest.ts";
import { provenanceStatement, publishStatement } from "../../src/artifacts/signed-statement.ts";
import { httpClient } from "../../src/clients/http.ts";
import { identityOf } from "../../src/clients/identity.ts";
import { sigstoreSigner } from "../../src/clients/sigstore-signer.ts";
import { pureWheel, temporaryFolder, wheelBytes } from "../support/archives.ts";
import { startTokenService } from "../support/oidc.ts";
import { serveSigstore } from "../support/sigstore-services.ts";
import { startSigstore } from "../support/sigstore.ts";

const signal = new AbortController().signal;

it("makes attestations that the index's own library accepts, and rejects for other bytes", async (context) => {
  const folder = temporaryFolder();
  const python = join(folder, "venv", "bin", "python");
  const run = (program: string, ...argv: string[]) =>
    spawnSync(program, argv, { encoding: "utf8", timeout: 200_000 });
  const made = run("python3", "-m", "venv", join(folder, "venv"));
  const wanted = ["pypi-attestations==0.0.30", "sigstore==4.5.1"];
  const installed = made.status === 0 && run(python, "-m", "pip", "install", "-q", ...wanted).status === 0;
  if (!installed) context.skip("pypi-attestations cannot be installed here");

  const sigstore = await startSigstore();
  const [tokens, services] = await Promise.all([startTokenService(), serveSigstore(sigstore)]);
  onTestFinished(async () => {
    await Promise.all([tokens.close(), services.close()]);
  });
  const found = identityOf(tokens.env, {
    http: httpClient(),
    ask: () => Promise.resolve(undefined),
    now: Date.now,
    keepSecret: () => undefined,
  });
  if ("missing" in found) throw new Error(found.missing);
  const signer = sigstoreSigner({ service: services.service, identity: found.source, now: Date.now });

  const wheel = join(folder, pureWheel);
  writeFileSync(wheel, wheelBytes());
  const subject = { file: pureWheel, sha256: await sha256File(wheel) };
  const document = JSON.stringify({
    _type: "https://in-toto.io/Statement/v1",
    subject: [{ name: subject.file, digest: { sha256: subject.sha256 } }],
    predicateType: "https://slsa.dev/provenance/v1",
    predicate: { buildDefinition: { buildType: "x", internalParameters: {} }, runDetails: {} },
  });
  const root = join(folder, "root.json");
  writeFileSync(root, sigstore.trustedRoot);
  const script = join(import.meta.dirname, "../support/verify_attestation.py");
  for (const statement of [publishStatement(subject), provenanceStatement(subject, document) ?? ""]) {
    const path = join(folder, "attestation");
    writeFileSync(path, (await signer.signStatement(statement, signal)).attestation);
    writeFileSync(wheel, wheelBytes());
    const accepted = run(python, script, root, path, wheel);
    expect(accepted.stderr).toBe("");
    expect(accepted.stdout.trim()).toBe((JSON.parse(statement) as { predicateType: string }).predicateType);
    writeFileSync(wheel, wheelBytes({ files: { "demo/__init__.py": "x = 1\n" } }));
    const rejected = run(python, script, root, path, wheel);
    expect(rejected.status).not.toBe(0);
    expect(rejected.stderr).toContain("does not match distribution digest");
  }
});
