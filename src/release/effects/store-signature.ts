/**
 * Signs one file, and stores the signature before anything uses it. Each signing makes other bytes: what is stored is used ever
 * after. A crash between the two leaves an entry in a public log that nobody refers to, and no harm.
 */

import { rename, rm } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { sha256Text } from "../../artifacts/digest.ts";
import { ServiceFailure } from "../../clients/service-failure.ts";
import type { Signer } from "../../clients/signing.ts";
import { textIfThere } from "../../files.ts";
import { syncFolder, writeSynced } from "../../store/synced-file.ts";
import type { Effect, Guard } from "../effect.ts";
import type { Signature } from "../signatures.ts";

export interface SignatureStore {
  readonly signature: Signature;
  /** Absolute; its folder is there. */
  readonly path: string;
  readonly signer: Signer;
  readonly guards: readonly Guard[];
}

export function storeSignature({ signature, path, signer, guards }: SignatureStore): Effect {
  const { for: file, make, problem } = signature;
  const name = basename(path);
  const known: Guard = { name: "known", refuses: () => (file ? undefined : "it belongs to no file") };
  return {
    id: `sign:${basename(dirname(path))}/${name}`,
    title: `sign ${file}: ${name}`,
    identity: "digest",
    guards: [known, ...guards],
    // Only one that is not stored is made again.
    repeatable: true,
    visibleWithinMs: 0,
    probe: async () => {
      const text = await textIfThere(path);
      // One of other bytes was made for a set that never left this machine.
      if (text === undefined || (await problem(text)) !== undefined) return { state: "absent" };
      return { state: "same", receipt: { file: name, sha256: sha256Text(text) } };
    },
    run: async (signal) => {
      const text = await make(signer, signal);
      const why = await problem(text);
      if (why !== undefined)
        throw new ServiceFailure({
          service: "Sigstore",
          kind: "refused",
          why: `what it signed is of no use: ${why}`,
        });
      const fresh = `${path}.new`;
      await rm(fresh, { force: true });
      await writeSynced(fresh, text);
      await rename(fresh, path);
      await syncFolder(dirname(path));
      return { file: name, sha256: sha256Text(text) };
    },
  };
}
