/** What is used of Sigstore's libraries, in one file that is loaded when there is something to sign. */

export { bundleToJSON } from "@sigstore/bundle";
export {
  DSSEBundleBuilder,
  FulcioSigner,
  MessageSignatureBundleBuilder,
  RekorWitness,
  TSAWitness,
} from "@sigstore/sign";
