/** WW090-WW099: where does it come from, and what does it bring along? */

import type { CodeTable } from "./code-text.ts";

export const provenanceCodes = {
  WW090: {
    severity: "note",
    means: "The metadata names no licence.",
    why: "Many users may not install what they have no licence for, and tools that look for one find none.",
    example: "its metadata has no License-Expression, no licence classifier and no License field",
    remedy: 'Say it in pyproject.toml: `[project] license = "MIT"`, an SPDX expression (PEP 639).',
  },
  WW091: {
    severity: "note",
    means: "The licence of something that a wheel brings along is not stated.",
    why: "Those who pass the wheel on have to keep the licences of what is in it.",
    example: "no licence is stated for libgfortran 5.0.0 in demo.libs/libgfortran-040039e1.so.5.0.0",
    remedy: "Ship its licence text (License-File), and name it in an SBOM below .dist-info/sboms/ (PEP 770).",
  },
  WW092: {
    severity: "note",
    means: "A published file has no attestations.",
    why: "Nobody can check which repository and workflow it came from.",
    example: "the index names no attestations of it",
    remedy:
      "Publish through a trusted publisher with attestations (PEP 740); the standard upload actions do so.",
  },
  WW093: {
    severity: "error",
    means: "An attestation of a published file is not valid.",
    why: "It proves nothing of this file: it was made for another one, was changed, or was not signed by whom it says.",
    example: "its attestation is not valid: it is for other bytes: its subject has another SHA-256",
    remedy: "Do not install the file before it is known why; its makers have to publish a new release.",
  },
  WW094: {
    severity: "error",
    means: "An attestation is by another identity than the policy asks for.",
    why: "Somebody else than those whom you trust for this project has published it.",
    example: "it was published from fork/demo (GitHub, release.yml), the policy asks for demo/demo (GitHub)",
    remedy: "Find out who published it; where the project has moved, change [tool.wheelway.attestations].",
  },
  WW095: {
    severity: "warning",
    means: "The release before had attestations, and this file has none.",
    why: "A release that was made in another way than usual is what a stolen token looks like.",
    example: "1.4 had attestations from demo/demo (GitHub, release.yml), this file has none",
    remedy:
      "Ask the makers whether they published it; if you are one of them, publish through the trusted publisher.",
  },
} as const satisfies CodeTable;
