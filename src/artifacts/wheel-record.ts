/** RECORD, the list of a wheel's files with their hashes (PEP 376, 427), compared with what is really there. */

import type { Member } from "./archive.ts";
import { csvRows } from "./csv-rows.ts";
import { utf8Text } from "./kept-texts.ts";
import { pathProblem } from "./member-path.ts";
import { quoted } from "./refusal.ts";

interface RecordEntry {
  readonly path: string;
  /** `sha256=…` in URL-safe base64 without padding. */
  readonly hash: string;
  readonly size: string;
}

/** Collects sentences, the first 20 of them; a hostile RECORD has millions. */
class Problems {
  readonly #first: string[] = [];
  #count = 0;

  add(sentence: string): void {
    this.#count += 1;
    if (this.#count <= 20) this.#first.push(sentence);
  }

  all(): string[] {
    const more = this.#count - this.#first.length;
    return more > 0 ? [...this.#first, `${more} more`] : this.#first;
  }
}

/**
 * Every difference between RECORD and the members, at most 20 and a count of the rest.
 * @param record its bytes; `undefined` where there is none
 * @param distInfo name of the `.dist-info` folder; RECORD itself carries no hash, its signatures are not listed at all
 */
export function recordProblems(
  record: Buffer | undefined,
  members: readonly Member[],
  distInfo: string,
): string[] {
  if (!record) return ["there is no RECORD"];
  const text = utf8Text(record);
  if (text === undefined) return ["RECORD is not UTF-8 text"];
  const problems = new Problems();
  const own = `${distInfo}/RECORD`;
  const signatures = new Set([`${own}.jws`, `${own}.p7s`]);
  const byPath = new Map(members.map((member) => [member.path, member]));
  const listed = new Set<string>();
  let number = 0;
  for (const row of csvRows(text)) {
    number += 1;
    const [raw = "", hash = "", size = ""] = row;
    if (row.length !== 3) {
      problems.add(
        row.length === 1 && raw === ""
          ? `RECORD row ${number} is empty`
          : `RECORD row ${number} has ${row.length} fields, not 3`,
      );
      continue;
    }
    // Either slash is allowed ("Recording installed projects"); wheels built on Windows have both.
    const path = raw.replaceAll("\\", "/");
    const member = byPath.get(path);
    if (pathProblem(path)) problems.add(`${quoted(raw)} is listed, which is no safe path`);
    else if (!member) problems.add(`${quotedIfOdd(path)} is listed but not there`);
    else if (listed.has(path)) problems.add(`${quotedIfOdd(path)} is listed twice`);
    else if (signatures.has(path)) problems.add(`${path} is listed, but a signature is made after RECORD`);
    else if (path !== own) compare({ path, hash, size }, member, problems);
    if (member) listed.add(path);
  }
  for (const { path } of members) {
    if (!listed.has(path) && !signatures.has(path)) problems.add(`${quotedIfOdd(path)} is not listed`);
  }
  return problems.all();
}

function compare({ path, hash, size }: RecordEntry, member: Member, problems: Problems): void {
  const shown = quotedIfOdd(path);
  const [algorithm = "", digest] = hash.split("=", 2);
  if (hash === "") problems.add(`${shown} has no hash`);
  else if (algorithm !== "sha256")
    problems.add(`${shown} has a ${quotedIfOdd(algorithm)} hash; sha256 is what every installer checks`);
  else if (digest !== Buffer.from(member.sha256 ?? "", "hex").toString("base64url"))
    problems.add(`${shown} has another content than its hash says`);
  if (size !== "" && size !== String(member.size))
    problems.add(`${shown} has ${member.size} bytes, not ${quotedIfOdd(size)}`);
}

/** As it is where it is plain and short. */
function quotedIfOdd(text: string): string {
  return /^[\w!#$%&'()+,\-./:;<=>?@[\]^`{|}~]{1,200}$/.test(text) ? text : quoted(text);
}
