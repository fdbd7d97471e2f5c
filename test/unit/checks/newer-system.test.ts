import { describe, expect, it } from "vitest";

import { newerSystem } from "../../../src/checks/newer-system.ts";
import { checkWheel, lines } from "../../support/check-wheel.ts";
import { machOBytes, universalBytes } from "../../support/code-bytes.ts";
import { elfBytes, type ElfSpec } from "../../support/elf-bytes.ts";

const arch = (platform: string) => ({ machine: platform.endsWith("aarch64") ? 183 : 62 });
const elf = async (platform: string, spec: ElfSpec) =>
  lines(
    await checkWheel(newerSystem, `cp312-cp312-${platform}`, {
      "demo/m.abi3.so": elfBytes({ ...arch(platform), ...spec }),
    }),
  );
const glibc = (platform: string, ...symbols: string[]) =>
  elf(platform, { needs: ["libc.so.6"], versions: { "libc.so.6": symbols } });

describe("glibc", () => {
  it.each([
    ["manylinux_2_17_x86_64", "GLIBC_2.17"],
    ["manylinux_2_5_x86_64", "GLIBC_2.2.5"],
    ["manylinux2014_x86_64", "GLIBC_2.14"],
    ["manylinux_2_36_x86_64", "GLIBC_ABI_DT_RELR"],
    // The one function that CentOS 7 had there before its time.
    ["manylinux_2_17_aarch64", "GLIBC_2.18"],
    ["linux_x86_64", "GLIBC_2.39"],
  ])("%s may need %s", async (platform, symbol) => {
    expect(await glibc(platform, symbol)).toEqual([]);
  });

  it.each([
    ["manylinux_2_17_x86_64", "GLIBC_2.34", "2.17"],
    ["manylinux_2_17_x86_64", "GLIBC_2.18", "2.17"],
    ["manylinux1_x86_64", "GLIBC_2.14", "2.5"],
    ["manylinux_2_28_x86_64", "GLIBC_ABI_DT_RELR", "2.28"],
    // The older of two tags decides who installs it.
    ["manylinux_2_28_x86_64.manylinux_2_17_x86_64", "GLIBC_2.28", "2.17"],
  ])("%s may not need %s", async (platform, symbol, promised) => {
    const found = await glibc(platform, "GLIBC_2.2.5", symbol);
    expect(found).toEqual([
      expect.stringContaining(`error WW043 demo/m.abi3.so needs ${symbol} of libc.so.6, the tag `),
    ]);
    expect(found[0]).toContain(`promises glibc ${promised}`);
  });

  it("does not count versions that are weak", async () => {
    expect(await elf("manylinux_2_17_x86_64", { weakVersions: { "libc.so.6": ["GLIBC_2.34"] } })).toEqual([]);
  });

  it("names the members together", async () => {
    const bytes = elfBytes({ versions: { "libm.so.6": ["GLIBC_2.29"] } });
    const files = { "demo/a.abi3.so": bytes, "demo/b.abi3.so": bytes, "demo/tests/c.abi3.so": bytes };
    expect(lines(await checkWheel(newerSystem, "cp38-abi3-manylinux_2_28_x86_64", files))).toEqual([
      "error WW043 demo/a.abi3.so and demo/b.abi3.so need GLIBC_2.29 of libm.so.6, the tag manylinux_2_28_x86_64 promises glibc 2.28",
    ]);
  });
});

describe("libc", () => {
  it.each([
    ["musllinux_1_2_x86_64", "libc.musl-x86_64.so.1"],
    ["musllinux_1_2_x86_64", "libc.so"],
    ["manylinux_2_17_x86_64", "ld-linux-x86-64.so.2"],
    ["linux_x86_64", "libc.so.6"],
  ])("%s may need %s", async (platform, library) => {
    expect(await elf(platform, { needs: [library] })).toEqual([]);
  });

  it.each([
    ["musllinux_1_2_x86_64", { needs: ["libc.so.6"] }, "libc.so.6 of glibc"],
    ["musllinux_1_2_aarch64", { needs: ["ld-linux-aarch64.so.1"] }, "ld-linux-aarch64.so.1 of glibc"],
    ["manylinux_2_17_x86_64", { needs: ["libc.musl-x86_64.so.1"] }, "libc.musl-x86_64.so.1 of musl"],
    ["manylinux_2_17_x86_64", { interpreter: "/lib/ld-musl-x86_64.so.1" }, "ld-musl-x86_64.so.1 of musl"],
    ["manylinux_2_17_x86_64.musllinux_1_1_x86_64", { needs: ["libc.so.6"] }, "libc.so.6 of glibc"],
  ] as const)("%s may not need %o", async (platform, spec, says) => {
    expect(await elf(platform, spec)).toEqual([
      expect.stringMatching(`^error WW044 demo/m\\.abi3\\.so needs ${says}, the tag \\w+ promises \\w+$`),
    ]);
  });
});

describe("macOS", () => {
  const mac = async (platform: string, bytes: Buffer) =>
    lines(await checkWheel(newerSystem, `cp312-cp312-${platform}`, { "demo/m.abi3.so": bytes }));
  const intel = (minimum: readonly [number, number]) => ({ cpu: 0x01000007, minimum });
  const arm = (minimum: readonly [number, number]) => ({ minimum });

  it.each([
    ["macosx_11_0_arm64", machOBytes(arm([11, 0]))],
    ["macosx_10_13_x86_64", machOBytes({ ...intel([10, 13]), old: true })],
    // Nothing for arm64 is older than 11.0, whatever the tag says for the other half.
    ["macosx_10_9_universal2", universalBytes([intel([10, 9]), arm([11, 0])])],
    ["macosx_10_16_x86_64", machOBytes(intel([11, 0]))],
    // The other half is not what this tag is about.
    ["macosx_10_13_x86_64", universalBytes([intel([10, 13]), arm([14, 0])])],
    ["macosx_11_0_arm64", machOBytes({})],
  ])("%s is kept", async (platform, bytes) => {
    expect(await mac(platform, bytes)).toEqual([]);
  });

  it("tells a deployment target that is newer than the tag", async () => {
    expect(await mac("macosx_11_0_arm64", machOBytes(arm([14, 0])))).toEqual([
      "error WW043 demo/m.abi3.so needs macOS 14.0, the tag macosx_11_0_arm64 promises 11.0",
    ]);
    expect(await mac("macosx_10_9_universal2", universalBytes([intel([10, 9]), arm([12, 3])]))).toEqual([
      expect.stringContaining("error WW043 demo/m.abi3.so needs macOS 12.3"),
    ]);
  });

  it("only warns where no Python that is supported runs on what lies between", async () => {
    expect(await mac("macosx_10_9_x86_64", machOBytes(intel([10, 13])))).toEqual([
      expect.stringContaining("warning WW043"),
    ]);
  });
});

describe("auditwheel", () => {
  const audit = (policy: string) => [{ tool: "auditwheel" as const, problems: [], policy }];
  const judge = async (policy: string, spec: ElfSpec = {}) =>
    lines(
      await checkWheel(
        newerSystem,
        "cp312-cp312-manylinux_2_17_x86_64",
        { "demo/m.abi3.so": elfBytes(spec) },
        audit(policy),
      ),
    );

  it("is believed about symbols of other libraries", async () => {
    expect(await judge("manylinux_2_34_x86_64")).toEqual([
      "error WW043 auditwheel finds versions of symbols that only manylinux_2_34_x86_64 allows, the tag is manylinux_2_17_x86_64",
    ]);
    expect(await judge("manylinux_2_17_x86_64")).toEqual([]);
    expect(await judge("manylinux_2_5_x86_64")).toEqual([]);
  });

  it("does not repeat what was seen already", async () => {
    const found = await judge("manylinux_2_34_x86_64", { versions: { "libc.so.6": ["GLIBC_2.34"] } });
    expect(found).toEqual([expect.stringContaining("GLIBC_2.34 of libc.so.6")]);
  });
});
