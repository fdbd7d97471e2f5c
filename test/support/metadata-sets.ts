/** Makes sets of wheels and an sdist that differ in their metadata, read as the checks get them. */

import type { Finding } from "../../src/checks/finding.ts";
import type { Check, CheckInput } from "../../src/checks/check.ts";
import { readSdist } from "../../src/artifacts/sdist.ts";
import { readWheel } from "../../src/artifacts/wheel.ts";
import { writeSdist, writeWheel } from "./archives.ts";

export interface SetSpec {
  /** File names of wheels, each with more lines of metadata and more files; default one pure wheel of demo 1.0. */
  readonly wheels?: readonly {
    readonly file?: string;
    readonly fields?: string;
    readonly files?: Readonly<Record<string, string>>;
    /** The whole METADATA instead. */
    readonly metadata?: string;
  }[];
  readonly sdist?: {
    readonly file?: string;
    readonly fields?: string;
    readonly files?: Readonly<Record<string, string>>;
    readonly pyproject?: string;
  };
  /** Metadata-Version; default 2.4. */
  readonly version?: string;
  readonly input?: Partial<CheckInput>;
}

/** Metadata of what a file name says, with more lines, and a README unless the lines end in one. */
export function metadataText(file: string, fields = "", version = "2.4"): string {
  const [name = "", number = ""] = file.replace(/\.(?:whl|tar\.gz)$/, "").split("-");
  const start = `Metadata-Version: ${version}\nName: ${name}\nVersion: ${number}\n`;
  if (fields.includes("\n\n")) return `${start}${fields}`;
  return `${start}Description-Content-Type: text/markdown\n${fields}${fields === "" ? "" : "\n"}\nA demo.\n`;
}

export async function findingsOf(check: Check, spec: SetSpec): Promise<readonly Finding[]> {
  const wheels = (spec.wheels ?? [{}]).map(
    ({ file = "demo-1.0-py3-none-any.whl", fields, files, metadata }) =>
      readWheel(
        writeWheel({
          file,
          files: { "demo/__init__.py": "", ...files },
          metadata: metadata ?? metadataText(file, fields, spec.version),
        }),
      ),
  );
  const { sdist } = spec;
  const file = sdist?.file ?? "demo-1.0.tar.gz";
  return check.run({
    wheels: await Promise.all(wheels),
    sdist: sdist
      ? await readSdist(
          writeSdist({
            file,
            files: sdist.files ?? {},
            pkgInfo: metadataText(file, sdist.fields, spec.version),
            ...(sdist.pyproject === undefined ? {} : { pyproject: sdist.pyproject }),
          }),
        )
      : undefined,
    contract: undefined,
    ...spec.input,
  });
}
