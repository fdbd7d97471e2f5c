/** `init` on real folders: what is written where, what is never overwritten, and the translations of known projects. */

import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { parse } from "smol-toml";
import { afterEach, describe, expect, it } from "vitest";
import { parseConfig } from "../../../src/config/parse.ts";
import { WheelwayError } from "../../../src/errors.ts";
import { init, type InitReport, type InitRequest } from "../../../src/pipeline/init.ts";
import type { PipelineEvent } from "../../../src/pipeline/events.ts";
import type { Surroundings } from "../../../src/pipeline/surroundings.ts";
import { projectToml } from "../../support/configs.ts";
import { expectGolden, readGolden } from "../../support/golden.ts";
import { targetsOf } from "../../support/init.ts";

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A project in a folder of its own; `below` is the project's path in it. */
function projectOf(files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), "wheelway-init-"));
  folders.push(root);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

async function run(project: string, request: Partial<InitRequest> = {}) {
  const events: PipelineEvent[] = [];
  const surroundings: Surroundings = {
    env: {},
    cacheDir: join(project, "cache"),
    tell: (event) => events.push(event),
    signal: new AbortController().signal,
    secrets: { get: () => Promise.resolve(undefined) } as unknown as Surroundings["secrets"],
    now: () => new Date(0),
  };
  const report = await init(
    { project, force: false, print: false, pyproject: false, ...request },
    surroundings,
  );
  const notes = events.flatMap((event) => (event.type === "note" ? [event.text] : []));
  return { report, notes };
}

async function failure(action: Promise<unknown>): Promise<WheelwayError> {
  const error: unknown = await action.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof WheelwayError) return error;
  throw new Error(`no error but ${String(error)}`);
}

const text = (root: string, path: string) => readFileSync(join(root, path), "utf8");

describe("init writes", () => {
  it("wheelway.toml, which is a configuration, and says where", async () => {
    const root = projectOf({ "pyproject.toml": projectToml(), "tests/test_a.py": "", LICENSE: "" });
    const { report, notes } = await run(root);
    expect(report.path).toBe(join(root, "wheelway.toml"));
    expect(text(root, "wheelway.toml")).toBe(report.text);
    expect(notes).toEqual([]);
    expect(parse(report.text)).toEqual({
      test: { requires: ["pytest"], sources: ["tests/"], command: "python -m pytest {sources}/tests" },
    });
  });

  it("into pyproject.toml, whose mode and other content stay", async () => {
    const before = `${projectToml()}\n[tool.other] # stays\nx = 1\n`;
    const root = projectOf({ "pyproject.toml": before });
    const { mode } = statSync(join(root, "pyproject.toml"));
    const { report, notes } = await run(root, { pyproject: true });
    expect(report.path).toBe(join(root, "pyproject.toml"));
    expect(text(root, "pyproject.toml")).toBe(`${before}\n${report.text}`);
    expect(existsSync(join(root, "wheelway.toml"))).toBe(false);
    expect(existsSync(join(root, "pyproject.toml.new"))).toBe(false);
    expect(statSync(join(root, "pyproject.toml")).mode).toBe(mode);
    expect(notes).toEqual([]);
  });

  it("nothing where it is to print", async () => {
    const root = projectOf({ "pyproject.toml": projectToml(), "wheelway.toml": "skip = []\n" });
    const { report } = await run(root, { print: true });
    expect(report.text).toContain("# Configuration of Wheelway");
    expect(text(root, "wheelway.toml")).toBe("skip = []\n");
  });

  it("a pyproject.toml for a project that has only setup.py, where it may", async () => {
    const root = projectOf({ "setup.py": 'setup(name="x", python_requires=">=3.12")' });
    expect((await failure(run(root))).next).toContain("wheelway init --pyproject");
    await run(root, { pyproject: true });
    expect(parse(text(root, "pyproject.toml"))).toMatchObject({
      "build-system": { "build-backend": "setuptools.build_meta" },
    });
    expect(text(root, "pyproject.toml")).toContain("requires-python >=3.12");
  });
});

describe("init refuses", () => {
  const existing = { "pyproject.toml": projectToml(), "wheelway.toml": "skip = []\n" };

  it("to overwrite a configuration, unless forced", async () => {
    const root = projectOf(existing);
    const error = await failure(run(root));
    expect([error.code, error.exitStatus]).toEqual(["init-exists", 2]);
    expect(error.next).toContain("--force");
    expect(text(root, "wheelway.toml")).toBe("skip = []\n");
    await run(root, { force: true });
    expect(text(root, "wheelway.toml")).toContain("# Configuration of Wheelway");
  });

  it("to make a second one beside it, forced or not", async () => {
    const root = projectOf(existing);
    const error = await failure(run(root, { pyproject: true, force: true }));
    expect(error.message).toContain("wheelway.toml");
    const other = projectOf({ "pyproject.toml": `${projectToml()}\n[tool.wheelway]\nskip = []\n` });
    expect((await failure(run(other, { force: true }))).next).toContain("--force --pyproject");
    await run(other, { force: true, pyproject: true });
    expect(parse(text(other, "pyproject.toml"))["tool"]).toBeUndefined();
  });

  it("what is no project", async () => {
    expect((await failure(run("/no/such/folder"))).code).toBe("project-not-found");
    expect((await failure(run(projectOf({ "a.txt": "" })))).code).toBe("project-no-pyproject");
    expect((await failure(run(projectOf({ "pyproject.toml": "a = [" })))).code).toBe("config-syntax");
  });
});

describe("init finds", () => {
  it("the CI files of a checkout around the project", async () => {
    const root = projectOf({
      ".git/HEAD": "",
      "lib/pyproject.toml": projectToml(),
      "lib/tests/test_a.py": "",
      "other/pyproject.toml": projectToml(),
      ".github/workflows/w.yml": `jobs:
  w:
    runs-on: ubuntu-latest
    steps:
      - uses: pypa/cibuildwheel@v4.0.0
        with: { package-dir: lib }
        env: { CIBW_BUILD: "cp313-manylinux*", CIBW_TEST_COMMAND: "pytest {project}/lib/tests {package}/tests {project}/shared" }
      - uses: pypa/cibuildwheel@v4.0.0
        with: { package-dir: other }
        env: { CIBW_BUILD: "cp312-*" }
`,
    });
    const { report } = await run(join(root, "lib"));
    expect(parse(report.text)).toMatchObject({
      python: ["cp313"],
      test: { sources: ["tests"], command: "pytest {sources}/tests {sources}/tests {sources}/shared" },
    });
    expect(report.notCarried.find(({ setting }) => setting === "CIBW_TEST_COMMAND")?.why).toContain(
      "{project}/shared is outside",
    );
    expect(report.notCarried.map(({ value }) => value)).toContain("other");
  });

  it("problems of the project itself, and tells of them", async () => {
    const { notes } = await run(
      projectOf({ "pyproject.toml": '[project]\nname = "x"\nrequires-python = "three"\n' }),
    );
    expect(notes.join()).toContain("requires-python");
  });
});

/** Their public settings, written down in test/golden/init/<name>/input. */
describe.each(["lxml", "numpy", "orjson", "psycopg", "pyzmq"])("the translation of %s", (name) => {
  const golden = join(import.meta.dirname, "../../golden/init", name);

  async function translation(): Promise<{ report: InitReport; root: string; notes: readonly string[] }> {
    const root = projectOf({});
    cpSync(join(golden, "input"), root, { recursive: true });
    return { root, ...(await run(root)) };
  }

  it("is a configuration without problems, as it was reviewed", async () => {
    const { report, notes, root } = await translation();
    expect(notes).toEqual([]);
    expectGolden(`init/${name}/wheelway.toml`, report.text);
    const carried = report.carried.map(({ from, to }) => `${from} -> ${to}\n`);
    expectGolden(`init/${name}/carried.txt`, carried.join(""));
    const config = await parseConfig({
      pyproject: { path: "pyproject.toml", text: text(root, "pyproject.toml") },
      wheelway: { path: "wheelway.toml", text: report.text },
    });
    expectGolden(
      `init/${name}/targets.txt`,
      targetsOf(config)
        .map((id) => `${id}\n`)
        .join(""),
    );
  });

  it("says of every setting what became of it, and of each that it leaves why", async () => {
    const { report } = await translation();
    const file = readGolden(`init/${name}/wheelway.toml`).replaceAll(/\n#\s*/g, " ");
    for (const { setting, where, why } of report.notCarried) {
      expect(file).toContain(`- ${setting} = `);
      expect(file).toContain(`(${where})`);
      expect(file.toLowerCase()).toContain(why.toLowerCase());
    }
  });
});
