/** Credentials in an index's address go with requests to that index's own origin, and nowhere else. */

import type { IndexAddress } from "./package-index.ts";

/** The header for a request to `url`; empty for other origins and indexes without credentials. */
export function indexHeaders({ simple }: Pick<IndexAddress, "simple">, url: string): Record<string, string> {
  const { username, password, origin } = new URL(simple);
  if ((username === "" && password === "") || new URL(url).origin !== origin) return {};
  const user = [username, password].map(decodeURIComponent).join(":");
  return { authorization: `Basic ${Buffer.from(user).toString("base64")}` };
}
