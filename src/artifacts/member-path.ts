/** Which member names are refused, whatever the archive's format: what leaves the folder, or is not the same file on every system. */

import { problem, quoted, type Problem } from "./refusal.ts";

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** UTF-8 or nothing: two readers may decode other bytes differently. */
export function decodeName(bytes: Uint8Array): string | undefined {
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
}

/** What is wrong with a member's path (no trailing "/"), as the end of a sentence; `undefined` where nothing is. */
export function pathProblem(path: string): Problem | undefined {
  const says = whyRefused(path);
  return says === undefined ? undefined : problem("WW021", says);
}

function whyRefused(path: string): string | undefined {
  if (path === "") return "has an empty name";
  // eslint-disable-next-line no-control-regex -- they are what is looked for
  if (/[\u0000-\u001f\u007f]/.test(path)) return "has a control character in its name";
  if (path.includes("\\")) return "has a backslash in its name, which is a folder on Windows only";
  if (path.startsWith("/")) return "has an absolute path";
  if (/^[A-Za-z]:/.test(path)) return "begins with a drive letter";
  if (Buffer.byteLength(path) > 4096) return "has a path of more than 4096 bytes";
  for (const part of path.split("/")) {
    if (part === "..") return 'leaves its folder by ".."';
    if (part === "." || part === "") return "has an empty or a single-dot folder in its path";
    if (Buffer.byteLength(part) > 255) return "has a name of more than 255 bytes";
  }
  return undefined;
}

type Kind = "file" | "directory" | "link";

/** What stands at a path. */
interface Place {
  readonly name: string;
  readonly parent: Place | undefined;
  readonly kind: Kind;
  /** By the name as systems compare it that heed neither case nor Unicode form. */
  readonly inside: Map<string, Place>;
}

/** Remembers every path of an archive and tells which ones collide. */
export class PathSet {
  readonly #root = place("", undefined, "directory");
  readonly #most: number;
  #count = 0;

  /** @param most of files and folders; short paths may name thousands of folders each */
  constructor(most: number) {
    this.#most = most;
  }

  /** Adds a checked path; the problem as the end of a sentence, or `undefined`. A folder may come twice, all else once. */
  add(path: string, kind: Kind): Problem | undefined {
    const parts = path.split("/");
    let at = this.#root;
    for (const [index, part] of parts.entries()) {
      const wanted = index === parts.length - 1 ? kind : "directory";
      // macOS and Windows take names for the same that differ in case or in Unicode form only.
      const key = part.normalize("NFC").toLowerCase().normalize("NFC");
      const there = at.inside.get(key);
      if (there) {
        const collision = collide(there, part, wanted);
        if (collision) return collision;
        at = there;
      } else {
        this.#count += 1;
        if (this.#count > this.#most)
          return problem("WW025", `is one of more than ${this.#most} files and folders`);
        const next = place(part, at, wanted);
        at.inside.set(key, next);
        at = next;
      }
    }
    return undefined;
  }
}

function place(name: string, parent: Place | undefined, kind: Kind): Place {
  return { name, parent, kind, inside: new Map() };
}

function collide(there: Place, name: string, kind: Kind): Problem | undefined {
  if (there.name !== name)
    return problem("WW023", `differs from ${quoted(pathOf(there))} only by case or Unicode form`);
  if (there.kind === "directory" && kind === "directory") return undefined;
  if (there.kind === "link" && kind === "directory")
    return problem("WW022", `lies below the link ${quoted(pathOf(there))}`);
  return problem("WW023", there.kind === kind ? "is there twice" : `is both a ${there.kind} and a ${kind}`);
}

function pathOf({ name, parent }: Place): string {
  const above = parent ? pathOf(parent) : "";
  return above === "" ? name : `${above}/${name}`;
}

/**
 * May a symbolic link at `path` point to `target`? Only to something inside, written so that no other link on the way can
 * change where it ends: steps up first, then down (as the "data" filter of PEP 706 wants it, but without resolving).
 */
export function symlinkProblem(path: string, target: string): Problem | undefined {
  if (target === "" || target.startsWith("/") || /^[A-Za-z]:/.test(target) || target.includes("\\")) {
    return problem("WW022", "is a symbolic link to an absolute path");
  }
  // eslint-disable-next-line no-control-regex -- they are what is looked for
  if (/[\u0000-\u001f\u007f]/.test(target))
    return problem("WW022", "is a symbolic link with a control character in its target");
  const steps = target
    .split("/")
    .filter((step, index, all) => step !== "." && !(step === "" && index === all.length - 1));
  const firstDown = steps.findIndex((step) => step !== "..");
  const ups = firstDown === -1 ? steps.length : firstDown;
  if (steps.slice(ups).includes(".."))
    return problem("WW022", 'is a symbolic link that steps down and then up by ".."');
  // One folder, the root of the sdist, must stay above it.
  if (ups > path.split("/").length - 2) return problem("WW022", "is a symbolic link out of the archive");
  return undefined;
}
