/** Core metadata (METADATA, PKG-INFO) and the WHEEL file: headers as in e-mail, then a body. */

export interface Headers {
  /** In order; names as they are spelled, values as they are written, spaces at their end too. */
  readonly fields: readonly (readonly [name: string, value: string])[];
  readonly body: string;
  /** Lines that are no header, one sentence each. */
  readonly problems: readonly string[];
}

export interface CoreMetadata {
  readonly metadataVersion: string | undefined;
  readonly name: string | undefined;
  readonly version: string | undefined;
  readonly requiresPython: string | undefined;
  readonly requiresDist: readonly string[];
  readonly providesExtra: readonly string[];
  /** Fields that a wheel may fill otherwise than the sdist (PEP 643). */
  readonly dynamic: readonly string[];
  readonly classifiers: readonly string[];
  /** SPDX (PEP 639); fields/license-expression.ts reads it. */
  readonly licenseExpression: string | undefined;
  /** Paths below the project's folder (PEP 639); before version 2.4 a habit of one build back end. */
  readonly licenseFiles: readonly string[];
  /** The README: the body, or the field that older versions have instead; "" where there is none. */
  readonly description: string;
  readonly descriptionContentType: string | undefined;
  readonly headers: Headers;
}

/**
 * Reads `Name: value` lines up to the first empty line. A line that begins with a space or a tab goes on with the value
 * before it; anything else without a colon ends the headers and begins the body, as in Python's `email` package, and is
 * a problem.
 */
export function parseHeaders(text: string): Headers {
  const lines = text.split(/\r\n|\n|\r/);
  const fields: [string, string][] = [];
  const problems: string[] = [];
  let index = 0;
  for (; index < lines.length; index += 1) {
    const line = lines[index] ?? "";
    if (line === "") {
      index += 1;
      break;
    }
    const last = fields.at(-1);
    if (/^[ \t]/.test(line)) {
      if (last) last[1] += `\n${line}`;
      else problems.push("it begins with a continuation line");
      continue;
    }
    const header = /^([!-9;-~]*):([^]*)$/.exec(line);
    if (!header) {
      problems.push(`line ${index + 1} is no header`);
      break;
    }
    if (header[1] === "") problems.push(`line ${index + 1} has no name before its colon`);
    else fields.push([header[1] ?? "", header[2] ?? ""]);
  }
  return {
    fields: fields.map(([name, value]) => [name, value.replace(/^[ \t\n]+/, "")]),
    body: lines.slice(index).join("\n"),
    problems,
  };
}

/** Every value of a field, without spaces at its end; names are compared without case. */
export function valuesOf(headers: Headers, name: string): string[] {
  const wanted = name.toLowerCase();
  return headers.fields
    .filter(([field]) => field.toLowerCase() === wanted)
    .map(([, value]) => value.trimEnd());
}

/** The value of a field that may stand once; the first where it stands more often. */
export function valueOf(headers: Headers, name: string): string | undefined {
  return valuesOf(headers, name)[0];
}

/** Reads core metadata of any version; what is missing is `undefined`, judging it is the work of checks. */
export function parseCoreMetadata(text: string): CoreMetadata {
  const headers = parseHeaders(text);
  return {
    metadataVersion: valueOf(headers, "Metadata-Version"),
    name: valueOf(headers, "Name"),
    version: valueOf(headers, "Version"),
    requiresPython: valueOf(headers, "Requires-Python"),
    requiresDist: valuesOf(headers, "Requires-Dist"),
    providesExtra: valuesOf(headers, "Provides-Extra"),
    dynamic: valuesOf(headers, "Dynamic"),
    classifiers: valuesOf(headers, "Classifier"),
    licenseExpression: valueOf(headers, "License-Expression"),
    licenseFiles: valuesOf(headers, "License-File"),
    description: headers.body === "" ? (valueOf(headers, "Description") ?? "") : headers.body,
    descriptionContentType: valueOf(headers, "Description-Content-Type"),
    headers,
  };
}
