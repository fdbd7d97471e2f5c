/** A token that is looked for in every form in which it may show, in files, outputs and command lines. */

import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

export const canary = String.raw`canary-"7f3a\b/+=ä&?-9d41c0ffee52`;

const header = Buffer.from(`__token__:${canary}`);

/** What a careless server or library may make of it. */
export const canaryForms: Readonly<Record<string, string>> = {
  raw: canary,
  base64: Buffer.from(canary).toString("base64"),
  "base64 of user and token": header.toString("base64"),
  base64url: Buffer.from(canary).toString("base64url"),
  hex: Buffer.from(canary).toString("hex"),
  "upper hex": Buffer.from(canary).toString("hex").toUpperCase(),
  "URL-escaped": encodeURIComponent(canary),
  "JSON-escaped": JSON.stringify(canary).slice(1, -1),
  "HTML-escaped": canary.replaceAll("&", "&amp;").replaceAll('"', "&#34;"),
};

/** What shows it in other words, too: the parts that no escaping changes. */
const tells = [
  "9d41c0ffee52",
  ...["base64", "base64url", "hex", "upper hex"].map((form) => canaryForms[form] ?? ""),
];

/** The forms that stand in a text; the plain parts of the token count as well. */
export function canaryIn(text: string): string[] {
  const forms = Object.entries(canaryForms).flatMap(([form, value]) => (text.includes(value) ? [form] : []));
  const parts = tells.filter((part) => text.includes(part));
  const wide = Buffer.from(canary, "utf16le").toString("latin1");
  return [...new Set([...forms, ...parts, ...(text.includes(wide) ? ["UTF-16"] : [])])];
}

/** Paths below the folders whose name or content shows it. */
export function canaryBelow(...folders: readonly string[]): string[] {
  return folders.flatMap((folder) =>
    (existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: "utf8" }) : []).flatMap((name) => {
      const path = join(folder, name);
      const text = statSync(path, { throwIfNoEntry: false })?.isFile() ? readFileSync(path, "latin1") : "";
      const found = [
        ...canaryIn(name),
        ...canaryIn(text),
        ...canaryIn(Buffer.from(text, "latin1").toString()),
      ];
      return found.map((form) => `${path}: ${form}`);
    }),
  );
}

/** Looks at all command lines, again and again, until it is told to stop. */
export function watchCommandLines(): () => { readonly looked: number; readonly found: readonly string[] } {
  const found = new Set<string>();
  let looked = 0;
  const look = () => {
    for (const pid of existsSync("/proc") ? readdirSync("/proc") : []) {
      if (!/^\d+$/.test(pid)) continue;
      try {
        const line = readFileSync(`/proc/${pid}/cmdline`, "utf8");
        looked += 1;
        if (canaryIn(line).length > 0) found.add(line.replaceAll("\0", " "));
      } catch {
        // It has ended meanwhile.
      }
    }
  };
  const timer = setInterval(look, 20);
  return () => {
    clearInterval(timer);
    return { looked, found: [...found] };
  };
}
