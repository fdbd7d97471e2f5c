/** The public services that Wheelway knows by address: the one place where host names stand. Data only. */

import type { Architecture } from "./tags/platform.ts";

/** A policy's images, one an architecture: `{prefix}{policy}_{architecture}`. */
export interface ImageFamily {
  /** The policy as it stands in image names. */
  readonly name: string;
  readonly libc: "glibc" | "musl";
  /** The libc version the policy allows at most (PEP 599, 600, 656). */
  readonly version: readonly [number, number];
  readonly architectures: readonly Architecture[];
  /** No longer rebuilt by its makers: it works, but gets no new Pythons. */
  readonly endOfLife?: true;
}

const five = ["x86_64", "i686", "aarch64", "ppc64le", "s390x"] as const;

/** What the manylinux project publishes, from its own README and build matrix. */
export const images = {
  prefix: "quay.io/pypa/",
  families: [
    {
      name: "manylinux2010",
      libc: "glibc",
      version: [2, 12],
      architectures: ["x86_64", "i686"],
      endOfLife: true,
    },
    { name: "manylinux2014", libc: "glibc", version: [2, 17], architectures: five },
    { name: "manylinux_2_28", libc: "glibc", version: [2, 28], architectures: five },
    { name: "manylinux_2_31", libc: "glibc", version: [2, 31], architectures: ["armv7l"] },
    { name: "manylinux_2_34", libc: "glibc", version: [2, 34], architectures: five },
    { name: "manylinux_2_35", libc: "glibc", version: [2, 35], architectures: ["armv7l"] },
    { name: "manylinux_2_39", libc: "glibc", version: [2, 39], architectures: ["aarch64", "riscv64"] },
    { name: "musllinux_1_1", libc: "musl", version: [1, 1], architectures: five, endOfLife: true },
    { name: "musllinux_1_2", libc: "musl", version: [1, 2], architectures: [...five, "armv7l", "riscv64"] },
  ],
} as const satisfies { readonly prefix: string; readonly families: readonly ImageFamily[] };

/** Where people look up trove classifiers. */
export const classifierPage = "https://pypi.org/classifiers";

/** Package indexes: the simple API (PEP 503, 691), the JSON API of a release, and the upload API. */
export const packageIndexes = {
  pypi: {
    simple: "https://pypi.org/simple/",
    json: "https://pypi.org/pypi/",
    upload: "https://upload.pypi.org/legacy/",
    page: "https://pypi.org/project/{project}/{version}/",
    manage: "https://pypi.org/manage/project/{project}/release/{version}/",
  },
  testpypi: {
    simple: "https://test.pypi.org/simple/",
    json: "https://test.pypi.org/pypi/",
    upload: "https://test.pypi.org/legacy/",
    page: "https://test.pypi.org/project/{project}/{version}/",
    manage: "https://test.pypi.org/manage/project/{project}/release/{version}/",
  },
} as const;

/** Where Rust toolchains come from (`RUSTUP_DIST_SERVER`). */
export const rustDistribution = "https://static.rust-lang.org";

/** What an attestation says that an index takes: it was published (the public index's own), and how it was built (SLSA). */
export const publishPredicate = "https://docs.pypi.org/attestations/publish/v1";
export const provenancePredicate = "https://slsa.dev/provenance/v1";

/** Sigstore's public instance: where its trusted root is kept up to date (The Update Framework). */
export const sigstoreTuf = "https://tuf-repo-cdn.sigstore.dev";

/** Sigstore's public instance: certificates, transparency log, signed times; and the audience of identity tokens for it. */
export const sigstorePublic = {
  fulcio: "https://fulcio.sigstore.dev",
  rekor: "https://rekor.sigstore.dev",
  tsa: "https://timestamp.sigstore.dev/api/v1/timestamp",
  audience: "sigstore",
} as const;

/** Google Cloud's identity tokens: the metadata server that each of its machines sees, and acting as another account. */
export const googleIdentity = {
  metadata: "metadata.google.internal",
  scope: "https://www.googleapis.com/auth/cloud-platform",
  generateIdToken:
    "https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/{account}:generateIdToken",
} as const;

/** Where Google Cloud Build shows one of its runs. */
export const googleBuildPage =
  "https://console.cloud.google.com/cloud-build/builds;region={region}/{build}?project={project}";

/** Who signs the identity tokens of trusted publishers, under the names of PEP 740, and where their repositories are. */
export const identityIssuers = [
  { kind: "GitHub", issuer: "https://token.actions.githubusercontent.com", forge: "https://github.com/" },
  { kind: "GitLab", issuer: "https://gitlab.com", forge: "https://gitlab.com/" },
  { kind: "Google", issuer: "https://accounts.google.com", forge: undefined },
] as const;

/** Forges that are known by the host of a remote: their API, and where GitHub takes the files of a release. */
export const forges = [
  {
    kind: "github",
    host: "github.com",
    api: "https://api.github.com/",
    uploads: "https://uploads.github.com/",
  },
  { kind: "gitlab", host: "gitlab.com", api: "https://gitlab.com/api/v4/", uploads: undefined },
  { kind: "gitea", host: "codeberg.org", api: "https://codeberg.org/api/v1/", uploads: undefined },
] as const;

/** What an image reference without a registry means, and the host that really answers for it. */
export const defaultRegistry = {
  name: "docker.io",
  host: "registry-1.docker.io",
  /** Repositories without a slash are below this one. */
  library: "library/",
} as const;

/** Of the SDK in package.json and of `engineVersion` in dagger.json. */
const daggerVersion = "0.21.8";

/** The Dagger release that this version works with, and where people get it and what it lacks. */
export const dagger = {
  version: daggerVersion,
  install: "https://docs.dagger.io/getting-started/installation/",
  /** From that page: for a machine of a CI that lives as long as its job. */
  installLine: `curl -fsSL https://dl.dagger.io/dagger/install.sh | DAGGER_VERSION=${daggerVersion} BIN_DIR=/usr/local/bin sudo -E sh`,
  /** Registers emulators of other architectures with the kernel of the engine's machine. */
  emulation: "docker run --privileged --rm tonistiigi/binfmt --install all",
} as const;

/** Its Node.js and npm bundle Wheelway in an engine: the image that the TypeScript SDK of that release runs modules in. */
export const moduleImage = "docker.io/library/node:24.13.1-alpine";

/** Its Node.js runs the CLI in containers of an engine: the file /usr/local/bin/node, for glibc 2.28 and newer. */
export const nodeImage = "docker.io/library/node:24-bookworm-slim";

/** Has Python, pip and a compiler, and Node.js 20 in its package index: for the jobs of CIs that run in an image. */
export const linuxImage = "docker.io/library/python:3.13-trixie";

/** The schema that SARIF logs name as theirs (OASIS, SARIF 2.1.0 errata 01). */
export const sarifSchema =
  "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/** Where docs/ of this version can be read, with a slash at its end; `undefined` while it has no public address. */
export const documentation: string | undefined = undefined;
