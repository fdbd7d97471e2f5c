/** Five CPythons of markupsafe, built before and not changed: wall clock, and compilers that were started all the same. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import which from "which";
import { judge, ratio, type Case } from "./case.ts";
import { cibuildwheel } from "./cibuildwheel.ts";
import { compare, medianOf } from "./compare.ts";
import { projects } from "./projects.ts";
import { fiveCPythons } from "./targets.ts";
import { buildWith, wheelway } from "./wheelway.ts";
import type { World } from "./world.ts";

const compiler =
  /execve\("[^"]*\/(?:[\w.-]+-)?(?:cc|c\+\+|gcc|g\+\+|cc1|cc1plus|clang|clang\+\+|as|ld|collect2|zig|rustc)(?:-[\d.]+)?",/;

export const rerun: Case = {
  name: "rerun",
  title: "5 CPythons of markupsafe again, without a change",
  runs: 5,
  answer: async (world, { runs = rerun.runs, tell }) => {
    const job = {
      project: projects.markupsafe,
      pythons: fiveCPythons,
      architecture: "x86_64",
      cores: world.cores,
    } as const;
    const subjects = [
      wheelway(world, "dagger"),
      wheelway(world, "host"),
      cibuildwheel(world, { cached: false }),
    ];
    const rows = await compare(world, { what: rerun.title, job, subjects, runs, state: "again", tell });
    const starts = await compilerStarts(world, {
      ...job,
      source: join(world.folder, "copies/Wheelway-bare-host/markupsafe"),
    });
    const wall = medianOf(rows, "Wheelway", "wallMs");
    return {
      rows,
      shows: "wallMs",
      goals: [
        judge(
          { what: "wall clock, of cibuildwheel's", limit: 0.01, bound: "at most", unit: "×" },
          ratio(rows, ["Wheelway", "cibuildwheel"], "wallMs"),
        ),
        judge(
          { what: "wall clock", limit: 3, bound: "at most", unit: "s" },
          wall === undefined ? undefined : wall / 1000,
        ),
        judge(
          {
            what: "compiler starts, by a trace of every execve on the bare host",
            limit: 0,
            bound: "at most",
            unit: "starts",
          },
          starts,
        ),
      ],
    };
  },
};

/** `undefined` where nothing can be traced. */
async function compilerStarts(
  world: World,
  job: Parameters<typeof buildWith>[2],
): Promise<number | undefined> {
  if (!(await which("strace", { nothrow: true }))) return undefined;
  const trace = join(world.folder, "execve.trace");
  const tracer = ["strace", "--follow-forks", "--trace=execve", "--string-limit=256", `--output=${trace}`];
  await buildWith(world, "host", job, tracer);
  return readFileSync(trace, "utf8")
    .split("\n")
    .filter((line) => compiler.test(line)).length;
}
