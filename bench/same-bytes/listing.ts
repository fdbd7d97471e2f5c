/** What is in the artifacts of a folder, by Python's own readers; and where two folders differ. */

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

export interface Built {
  readonly file: string;
  readonly sha256: string;
  /** Member -> SHA-256 of its content. */
  readonly members: Readonly<Record<string, string>>;
}

export function listed(dist: string): readonly Built[] {
  const reader = join(import.meta.dirname, "../../test/support/list_archives.py");
  const read = JSON.parse(
    execFileSync("python3", [reader, dist], { encoding: "utf8", maxBuffer: 64e6 }),
  ) as Readonly<Record<string, readonly (readonly [string, string, string])[] | string>>;
  return readdirSync(dist)
    .filter((file) => /\.(whl|tar\.gz)$/.test(file))
    .sort()
    .map((file) => {
      const members = read[file];
      if (members === undefined || typeof members === "string")
        throw new Error(`${file}: ${members ?? "not read"}`);
      const sha256 = createHash("sha256")
        .update(readFileSync(join(dist, file)))
        .digest("hex");
      return { file, sha256, members: Object.fromEntries(members.map(([name, , hash]) => [name, hash])) };
    });
}

export const isWheel = ({ file }: Built): boolean => file.endsWith(".whl");

/** Members that only one has, and members of other content. */
export function differences(
  one: Built,
  two: Built,
): { readonly lacking: readonly string[]; readonly other: readonly string[] } {
  const names = [...new Set([...Object.keys(one.members), ...Object.keys(two.members)])].sort();
  const lacking = names.filter((name) => !(name in one.members) || !(name in two.members));
  const other = names.filter((name) => !lacking.includes(name) && one.members[name] !== two.members[name]);
  return { lacking, other };
}
