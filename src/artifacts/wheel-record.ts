/** RECORD, the list of a wheel's files with their hashes (PEP 376, 427), compared with what is really there. */

import type { Member } from "./archive.ts";
import { pathProblem } from "./member-path.ts";

interface RecordEntry {
  readonly path: string;
  /** `sha256=…` in URL-safe base64 without padding. */
  readonly hash: string;
  readonly size: string;
}

/** Reads CSV with the double-quote rules of Python's `csv` module; a row that has not three fields is a problem. */
export function parseRecord(text: string): { entries: RecordEntry[]; problems: string[] } {
  const entries: RecordEntry[] = [];
  const problems: string[] = [];
  for (const [index, row] of csvRows(text).entries()) {
    if (row.length === 1 && row[0] === "") continue;
    const [path = "", hash = "", size = ""] = row;
    if (row.length === 3) entries.push({ path, hash, size });
    else problems.push(`RECORD row ${index + 1} has ${row.length} fields, not 3`);
  }
  return { entries, problems };
}

function csvRows(text: string): string[][] {
  const rows: string[][] = [];
  for (const line of text.split(/\r\n|\n|\r/)) {
    if (!line.includes('"')) {
      rows.push(line.split(","));
      continue;
    }
    const row: string[] = [];
    // A field: quoted, with doubled quotes inside, or bare; then a comma or the end.
    for (const match of line.matchAll(/(?:"((?:[^"]|"")*)"|([^",]*))(?:,|$)/g)) {
      if (match.index === line.length && !line.endsWith(",")) break;
      row.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? "");
    }
    rows.push(row);
  }
  return rows;
}

/**
 * Every difference between RECORD and the members, at most 20 and a count of the rest.
 * @param distInfo name of the `.dist-info` folder; RECORD itself and its signatures carry no hash
 */
export function recordProblems(text: string, members: readonly Member[], distInfo: string): string[] {
  const { entries, problems } = parseRecord(text);
  const own = `${distInfo}/RECORD`;
  const unhashed = new Set([own, `${own}.jws`, `${own}.p7s`]);
  const byPath = new Map(members.map((member) => [member.path, member]));
  const listed = new Set<string>();
  for (const entry of entries) {
    if (listed.has(entry.path)) problems.push(`${entry.path} is listed twice`);
    listed.add(entry.path);
    const member = byPath.get(entry.path);
    if (pathProblem(entry.path))
      problems.push(`${JSON.stringify(entry.path)} is listed, which is no safe path`);
    else if (!member) problems.push(`${entry.path} is listed but not there`);
    else if (!unhashed.has(entry.path)) problems.push(...entryProblems(entry, member));
  }
  for (const member of members) {
    if (!listed.has(member.path) && !unhashed.has(member.path)) problems.push(`${member.path} is not listed`);
  }
  return problems.length > 20 ? [...problems.slice(0, 20), `${problems.length - 20} more`] : problems;
}

function entryProblems(entry: RecordEntry, member: Member): string[] {
  const problems: string[] = [];
  const [algorithm, digest] = entry.hash.split("=", 2);
  if (!entry.hash) problems.push(`${entry.path} has no hash`);
  else if (algorithm !== "sha256")
    problems.push(`${entry.path} has a ${algorithm} hash; sha256 is what every installer checks`);
  else if (digest !== Buffer.from(member.sha256 ?? "", "hex").toString("base64url")) {
    problems.push(`${entry.path} has another content than its hash says`);
  }
  if (entry.size !== "" && entry.size !== String(member.size)) {
    problems.push(`${entry.path} has ${member.size} bytes, not ${entry.size}`);
  }
  return problems;
}
