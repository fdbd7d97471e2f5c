/** Is RECORD the list of what is really in the wheel? The index refuses wheels whose RECORD is not. */

import type { Check } from "./check.ts";
import { finding } from "./finding.ts";

export const wheelRecord: Check = {
  name: "wheel-record",
  title: "RECORD lists every file with its hash, and nothing else.",
  codes: ["WW011"],
  run: ({ wheels }) =>
    wheels
      .filter((wheel) => wheel.record !== undefined && wheel.record.problems.length > 0)
      .map((wheel) =>
        finding(
          "WW011",
          wheel.name.file,
          `RECORD does not fit its content: ${wheel.record?.problems.join("; ") ?? ""}`,
          {
            hint: "something changed the wheel after it was built: repack it with `wheel pack`, which writes RECORD anew",
          },
        ),
      ),
};
