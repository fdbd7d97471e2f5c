import { describe, expect, it } from "vitest";

import { readSdist } from "../../../src/artifacts/sdist.ts";
import { readWheel } from "../../../src/artifacts/wheel.ts";
import { buildPaths } from "../../../src/checks/build-paths.ts";
import type { Check } from "../../../src/checks/check.ts";
import { leftoverFiles } from "../../../src/checks/leftover-files.ts";
import { testData } from "../../../src/checks/test-data.ts";
import { elf, platformWheel, writeSdist, writeWheel } from "../../support/archives.ts";
import { hexadecimal } from "../../support/planted-secrets.ts";

type Files = Readonly<Record<string, string | Buffer>>;

const ofWheel = async (check: Check, files: Files, file = platformWheel) =>
  check.run({
    wheels: [await readWheel(writeWheel({ file, files }))],
    sdist: undefined,
    contract: undefined,
  });
const ofSdist = async (check: Check, files: Files) => {
  const more = Object.entries(files).map(([path, content]) => ({ name: `demo-1.0/${path}`, content }));
  return check.run({ wheels: [], sdist: await readSdist(writeSdist({ more })), contract: undefined });
};

describe("files that hold credentials", () => {
  it.each([
    [".pypirc", "where upload tools keep passwords"],
    [".env", "where settings and passwords"],
    ["demo/.env.production", "where settings and passwords"],
    [".netrc", "where passwords of hosts"],
    ["demo/_netrc", "where passwords of hosts"],
    [".git-credentials", "where git keeps passwords"],
    ["home/.ssh/id_ed25519", "a private key of SSH"],
    [".aws/credentials", "where AWS tools"],
    ["x/.kube/config", "where access to a Kubernetes cluster"],
    ["kubeconfig.yaml", "where access to a Kubernetes cluster"],
    [".docker/config.json", "where container tools"],
    ["deploy/terraform.tfstate.backup", "where the state of Terraform"],
    [".bash_history", "a history of commands"],
    [".vault-token", "a token of Vault"],
  ])("%s is an error", async (path, purpose) => {
    const [found, ...more] = await ofSdist(leftoverFiles, { [path]: "x" });
    expect(found).toMatchObject({ code: "WW073", severity: "error", member: path });
    expect(found?.message).toContain(`${path} is ${purpose}`);
    expect(more).toEqual([]);
  });

  it.each([
    "tests/.netrc",
    "demo/templates/.env",
    "{{cookiecutter.name}}/.env",
    "demo/trust.jks",
    "examples/id_rsa",
  ])("%s is a warning", async (path) => {
    expect(await ofSdist(leftoverFiles, { [path]: "x" })).toMatchObject([
      { code: "WW073", severity: "warning" },
    ]);
  });

  it.each([
    ".env.example",
    ".env.template",
    "id_rsa.pub",
    "demo/env.py",
    ".npmrc",
    "credentials",
    "tests/certs/a.p12",
    "demo/netrc.py",
    "docs/history.rst",
  ])("%s is nothing", async (path) => {
    expect(await ofSdist(leftoverFiles, { [path]: "x" })).toEqual([]);
  });

  it("an empty one is nothing", async () => {
    expect(await ofSdist(leftoverFiles, { ".env": "" })).toEqual([]);
  });
});

describe("files of systems, editors and crashes", () => {
  it("are one warning", async () => {
    expect(
      await ofWheel(leftoverFiles, { "demo/.DS_Store": "x", "demo/a.py~": "", "demo/.a.py.swp": "" }),
    ).toMatchObject([
      {
        code: "WW074",
        severity: "warning",
        member: "demo/.DS_Store",
        message:
          "it holds 3 files that systems, editors or crashed programs left, the first is demo/.DS_Store",
      },
    ]);
  });

  it.each(["Thumbs.db", "demo/desktop.ini", "demo/#a.py#", "demo/.#a.py", "demo/a.py.orig", "demo/._a.py"])(
    "%s",
    async (path) => {
      expect(await ofWheel(leftoverFiles, { [path]: "x" })).toMatchObject([{ code: "WW074", member: path }]);
    },
  );

  it("tells a dump of memory from a module named core", async () => {
    expect(await ofWheel(leftoverFiles, { "demo/core.1234": elf })).toMatchObject([{ code: "WW074" }]);
    expect(
      await ofWheel(leftoverFiles, { "other/core": "text", "demo/core.py": "", "demo/core/__init__.py": "" }),
    ).toEqual([]);
  });
});

describe("folders of the build machine", () => {
  const program = (...paths: string[]) => Buffer.concat([elf, Buffer.from(paths.join("\0"))]);
  const person = "/home/maria/projects/demo/src/fast.c";
  const machine = "/root/.cargo/registry/src/index-1949cf8c6b5b557f/memchr-2.7/src/lib.rs";

  it("of a person are a warning, without the name", async () => {
    const findings = await ofWheel(buildPaths, {
      "demo/_fast.so": program(person),
      "demo/_slow.so": program(machine, person),
    });
    expect(findings).toMatchObject([
      {
        code: "WW075",
        severity: "warning",
        message: "2 members name the home folder of a person, the first is demo/_fast.so",
      },
      { code: "WW075", severity: "note", artifact: undefined },
    ]);
    expect(JSON.stringify(findings)).not.toContain("maria");
  });

  it("of machines are one note for the whole set", async () => {
    const wheels = await Promise.all(
      ["cp311", "cp312", "cp313"].map((python) => {
        const file = `demo-1.0-${python}-${python}-manylinux_2_17_x86_64.whl`;
        return readWheel(writeWheel({ file, files: { "demo/_fast.so": program(machine) } }));
      }),
    );
    const findings = buildPaths.run({ wheels, sdist: undefined, contract: undefined });
    expect(findings).toMatchObject([{ severity: "note", artifact: undefined }]);
    expect(findings[0]?.message).toContain("members of 3 artifacts name folders of a build machine");
  });

  it("are nothing in texts, where they are examples, and in recorded data of tests", async () => {
    expect(await ofWheel(buildPaths, { "demo/paths.py": `# such as ${person}\n` })).toEqual([]);
    expect(await ofSdist(buildPaths, { "tests/images/a.tif": program(person) })).toEqual([]);
  });
});

describe("tests by the megabyte", () => {
  const data = hexadecimal(1_200_000);

  it("are a warning where they are a large part", async () => {
    const findings = await ofWheel(testData, {
      "demo/__init__.py": "",
      "demo/tests/data/a.csv": data,
      "demo/tests/b.py": "x",
    });
    expect(findings).toMatchObject([
      {
        code: "WW076",
        severity: "warning",
        message: "1.2 MB of its 1.2 MB are tests and their data, mostly in demo/tests",
      },
    ]);
  });

  it.each([
    ["a small part", { "demo/a.bin": data + data + data, "demo/tests/a.csv": data }],
    ["small", { "demo/__init__.py": "", "demo/tests/a.csv": data.slice(0, 900_000) }],
    ["named much like it", { "demo/testers/a.csv": data, "demo/contests/b.csv": "x" }],
  ])("are nothing where they are %s", async (_, files) => {
    expect(await ofWheel(testData, files)).toEqual([]);
  });
});
