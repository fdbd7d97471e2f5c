/** The arguments of `maturin build`: what they choose, and what is left of them for a build through PEP 517. */

export interface MaturinArguments {
  /** As written: `python3.11`, `3.13t`, `pypy3.10`. */
  readonly interpreters: readonly string[];
  readonly target: string | undefined;
  /** `--compatibility`, `--manylinux`. */
  readonly compatibility: string | undefined;
  /** For maturin's config setting `build-args`: features, profile and the like. */
  readonly kept: readonly string[];
  /** Arguments that have no place in Wheelway, with the reason. */
  readonly left: readonly { readonly argument: string; readonly why: string }[];
}

/** Options with a value that a PEP 517 build takes as well. */
const keptWithValue = new Set([
  "--features",
  "-F",
  "--profile",
  "-m",
  "--manifest-path",
  "--config",
  "-Z",
  "-j",
  "--jobs",
]);
const kept = new Set([
  ...["--strip", "--no-default-features", "--all-features", "--locked", "--frozen", "--quiet"],
  ...["--ignore-rust-version", "--unit-graph", "--bindings"],
]);
/** Wheelway or PEP 517 does as they say anyway. */
const implied = new Set([
  "--release",
  "-r",
  "--sdist",
  "-v",
  "-vv",
  "--verbose",
  "--find-interpreter",
  "-f",
  "--offline",
]);
const impliedWithValue = new Set(["--out", "-o", "--target-dir", "--color"]);

const leaving: Readonly<Record<string, string>> = {
  "--zig": "wheels are built natively or emulated, in the image of their policy",
  "--skip-auditwheel": "every wheel is repaired by auditwheel, unless `repair.command` replaces it",
  "--no-sdist": "the sdist is always made",
  "--generate-ci": "it writes a CI file",
};

export function parseArguments(words: readonly string[]): MaturinArguments {
  const interpreters: string[] = [];
  const keep: string[] = [];
  const left: { argument: string; why: string }[] = [];
  let target: string | undefined;
  let compatibility: string | undefined;
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? "";
    const [name = "", inline] = word.startsWith("--") ? word.split(/=(.*)/s) : [word];
    const value = () => inline ?? words[++index] ?? "";
    if (name === "-i" || name === "--interpreter") {
      if (inline !== undefined) interpreters.push(inline);
      while (index + 1 < words.length && !words[index + 1]?.startsWith("-"))
        interpreters.push(words[++index] ?? "");
    } else if (name === "--target") target = value();
    else if (name === "--compatibility" || name === "--manylinux") compatibility = value();
    else if (name === "--auditwheel")
      left.push({ argument: `--auditwheel ${value()}`, why: leaving["--skip-auditwheel"] ?? "" });
    else if (impliedWithValue.has(name)) value();
    else if (keptWithValue.has(name)) keep.push(inline === undefined ? `${word} ${value()}` : word);
    else if (kept.has(name)) keep.push(word);
    else if (!implied.has(name))
      left.push({ argument: word, why: leaving[name] ?? "it is not known to be of use in a PEP 517 build" });
  }
  return {
    interpreters,
    target,
    compatibility: compatibility === "pypi" ? undefined : compatibility,
    kept: keep,
    left,
  };
}

/** `python3.11` -> `cp311`, `3.13t` -> `cp313t`, `pypy3.10` -> `pp310`; `undefined` for `python3`, `3.x` and paths. */
export function interpreterName(written: string): string | undefined {
  const match = /^(python|pypy|graalpy)?-?(\d)\.(\d+)(t)?(?:-v[\d.]+|\.exe|-dev)?$/i.exec(
    written.replace(/^.*[/\\]/, ""),
  );
  if (!match) return undefined;
  const [, kind = "python", major = "", minor = "", threads = ""] = match;
  const prefix = { python: "cp", pypy: "pp", graalpy: "gp" }[kind.toLowerCase()] ?? "cp";
  return `${prefix}${major}${minor}${threads}`;
}
