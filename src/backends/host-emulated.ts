/** Tests of another architecture's wheels on the host: its Python under QEMU's user mode emulation, registered with the kernel. */

import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Environment } from "../plan/task.ts";
import { parseInterpreter } from "../tags/interpreter.ts";
import type { Supported, Unsupported } from "./backend.ts";
import { foreignPython, rootVariable, type ForeignPython } from "./host-foreign.ts";
import type { Machine } from "./host-environment.ts";

const execute = promisify(execFile);

export interface Emulated {
  readonly answer: Supported | Unsupported;
  /** Only where it runs. */
  readonly python: ForeignPython | undefined;
}

/** Looks for the Python and starts it once. */
export async function emulatedPython(
  { interpreter: name, architecture = "" }: Extract<Environment, { kind: "host" }>,
  machine: Machine,
): Promise<Emulated> {
  const interpreter = parseInterpreter(name);
  const found = interpreter && (await foreignPython(interpreter, architecture, machine));
  if (!found) {
    const why = `this machine has no ${name} for ${architecture}`;
    const remedy = `Name a root that has one in ${rootVariable(architecture)}, or take \`--backend dagger\`.`;
    return no(why, remedy);
  }
  const argv = ["-I", "-c", "import platform; print(platform.python_version(), platform.machine())"];
  try {
    const { stdout } = await execute(found.python, argv, { env: emulatorEnv(found), timeout: 60_000 });
    const [version = "", made] = stdout.trim().split(" ");
    if (made !== architecture) return no(`${found.python} is for ${made ?? "?"}`, "Name another root.");
    const detail = `Python ${version} for ${architecture} under an emulator, ${found.python}`;
    return { answer: { supported: true, emulated: true, detail }, python: found };
  } catch (error) {
    const said = (error as { readonly stderr?: string }).stderr?.trim().split("\n").at(-1);
    const why = `${found.python} does not run here${said ? `: ${said}` : ""}`;
    return no(
      why,
      `Install QEMU's user mode emulation with its binfmt registration (Debian: qemu-user-static).`,
    );
  }
}

/** QEMU looks for the loader and the C library below it. */
export function emulatorEnv(python: ForeignPython | undefined): Record<string, string> {
  return python?.root === undefined ? {} : { QEMU_LD_PREFIX: python.root };
}

function no(why: string, remedy: string): Emulated {
  return { answer: { supported: false, code: "interpreter-missing", why, remedy }, python: undefined };
}
