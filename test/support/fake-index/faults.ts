/** What a service is told to do wrong, once each unless `times` says more. */

export type FaultKind =
  | "500"
  | "503"
  | "429"
  | "401"
  /** The connection is cut in the middle of the request's body. */
  | "reset"
  /** There is no answer, and nothing was stored. */
  | "hang"
  | "store-then-500"
  | "store-then-hang"
  | "store-then-reset"
  /** The listing lacks what was stored last. */
  | "stale"
  | "other-bytes";

export interface Fault {
  readonly on: "upload" | "listing" | "download";
  readonly do: FaultKind;
  times?: number;
  /** Of the header, seconds. */
  readonly retryAfter?: string;
  /** So many of these requests are let through first. */
  after?: number;
}

/** The next fault of these kinds, counted down. */
export function takeFault(faults: Fault[], on: Fault["on"], kinds: readonly FaultKind[]): Fault | undefined {
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
