/** Do members name the folder that they were built in? A person's home is worth a warning, a build machine's a note. */

import type { Member, Sdist, Wheel } from "../artifacts/archive.ts";
import type { Check } from "./check.ts";
import { finding, type Finding } from "./finding.ts";
import { testFolder } from "./test-places.ts";

export const buildPaths: Check = {
  name: "build-paths",
  title: "Members name no home folder of a person.",
  codes: ["WW075"],
  run: ({ wheels, sdist }) => {
    const artifacts = [...(sdist ? [sdist] : []), ...wheels];
    return [...artifacts.flatMap(homes), ...machines(artifacts)];
  },
};

/** The folder itself is not shown: it holds the person's name. */
function homes(artifact: Wheel | Sdist): Finding[] {
  const found = naming(artifact, "shape");
  const [first] = found;
  if (!first) return [];
  const { path } = first;
  const message =
    found.length === 1
      ? `${path} names the home folder of a person`
      : `${found.length} members name the home folder of a person, the first is ${path}`;
  return [finding("WW075", artifact.name.file, message, { member: path })];
}

/** Once for the whole set: nearly every compiler leaves some, and they say nothing of a person. */
function machines(artifacts: readonly (Wheel | Sdist)[]): Finding[] {
  const found = artifacts.filter((artifact) => naming(artifact, "hint").length > 0);
  const [first] = found;
  if (!first) return [];
  const member = naming(first, "hint")[0]?.path ?? "";
  const message = `members of ${found.length} ${found.length === 1 ? "artifact" : "artifacts"} name folders of a build machine, such as ${member} in ${first.name.file}`;
  return [
    finding("WW075", undefined, message, {
      severity: "note",
      hint: "nothing to do, unless the same release should be built the same elsewhere: then let the compiler rewrite paths",
    }),
  ];
}

/** What lies in a folder of tests may come from anywhere, as pictures and recorded files do. */
function naming({ members }: Wheel | Sdist, evidence: "shape" | "hint"): Member[] {
  return members.filter(
    ({ path, facts }) =>
      testFolder(path) === undefined &&
      facts.leftovers?.some(
        (leftover) => leftover.kind === "build-path" && leftover.evidence === evidence,
      ) === true,
  );
}
