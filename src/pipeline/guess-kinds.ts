/** Guesses from a project's sdist what wheels it gives, so that all that there is to do can be done at once. */

import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { Sdist } from "../artifacts/archive.ts";
import { readSdist } from "../artifacts/sdist.ts";
import { carriesSources, compilesNothing, compilesSources } from "../checks/native-sources.ts";

/** How projects ask their back end for a wheel that serves several Pythons: setuptools, scikit-build-core, meson-python, maturin. */
const severalPythons = /abi3|limited[-_.]?api|py[-_]api|stable[-_]?abi|bindings\s*=/i;

/** One wheel for each Python, or a pure one for all. */
export type Guess = "version" | "pure";

/**
 * A wrong guess costs time and nothing else: what comes out is what counts.
 * @param folder that holds the sdist, or nothing where it could not be built
 * @returns nothing where one wheel has to be built first to know
 */
export async function guessKind(folder: string | undefined): Promise<Guess | undefined> {
  if (folder === undefined) return undefined;
  const [name] = (await readdir(folder)).filter((file) => file.endsWith(".tar.gz"));
  if (name === undefined) return undefined;
  const reading = { texts: ["setup.py", "setup.cfg", "CMakeLists.txt"] };
  const sdist = await readSdist(join(folder, name), reading).catch(() => undefined);
  return sdist && kindFrom(sdist);
}

function kindFrom(sdist: Sdist): Guess | undefined {
  const { pyproject = "", texts, members } = sdist;
  // A crate says it in its Cargo.toml, deep in the sdist.
  if (members.some(({ path }) => path.split("/").at(-1) === "Cargo.toml")) return undefined;
  // A back end of the project's own compiles by its own rules.
  const ownBackEnd = /^\s*backend-path\s*=/m.test(pyproject);
  if (!ownBackEnd && compilesNothing(sdist)) return "pure";
  if (severalPythons.test([pyproject, ...Object.values(texts)].join("\n"))) return undefined;
  // It compiles, and says nowhere that its extensions are good for more than one Python.
  return compilesSources(sdist) || (ownBackEnd && carriesSources(sdist)) ? "version" : undefined;
}
