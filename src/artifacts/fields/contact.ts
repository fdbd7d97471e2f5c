/** Author-email and Maintainer-email: the form of an address as the public index wants it. */

import { shown } from "./metadata-problem.ts";

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
  const said = shown(address);
  if (at === -1) return `${said} has no "@"`;
  const domain = address.slice(at + 1);
  if (!localPart.test(address.slice(0, at))) return `${said} has no valid name before its "@"`;
  if (domain.length > 253 || !domain.split(".").every((part) => label.test(part))) {
    return `${said} has no valid domain`;
  }
  if (!/\..*[a-z\u0080-\u{10ffff}]$/iu.test(domain)) return `${said} has no domain behind its "@"`;
  return privateDomain.test(domain) ? `the domain of ${said} is not on the public internet` : undefined;
}
