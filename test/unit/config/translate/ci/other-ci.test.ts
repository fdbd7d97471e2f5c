import { describe, expect, it } from "vitest";
import { translated, workflow } from "../../../../support/init.ts";

const of = (files: Record<string, string>) =>
  translated({ project: 'requires-python = ">=3.12,<3.14"', files });

describe("GitLab CI", () => {
  it("has variables of the file, the job and its matrix", async () => {
    const { targets, config, notCarried } = await of({
      ".gitlab-ci.yml": `variables:
  CIBW_TEST_COMMAND: pytest
  CIBW_TEST_REQUIRES: { value: mock, description: x }
linux:
  image: python:3.12
  parallel:
    matrix:
      - CIBW_ARCHS: [x86_64, aarch64]
  variables: { CIBW_BUILD: "cp313-manylinux*", API_TOKEN: planted-secret }
  script:
    - pip install cibuildwheel==3.1.0
    - cibuildwheel --output-dir wheelhouse
windows:
  tags: [windows]
  variables: { CIBW_BUILD: "cp312-win_amd64" }
  script: [python -m cibuildwheel]
`,
    });
    expect(targets).toEqual([
      "cp312-win_amd64",
      "cp313-manylinux_2_28_aarch64",
      "cp313-manylinux_2_28_x86_64",
    ]);
    expect(config.options.test).toMatchObject({ command: "pytest", requires: ["mock"] });
    expect(JSON.stringify(notCarried)).not.toContain("planted");
  });
});

describe("Azure Pipelines", () => {
  it("has variables, a matrix and steps with an environment", async () => {
    const { targets, config, carried } = await of({
      "azure-pipelines.yml": `variables:
- name: CIBW_TEST_REQUIRES
  value: pytest
jobs:
- job: wheels
  strategy:
    matrix:
      linux: { image: ubuntu-latest, CIBW_BUILD: cp312-manylinux* }
      mac: { image: macos-14, CIBW_BUILD: "cp313-*" }
  pool: { vmImage: $(image) }
  steps:
  - bash: python -m pip install cibuildwheel
  - bash: cibuildwheel .
    env: { CIBW_TEST_COMMAND: "pytest {project}" }
`,
    });
    expect(targets).toEqual(["cp312-manylinux_2_28_x86_64", "cp313-macosx_11_0_arm64"]);
    expect(config.options.test).toMatchObject({ requires: ["pytest"], command: "pytest {sources}" });
    expect(carried).toContainEqual({
      from: "CIBW_TEST_REQUIRES (azure-pipelines.yml:3)",
      to: "test.requires",
    });
  });
});

describe("CircleCI", () => {
  it("has jobs with an environment and an executor", async () => {
    const { targets } = await of({
      ".circleci/config.yml": `jobs:
  arm:
    machine: { image: "ubuntu-2204:current" }
    resource_class: arm.large
    environment: { CIBW_BUILD: "cp313-musllinux*" }
    steps:
      - checkout
      - run: { name: build, command: "pipx run cibuildwheel==3.2" }
`,
    });
    expect(targets).toEqual(["cp313-musllinux_1_2_aarch64"]);
  });
});

describe("GitHub Actions", () => {
  it("leaves out what conditions rule out, and tells what only a run would tell", async () => {
    const { targets, notCarried } = await of({
      ".github/workflows/w.yml": `env: { CIBW_SKIP: "*-musllinux_*" }
jobs:
  a:
    runs-on: \${{ matrix.os }}
    strategy:
      matrix: { os: [ubuntu-latest, windows-latest] }
    steps:
      - if: runner.os == 'Windows'
        run: echo "CIBW_ENVIRONMENT=A=1" >> $GITHUB_ENV
      - if: runner.os == 'Linux'
        uses: pypa/cibuildwheel@v4.0.0
        env: { CIBW_BUILD: "cp313-*", CIBW_TEST_COMMAND: "\${{ needs.x.outputs.y }}" }
  b:
    if: false
    runs-on: macos-14
    steps: [{ uses: pypa/cibuildwheel@v4.0.0 }]
`,
    });
    expect(targets).toEqual(["cp313-manylinux_2_28_x86_64"]);
    expect(notCarried.map(({ setting, why }) => [setting, why])).toEqual([
      ["CIBW_TEST_COMMAND", "it depends on needs.x.outputs.y, which only a run of the job can tell"],
      ["CIBW_ENVIRONMENT", "a script sets it while the job runs"],
    ]);
  });

  it("takes jobs that upload nothing for trials, where others upload", async () => {
    const job = (build: string, upload: string) => `jobs:
  w:
    runs-on: ubuntu-latest
    steps:
      - uses: pypa/cibuildwheel@v4.0.0
        env: { CIBW_BUILD: "${build}" }
${upload}`;
    const upload = "      - uses: actions/upload-artifact@v7\n";
    const { targets, notCarried } = await of({
      ".github/workflows/a.yml": job("cp312-manylinux*", ""),
      ".github/workflows/b.yml": job("cp313-manylinux*", upload),
    });
    expect(targets).toEqual(["cp313-manylinux_2_28_x86_64"]);
    expect(notCarried.map(({ where, why }) => [where, why])).toEqual([
      [".github/workflows/a.yml:6", expect.stringContaining("taken for a trial")],
    ]);
  });

  it("takes what the file that builds the most says, where two build the same", async () => {
    const { config } = await of({
      ".github/workflows/a.yml": workflow({ CIBW_BUILD: "cp313-manylinux*", CIBW_TEST_COMMAND: "one" }),
      ".github/workflows/b.yml": workflow({ CIBW_BUILD: "cp31*-manylinux*", CIBW_TEST_COMMAND: "many" }),
    });
    expect(config.options.test.command).toBe("many");
    expect(config.overrides).toEqual([]);
  });

  it("tells of a file that is no YAML", async () => {
    const { notCarried } = await of({ ".github/workflows/w.yml": "a: [" });
    expect(notCarried[0]).toMatchObject({ setting: ".github/workflows/w.yml" });
    expect(notCarried[0]?.why).toContain("not valid YAML");
  });

  it("reads another configuration file, and another project's folder is left", async () => {
    const { targets, notCarried } = await of({
      ".github/workflows/w.yml": `jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - uses: pypa/cibuildwheel@v4.0.0
        with: { config-file: ci/cibuildwheel.toml }
      - uses: pypa/cibuildwheel@v4.0.0
        with: { package-dir: other }
`,
      "ci/cibuildwheel.toml": '[tool.cibuildwheel]\nbuild = "cp312-manylinux*"\n',
      "other/pyproject.toml": "",
    });
    expect(targets).toEqual(["cp312-manylinux_2_28_x86_64"]);
    expect(notCarried).toEqual([
      {
        setting: "cibuildwheel",
        value: "other",
        where: ".github/workflows/w.yml:7",
        why: "it is another project; run `wheelway init` in its folder",
      },
    ]);
  });

  it("takes the Pythons that are tested, where no tool builds wheels", async () => {
    const { table, carried } = await of({
      ".github/workflows/t.yml": `jobs:
  t:
    runs-on: ubuntu-latest
    strategy: { matrix: { py: ["3.11", "3.12", "3.13", "pypy-3.11"] } }
    steps:
      - uses: actions/setup-python@v5
        with: { python-version: "\${{ matrix.py }}" }
`,
    });
    expect(table["python"]).toEqual(["cp312", "cp313"]);
    expect(carried).toEqual([
      { from: "actions/setup-python: python-version (.github/workflows/t.yml:7)", to: "python" },
    ]);
  });
});
