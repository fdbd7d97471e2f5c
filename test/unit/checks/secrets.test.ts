import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

import { readSdist } from "../../../src/artifacts/sdist.ts";
import { readWheel } from "../../../src/artifacts/wheel.ts";
import { secrets } from "../../../src/checks/secrets.ts";
import { main } from "../../../src/cli/main.ts";
import { verify } from "../../../src/pipeline/verify.ts";
import {
  pureWheel,
  sdistBytes,
  sdistFile,
  temporaryFolder,
  wheelBytes,
  writeSdist,
  writeWheel,
} from "../../support/archives.ts";
import { fakeDoor } from "../../support/door.ts";
import {
  alphanumeric,
  characters,
  privateKey,
  pypiToken,
  withCrc,
  writings,
} from "../../support/planted-secrets.ts";

type Files = Readonly<Record<string, string | Buffer>>;

const ofWheel = async (files: Files) =>
  secrets.run({ wheels: [await readWheel(writeWheel({ files }))], sdist: undefined, contract: undefined });
const ofSdist = async (files: Files) => {
  const more = Object.entries(files).map(([path, content]) => ({ name: `demo-1.0/${path}`, content }));
  return secrets.run({ wheels: [], sdist: await readSdist(writeSdist({ more })), contract: undefined });
};
const gitlab = () => `glpat-${alphanumeric(20)}`;
const google = () => `AIza${alphanumeric(35)}`;

describe("a secret that is planted", () => {
  const planted = [withCrc("ghp_"), pypiToken(), privateKey("sec1")] as const;

  it.each(writings)("in $name is found in a wheel and an sdist, and never printed", async ({ write }) => {
    const folder = temporaryFolder();
    const dist = join(folder, "dist");
    mkdirSync(dist);
    const files = Object.fromEntries(
      planted.map((secret, index) => [`demo/data${index}.txt`, Buffer.from(write(secret))]),
    );
    const more = Object.entries(files).map(([path, content]) => ({ name: `demo-1.0/${path}`, content }));
    writeFileSync(join(dist, pureWheel), wheelBytes({ files: { "demo/__init__.py": "", ...files } }));
    writeFileSync(join(dist, sdistFile), sdistBytes({ more }));
    const { json, all } = await everyOutput(folder, dist);
    const found = json.findings.filter(({ code }) => code === "WW070");
    for (const artifact of [pureWheel, sdistFile]) {
      expect(found.filter((one) => one.artifact === artifact).map(({ member }) => member)).toEqual(
        Object.keys(files),
      );
    }
    for (const secret of planted) {
      expect(substringsOf(secret).filter((part) => all.includes(part))).toEqual([]);
    }
  });
});

/** All parts of 12 characters of what is secret: the words around a key are not. */
function substringsOf(secret: string): string[] {
  const body = secret.replace(/-----[A-Z ]+-----|\n/g, "");
  return Array.from({ length: body.length - 11 }, (_, index) => body.slice(index, index + 12));
}

interface Json {
  readonly findings: readonly {
    readonly code: string;
    readonly artifact: string;
    readonly member?: string;
  }[];
}

/** What the command prints and writes in all of its forms, with all of its words. */
async function everyOutput(folder: string, dist: string): Promise<{ json: Json; all: string }> {
  const files = ["page.html", "summary.md", "scan.sarif"].map((file) => join(folder, file));
  const outputs = ["--html", "--markdown", "--sarif"].flatMap((option, index) => [
    option,
    files[index] ?? "",
  ]);
  const run = async (...more: string[]) => {
    const argv = ["verify", dist, "--no-tools", "--verbose", "--cache-dir", folder, ...more];
    const door = fakeDoor(argv, { useCases: { verify } });
    expect(await main(door)).toBe(1);
    return door;
  };
  const words = await run(...outputs);
  const data = await run("--json");
  const written = files.map((file) => readFileSync(file, "utf8"));
  return {
    json: JSON.parse(data.out()) as Json,
    all: [words.out(), words.err(), data.out(), data.err(), ...written].join("\n"),
  };
}

it("names the member, the kind, the line and the way of writing, and how many there are", async () => {
  const content = `x = 1\ny = "${gitlab()}"\n# ${Buffer.from(privateKey()).toString("base64")}\n`;
  expect(await ofWheel({ "demo/settings.py": content })).toMatchObject([
    {
      code: "WW070",
      severity: "error",
      artifact: pureWheel,
      member: "demo/settings.py",
      message: "demo/settings.py holds a GitLab token and a private key (PEM) (line 2; 2 in all)",
    },
  ]);
  const encoded = Buffer.from(withCrc("ghp_")).toString("base64");
  const [finding] = await ofWheel({ "demo/a.py": encoded });
  expect(finding?.message).toBe("demo/a.py holds a GitHub token (line 1, written in base64)");
});

describe("keys and tokens of tests and documentation", () => {
  const key = privateKey();
  it.each([
    "tests/server.key",
    "demo/test/key.pem",
    "docs/usage.rst",
    "examples/ssl.py",
    "dummyserver/certs/ca.key",
    "demo/test_ssl.py",
    "README.md",
    "testing/conftest.py",
  ])("are a warning: %s", async (path) => {
    expect(await ofSdist({ [path]: key })).toMatchObject([
      { code: "WW071", severity: "warning", member: path },
    ]);
  });

  it.each([
    "demo/server.key",
    "demo/contest.py",
    "demo/latest/key.pem",
    "demo/protest.pem",
    "demo/docstrings.py",
  ])("are an error elsewhere: %s", async (path) => {
    expect(await ofWheel({ [path]: key })).toMatchObject([
      { code: "WW070", severity: "error", member: path },
    ]);
  });

  it("are one finding, however many", async () => {
    const files = Object.fromEntries(
      Array.from({ length: 30 }, (_, index) => [`tests/key${index}.pem`, key]),
    );
    const findings = await ofSdist(files);
    expect(findings.map(({ message }) => message)).toEqual([
      "30 members of its tests or documentation hold private keys or tokens, the first is tests/key0.pem",
    ]);
  });

  it("are an error where a checksum proves that a token was issued", async () => {
    expect(await ofSdist({ "tests/test_upload.py": pypiToken() })).toMatchObject([
      { code: "WW070", severity: "error" },
    ]);
  });
});

describe("what is often public", () => {
  it("is a warning, once a kind", async () => {
    const files = {
      "demo/a.py": google(),
      "demo/b.py": `${google()} ${google()}`,
      "demo/c.py": `SK${characters("0123456789abcdef", 32)}`,
    };
    expect((await ofWheel(files)).map(({ code, severity, message }) => [code, severity, message])).toEqual([
      ["WW072", "warning", "2 members hold a Google API key, the first is demo/a.py (line 1)"],
      ["WW072", "warning", "demo/c.py holds a Twilio API key (line 1)"],
    ]);
  });

  it("is nothing in tests and documentation", async () => {
    expect(await ofSdist({ "tests/a.py": google(), "README.md": google() })).toEqual([]);
  });
});

it("names twenty members one by one, and counts the rest", async () => {
  const files = Object.fromEntries(Array.from({ length: 25 }, (_, index) => [`demo/m${index}.py`, gitlab()]));
  const findings = await ofWheel(files);
  expect(findings).toHaveLength(21);
  expect(findings.at(-1)?.message).toBe("5 more of its members hold such secrets");
});
