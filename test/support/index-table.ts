/** The table of wheelway.toml that names one of the tests' indexes. */

import type { FakeIndex } from "./fake-index/server.ts";

export function indexTable(key: string, name: string, { upload, simple }: FakeIndex): string {
  return `[release.${key}]\nname = "${name}"\nupload = "${upload}"\nsimple = "${simple}"\n`;
}
