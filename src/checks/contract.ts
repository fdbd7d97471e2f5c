/** Is it the set of artifacts that the plan promised? */

import { judge } from "../artifacts/judge.ts";
import type { Check } from "./check.ts";

export const contract: Check = {
  name: "contract",
  title: "The artifacts are those that the plan promised, no fewer and no more.",
  codes: ["WW001", "WW002", "WW003", "WW004", "WW005", "WW006", "WW007", "WW008"],
  run: ({ contract: promised, wheels, sdist }) => {
    if (!promised) return [];
    const files = wheels.map((wheel) => wheel.name.file);
    return judge(promised, sdist ? [sdist.name.file, ...files] : files);
  },
};
