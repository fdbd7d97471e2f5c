import { describe, expect, it } from "vitest";
import { interpreterName, parseArguments } from "../../../../../src/config/translate/maturin/arguments.ts";
import { platformOf } from "../../../../../src/config/translate/maturin/platform.ts";
import { translated, type InitProject } from "../../../../support/init.ts";

const machine = { system: "linux", architecture: "x86_64" } as const;
const mac = { system: "macos", architecture: "arm64" } as const;
const windows = { system: "windows", architecture: "AMD64" } as const;

describe("arguments of maturin", () => {
  it("choose interpreters, target and policy; what is left is for the build", () => {
    const words =
      "--release --strip --out dist -i python3.11 3.13t pypy3.10 --features=a,b -F c --target x86_64-unknown-linux-gnu --compatibility manylinux_2_28 --zig --locked".split(
        " ",
      );
    expect(parseArguments(words)).toEqual({
      interpreters: ["python3.11", "3.13t", "pypy3.10"],
      target: "x86_64-unknown-linux-gnu",
      compatibility: "manylinux_2_28",
      kept: ["--strip", "--features=a,b", "-F c", "--locked"],
      left: [
        { argument: "--zig", why: "wheels are built natively or emulated, in the image of their policy" },
      ],
    });
    expect(parseArguments(["--compatibility", "pypi"]).compatibility).toBeUndefined();
  });

  it.each([
    ["python3.11", "cp311"],
    ["3.13t", "cp313t"],
    ["pypy3.10", "pp310"],
    ["pypy-3.11", "pp311"],
    ["pypy3.11-v7.3", "pp311"],
    ["graalpy3.12", "gp312"],
    ["/opt/python/bin/python3.12", "cp312"],
    ["python3", undefined],
    ["3.x", undefined],
    ["$PYTHON", undefined],
  ])("%s is %s", (written, name) => {
    expect(interpreterName(written)).toBe(name);
  });
});

describe("platforms of maturin", () => {
  it.each([
    [machine, "x86_64", "auto", "manylinux_2_17_x86_64"],
    [machine, undefined, undefined, "manylinux_2_17_x86_64"],
    [machine, "aarch64", "2_28", "manylinux_2_28_aarch64"],
    [machine, "x86_64", "2014", "manylinux_2_17_x86_64"],
    [machine, "x86_64-unknown-linux-musl", undefined, "musllinux_1_2_x86_64"],
    [machine, "x86_64", "musllinux_1_2", "musllinux_1_2_x86_64"],
    [machine, "powerpc64le-unknown-linux-gnu", "auto", "manylinux_2_17_ppc64le"],
    [machine, "armv7", "auto", "manylinux_2_31_armv7l"],
    [machine, "riscv64", "auto", "manylinux_2_39_riscv64"],
    [mac, "x86_64", undefined, "macosx_10_12_x86_64"],
    [mac, undefined, undefined, "macosx_11_0_arm64"],
    [mac, "universal2-apple-darwin", undefined, "macosx_10_12_universal2"],
    [windows, "x64", undefined, "win_amd64"],
    [windows, "i686-pc-windows-msvc", undefined, "win32"],
    [windows, "aarch64-pc-windows-msvc", undefined, "win_arm64"],
  ] as const)("%j, target %s, policy %s: %s", (on, target, policy, name) => {
    expect(platformOf(on, target, policy, undefined)?.platform.name).toBe(name);
  });

  it("have the deployment target that is asked for, but none that Rust cannot meet", () => {
    expect(platformOf(mac, "x86_64", undefined, "10.15")?.platform.name).toBe("macosx_10_15_x86_64");
    expect(platformOf(mac, "aarch64", undefined, "10.15")?.platform.name).toBe("macosx_11_0_arm64");
    expect(platformOf(mac, "aarch64", undefined, "14.2")?.platform.name).toBe("macosx_14_0_arm64");
  });

  it("tell what had to be assumed, and know nothing of others", () => {
    expect(platformOf(machine, "armv7", "auto", undefined)?.doubt).toContain(
      "no image of manylinux_2_17_armv7l",
    );
    expect(platformOf(machine, "x86_64", "off", undefined)?.doubt).toContain("without a policy");
    expect(platformOf(machine, "mips64", "auto", undefined)).toBeUndefined();
  });
});

const rust = {
  pyproject: "",
  files: { "Cargo.toml": "", "rust-toolchain.toml": '[toolchain]\nchannel = "1.91.0"\n' },
};
const job = (steps: string, { runner = "ubuntu-latest", matrix = "", env = "" } = {}): InitProject => ({
  ...rust,
  project: 'requires-python = ">=3.11,<3.14"',
  files: {
    ...rust.files,
    ".github/workflows/ci.yml": `jobs:\n  build:\n    runs-on: ${runner}\n${env}${matrix}    steps:\n${steps}`,
  },
});

describe("maturin-action", () => {
  it("is translated with its inputs", async () => {
    const { targets, table, notCarried } = await translated(
      job(
        `      - uses: PyO3/maturin-action@v1
        env:
          RUSTFLAGS: -C target-cpu=native
          UNRELATED: "1"
        with:
          target: \${{ matrix.target }}
          manylinux: auto
          args: --release --out dist --find-interpreter --features extra
          sccache: true
          rust-toolchain: "1.90"
          before-script-linux: yum install -y openssl-devel && cp a b
`,
        { matrix: "    strategy:\n      matrix:\n        target: [x86_64, aarch64]\n" },
      ),
    );
    expect(targets).toEqual(
      ["cp311", "cp312", "cp313"]
        .flatMap((python) => [`${python}-manylinux_2_17_aarch64`, `${python}-manylinux_2_17_x86_64`])
        .sort(),
    );
    expect(table).toMatchObject({
      prepare: { rust: "1.90", packages: ["openssl-devel"], commands: ["cp a b"] },
      build: {
        env: { RUSTFLAGS: "-C target-cpu=native" },
        "config-settings": { "build-args": "--features extra" },
      },
    });
    expect(table["override"]).toBeUndefined();
    expect(notCarried.map(({ setting }) => setting)).toEqual(["pyo3/maturin-action: sccache"]);
  });

  it("builds for the interpreters that it names, and reports those that cannot be had", async () => {
    const { targets, notCarried } = await translated(
      job(
        "      - uses: PyO3/maturin-action@v1\n        with:\n          args: -i 3.12 3.13t python3.15 pypy3.11\n",
      ),
    );
    expect(targets).toEqual([
      "cp312-manylinux_2_17_x86_64",
      "cp313t-manylinux_2_17_x86_64",
      "pp311-manylinux_2_17_x86_64",
    ]);
    expect(notCarried[0]?.why).toContain("python3.15");
  });

  it("builds for the Python that the job sets up, on systems without containers", async () => {
    const { targets } = await translated(
      job(
        "      - uses: actions/setup-python@v5\n        with:\n          python-version: ${{ matrix.py }}\n      - uses: PyO3/maturin-action@v1\n",
        {
          runner: "windows-latest",
          matrix: "    strategy:\n      matrix:\n        py: ['3.11', '3.12']\n",
        },
      ),
    );
    expect(targets).toEqual(["cp311-win_amd64", "cp312-win_amd64"]);
  });

  it("takes the toolchain that the project pins, where the job names none that is a release", async () => {
    const { table, notCarried } = await translated(
      job("      - uses: PyO3/maturin-action@v1\n        with:\n          rust-toolchain: nightly\n"),
    );
    expect(table["prepare"]).toEqual({ rust: "1.91.0" });
    expect(notCarried[0]?.why).toContain("it names no release");
  });

  it("of another folder, or that makes an sdist, builds no wheel", async () => {
    const { targets, notCarried } = await translated(
      job(
        "      - uses: PyO3/maturin-action@v1\n        with:\n          working-directory: other\n      - uses: PyO3/maturin-action@v1\n        with:\n          command: sdist\n",
      ),
    );
    expect(targets).toEqual([]);
    expect(notCarried.map(({ why }) => why)).toEqual([
      "it is another project; run `wheelway init` in its folder",
    ]);
  });
});

describe("scripts that run maturin", () => {
  it("are read with the variables that they set, also in composite actions, and without rows that are not uploaded", async () => {
    const project = job(
      `      - uses: ./.github/actions/build
        with:
          python: \${{ matrix.py }}
      - uses: actions/upload-artifact@v4
        if: matrix.py != '3.13'
`,
      {
        matrix: "    strategy:\n      matrix:\n        py: ['3.12', '3.13']\n",
        env: "    env: { CFLAGS: -O1 }\n",
      },
    );
    const action = `inputs:
  python: { required: true }
runs:
  using: composite
  steps:
    - shell: bash
      run: |
        export PY="python\${{ inputs.python }}"
        if [[ "$PY" == x ]]; then exit 1; fi
        maturin build --release --strip \\
          --interpreter "$PY" --target aarch64-unknown-linux-gnu --compatibility manylinux_2_28
`;
    const { targets, table } = await translated({
      ...project,
      files: { ...project.files, ".github/actions/build/action.yml": action },
    });
    expect(targets).toEqual(["cp312-manylinux_2_28_aarch64"]);
    expect(table["build"]).toEqual({
      env: { CFLAGS: "-O1" },
      "config-settings": { "build-args": "--strip" },
    });
  });
});
