/** The crates of a Cargo.lock, as components. */

import { parse } from "smol-toml";
import { z } from "zod";
import { packageUrl, type Component } from "./component.ts";

const lock = z.object({
  package: z
    .array(
      z.object({
        name: z.string().max(200),
        version: z.string().max(200),
        source: z.string().optional(),
        checksum: z
          .string()
          .regex(/^[0-9a-f]{64}$/)
          .optional()
          .catch(undefined),
      }),
    )
    .max(20_000)
    .default([]),
});

/**
 * What is not of the project itself; empty for what is no Cargo.lock. Cargo locks for every platform and for tests, too,
 * so not all of them are in a wheel.
 */
export function lockedCrates(text: string): Component[] {
  let data: unknown;
  try {
    data = parse(text);
  } catch {
    return [];
  }
  const parsed = lock.safeParse(data);
  if (!parsed.success) return [];
  return parsed.data.package
    .filter(({ source }) => source !== undefined)
    .map(({ name, version, source, checksum }) => ({
      kind: "crate",
      name,
      version,
      // Package URLs of this type mean the public registry; others have a source of their own.
      ...(source?.startsWith("registry+") ? { purl: packageUrl("cargo", name, version) } : {}),
      ...(checksum === undefined ? {} : { sha256: checksum }),
      optional: true,
      source: "Cargo.lock of the sdist",
    }));
}
