/** The user's keyring, through the program `keyring` as twine's users and uv's have it; nothing where there is none. */

import type { AskProgram } from "./identity.ts";

/** Looks under the address, then under its host. Rejects only where `signal` is aborted. */
export function keyringOf(
  ask: AskProgram,
  keepSecret: (value: string) => void,
  signal: AbortSignal,
): (address: string, user: string) => Promise<string | undefined> {
  return async (address, user) => {
    const url = new URL(address);
    // Nobody keeps anything under an address with a password in it, and argv is no place for one.
    url.username = url.password = "";
    for (const service of [url.href, url.host]) {
      const answer = await ask(["keyring", "get", service, user], signal);
      if (answer === undefined) return undefined;
      // One line; a keyring that fails, or has nothing, ends with another status.
      const password = answer.status === 0 ? (answer.text.split(/\r?\n/)[0] ?? "") : "";
      if (password === "") continue;
      keepSecret(password);
      return password;
    }
    return undefined;
  };
}
