/** Is a large part of a wheel nothing but tests and their data? */

import type { Wheel } from "../artifacts/archive.ts";
import type { Check } from "./check.ts";
import { finding, type Finding } from "./finding.ts";
import { testFolder } from "./test-places.ts";

export const testData: Check = {
  name: "test-data",
  title: "Wheels do not consist of test data.",
  codes: ["WW076"],
  run: ({ wheels }) => wheels.flatMap(judge),
};

const MB = 1_000_000;
/** Tests beside the code are a habit of many; from here on users notice. Both must be passed. */
const leastBytes = MB;
const leastShare = 0.3;

function judge({ name: { file }, members }: Wheel): Finding[] {
  const folders = new Map<string, number>();
  let [all, tests] = [0, 0];
  for (const { path, size } of members) {
    all += size;
    const folder = testFolder(path);
    if (folder === undefined) continue;
    tests += size;
    folders.set(folder, (folders.get(folder) ?? 0) + size);
  }
  if (tests < leastBytes || tests < leastShare * all) return [];
  const [largest] = [...folders].sort(([, a], [, b]) => b - a);
  const megabytes = (bytes: number) => `${(bytes / MB).toFixed(1)} MB`;
  const message = `${megabytes(tests)} of its ${megabytes(all)} are tests and their data, mostly in ${largest?.[0] ?? ""}`;
  return [finding("WW076", file, message)];
}
