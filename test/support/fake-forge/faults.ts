/** What the forge is told to do wrong, once each unless `times` says more. */

export type ForgeFaultKind =
  | "500"
  | "503"
  | "429"
  /** GitHub's way of a rate limit: 403, nothing remaining, and the time of the reset. */
  | "rate-limit"
  | "401"
  /** The connection is cut in the middle of the request's body; nothing is stored. */
  | "reset"
  /** The same, and a part is left behind: an asset of state "starter", whose name is taken. */
  | "leave-part"
  /** There is no answer, and nothing was done. */
  | "hang"
  | "do-then-500"
  | "do-then-hang"
  | "do-then-reset"
  /** What was made last is not shown. */
  | "stale"
  | "other-bytes";

export type ForgeRequestKind =
  "list" | "get" | "create" | "update" | "remove" | "upload" | "download" | "rename" | "remove-asset";

export interface ForgeFault {
  readonly on: ForgeRequestKind;
  readonly do: ForgeFaultKind;
  times?: number;
  /** Of the header, seconds. */
  readonly retryAfter?: string;
  /** So many of these requests are let through first. */
  after?: number;
}

/** The next fault of these kinds, counted down. */
export function takeForgeFault(
  faults: ForgeFault[],
  on: ForgeRequestKind,
  kinds: readonly ForgeFaultKind[],
): ForgeFault | undefined {
  const fault = faults.find((one) => one.on === on && kinds.includes(one.do));
  if (!fault) return undefined;
  if (fault.after !== undefined && fault.after > 0) {
    fault.after -= 1;
    return undefined;
  }
  fault.times = (fault.times ?? 1) - 1;
  if (fault.times <= 0) faults.splice(faults.indexOf(fault), 1);
  return fault;
}
