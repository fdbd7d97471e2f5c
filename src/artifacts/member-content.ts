/** The content of one member of a wheel or an sdist, up to a limit. */

import type { Sdist, Wheel } from "./archive.ts";
import { withSource } from "./byte-source.ts";
import { readTar } from "./tar.ts";
import { readZip } from "./zip.ts";

/**
 * The first `most` bytes of a member; empty where there is none of that name.
 * @throws WheelwayError "archive-unsafe", "archive-unreadable"
 */
export async function memberContent(
  archive: Pick<Wheel, "kind" | "path"> | Pick<Sdist, "kind" | "path" | "root">,
  member: string,
  most: number,
): Promise<Buffer> {
  return withSource(archive.path, async (source) => {
    if (archive.kind === "wheel") {
      const found = (await readZip(source)).find(({ path }) => path === member);
      return found ? head(found.content(), most) : Buffer.alloc(0);
    }
    for await (const found of readTar(source))
      if (found.path === `${archive.root}/${member}`) return head(found.content(), most);
    return Buffer.alloc(0);
  });
}

async function head(content: AsyncIterable<Buffer>, most: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of content) {
    pieces.push(piece);
    size += piece.length;
    if (size >= most) break;
  }
  return Buffer.concat(pieces).subarray(0, most);
}
