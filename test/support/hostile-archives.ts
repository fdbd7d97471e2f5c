/** Every archive that must be refused, in one table. */

import { pureWheel, sdistFile } from "./archives.ts";
import { hostileSdists } from "./hostile-sdists.ts";
import { hostileWheels } from "./hostile-wheels.ts";
import type { Hostile } from "./hostile.ts";

export interface HostileArchive extends Hostile {
  /** Unique. */
  readonly name: string;
  readonly file: string;
}

const named =
  (kind: string, usual: string) =>
  (hostile: Hostile): HostileArchive => ({
    ...hostile,
    name: `${kind}: ${hostile.what}`,
    file: hostile.file ?? usual,
  });

export const hostileArchives: readonly HostileArchive[] = [
  ...hostileWheels.map(named("wheel", pureWheel)),
  ...hostileSdists.map(named("sdist", sdistFile)),
];
