/** What was meant by a glob that matches no target: half a name, a name without a policy, or a misspelt one. */

import { globMatcher } from "./glob.ts";
import { didYouMean } from "./near.ts";

/** "did you mean …?"; `undefined` where nothing is near. `ids` are the names of all targets. */
export function globHint(glob: string, ids: readonly string[]): string | undefined {
  const completed = [
    `${glob}-*`,
    `*-${glob}`,
    `*-${glob}_*`,
    // As cibuildwheel names them, without the policy: `cp312-manylinux_x86_64`, `cp312-macosx_arm64`.
    glob.replace(/(linux|macosx)_(?![\d*?[{])/, "$1_*_"),
  ].find((candidate) => candidate !== glob && ids.some(globMatcher(candidate)));
  if (completed !== undefined) return `did you mean \`${completed}\`?`;
  const whole = didYouMean(glob, ids);
  if (whole !== undefined || !glob.includes("-")) return whole;
  return nearHalves(glob, ids);
}

/** For `cp38-*`: the near names of each half that matches nothing. */
function nearHalves(glob: string, ids: readonly string[]): string | undefined {
  const [interpreter, platform] = halves(glob);
  const interpreters = [...new Set(ids.map((id) => halves(id)[0]))];
  const platforms = [...new Set(ids.map((id) => halves(id)[1]))];
  if (!interpreters.some(globMatcher(interpreter)))
    return didYouMean(interpreter, interpreters, (near) => `${near}-${platform}`);
  if (!platforms.some(globMatcher(platform)))
    return didYouMean(platform, platforms, (near) => `${interpreter}-${near}`);
  return undefined;
}

function halves(id: string): readonly [string, string] {
  const dash = id.indexOf("-");
  return [id.slice(0, dash), id.slice(dash + 1)];
}
