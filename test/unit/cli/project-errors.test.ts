import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { main } from "../../../src/cli/main.ts";
import { useCases } from "../../../src/cli/use-cases.ts";
import { sdistBytes } from "../../support/archives.ts";
import { fakeDoor } from "../../support/door.ts";
import { expectGolden } from "../../support/golden.ts";

const scratch = realpathSync(mkdtempSync(join(tmpdir(), "wheelway-errors-")));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const buildSystem =
  '[build-system]\nrequires = ["setuptools>=77"]\nbuild-backend = "setuptools.build_meta"\n';
const project = `${buildSystem}[project]\nname = "spam"\nversion = "1.0"\nrequires-python = ">=3.10"\n`;

/** Name of the golden file -> the files of the project. */
const broken: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "no-pyproject": { "README.md": "" },
  "no-pyproject-but-setup-py": { "setup.py": "" },
  "broken-toml": { "pyproject.toml": `${project}[tool.wheelway\npython = ["cp312"]\n` },
  "one-problem": { "pyproject.toml": `${project}[tool.wheelway]\npyhton = ["cp312"]\n` },
  "many-problems": {
    "pyproject.toml": `${project}[tool.wheelway]
pyhton = ["cp312"]
platforms = ["manylinux_2_28_x68_64"]
[tool.wheelway.build]
network = "always"
timeout = -1
[[tool.wheelway.test.smoke]]
python = "import spam"
`,
  },
  "no-git": {
    "pyproject.toml":
      '[build-system]\nrequires = ["setuptools-scm"]\nbuild-backend = "setuptools.build_meta"\n[project]\nname = "spam"\ndynamic = ["version"]\n[tool.setuptools_scm]\n',
  },
  "damaged-lock": { "pyproject.toml": project, "wheelway.lock": "version = 1\n<<<<<<< ours\n" },
};

function projectOf(name: string, files: Readonly<Record<string, string>>): string {
  const folder = join(scratch, name);
  mkdirSync(folder);
  for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text);
  return folder;
}

async function plan(path: string): Promise<{ status: number; err: string; out: string }> {
  const argv = ["plan", path, "--backend", "host", "--cache-dir", join(scratch, "cache")];
  const door = fakeDoor(argv, { useCases: { plan: useCases.plan } });
  const status = await main(door);
  return { status, out: door.out(), err: door.err().replaceAll(scratch, "/home/user") };
}

describe("a project that cannot be read", () => {
  it.each(Object.entries(broken))("%s: one error, its reasons, what to do next", async (name, files) => {
    const { status, out, err } = await plan(projectOf(name, files));
    expect([status, out]).toEqual([2, ""]);
    expect(err).toMatch(/^error\[[a-z-]+\]: .+\n(?: {2}.*\n|\n)*next: .+\n/);
    expectGolden(`errors/project-${name}.txt`, err);
  });

  it("nothing-there", async () => {
    const { status, err } = await plan(join(scratch, "missing"));
    expect(status).toBe(2);
    expectGolden("errors/project-nothing-there.txt", err);
  });

  it("no-sdist: a file of another kind", async () => {
    writeFileSync(join(scratch, "notes.txt"), "");
    const { status, err } = await plan(join(scratch, "notes.txt"));
    expect(status).toBe(2);
    expectGolden("errors/project-no-sdist.txt", err);
  });

  it("damaged-sdist", async () => {
    writeFileSync(join(scratch, "spam-1.0.tar.gz"), sdistBytes().subarray(0, 100));
    const { status, err } = await plan(join(scratch, "spam-1.0.tar.gz"));
    expect(status).toBe(1);
    expectGolden("errors/project-damaged-sdist.txt", err);
  });
});

describe("a path", () => {
  it("with spaces, quotes and other letters, and a symbolic link, is shown as it is", async () => {
    const odd = projectOf('it\'s a "Prøject" 日本', { "README.md": "" });
    expect((await plan(odd)).err).toContain(`/home/user/it's a "Prøject" 日本 has no pyproject.toml`);
    const link = join(scratch, "link");
    symlinkSync(odd, link);
    expect((await plan(link)).status).toBe(2);
  });
});
