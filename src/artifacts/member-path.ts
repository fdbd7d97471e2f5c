/** Which member names are refused, whatever the archive's format: what leaves the folder, or is not the same file on every system. */

/** What stands at a path; a folder may be named twice, everything else once. */
type Occupant = { readonly path: string; readonly kind: "file" | "directory" | "link" };

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
export function pathProblem(path: string): string | undefined {
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

/** Remembers every path of an archive and tells which ones collide. */
export class PathSet {
  readonly #seen = new Map<string, Occupant>();

  /** Adds a checked path; the problem as the end of a sentence, or `undefined`. */
  add(path: string, kind: Occupant["kind"]): string | undefined {
    const parts = path.split("/");
    for (let depth = 1; depth < parts.length; depth += 1) {
      const problem = this.#occupy({ path: parts.slice(0, depth).join("/"), kind: "directory" });
      if (problem) return problem;
    }
    return this.#occupy({ path, kind });
  }

  #occupy(next: Occupant): string | undefined {
    // macOS and Windows take names for the same that differ in case or in Unicode form only.
    const key = next.path.normalize("NFC").toLowerCase().normalize("NFC");
    const there = this.#seen.get(key);
    if (!there) {
      this.#seen.set(key, next);
      return undefined;
    }
    if (there.path !== next.path) return `differs from "${there.path}" only by case or Unicode form`;
    if (there.kind === "directory" && next.kind === "directory") return undefined;
    if (there.kind === "link" && next.kind === "directory") return `lies below the link "${there.path}"`;
    return there.kind === next.kind ? "is there twice" : `is both a ${there.kind} and a ${next.kind}`;
  }
}

/**
 * May a symbolic link at `path` point to `target`? Only to something inside, written so that no other link on the way can
 * change where it ends: steps up first, then down (as the "data" filter of PEP 706 wants it, but without resolving).
 */
export function symlinkProblem(path: string, target: string): string | undefined {
  if (target === "" || target.startsWith("/") || /^[A-Za-z]:/.test(target) || target.includes("\\")) {
    return "is a symbolic link to an absolute path";
  }
  const steps = target
    .split("/")
    .filter((step, index, all) => step !== "." && !(step === "" && index === all.length - 1));
  const firstDown = steps.findIndex((step) => step !== "..");
  const ups = firstDown === -1 ? steps.length : firstDown;
  if (steps.slice(ups).includes("..")) return 'is a symbolic link that steps down and then up by ".."';
  // One folder, the root of the sdist, must stay above it.
  if (ups > path.split("/").length - 2) return "is a symbolic link out of the archive";
  return undefined;
}
