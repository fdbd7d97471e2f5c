/** The error for an index that gives no answer that can be used. */

import { WheelwayError } from "../errors.ts";
import type { IndexAddress } from "./package-index.ts";

/** @param why one sentence without a full stop; no credentials */
export function unreachable(index: Pick<IndexAddress, "name">, why: string, cause?: unknown): WheelwayError {
  return new WheelwayError("index-unreachable", {
    message: `the package index ${index.name} gives no usable answer`,
    why,
    next: "Check the network, then run it again; another index is named by --index, or by UV_DEFAULT_INDEX or PIP_INDEX_URL.",
    cause,
  });
}
