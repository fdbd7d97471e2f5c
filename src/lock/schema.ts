/** The shape of wheelway.lock as it is checked: the file may have been edited, merged or forged. */

import { z } from "zod";
import { parsePlatform } from "../tags/platform.ts";
import { parseTarget } from "../tags/target.ts";

const digest = z.string().regex(/^sha256:[0-9a-f]{64}$/, "a digest is sha256: and 64 hex digits");

/** One printable line that cannot continue on the next. */
const line = z.string().regex(/^[^\p{C}\p{Zl}\p{Zp}]*[^\p{C}\p{Zl}\p{Zp}\\]$/u, "one line of printable text");
const requirement = line.regex(/^[A-Za-z0-9]/, "a requirement begins with a name (PEP 508)");

const pinPattern = String.raw`[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?(?:\[[a-z0-9,._-]+\])?(?:==[A-Za-z0-9.!+_-]+| @ https:\/\/[^\s;#\\]+)`;
const pin = z.string().regex(new RegExp(`^${pinPattern}$`), "name==version");
/** These are written into requirements files: no hash, option or comment of their own. */
const entry = line.regex(
  new RegExp(`^${pinPattern}(?: ; [^#\\\\]+)?$`),
  "name==version, or name==version ; marker",
);

/** Names, tags and ports of the OCI distribution specification; a digest stands beside the reference. */
const reference = z.string().regex(/^[a-z0-9][\w.:/[\]-]*$/i, "an image reference without a digest");

const target = z
  .string()
  .refine(
    (id) => id === "sdist" || parseTarget(id) !== undefined,
    "a target such as cp312-win_amd64, or sdist",
  );

const kind = z.strictObject({
  kind: z.enum(["pure", "py3-platform", "abi3", "abi3t", "version"]),
  from: z
    .string()
    .regex(/^cp\d{2,3}$/, "an interpreter such as cp39")
    .exactOptional(),
});

const platform = z
  .string()
  .refine((name) => parsePlatform(name) !== undefined, "a platform such as manylinux_2_28_aarch64");
const emulated = z.strictObject({ why: line, compiler: pin });

const dynamic = z.strictObject({ sdist: z.array(requirement), wheel: z.array(requirement) });

const tools = z.strictObject({ digest, packages: z.array(pin) });

const set = z.strictObject({
  targets: z.array(target).min(1),
  requires: z.array(requirement),
  dynamic: z.array(requirement),
  packages: z.array(entry),
});

export const lockSchema = z
  .strictObject({
    version: z.literal(1),
    images: z.record(reference, digest).default({}),
    tools: z.partialRecord(z.enum(["build", "cross", "verify"]), tools).default({}),
    facts: z
      .strictObject({
        kinds: z
          .partialRecord(z.enum(["cpython", "cpython-free-threaded", "pypy", "graalpy"]), kind)
          .default({}),
        dynamic: z.partialRecord(z.enum(["linux", "macos", "windows"]), dynamic).default({}),
        emulated: z.record(platform, emulated).default({}),
      })
      .default({ kinds: {}, dynamic: {}, emulated: {} }),
    build: z.array(set).default([]),
    packages: z.record(pin, z.array(digest).min(1)).default({}),
  })
  .superRefine((lock, context) => {
    const seen = new Set<string>();
    lock.build.forEach((one, index) => {
      for (const id of one.targets) {
        if (seen.has(id)) problem(["build", index, "targets"], `${id} is in two sets`);
        seen.add(id);
      }
      for (const text of one.packages) {
        const known = text.split(" ; ")[0] ?? text;
        if (!Object.hasOwn(lock.packages, known))
          problem(["build", index, "packages"], `${known} has no hashes`);
      }
    });
    function problem(path: (string | number)[], message: string): void {
      context.addIssue({ code: "custom", path, message });
    }
  });
