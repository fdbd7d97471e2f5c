/** What is used of the libraries that fetch Sigstore's trusted root, in one file that is loaded when it is asked for. */

export { TrustedRoot } from "@sigstore/protobuf-specs";
export { getTrustedRoot } from "@sigstore/tuf";
