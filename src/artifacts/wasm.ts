/** Reads what a WebAssembly module says to the loader: its exports and the libraries it links to (tool conventions, `dylink.0`). */

import { ByteView, OutsideError, Parts, unique } from "./byte-view.ts";
import type { CodeFacts } from "./code-facts.ts";

const section = { custom: 0, exports: 7 } as const;
const most = { sections: 1024, names: 200_000 } as const;

/** Reads forward through one module. */
class Cursor {
  at: number;
  readonly #view: ByteView;

  constructor(view: ByteView, at: number) {
    this.#view = view;
    this.at = at;
  }

  byte(): number {
    return this.#view.u8(this.at++);
  }

  /** LEB128, up to 32 bits. */
  number(): number {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.byte();
      value += (byte & 0x7f) * 2 ** shift;
      if ((byte & 0x80) === 0) return value;
    }
    throw new OutsideError(`the number at offset ${this.at} does not end`);
  }

  text(): string {
    const [length, start] = [this.number(), this.at];
    this.at += length;
    if (this.at > this.#view.length) throw new OutsideError(`the text at offset ${start} is cut`);
    return this.#view.bytes.toString("utf8", start, start + Math.min(length, 512));
  }
}

/** @param bytes a whole file, or its first part */
export function readWasm(bytes: Buffer): CodeFacts {
  const view = new ByteView(bytes, true);
  const parts = new Parts();
  const sections = parts.read("the sections", [], () => readSections(view));
  const linked = sections.find(({ name }) => name === "dylink.0");
  const needs =
    linked && parts.read("dylink.0", [], () => linkedLibraries(new Cursor(view, linked.at), linked.end));
  const exported = sections.find(({ id }) => id === section.exports);
  const modules =
    exported && parts.read("the exports", [], () => exportedModules(new Cursor(view, exported.at)));
  return {
    format: "wasm",
    kind: linked ? "shared-library" : "other",
    slices: [{ architecture: "wasm32", bits: 32 }],
    needs: unique(needs ?? []),
    symbolVersions: {},
    searchPaths: [],
    instructionSets: [],
    modules: unique(modules ?? []),
    ...parts.problem,
  };
}

interface Section {
  readonly id: number;
  /** Of custom sections. */
  readonly name: string | undefined;
  /** Where the content begins, behind the name. */
  readonly at: number;
  readonly end: number;
}

function readSections(view: ByteView): Section[] {
  const cursor = new Cursor(view, 8);
  const sections: Section[] = [];
  while (cursor.at < view.length && sections.length < most.sections) {
    const id = cursor.byte();
    const size = cursor.number();
    const end = cursor.at + size;
    const name = id === section.custom ? cursor.text() : undefined;
    sections.push({ id, name, at: cursor.at, end });
    cursor.at = end;
  }
  return sections;
}

function exportedModules(cursor: Cursor): string[] {
  const count = Math.min(cursor.number(), most.names);
  const modules: string[] = [];
  for (let i = 0; i < count; i++) {
    const module = /^PyInitU?_(.*)$/s.exec(cursor.text())?.[1];
    cursor.byte();
    cursor.number();
    if (module !== undefined) modules.push(module);
  }
  return modules;
}

/** WASM_DYLINK_NEEDED (2) among the subsections. */
function linkedLibraries(cursor: Cursor, end: number): string[] {
  while (cursor.at < end) {
    const id = cursor.byte();
    const next = cursor.number() + cursor.at;
    if (id === 2) {
      const count = Math.min(cursor.number(), most.names);
      return Array.from({ length: count }, () => cursor.text());
    }
    cursor.at = next;
  }
  return [];
}
