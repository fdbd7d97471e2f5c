/** The native libraries that auditwheel, delocate and delvewheel have put into a wheel, by their file names. */

import type { Wheel } from "./archive.ts";
import type { Component } from "./component.ts";

/** `demo.libs/` (auditwheel, delvewheel), `demo/.dylibs/` (delocate), `demo/.libs/` (older ones). */
const folder = /^(?:[^/]+\.libs|(?:.+\/)?\.(?:dylibs|libs))\//;
/** `libfoo-1a2b3c4d.so.1.2`, `libfoo.1.2.dylib`, `foo-<32 hexadecimal digits>.dll`. */
const shape =
  /^(?<name>.+?)(?:-(?<mark>[0-9a-f]{8,64}))*(?:\.so(?<so>(?:\.\d+)*)|\.(?<mac>\d+(?:\.\d+)*)\.dylib|\.dylib|\.dll|\.pyd)$/i;

/** Digests are there where the wheel was read with digests. */
export function bundledLibraries({ members }: Pick<Wheel, "members">): Component[] {
  return members.flatMap(({ path, sha256 }): Component[] => {
    if (!folder.test(path)) return [];
    const file = path.slice(path.lastIndexOf("/") + 1);
    const found = shape.exec(file)?.groups;
    if (!found) return [];
    // The number in the name is that of its interface, which often is that of the library.
    const version = found["so"]?.slice(1) || found["mac"];
    return [
      {
        kind: "library",
        name: found["name"] ?? file,
        ...(version ? { version } : {}),
        ...(sha256 === undefined ? {} : { sha256 }),
        source: path,
      },
    ];
  });
}
