/** Author-email and Maintainer-email: the form of an address as the public index wants it. */

/** Domains that are never on the public internet (RFC 6761, 6762, 7686). */
const privateDomain = /(?:^|\.)(?:arpa|invalid|local|localhost|onion|test)$/i;
const localPart =
  /^[\w!#$%&'*+\-/=?^`{|}~\u0080-\u{10ffff}]+(?:\.[\w!#$%&'*+\-/=?^`{|}~\u0080-\u{10ffff}]+)*$/u;
const label = /^[a-z0-9\u0080-\u{10ffff}](?:[a-z0-9\u0080-\u{10ffff}-]{0,61}[a-z0-9\u0080-\u{10ffff}])?$/iu;
/** Text that mail programs read in several ways: it is left alone. */
const unclear = /[:;"\\>[\]]|@.*\s/;

/**
 * What is wrong with the one address of the field, one sentence without a full stop. A list of addresses is not judged:
 * the index judges none either.
 */
export function contactProblem(value: string): string | undefined {
  const plain = value.replace(/"(?:[^"\\]|\\.)*"|\([^()]*\)/g, " ").trim();
  if (plain === "" || plain.includes(",")) return undefined;
  const address = (/<([^<>]*)>?$/.exec(plain)?.[1] ?? plain).trim();
  if (address === "" || unclear.test(address)) return undefined;
  const at = address.lastIndexOf("@");
  const shown = JSON.stringify(address);
  if (at === -1) return `${shown} has no "@"`;
  const domain = address.slice(at + 1);
  if (!localPart.test(address.slice(0, at))) return `${shown} has no valid name before its "@"`;
  if (!/\..*[a-z\u0080-\u{10ffff}]$/iu.test(domain)) return `${shown} has no domain behind its "@"`;
  if (domain.length > 253 || !domain.split(".").every((part) => label.test(part))) {
    return `${shown} has no valid domain`;
  }
  return privateDomain.test(domain) ? `the domain of ${shown} is not on the public internet` : undefined;
}
