/** A Python of the engine's own architecture, from the root of another image, for containers that are emulated. */

import type { Client, Container, Directory } from "@dagger.io/dagger";
import { z } from "zod";
import { places, pythonFlags, withoutPath, type Image } from "./dagger-container.ts";
import { engineError, isExecError, isImageTrouble, wordsOf } from "./dagger-errors.ts";
import { nativeSiblings } from "./dagger-platforms.ts";

export interface NativePython {
  readonly root: Directory;
  /** How it is started where `root` is mounted at `places.native`. */
  readonly python: readonly string[];
}

/** What native_python.py prints. */
const description = z.object({
  loader: z.string(),
  executable: z.string(),
  libraries: z.array(z.string()),
});

const tried = [313, 312, 311, 314, 310, 39].map(
  (version) => `/opt/python/cp${version}-cp${version}/bin/python`,
);

/** `undefined` where no image of the engine's architecture with a Python can be had. */
export async function findNative(
  client: Client,
  image: Image,
  native: string,
  nativeImage: string | undefined,
  driver: Directory,
): Promise<NativePython | undefined> {
  const siblings = nativeSiblings(image.image, image.platform, native);
  for (const reference of nativeImage === undefined ? siblings : [nativeImage]) {
    const platform = native as Awaited<ReturnType<Client["defaultPlatform"]>>;
    const container = client.container({ platform }).from(reference);
    try {
      if ((await container.platform()) !== native) continue;
      return await describe(container, [...tried, image.python], driver);
    } catch (error) {
      if (!isExecError(error) && !isImageTrouble(wordsOf(error)))
        throw engineError(error, `looking for a native Python in ${reference}`);
    }
  }
  return undefined;
}

async function describe(
  container: Container,
  pythons: readonly string[],
  driver: Directory,
): Promise<NativePython> {
  const script = `for python in "$@"; do [ -x "$python" ] && exec "$python" ${pythonFlags.join(" ")} ${places.driver}/native_python.py; done; exit 1`;
  const printed = await withoutPath(container)
    .withUser("0")
    .withMountedDirectory(places.driver, driver, { readOnly: true })
    .withExec(["/bin/sh", "-c", script, "sh", ...pythons, "/usr/local/bin/python3", "/usr/bin/python3"])
    .stdout();
  const { loader, executable, libraries } = description.parse(JSON.parse(printed));
  const inside = (path: string) => places.native + path;
  const search = libraries.map(inside).join(":");
  return {
    root: await container.rootfs().sync(),
    python: [inside(loader), "--library-path", search, inside(executable)],
  };
}
