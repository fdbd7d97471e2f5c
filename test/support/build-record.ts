/** Finished runs for tests of manifest, reports and dist folder. */

import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

import type { ArtifactRecord, BuildRecord } from "../../src/artifacts/record.ts";
import { parseWheelName, wheelTags } from "../../src/tags/wheel-name.ts";
import { sdistBytes, wheelBytes } from "./archives.ts";

export const wheelFile = "demo-1.0-cp312-cp312-manylinux_2_17_x86_64.manylinux2014_x86_64.whl";
const target = "cp312-manylinux_2_28_x86_64";

const sha256 = (bytes: Buffer) => createHash("sha256").update(bytes).digest("hex");

export function artifactRecord(
  file: string,
  bytes: Buffer,
  more: Partial<ArtifactRecord> = {},
): ArtifactRecord {
  const name = parseWheelName(file);
  const wheel = !("malformed" in name);
  return {
    file,
    kind: wheel ? "wheel" : "sdist",
    sha256: sha256(bytes),
    size: bytes.length,
    tags: wheel ? wheelTags(name) : [],
    targets: wheel ? [target] : [],
    tests: [],
    untested: [],
    ...more,
  };
}

export const bytesOf: Readonly<Record<string, Buffer>> = {
  [wheelFile]: wheelBytes({ file: wheelFile }),
  "demo-1.0.tar.gz": sdistBytes(),
};

export function buildRecord(more: Partial<BuildRecord> = {}): BuildRecord {
  const test = { verdict: "passed" as const, target, python: "CPython 3.12.1" };
  return {
    project: { name: "demo", version: "1.0" },
    verdict: "passed",
    artifacts: [
      artifactRecord(wheelFile, bytesOf[wheelFile]!, {
        targets: [target, "cp313-manylinux_2_28_x86_64"],
        tests: [
          { ...test, name: "imports" },
          { ...test, name: "test command" },
        ],
        untested: [{ target: "cp313-manylinux_2_28_x86_64", reason: "no emulation here" }],
      }),
      artifactRecord("demo-1.0.tar.gz", bytesOf["demo-1.0.tar.gz"]!, {
        tests: [{ ...test, name: "imports" }],
      }),
    ],
    contract: {
      mode: "exact",
      artifacts: [
        { kind: "sdist", optional: false },
        {
          kind: "wheel",
          targets: [target],
          wheelKind: "version",
          python: "cp312",
          abi: "cp312",
          platform: "manylinux_2_28_x86_64",
          optional: false,
        },
      ],
    },
    findings: [
      {
        code: "WW014",
        severity: "warning",
        artifact: wheelFile,
        message: "it holds no machine code",
        hint: "look",
      },
    ],
    turnedDown: [],
    notRun: [],
    failures: [],
    environment: {
      wheelway: "0.1.0",
      backend: "host",
      machine: "Linux x86_64",
      commit: "0123456789abcdef0123456789abcdef01234567",
      dirty: false,
      sourceDateEpoch: 1_700_000_000,
      images: {},
      tools: { uv: "0.9.1", auditwheel: "6.4.0" },
      interpreters: { cp312: "CPython 3.12.1 (linux-x86_64, glibc 2.36)" },
      network: [
        { task: `wheel:${target}`, state: "isolated" },
        { task: "sdist", state: "not-isolated", why: "seccomp is not allowed here" },
      ],
    },
    times: {
      started: "2026-11-21T10:00:00.000Z",
      finished: "2026-11-21T10:01:05.000Z",
      tasks: { sdist: 4.25, [`wheel:${target}`]: 60.75 },
    },
    ...more,
  };
}

/** Writes the artifacts of a record into a folder; file name -> path. */
export function writeSources(folder: string): Record<string, string> {
  return Object.fromEntries(
    Object.entries(bytesOf).map(([file, bytes]) => {
      writeFileSync(join(folder, file), bytes);
      return [file, join(folder, file)];
    }),
  );
}
