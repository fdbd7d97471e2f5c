/** verify-artifacts: what has a finding of severity error does not go out. */

import { WheelwayError } from "../../errors.ts";
import { distFolder } from "../folders.ts";
import type { Step } from "../step.ts";

export const verifyArtifacts: Step = {
  id: "verify-artifacts",
  title: "Judges the set as `wheelway verify` does; a finding of severity error stops the release.",
  dryRun: "acts",
  outlook: () => Promise.resolve({ would: ["verify the set"], problems: [] }),
  run: async (release) => {
    const findings = await release.ports.verify(distFolder(release), release.signal);
    const errors = findings.filter(({ severity }) => severity === "error");
    const [first] = errors;
    if (!first) {
      release.say(`verified: 0 errors, ${findings.length} other findings`);
      return;
    }
    throw new WheelwayError("findings-error", {
      message: `${errors.length} findings of severity error`,
      why: errors
        .slice(0, 10)
        .map(({ code, artifact = "", message }) => `${code} ${artifact}: ${message}`)
        .join("\n"),
      next: "wheelway verify shows each with its way out; [tool.wheelway.checks] turns one down, with a reason.",
    });
  },
};
