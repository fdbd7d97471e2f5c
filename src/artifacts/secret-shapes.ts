/** The shapes of tokens and keys, as those who issue them document them: forges and package indexes first. Data only. */

import { cloudShapes, serviceShapes } from "./secret-shapes-services.ts";

/** What shows that a match is no accident; see secret-proofs.ts. */
export type Proof = "crc-base62" | "macaroon" | "bech32" | "json-header" | "azure-key" | "near-aws-secret";

export interface SecretShape {
  /** In words, as findings name it. */
  readonly what: string;
  /** Fixed beginnings of three characters at least, looked for first; case counts. */
  readonly starts: readonly string[];
  /** What follows, as the source of a regular expression without groups and without nested repetition. */
  readonly body: string;
  readonly proof?: Proof;
  /** Worth of a match: with its proof, where it has one; "hint" where such values are often public. */
  readonly evidence: "proved" | "shape" | "hint";
  /** Worth of a match without its proof; left out, there is no finding. */
  readonly unproved?: "shape" | "hint";
  /** Who says so. */
  readonly source: string;
}

const hex = (count: number) => `[0-9a-f]{${count}}`;
const alphanumeric = (count: number | string) => `[0-9A-Za-z]{${count}}`;
const url64 = (count: number | string) => `[0-9A-Za-z_-]{${count}}`;

const forges: readonly SecretShape[] = [
  {
    what: "GitHub token",
    starts: ["ghp_", "gho_", "ghu_", "ghs_", "ghr_"],
    body: alphanumeric(36),
    proof: "crc-base62",
    evidence: "proved",
    source: "GitHub blog, 5 April 2021: Behind GitHub's new authentication token formats",
  },
  {
    what: "GitHub fine-grained token",
    starts: ["github_pat_"],
    body: `${alphanumeric(22)}_${alphanumeric(59)}`,
    evidence: "shape",
    source: "GitHub docs: About authentication to GitHub",
  },
  {
    what: "GitLab token",
    starts: [
      ...[
        "glpat-",
        "gldt-",
        "glrt-",
        "glptt-",
        "glft-",
        "glsoat-",
        "glimt-",
        "glagent-",
        "gloas-",
        "glffct-",
      ],
      "glcbt-",
    ],
    body: "[0-9A-Za-z_.-]{20,300}",
    evidence: "shape",
    source: "GitLab docs: Token overview, token prefixes",
  },
  {
    what: "Atlassian API token",
    starts: ["ATATT3"],
    body: "[0-9A-Za-z_=-]{180,200}",
    evidence: "shape",
    source: "Atlassian support: Manage API tokens",
  },
];

const packages: readonly SecretShape[] = [
  {
    what: "PyPI token",
    starts: ["pypi-AgEIcHlwaS5vcmc", "pypi-AgENdGVzdC5weXBpLm9yZw"],
    body: url64("50,2000"),
    proof: "macaroon",
    evidence: "proved",
    source: "PyPI help: API tokens; libmacaroons format, version 2",
  },
  {
    what: "npm token",
    starts: ["npm_"],
    body: alphanumeric(36),
    proof: "crc-base62",
    evidence: "proved",
    unproved: "hint",
    source: "GitHub changelog, 23 September 2021: npm has a new access token format",
  },
  {
    what: "npm credential",
    starts: [":_authToken=", ":_password=", ":_auth="],
    body: "[0-9A-Za-z+/_-]{16,200}",
    evidence: "shape",
    source: "npm docs: npmrc, auth related configuration",
  },
  {
    what: "Docker Hub token",
    starts: ["dckr_pat_", "dckr_oat_"],
    body: url64("27,32"),
    evidence: "shape",
    source: "Docker docs: Personal access tokens",
  },
  {
    what: "RubyGems key",
    starts: ["rubygems_"],
    body: hex(48),
    evidence: "shape",
    source: "RubyGems guides: API key scopes",
  },
  {
    what: "Hugging Face token",
    starts: ["hf_", "api_org_"],
    body: "[A-Za-z]{34}",
    evidence: "shape",
    source: "Hugging Face docs: User access tokens",
  },
];

export const secretShapes: readonly SecretShape[] = [
  ...forges,
  ...packages,
  ...cloudShapes,
  ...serviceShapes,
];
