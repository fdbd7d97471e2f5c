/** Reports of `verify` for the tests of what is shown of them: many wheels, one pure wheel, names made to do harm. */

import { compareFindings, finding, type Finding } from "../../src/checks/finding.ts";
import type { VerifiedFile, VerifyReport } from "../../src/pipeline/verify-report.ts";

export function verifiedFile(file: string, size = 1_000_000): VerifiedFile {
  return { file, kind: file.endsWith(".whl") ? "wheel" : "sdist", size, sha256: "ab".repeat(32) };
}

export function verifyReport(
  files: readonly (string | VerifiedFile)[],
  more: Partial<VerifyReport> = {},
): VerifyReport {
  const findings = [...(more.findings ?? [])].sort(compareFindings);
  return {
    source: "dist",
    project: { name: "demo", version: "1.0" },
    files: files.map((file) => (typeof file === "string" ? verifiedFile(file) : file)),
    contract: undefined,
    previous: undefined,
    turnedDown: [],
    notRun: [],
    verdict: findings.some(({ severity }) => severity === "error") ? "failed" : "passed",
    ...more,
    findings,
  };
}

const cpython = ["cp311", "cp312", "cp313", "cp313t", "cp314"];
/** Megabytes of numpy's wheels for CPython 3.13, about. */
const platforms: readonly (readonly [tags: string, megabytes: number])[] = [
  ["macosx_10_13_x86_64", 20.9],
  ["macosx_11_0_arm64", 14.3],
  ["macosx_14_0_arm64", 5.1],
  ["macosx_14_0_x86_64", 6.5],
  ["manylinux_2_27_aarch64.manylinux_2_28_aarch64", 14.3],
  ["manylinux_2_27_x86_64.manylinux_2_28_x86_64", 16.6],
  ["musllinux_1_2_aarch64", 16.4],
  ["musllinux_1_2_x86_64", 18.4],
  ["win32", 6.3],
  ["win_amd64", 12.8],
  ["win_arm64", 10.2],
];

function numpyLike(version: string): VerifiedFile[] {
  const wheel = (python: string, abi: string, platform: string, megabytes: number) =>
    verifiedFile(`numpy-${version}-${python}-${abi}-${platform}.whl`, Math.round(megabytes * 1e6));
  const own = cpython.flatMap((abi, index) =>
    platforms.map(([platform, megabytes]) =>
      wheel(
        abi.replace("t", ""),
        abi,
        abi === "cp311" ? platform.replace("10_13", "10_9") : platform,
        megabytes + index / 10,
      ),
    ),
  );
  const pypy = platforms
    .filter(([platform]) => !/musl|win32|win_arm64/.test(platform))
    .map(([platform, megabytes]) =>
      wheel("pp311", "pypy311_pp73", platform.replace("10_13", "10_15"), megabytes),
    );
  return [...own, ...pypy, wheel("cp313", "cp313", "pyodide_2025_0_wasm32", 9.4)];
}

/** 60 wheels and the sdist: 3 missing (one promised, two that the previous release had), 4 odd, 5 new. */
export function sixtyWheels(): VerifyReport {
  const version = "2.3.5";
  const all = numpyLike(version);
  const gone = [
    `numpy-${version}-cp312-cp312-manylinux_2_27_aarch64.manylinux_2_28_aarch64.whl`,
    `numpy-${version}-cp313-cp313t-musllinux_1_2_aarch64.whl`,
    `numpy-${version}-cp311-cp311-win32.whl`,
  ];
  const files = all.filter(({ file }) => !gone.includes(file));
  const before = numpyLike("2.3.4").map(({ file }) => file);
  const small = `numpy-${version}-cp314-cp314-manylinux_2_27_aarch64.manylinux_2_28_aarch64.whl`;
  return verifyReport([verifiedFile(`numpy-${version}.tar.gz`, 20_600_000), ...files], {
    source: "wheelhouse",
    project: { name: "numpy", version },
    previous: {
      version: "2.3.4",
      source: "pypi",
      files: ["numpy-2.3.4.tar.gz", ...before.filter((file) => !file.includes("win_arm64"))],
    },
    findings: [
      finding(
        "WW001",
        "cp312-manylinux_2_28_aarch64",
        "the wheel for cp312 on manylinux_2_28_aarch64 is missing",
      ),
      finding(
        "WW011",
        small,
        "RECORD does not fit its content: numpy/_core/_multiarray_umath.so has another hash",
      ),
      finding(
        "WW013",
        `numpy-${version}-pp311-pypy311_pp73-macosx_14_0_arm64.whl`,
        "it is tagged for macosx_14_0_arm64, but numpy/linalg/_umath_linalg.pypy311-pp73-darwin.so is machine code for x86_64 alone, as in no other wheel of the platform",
      ),
      ...["cp313-cp313t", "cp314-cp314"].map((tags) =>
        finding(
          "WW014",
          `numpy-${version}-${tags}-win_arm64.whl`,
          "it is tagged for win_arm64, but holds no machine code",
        ),
      ),
      ...files
        .filter(({ file }) => file.includes("musllinux"))
        .map(({ file }) =>
          finding("WW010", file, "its WHEEL file has its tags in another order than the file name", {
            severity: "note",
          }),
        ),
    ],
    notRun: [
      { what: "abi3audit", why: "it is not installed", remedy: "Install it: pipx install abi3audit." },
      {
        what: "what the index would refuse",
        why: "the index did not answer within 10 s",
        remedy: "Run it again, or with --offline to leave it out.",
      },
    ],
    turnedDown: [{ code: "WW012", level: "warning", reason: "the nightly builds have no tag yet", count: 2 }],
  });
}

export function onePureWheel(): VerifyReport {
  return verifyReport(
    [verifiedFile("idna-3.11.tar.gz", 194_000), verifiedFile("idna-3.11-py3-none-any.whl", 71_000)],
    {
      project: { name: "idna", version: "3.11" },
      previous: {
        version: "3.10",
        source: "pypi",
        files: ["idna-3.10.tar.gz", "idna-3.10-py3-none-any.whl"],
      },
    },
  );
}

/** What an attacker may put into file names, messages, versions and reasons. */
export const hostileTexts: readonly string[] = [
  '"><img src=x onerror=alert(1)>.whl',
  "</style></title><script>alert(1)</script>",
  "javascript:alert(1)//https://evil.example/x.png",
  "demo`|<b>|[click](https://evil.example) @everyone #1.whl",
  "\u001b[2J\u001b]0;owned\u0007\u202egpj.exe\u200b",
  "| --- |\n# heading\n<!-- ",
  "a\\|b\\`c`` ![x](//evil.example/x.png) &lt;i&gt; &#60;",
  "x".repeat(300),
];

export function hostileReport(): VerifyReport {
  const platform = `linux_${"x".repeat(120)}`;
  return verifyReport(
    [
      verifiedFile("demo-1.0-cp312-cp312-manylinux_2_28_x86_64.whl"),
      verifiedFile(`demo-1.0-cp312-cp312-${platform}.whl`),
      verifiedFile(`demo-1.0-cp312-${"abi".repeat(40)}-win_amd64.whl`),
      ...hostileTexts.map((text): VerifiedFile => ({ ...verifiedFile(text), kind: "refused" })),
    ],
    {
      source: `folder/${hostileTexts[0] ?? ""}`,
      project: { name: hostileTexts[1] ?? "", version: hostileTexts[4] ?? "" },
      previous: { version: hostileTexts[3] ?? "", source: hostileTexts[2] ?? "", files: [] },
      findings: hostileTexts.flatMap((text): Finding[] => [
        finding("WW008", text, `no name of a wheel: ${text}`, { hint: `Rename ${text}` }),
        finding("WW010", "demo-1.0-cp312-cp312-manylinux_2_28_x86_64.whl", text, { member: text }),
      ]),
      notRun: [{ what: hostileTexts[3] ?? "", why: hostileTexts[0] ?? "", remedy: hostileTexts[4] ?? "" }],
      turnedDown: [{ code: "WW010", level: "warning", reason: hostileTexts.join("\n"), count: 1 }],
    },
  );
}
