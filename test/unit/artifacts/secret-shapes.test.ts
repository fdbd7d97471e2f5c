import { generateKeyPairSync } from "node:crypto";
import { describe, expect, it } from "vitest";

import { pemKeysIn, puttyKeysIn } from "../../../src/artifacts/leftover-keys.ts";
import { pathsIn } from "../../../src/artifacts/leftover-paths.ts";
import { tokensIn } from "../../../src/artifacts/leftover-tokens.ts";
import { secretShapes } from "../../../src/artifacts/secret-shapes.ts";
import {
  alphanumeric,
  characters,
  hexadecimal,
  ageKey,
  privateKey,
  pypiToken,
  withCrc,
} from "../../support/planted-secrets.ts";

const letters = (count: number) => characters("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", count);
const awsId = `AKIA${characters("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 16)}`;
const jwt = (header: object) =>
  [header, { sub: "1", iat: 1 }]
    .map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"))
    .concat(alphanumeric(43))
    .join(".");

/** One of each kind, and what it is worth. */
const samples: readonly (readonly [what: string, evidence: string, text: string])[] = [
  ["GitHub token", "proved", withCrc("ghs_")],
  ["GitHub fine-grained token", "shape", `github_pat_${alphanumeric(22)}_${alphanumeric(59, "second")}`],
  ["GitLab token", "shape", `glpat-${alphanumeric(20)}`],
  ["Atlassian API token", "shape", `ATATT3${alphanumeric(186)}`],
  ["PyPI token", "proved", pypiToken()],
  ["npm token", "proved", withCrc("npm_")],
  ["npm token", "hint", `npm_${alphanumeric(36)}`],
  ["npm credential", "shape", `//registry.example.org/:_authToken=${alphanumeric(36)}`],
  ["Docker Hub token", "shape", `dckr_pat_${alphanumeric(27)}`],
  ["RubyGems key", "shape", `rubygems_${hexadecimal(48)}`],
  ["Hugging Face token", "shape", `hf_${letters(34)}`],
  ["AWS access key", "hint", awsId],
  ["AWS access key", "shape", `key = "${awsId}"\nsecret = "${alphanumeric(40)}"`],
  ["Google API key", "hint", `AIza${alphanumeric(35)}`],
  ["Google OAuth client secret", "hint", `GOCSPX-${alphanumeric(28)}`],
  ["Azure storage key", "shape", `AccountName=demo;AccountKey=${alphanumeric(86)}==;`],
  ["Azure shared access signature", "hint", `https://demo.example.org/?sv=2022&sig=${alphanumeric(43)}%3D`],
  ["DigitalOcean token", "shape", `dop_v1_${hexadecimal(64)}`],
  ["HashiCorp Vault token", "shape", `hvs.${alphanumeric(95)}`],
  ["Databricks token", "shape", `dapi${hexadecimal(32)}`],
  [
    "Slack token",
    "shape",
    `xoxb-${characters("123456789", 12)}-${characters("987654321", 12)}-${alphanumeric(24)}`,
  ],
  [
    "Slack webhook",
    "shape",
    `https://hooks.slack.com/services/T${characters("ABC123", 8)}/B${characters("XYZ789", 8)}/${alphanumeric(24)}`,
  ],
  ["Stripe live key", "shape", `sk_live_${alphanumeric(24)}`],
  ["SendGrid key", "shape", `SG.${alphanumeric(22)}.${alphanumeric(43, "second")}`],
  ["Twilio API key", "hint", `SK${hexadecimal(32)}`],
  ["Sentry token", "shape", `sntryu_${hexadecimal(64)}`],
  ["Sentry token", "shape", `sntrys_eyJ${alphanumeric(120)}_${alphanumeric(43, "second")}`],
  ["Anthropic key", "shape", `sk-ant-api03-${alphanumeric(93)}AA`],
  ["OpenAI key", "shape", `sk-proj-${alphanumeric(74)}T3BlbkFJ${alphanumeric(74, "second")}`],
  ["OpenAI key", "shape", `sk-${alphanumeric(20)}T3BlbkFJ${alphanumeric(20, "second")}`],
  ["Grafana token", "shape", `glsa_${alphanumeric(32)}_${hexadecimal(8)}`],
  ["age key", "proved", ageKey()],
  ["JSON Web Token", "hint", jwt({ alg: "HS256", typ: "JWT" })],
];

it.each(samples)("knows a %s (%s)", (what, evidence, text) => {
  for (const around of [text, `x = "${text}"`, `first\\n${text}\\n`, `a=1&t=${text}&b=2`]) {
    const found = tokensIn(around).map((sighting) => [sighting.what, sighting.evidence]);
    expect(found, around.slice(0, 12)).toContainEqual([what, evidence]);
  }
});

it("has a sample of every shape, and a source", () => {
  expect(new Set(samples.map(([what]) => what))).toEqual(new Set(secretShapes.map(({ what }) => what)));
  for (const { source } of secretShapes) expect(source.length).toBeGreaterThan(10);
});

describe("takes no secret from", () => {
  const token = withCrc("ghp_");
  const changed = `${token.slice(0, -1)}${token.endsWith("a") ? "b" : "a"}`;
  it.each([
    ["a GitHub token with another checksum", changed],
    ["letters in its place", `ghp_${"x".repeat(36)}`],
    ["the example of AWS", "AKIAIOSFODNN7EXAMPLE wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"],
    ["a sequence", "glpat-abcdefghijklmnopqrst"],
    ["a repeated word", `dapi${"deadbeef".repeat(4)}`],
    ["zeros", `sk_live_${"0".repeat(24)}`],
    ["words in its place", "sk_live_your_key_goes_here_please_ok"],
    ["a placeholder", "xoxb-your-token-here-0000000000000"],
    ["a variable of npm", "//registry.example.org/:_authToken=${NPM_TOKEN_OF_THE_PROJECT}"],
    ["a longer word", `graph_${withCrc("npm_").slice(4)}`],
    ["a PyPI token that was cut", pypiToken().slice(0, -20)],
    ["an age key with another checksum", `${ageKey().slice(0, -1)}${ageKey().endsWith("Q") ? "P" : "Q"}`],
    ["a web token without an algorithm", jwt({ alg: "none" })],
    ["what only looks like a web token", `eyJ${alphanumeric(20)}.eyJ${alphanumeric(20)}.${alphanumeric(43)}`],
    [
      "the key of the storage emulator",
      `AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6${alphanumeric(42)}==`,
    ],
    ["a test key of Stripe", `sk_test_${alphanumeric(24)}`],
  ])("%s", (_, text) => {
    expect(tokensIn(text)).toEqual([]);
  });
});

describe("private keys", () => {
  const openssh = (cipher: string) => {
    const text = (value: string) => {
      const length = Buffer.alloc(4);
      length.writeUInt32BE(value.length);
      return Buffer.concat([length, Buffer.from(value)]);
    };
    const bytes = Buffer.concat([
      Buffer.from("openssh-key-v1\0"),
      text(cipher),
      text("none"),
      Buffer.from(hexadecimal(200)),
    ]);
    const lines = bytes.toString("base64").replace(/.{70}/g, "$&\n");
    return `-----BEGIN OPENSSH PRIVATE KEY-----\n${lines}\n-----END OPENSSH PRIVATE KEY-----\n`;
  };
  const encrypted = generateKeyPairSync("ec", {
    namedCurve: "P-256",
    privateKeyEncoding: { type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase: "x" },
    publicKeyEncoding: { type: "spki", format: "pem" },
  });
  const pgp = (tag: number) =>
    `-----BEGIN PGP PRIVATE KEY BLOCK-----\nVersion: 1\n\n${Buffer.concat([Buffer.from([tag, 1]), Buffer.from(hexadecimal(90))]).toString("base64")}\n=abcd\n-----END PGP PRIVATE KEY BLOCK-----\n`;
  const quoted = (pem: string) =>
    pem
      .trim()
      .split("\n")
      .map((line) => `    "${line}\\n"`)
      .join(" +\n");
  const putty = (encryption: string) =>
    `PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: ${encryption}\nComment: x\nPublic-Lines: 2\n${alphanumeric(64)}\n${alphanumeric(20)}\nPrivate-Lines: 1\n${alphanumeric(48)}\nPrivate-MAC: ${hexadecimal(64)}\n`;

  it.each([
    ["PKCS #8", privateKey(), "private key (PEM)", "key"],
    ["PKCS #1", privateKey("pkcs1"), "private key (PEM)", "key"],
    ["SEC 1", privateKey("sec1"), "private key (PEM)", "key"],
    ["a string of JSON", JSON.stringify({ private_key: privateKey() }), "private key (PEM)", "key"],
    ["strings put together", quoted(privateKey()), "private key (PEM)", "key"],
    ["Windows line ends", privateKey().replaceAll("\n", "\r\n"), "private key (PEM)", "key"],
    ["OpenSSH", openssh("none"), "private key (OpenSSH)", "key"],
    ["OpenSSH, encrypted", openssh("aes256-ctr"), "encrypted private key (OpenSSH)", "hint"],
    ["PKCS #8, encrypted", encrypted.privateKey, "encrypted private key (PEM)", "hint"],
    ["PGP", pgp(0x95), "private key (PGP)", "key"],
    ["PGP, new form", pgp(0xc5), "private key (PGP)", "key"],
  ])("%s", (_, text, what, evidence) => {
    expect(pemKeysIn(`before ${text} after`)).toMatchObject([{ kind: "secret", what, evidence }]);
  });

  it("of PuTTY, with a passphrase and without", () => {
    expect(puttyKeysIn(`x\n${putty("none")}`)).toMatchObject([
      { what: "private key (PuTTY)", evidence: "key", at: 2 },
    ]);
    expect(puttyKeysIn(putty("aes256-cbc"))).toMatchObject([{ evidence: "hint" }]);
  });

  it.each([
    ["the words alone", "if text.startswith('-----BEGIN RSA PRIVATE KEY-----'):\n    return load(text)\n"],
    [
      "a public key",
      generateKeyPairSync("ed25519").publicKey.export({ type: "spki", format: "pem" }).toString(),
    ],
    ["a key that was cut short", privateKey().replace(/\n[^-]*\n-----END/, "\n-----END")],
    ["dots for the middle", privateKey().replace(/\n[^-]{300,}\n-----END/, "\nMIIB...\n-----END")],
    [
      "other data in its place",
      `-----BEGIN PRIVATE KEY-----\n${alphanumeric(200)}\n-----END PRIVATE KEY-----`,
    ],
    ["a public key of PGP", pgp(0x99)],
    ["the words of PuTTY alone", "PuTTY-User-Key-File-2: ssh-rsa\nPrivate-Lines: 8\n"],
  ])("but not %s", (_, text) => {
    expect([...pemKeysIn(text), ...puttyKeysIn(text)]).toEqual([]);
  });
});

describe("folders of the build machine", () => {
  it.each([
    ["/home/maria/src/demo/x.c", "home folder of the person who built it"],
    ["/Users/Maria.Lopez/src/demo/x.c", "home folder of the person who built it"],
    ["C:\\Users\\maria\\demo\\x.pdb", "home folder of the person who built it"],
    ["/root/.cargo/registry/src/index.example.org/memchr/x.rs", "folder of the machine that built it"],
    ["/__w/demo/demo/src/x.c", "folder of the machine that built it"],
    ["/tmp/pip-build-env-abcd1234/overlay/x.h", "folder of the machine that built it"],
    ["/home/runner/work/x/home/nobody/", "folder of the machine that built it"],
  ])("%s", (path, what) => {
    expect(pathsIn(`x${path}`, 10)).toMatchObject([{ kind: "build-path", what }]);
  });

  it.each([
    "/usr/lib/python3/dist-packages/x.py",
    "https://example.org/users/maria/x",
    "/homework/x/y/z/abc",
  ])("but not %s", (path) => {
    expect(pathsIn(path, 0)).toEqual([]);
  });
});
