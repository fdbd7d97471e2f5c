/** Core metadata (METADATA, PKG-INFO) and the WHEEL file: headers as in e-mail, then a body. */

export interface Headers {
  /** In order; names as they are spelled. */
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
  readonly headers: Headers;
}

/**
 * Reads `Name: value` lines up to the first empty line. A line that begins with a space or a tab goes on with the value
 * before it; anything else without a colon ends the headers, as in Python's `email` package, and is a problem.
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
    const header = /^([!-9;-~]+):[ \t]*(.*)$/.exec(line);
    if (!header) {
      problems.push(`line ${index + 1} is no header`);
      break;
    }
    fields.push([header[1] ?? "", header[2] ?? ""]);
  }
  return {
    fields: fields.map(([name, value]) => [name, value.trimEnd()]),
    body: lines.slice(index).join("\n"),
    problems,
  };
}

/** Every value of a field; names are compared without case. */
export function valuesOf(headers: Headers, name: string): string[] {
  const wanted = name.toLowerCase();
  return headers.fields.filter(([field]) => field.toLowerCase() === wanted).map(([, value]) => value);
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
    headers,
  };
}
