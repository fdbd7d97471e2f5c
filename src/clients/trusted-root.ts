/** The trusted root of Sigstore's public instance, through The Update Framework; kept below the cache folder between runs. */

import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { sigstoreTuf } from "../services.ts";

/**
 * JSON of the root, or why it cannot be had. The library begins at the root of trust that it was released with and makes its
 * own requests: each answer is signed, so that a mirror or a proxy can only withhold.
 */
export async function fetchTrustedRoot(
  cacheDir: string,
  mirror: string = sigstoreTuf,
): Promise<{ readonly root: string } | { readonly why: string }> {
  const cachePath = join(cacheDir, "sigstore");
  try {
    await mkdir(cachePath, { recursive: true });
    const { getTrustedRoot, TrustedRoot } = await import("./sigstore-root.ts");
    const root = await getTrustedRoot({ mirrorURL: mirror, cachePath, timeout: 10_000, retry: 1 });
    return { root: JSON.stringify(TrustedRoot.toJSON(root)) };
  } catch (error) {
    // A module of Dagger is installed without this library, which brings 12 MB along.
    const missing = (error as NodeJS.ErrnoException).code === "ERR_MODULE_NOT_FOUND";
    if (missing) return { why: "the library that fetches it is not installed here" };
    return { why: error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error) };
  }
}
