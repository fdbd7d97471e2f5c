/** Is it the set of artifacts that the plan promised? */

import { judge } from "../artifacts/judge.ts";
import type { Check } from "./check.ts";

export const contract: Check = {
  name: "contract",
  title: "The artifacts are one release, and those that the plan promised, no fewer and no more.",
  codes: ["WW001", "WW002", "WW003", "WW004", "WW005", "WW006", "WW007", "WW008"],
  run: ({ contract: promised, wheels, sdist, files, refused = [] }) => {
    // A refused archive is there, whatever is wrong with it; that a name is none at all was said where it was refused.
    const nameless = new Set(refused.filter(({ code }) => code === "WW008").map(({ file }) => file));
    const readable = wheels.map((wheel) => wheel.name.file);
    const all = files?.map(({ file }) => file) ?? (sdist ? [sdist.name.file, ...readable] : readable);
    return judge(
      promised,
      all.filter((file) => !nameless.has(file)),
    );
  },
};
