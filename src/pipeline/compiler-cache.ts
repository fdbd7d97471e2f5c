/** Which part of the compiler cache a run uses: what strangers compiled is never linked into what is released. */

import { ciRunOf } from "../clients/ci-run.ts";
import { accessOf, type Tier } from "../store/tier.ts";

type Env = Readonly<Record<string, string | undefined>>;

/** The tier it reads and writes, both the same; `undefined`: everything is compiled. */
export function compilerCacheOf(env: Env, forRelease: boolean): Tier | undefined {
  if (/^(off|0|false|no)$/i.test(env["WHEELWAY_COMPILER_CACHE"] ?? "")) return undefined;
  const { reads, writes } = accessOf(ciRunOf(env), forRelease);
  return reads.includes(writes) ? writes : undefined;
}
