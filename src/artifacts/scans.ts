/** What looks at the content of every member while it is read: one list, each scan sees every piece once. */

import { scanLeftovers } from "./leftover-scan.ts";
import type { MemberFacts } from "./member-facts.ts";
import { scanCode } from "./scan-code.ts";
import { scanVersion } from "./scan-version.ts";

/** Looks at one member; made anew for each. Must bound its memory and must not throw on hostile content. */
export interface Scan {
  readonly chunk: (bytes: Buffer) => void;
  readonly end: () => Partial<MemberFacts> | Promise<Partial<MemberFacts>>;
}

/** Starts to look at a member; `undefined` where its path and size say that there is nothing to see. */
export type StartScan = (member: { readonly path: string; readonly size: number }) => Scan | undefined;

const list: readonly StartScan[] = [
  // Architecture, libraries and symbols of machine code.
  scanCode,
  // Secrets, and folders of the machine that built it.
  scanLeftovers,
  // The version that a package states of itself.
  scanVersion,
];

export function startScans(member: { readonly path: string; readonly size: number }): Scan[] {
  return list.flatMap((start) => start(member) ?? []);
}
