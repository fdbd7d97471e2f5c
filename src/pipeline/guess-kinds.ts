/** Guesses from a project's sdist that each Python gets a wheel of its own, so that all can be built at once. */

import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { Sdist } from "../artifacts/archive.ts";
import { readSdist } from "../artifacts/sdist.ts";
import { carriesSources, compilesSources } from "../checks/native-sources.ts";

/** How projects ask their back end for a wheel that serves several Pythons: setuptools, scikit-build-core, meson-python, maturin. */
const severalPythons = /abi3|limited[-_.]?api|py[-_]api|stable[-_]?abi|bindings\s*=/i;

/**
 * A wrong guess costs time and nothing else: what comes out is what counts.
 * @param folder that holds the sdist, or nothing where it could not be built
 */
export async function guessesOneEach(folder: string | undefined): Promise<boolean> {
  if (folder === undefined) return false;
  const [name] = (await readdir(folder)).filter((file) => file.endsWith(".tar.gz"));
  if (name === undefined) return false;
  const reading = { texts: ["setup.py", "setup.cfg", "CMakeLists.txt"] };
  const sdist = await readSdist(join(folder, name), reading).catch(() => undefined);
  return sdist !== undefined && isOneEach(sdist);
}

/** It compiles, and says nowhere that its extensions are good for more than one Python. */
export function isOneEach(sdist: Sdist): boolean {
  const { pyproject = "", texts, members } = sdist;
  // A crate says it in its Cargo.toml, deep in the sdist.
  if (members.some(({ path }) => path.split("/").at(-1) === "Cargo.toml")) return false;
  if (severalPythons.test([pyproject, ...Object.values(texts)].join("\n"))) return false;
  // A back end of the project's own compiles by its own rules.
  const ownBackEnd = /^\s*backend-path\s*=/m.test(pyproject);
  return compilesSources(sdist) || (ownBackEnd && carriesSources(sdist));
}
