/** What `wheelway ci` tells at a terminal. */

import type { CiReport } from "../pipeline/ci.ts";
import { counted } from "./text-layout.ts";
import type { Style } from "./terminal-style.ts";

export function ciLines({ files, slices }: CiReport, action: "init" | "check", style: Style): string[] {
  const jobs = slices.length === 1 ? "one job builds everything" : `${slices.join(", ")} build`;
  return [
    ...files.map(({ path, state, lines }) => {
      const what = action === "check" ? "is up to date" : state;
      return `${style.colors.green(style.glyphs.passed)} ${path}  ${what}, ${counted(lines, "line")}`;
    }),
    `  ${jobs}`,
    ...(action === "init" && files.some(({ state }) => state === "written") ? ["", ...next] : []),
  ];
}

const next = [
  "Commit these files. At the index, name this repository, the workflow and the environment `pypi` as trusted",
  "publisher; at the forge, let the environment `pypi` ask whom you trust.",
];
