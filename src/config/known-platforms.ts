/** Platform names that editors complete and near misses are looked for in; any valid platform tag may be used. */

const glibcPolicies = ["2_17", "2_28", "2_31", "2_34", "2_35", "2_36", "2_39"];
const linuxArchitectures = [
  "x86_64",
  "aarch64",
  "i686",
  "ppc64le",
  "s390x",
  "armv7l",
  "riscv64",
  "loongarch64",
];

export const commonPlatformNames: readonly string[] = [
  ...glibcPolicies.flatMap((policy) => linuxArchitectures.map((arch) => `manylinux_${policy}_${arch}`)),
  ...linuxArchitectures.slice(0, 5).map((arch) => `manylinux2014_${arch}`),
  ...["1_1", "1_2"].flatMap((policy) => linuxArchitectures.map((arch) => `musllinux_${policy}_${arch}`)),
  ...linuxArchitectures.map((arch) => `linux_${arch}`),
  ...["10_9", "10_12", "10_13", "10_15", "11_0", "12_0", "13_0", "14_0", "15_0"].map(
    (v) => `macosx_${v}_x86_64`,
  ),
  ...["11_0", "12_0", "13_0", "14_0", "15_0"].map((v) => `macosx_${v}_arm64`),
  ...["10_9", "10_13", "11_0"].map((v) => `macosx_${v}_universal2`),
  "win32",
  "win_amd64",
  "win_arm64",
];

/** What an editor may accept beside the common names; `parsePlatform` decides. */
export const platformPattern =
  "^((many|musl)linux_\\d+_\\d+_\\w+|manylinux(1|2010|2014)_\\w+|linux_\\w+|macosx_\\d+_\\d+_\\w+|win32|win_\\w+)$";
