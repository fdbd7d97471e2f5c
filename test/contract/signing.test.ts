/** Signing against real parts over loopback: an OIDC issuer behind a CI's token service, a certificate authority, a log, signed times. */

import { bundleFromJSON } from "@sigstore/bundle";
import { TrustedRoot } from "@sigstore/protobuf-specs";
import { toSignedEntity, toTrustMaterial, Verifier } from "@sigstore/verify";
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { attestationProblem, bundleProblem } from "../../src/artifacts/bundle-problem.ts";
import { signatureVerifier } from "../../src/artifacts/attestation-signature.ts";
import { parseAttestation } from "../../src/artifacts/provenance-object.ts";
import { publishStatement } from "../../src/artifacts/signed-statement.ts";
import { httpClient } from "../../src/clients/http.ts";
import { identityOf } from "../../src/clients/identity.ts";
import { sigstoreSigner } from "../../src/clients/sigstore-signer.ts";
import { pureWheel, temporaryFolder, wheelBytes } from "../support/archives.ts";
import { startTokenService, type TokenService } from "../support/oidc.ts";
import { serveSigstore, type SigstoreServices } from "../support/sigstore-services.ts";
import { startSigstore, type Sigstore } from "../support/sigstore.ts";

const signal = new AbortController().signal;
let sigstore: Sigstore;

beforeAll(async () => {
  sigstore = await startSigstore();
});

interface World {
  readonly tokens: TokenService;
  readonly services: SigstoreServices;
  readonly signer: ReturnType<typeof sigstoreSigner>;
  readonly path: string;
  readonly file: {
    readonly file: string;
    readonly sha256: string;
    readonly content: () => Promise<Uint8Array>;
  };
  readonly pass: (ms: number) => void;
}

async function world(): Promise<World> {
  const [tokens, services] = await Promise.all([startTokenService(), serveSigstore(sigstore)]);
  onTestFinished(async () => {
    await Promise.all([tokens.close(), services.close()]);
  });
  let passed = 0;
  const now = () => Date.now() + passed;
  const found = identityOf(tokens.env, {
    http: httpClient(),
    ask: () => Promise.resolve(undefined),
    now: Date.now,
    keepSecret: () => undefined,
  });
  if ("missing" in found) throw new Error(found.missing);
  const folder = temporaryFolder();
  const path = join(folder, pureWheel);
  writeFileSync(path, wheelBytes());
  const sha256 = createHash("sha256").update(readFileSync(path)).digest("hex");
  return {
    tokens,
    services,
    signer: sigstoreSigner({
      service: services.service,
      identity: found.source,
      now,
      patienceMs: 3000,
    }),
    path,
    file: { file: pureWheel, sha256, content: () => Promise.resolve(readFileSync(path)) },
    pass: (ms) => (passed += ms),
  };
}

function verifier(): Verifier {
  const material = toTrustMaterial(TrustedRoot.fromJSON(JSON.parse(sigstore.trustedRoot)));
  return new Verifier(material, { tlogThreshold: 1, ctlogThreshold: 1, timestampThreshold: 1 });
}

describe("a signer", () => {
  it("makes bundles that Sigstore's own verifier accepts, for this file alone", async () => {
    const { signer, path, file, tokens } = await world();
    const text = await signer.signFile(path, signal);
    expect(tokens.asked).toEqual(["sigstore"]);
    const bundle = bundleFromJSON(JSON.parse(text));
    expect(bundle.mediaType).toBe("application/vnd.dev.sigstore.bundle.v0.3+json");
    const signed = verifier().verify(toSignedEntity(bundle, readFileSync(path)));
    expect(signed.identity?.extensions?.issuer).toBe("https://token.actions.githubusercontent.com");
    expect(() => verifier().verify(toSignedEntity(bundle, Buffer.from("other bytes")))).toThrow();
    expect(await bundleProblem(text, file)).toBeUndefined();
    const other = { ...file, sha256: "0".repeat(64) };
    expect(await bundleProblem(text, other)).toBe("it is for other bytes");
    const lying = { ...file, content: () => Promise.resolve(Buffer.from("other bytes")) };
    expect(await bundleProblem(text, lying)).toBe("its signature does not hold");
    expect(text).not.toContain(tokens.given[0]);
  });

  it("makes attestations that verify names the publisher of", async () => {
    const { signer, file } = await world();
    const { bundle, attestation } = await signer.signStatement(publishStatement(file), signal);
    const parsed = parseAttestation(attestation);
    if ("malformed" in parsed) throw new Error(parsed.malformed);
    expect(signatureVerifier(sigstore.trustedRoot)(parsed)).toMatchObject({
      kind: "GitHub",
      repository: "demo/demo",
      workflow: "release.yml",
    });
    expect(attestationProblem(attestation, file)).toBeUndefined();
    expect(await bundleProblem(bundle, file)).toBeUndefined();
    expect(attestationProblem(attestation, { ...file, sha256: "0".repeat(64) })).toContain("other bytes");
    expect(attestationProblem(attestation, { ...file, file: "other-1.0.tar.gz" })).toContain("another name");
    const forged = attestation.replace(/"signature":"..../, '"signature":"AAAA');
    expect(attestationProblem(forged, file)).toBe("its signature does not hold");
  });

  it("asks for one certificate for many files, and for another when that is old", async () => {
    const { signer, path, services, pass, tokens } = await world();
    for (let turn = 0; turn < 3; turn += 1) await signer.signFile(path, signal);
    const certificates = () => services.calls.filter((call) => call === "certificate").length;
    expect(certificates()).toBe(1);
    expect(services.calls.filter((call) => call === "entry")).toHaveLength(3);
    pass(6 * 60_000);
    await signer.signFile(path, signal);
    expect(certificates()).toBe(2);
    expect(tokens.asked).toHaveLength(2);
  });

  it("tries again where a service is down for a moment", async () => {
    const { signer, path, services } = await world();
    services.faults.push({ on: "certificate", status: 503 }, { on: "entry", status: 500 });
    await signer.signFile(path, signal);
    expect([...services.calls].sort()).toEqual(["certificate", "entry", "time"]);
  });

  it.for<readonly ["certificate" | "entry" | "time", number, string | undefined, string, string]>([
    ["certificate", 400, '{"message":"no such \\u001b[31missuer"}', "refused", "certificate authority"],
    ["certificate", 401, undefined, "unauthorized", "certificate authority"],
    ["certificate", 200, '{"a":1}', "refused", "unknown shape"],
    ["certificate", 200, "<html>", "refused", "unknown shape"],
    ["entry", 400, undefined, "refused", "transparency log"],
    ["entry", 200, "[]", "refused", "unknown shape"],
    ["time", 404, undefined, "refused", "time stamps"],
  ])("says whose fault it is: %s %d", async ([on, status, body, kind, why]) => {
    const { signer, path, services, tokens } = await world();
    services.faults.push({ on, status, ...(body === undefined ? {} : { body }) });
    const failed = await signer.signFile(path, signal).catch((error: unknown) => error);
    expect(failed).toMatchObject({ kind, message: expect.stringContaining(why) as string });
    expect(String(failed)).not.toMatch(/\p{Cc}/u);
    expect(JSON.stringify(failed) + String(failed)).not.toContain(tokens.given[0]);
  });

  it("gives up when its patience ends, and at once when it is told to stop", async () => {
    const { signer, path, services } = await world();
    for (let turn = 0; turn < 20; turn += 1) services.faults.push({ on: "certificate", status: 503 });
    await expect(signer.signFile(path, signal)).rejects.toMatchObject({ kind: "later" });
    const stop = new AbortController();
    const work = signer.signFile(path, stop.signal);
    stop.abort(new Error("stopped"));
    await expect(work).rejects.toThrow("stopped");
  });
});
