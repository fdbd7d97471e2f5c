/** Looks at one window of a member's content: tokens, keys and paths, as they are and in other ways of writing. */

import { base64In, escapesIn, hexIn, listsIn } from "./leftover-encodings.ts";
import { pemKeysIn, puttyKeysIn } from "./leftover-keys.ts";
import { pathsIn } from "./leftover-paths.ts";
import { byteClass, eachRun, eachWideRun, numberBytes, tokenBytes } from "./leftover-runs.ts";
import { mayBe, sift } from "./leftover-sift.ts";
import { tokensIn } from "./leftover-tokens.ts";
import type { Sighting } from "./leftover.ts";

/** The shortest secret, an access key of AWS, has 20 characters. */
const leastRun = 20;
/** The shortest list that is decoded has 20 numbers of two digits. */
const leastList = 20 * 3;

/** No window of a real file has so many: no more is looked for then. */
const mostSightings = 500;

/** Runs are one text that goes on in the next line when only this stands between them. */
const lineBreak = byteClass(" \t\r\n\"'\\+,bnru");
const longestBreak = 24;
/** Lines that may be followed by another one: shorter ones end their text. */
const fullLine = 40;

/** @param paths also look for folders of the build machine */
export function lookAt(window: Buffer, paths: boolean): Sighting[] {
  const look = new Look(window, paths);
  look.plain();
  look.wide();
  look.lists();
  return look.sightings;
}

class Look {
  readonly sightings: Sighting[] = [];
  readonly #bytes: Buffer;
  readonly #paths: boolean;
  #wholeText: string | undefined;
  /** Runs that may be lines of one text. */
  #group = { start: 0, end: 0, last: 0, may: 0 };

  constructor(bytes: Buffer, paths: boolean) {
    this.#bytes = bytes;
    this.#paths = paths;
  }

  /** The window as text; most windows need none. */
  get #text(): string {
    return (this.#wholeText ??= this.#bytes.toString("latin1"));
  }

  plain(): void {
    if (this.#bytes.includes("PRIVATE KEY")) this.#add(pemKeysIn(this.#text));
    eachRun(this.#bytes, tokenBytes, leastRun, (start, end) => {
      this.#run(start, end);
    });
    this.#closeGroup();
  }

  wide(): void {
    eachWideRun(this.#bytes, (start, end, encoding) => {
      const narrow = this.#bytes.subarray(start, end).filter((_, index) => index % 2 === 0);
      this.#add(secretsIn(Buffer.from(narrow).toString("latin1"), start, encoding));
    });
  }

  lists(): void {
    eachRun(this.#bytes, numberBytes, leastList, (start, end) => {
      for (const list of listsIn(this.#bytes.toString("latin1", start, end)))
        this.#add(secretsIn(list.text, start + list.at, list.encoding));
    });
  }

  #run(start: number, end: number): void {
    const may = sift(this.#bytes, start, end);
    if (may & mayBe.token && this.sightings.length < mostSightings) {
      this.#add(tokensIn(this.#text, start, end));
      this.#add(puttyKeysIn(this.#text, start, end));
    }
    if (this.#paths && may & mayBe.path)
      this.#add(pathsIn(this.#bytes.toString("latin1", start, end), start));
    const group = this.#group;
    if (group.last >= fullLine && this.#goesOn(group.end, start)) {
      this.#group = { start: group.start, end, last: end - start, may: group.may | may };
    } else {
      this.#closeGroup();
      this.#group = { start, end, last: end - start, may };
    }
  }

  /** The end of the group with the line behind it, which is too short to be a run. */
  #withLastLine(): number {
    const { end, last } = this.#group;
    if (last < fullLine) return end;
    let next = end;
    while (
      next < end + longestBreak &&
      isOf(lineBreak, this.#bytes, next) &&
      !isOf(tokenBytes, this.#bytes, next)
    )
      next += 1;
    while (next < end + longestBreak + leastRun && isOf(tokenBytes, this.#bytes, next)) next += 1;
    return next;
  }

  #goesOn(end: number, start: number): boolean {
    if (start - end > longestBreak) return false;
    for (let index = end; index < start; index += 1)
      if (lineBreak[this.#bytes[index] as number] === 0) return false;
    return true;
  }

  #closeGroup(): void {
    const { start, may } = this.#group;
    const end = this.#withLastLine();
    const decoded = [
      ...(may & mayBe.base64 ? base64In(this.#bytes, start, end) : []),
      ...(may & mayBe.hex ? hexIn(this.#bytes, start, end) : []),
      ...(may & mayBe.escapes ? escapesIn(this.#bytes.toString("latin1", start, end)) : []),
    ];
    for (const { text, encoding, at } of decoded) this.#add(secretsIn(text, at ?? start, encoding));
  }

  #add(sightings: readonly Sighting[]): void {
    for (const sighting of sightings) this.sightings.push(sighting);
  }
}

function isOf(members: Uint8Array, bytes: Buffer, at: number): boolean {
  return at < bytes.length && members[bytes[at] as number] === 1;
}

/** Secrets of a text that was decoded: their place is where the encoded text begins. */
function secretsIn(text: string, at: number, encoding: string): Sighting[] {
  return [...tokensIn(text), ...pemKeysIn(text), ...puttyKeysIn(text)].map((sighting) => ({
    ...sighting,
    at,
    encoding,
  }));
}
