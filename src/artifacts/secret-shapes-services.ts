/** The shapes of tokens and keys of clouds and services. Data only. */

import type { SecretShape } from "./secret-shapes.ts";

const hex = (count: number) => `[0-9a-f]{${count}}`;
const alphanumeric = (count: number | string) => `[0-9A-Za-z]{${count}}`;
const url64 = (count: number | string) => `[0-9A-Za-z_-]{${count}}`;

export const cloudShapes: readonly SecretShape[] = [
  {
    what: "AWS access key",
    starts: ["AKIA", "ASIA"],
    body: "[A-Z2-7]{16}",
    proof: "near-aws-secret",
    evidence: "shape",
    unproved: "hint",
    source: "AWS IAM user guide: IAM identifiers, unique ID prefixes",
  },
  {
    what: "Google API key",
    starts: ["AIza"],
    body: url64(35),
    evidence: "hint",
    source: "Google Cloud docs: Manage API keys (public in browsers and apps unless restricted)",
  },
  {
    what: "Google OAuth client secret",
    starts: ["GOCSPX-"],
    body: url64(28),
    evidence: "hint",
    source: "Google identity docs: OAuth 2.0 for desktop apps (where it is not treated as a secret)",
  },
  {
    what: "Azure storage key",
    starts: ["AccountKey="],
    body: "[0-9A-Za-z+/]{86}==",
    proof: "azure-key",
    evidence: "shape",
    source: "Azure docs: Configure connection strings for Azure Storage",
  },
  {
    what: "Azure shared access signature",
    starts: ["sig="],
    body: "[0-9A-Za-z+/%]{43,60}(?:=|%3[Dd])",
    evidence: "hint",
    source: "Azure docs: Create a service SAS",
  },
  {
    what: "DigitalOcean token",
    starts: ["dop_v1_", "doo_v1_", "dor_v1_"],
    body: hex(64),
    evidence: "shape",
    source: "DigitalOcean API reference: Authentication",
  },
  {
    what: "HashiCorp Vault token",
    starts: ["hvs.", "hvb."],
    body: url64("90,300"),
    evidence: "shape",
    source: "Vault docs: Tokens, token prefixes",
  },
  {
    what: "Databricks token",
    starts: ["dapi"],
    body: hex(32),
    evidence: "shape",
    source: "Databricks docs: Personal access token authentication",
  },
];

export const serviceShapes: readonly SecretShape[] = [
  {
    what: "Slack token",
    starts: ["xoxb-", "xoxp-", "xoxa-", "xoxr-", "xoxs-", "xoxe-", "xoxe.xoxp-", "xapp-"],
    body: "[0-9A-Za-z]{1,13}-[0-9A-Za-z-]{20,200}",
    evidence: "shape",
    source: "Slack docs: Token types",
  },
  {
    what: "Slack webhook",
    starts: ["hooks.slack.com/services/T"],
    body: "[0-9A-Z]{7,12}/B[0-9A-Z]{7,12}/[0-9A-Za-z]{24}",
    evidence: "shape",
    source: "Slack docs: Sending messages using incoming webhooks",
  },
  {
    what: "Stripe live key",
    starts: ["sk_live_", "rk_live_"],
    body: alphanumeric("24,250"),
    evidence: "shape",
    source: "Stripe docs: API keys",
  },
  {
    what: "SendGrid key",
    starts: ["SG."],
    body: `${url64(22)}\\.${url64(43)}`,
    evidence: "shape",
    source: "Twilio SendGrid docs: API keys",
  },
  {
    what: "Twilio API key",
    starts: Array.from({ length: 16 }, (_, digit) => `SK${digit.toString(16)}`),
    body: hex(31),
    evidence: "hint",
    source: "Twilio docs: String identifiers (SIDs)",
  },
  {
    what: "Sentry token",
    starts: ["sntrys_eyJ", "sntryu_"],
    body: "(?:[0-9A-Za-z+/=]{60,400}_[0-9A-Za-z+/]{43}|[0-9a-f]{64})",
    evidence: "shape",
    source: "Sentry docs: Auth tokens",
  },
  {
    what: "Anthropic key",
    starts: ["sk-ant-api03-", "sk-ant-admin01-", "sk-ant-oat01-"],
    body: url64("86,110"),
    evidence: "shape",
    source: "Anthropic docs: API keys",
  },
  {
    what: "OpenAI key",
    starts: ["sk-proj-", "sk-svcacct-", "sk-admin-", "sk-"],
    body: "[0-9A-Za-z_-]{20,74}T3BlbkFJ[0-9A-Za-z_-]{20,74}",
    evidence: "shape",
    source: "OpenAI docs: API keys",
  },
  {
    what: "Grafana token",
    starts: ["glsa_"],
    body: `${alphanumeric(32)}_[0-9A-Fa-f]{8}`,
    evidence: "shape",
    source: "Grafana docs: Service accounts",
  },
  {
    what: "age key",
    starts: ["AGE-SECRET-KEY-1"],
    body: "[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58}",
    proof: "bech32",
    evidence: "proved",
    source: "The age file encryption format; BIP 173",
  },
  {
    what: "JSON Web Token",
    starts: ["eyJ"],
    body: "[0-9A-Za-z_-]{14,2000}\\.eyJ[0-9A-Za-z_-]{10,4000}\\.[0-9A-Za-z_-]{20,1000}",
    proof: "json-header",
    evidence: "hint",
    source: "RFC 7519 and RFC 7515, compact serialization",
  },
];
