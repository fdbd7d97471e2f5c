/** The WHEEL file of a wheel (PEP 427, "File contents"). */

import { parseHeaders, valueOf, valuesOf } from "./core-metadata.ts";

export interface WheelFile {
  readonly wheelVersion: string | undefined;
  readonly generator: string | undefined;
  /** `Root-Is-Purelib`; `undefined` where it is neither true nor false. */
  readonly rootIsPurelib: boolean | undefined;
  readonly build: string | undefined;
  /** Every tag, `py3-none-any`; tag sets are written out one a line. */
  readonly tags: readonly string[];
  readonly problems: readonly string[];
}

export function parseWheelFile(text: string): WheelFile {
  const headers = parseHeaders(text);
  const purelib = valueOf(headers, "Root-Is-Purelib")?.toLowerCase();
  return {
    wheelVersion: valueOf(headers, "Wheel-Version"),
    generator: valueOf(headers, "Generator"),
    rootIsPurelib: purelib === "true" ? true : purelib === "false" ? false : undefined,
    build: valueOf(headers, "Build"),
    tags: valuesOf(headers, "Tag"),
    problems: headers.problems,
  };
}
