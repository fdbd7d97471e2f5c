/** Interpreter names as they stand in targets: `cp312`, `cp314t`, `pp311`. */

export type Implementation = "cp" | "pp" | "gp";

/** The interpreters that share one answer to "which kind of wheel does the project give?". */
export type Family = "cpython" | "cpython-free-threaded" | "pypy" | "graalpy";

export interface Interpreter {
  /** `cp312`, `cp314t`, `pp311`, `gp311`. */
  readonly name: string;
  readonly implementation: Implementation;
  readonly major: number;
  readonly minor: number;
  readonly freeThreaded: boolean;
}

const pattern = /^(cp|pp|gp)(\d)(\d{1,2})(t?)$/;

/** Reads an interpreter name; `undefined` where it is none (PyPy and GraalPy have no free-threaded build). */
export function parseInterpreter(name: string): Interpreter | undefined {
  const match = pattern.exec(name);
  if (!match) return undefined;
  const [, implementation, major, minor, t] = match as unknown as [
    string,
    Implementation,
    string,
    string,
    string,
  ];
  if (t && implementation !== "cp") return undefined;
  return { name, implementation, major: Number(major), minor: Number(minor), freeThreaded: t === "t" };
}

export function familyOf(interpreter: Interpreter): Family {
  switch (interpreter.implementation) {
    case "cp":
      return interpreter.freeThreaded ? "cpython-free-threaded" : "cpython";
    case "pp":
      return "pypy";
    case "gp":
      return "graalpy";
  }
}

/** `3.12`, as `requires-python` and uv understand it. */
export function pythonVersion(interpreter: Interpreter): string {
  return `${interpreter.major}.${interpreter.minor}`;
}

/** Oldest first; CPython before its free-threaded build, before PyPy, before GraalPy. */
export function compareInterpreters(a: Interpreter, b: Interpreter): number {
  const rank = (i: Interpreter) =>
    ["cpython", "cpython-free-threaded", "pypy", "graalpy"].indexOf(familyOf(i));
  return rank(a) - rank(b) || a.major - b.major || a.minor - b.minor;
}
