/** Addresses of pages as the public index takes them: https or http, with a port that can be one (RFC 3986). */

const pattern = /^(?:([A-Za-z][A-Za-z0-9+.-]*):)?(?:\/\/[^\\/?#]*?(?::(\d+))?(?=[\\/?#]|$))?/;

/** What is wrong with an address, one sentence without a full stop; `undefined` where nothing is. */
export function webAddressProblem(text: string): string | undefined {
  const [, scheme, port] = pattern.exec(text) ?? [];
  if (scheme === undefined) return "it does not begin with https:// or http://";
  if (!/^https?$/i.test(scheme)) return `it begins with ${scheme}:, not with https:// or http://`;
  return Number(port ?? 0) > 65_535 ? `${port ?? ""} can be no port` : undefined;
}
