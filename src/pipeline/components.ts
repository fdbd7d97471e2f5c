/** Gathers what each wheel brings along: from its own members, the SBOMs in it, and the Cargo.lock of the sdist. */

import type { Sdist, Wheel } from "../artifacts/archive.ts";
import { bundledLibraries } from "../artifacts/bundled-libraries.ts";
import { lockedCrates } from "../artifacts/cargo-lock.ts";
import type { Component } from "../artifacts/component.ts";
import { declaredRequirements } from "../artifacts/declared-requirements.ts";
import { embeddedComponents, isEmbeddedSbom } from "../artifacts/embedded-sbom.ts";
import { memberContent } from "../artifacts/member-content.ts";

/** Bytes of an SBOM or a lock; longer ones are cut and then not readable. */
const mostText = 16 * 1024 * 1024;
const mostSboms = 20;

/** File name of each wheel -> its components. */
export type Components = Readonly<Record<string, readonly Component[]>>;

/** The archives are files of this machine. */
export async function componentsOf(wheels: readonly Wheel[], sdist: Sdist | undefined): Promise<Components> {
  const locked = sdist && (await cratesIn(sdist));
  const entries = wheels.map(async (wheel) => {
    const embedded = await packagesIn(wheel);
    const saysCrates = embedded.some(({ purl }) => purl?.startsWith("pkg:cargo/"));
    const native = wheel.members.some(({ machineCode }) => machineCode !== undefined);
    return [
      wheel.name.file,
      [
        ...declaredRequirements(wheel.metadata),
        ...bundledLibraries(wheel),
        ...embedded,
        // An SBOM of the wheel itself knows better than the lock, which is for all platforms.
        ...(native && !saysCrates ? (locked ?? []) : []),
      ],
    ] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

async function packagesIn(wheel: Wheel): Promise<Component[]> {
  const paths = wheel.members.map(({ path }) => path).filter((path) => isEmbeddedSbom(path, wheel.distInfo));
  const found: Component[] = [];
  for (const path of paths.slice(0, mostSboms))
    found.push(...embeddedComponents(String(await memberContent(wheel, path, mostText)), path));
  return found;
}

/** The shallowest Cargo.lock is the workspace's. */
async function cratesIn(sdist: Sdist): Promise<Component[]> {
  const [path] = sdist.members
    .map((member) => member.path)
    .filter((member) => member === "Cargo.lock" || member.endsWith("/Cargo.lock"))
    .sort((a, b) => a.split("/").length - b.split("/").length || (a < b ? -1 : 1));
  return path === undefined ? [] : lockedCrates(String(await memberContent(sdist, path, mostText)));
}
