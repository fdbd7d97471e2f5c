/** A signature is made once, and used ever after. */

import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import type { Signer } from "../../../src/clients/signing.ts";
import { storeSignature } from "../../../src/release/effects/store-signature.ts";
import { temporaryFolder } from "../../support/archives.ts";

const signal = new AbortController().signal;

function world() {
  const path = join(temporaryFolder(), "demo.whl.sigstore.json");
  let made = 0;
  const signer = {} as Signer;
  const effect = (text = () => `signature ${made} of demo`) =>
    storeSignature({
      path,
      signer,
      guards: [],
      signature: {
        for: "demo.whl",
        file: "demo.whl.sigstore.json",
        kind: "sigstore",
        make: () => {
          made += 1;
          return Promise.resolve(text());
        },
        problem: (stored) =>
          Promise.resolve(stored.endsWith("of demo") ? undefined : "it is for other bytes"),
      },
    });
  return { path, effect, made: () => made };
}

it("is found again by whoever comes later, and not made a second time", async () => {
  const { path, effect } = world();
  expect(await effect().probe(signal)).toEqual({ state: "absent" });
  const receipt = await effect().run(signal);
  expect(await effect().probe(signal)).toEqual({ state: "same", receipt });
  expect(readFileSync(path, "utf8")).toBe("signature 1 of demo");
  expect(readdirSync(join(path, ".."))).toHaveLength(1);
});

it("is not taken from a file that a killed run left half written, nor from a set that is gone", async () => {
  const { path, effect } = world();
  writeFileSync(`${path}.new`, "half");
  expect(await effect().probe(signal)).toEqual({ state: "absent" });
  writeFileSync(path, "signature of something else");
  expect(await effect().probe(signal)).toEqual({ state: "absent" });
  await effect().run(signal);
  expect(await effect().probe(signal)).toMatchObject({ state: "same" });
});

it("is not stored where it is not one of this file", async () => {
  const { path, effect } = world();
  await expect(effect(() => "nonsense").run(signal)).rejects.toMatchObject({ kind: "refused" });
  expect(readdirSync(join(path, ".."))).toEqual([]);
});
