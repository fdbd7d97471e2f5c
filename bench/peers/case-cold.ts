/** Five CPythons of packages that no cache has seen: a bundled C library, and Cython on one core and on two. */

import { judge, ratio, type Answer, type Asked, type Case } from "./case.ts";
import { cibuildwheel } from "./cibuildwheel.ts";
import { compare } from "./compare.ts";
import { projects } from "./projects.ts";
import { fiveCPythons } from "./targets.ts";
import { wheelway } from "./wheelway.ts";
import type { World } from "./world.ts";

const plain = "cibuildwheel";
const cached = "cibuildwheel + ccache";

export const bundledLibrary: Case = {
  name: "lz4",
  title: "5 CPythons of lz4 (bundled C library), cold",
  runs: 5,
  answer: async (world, { runs = bundledLibrary.runs, tell }) => {
    const job = {
      project: projects.lz4,
      pythons: fiveCPythons,
      architecture: "x86_64",
      cores: world.cores,
    } as const;
    const subjects = [
      wheelway(world, "dagger"),
      cibuildwheel(world, { cached: false }),
      cibuildwheel(world, { cached: true }),
    ];
    const rows = await compare(world, {
      what: bundledLibrary.title,
      job,
      subjects,
      runs,
      state: "cold",
      tell,
    });
    return {
      rows,
      shows: "cpuMs",
      goals: [
        judge(
          { what: "CPU of cibuildwheel, of Wheelway's", limit: 3, bound: "at least", unit: "×" },
          ratio(rows, [plain, "Wheelway"], "cpuMs"),
        ),
        judge(
          { what: "CPU of cibuildwheel + ccache, of Wheelway's", limit: 1.2, bound: "at least", unit: "×" },
          ratio(rows, [cached, "Wheelway"], "cpuMs"),
        ),
        memory(ratio(rows, ["Wheelway", plain], "peakMiB")),
      ],
    };
  },
};

export const oneCore: Case = {
  name: "frozenlist-1",
  title: "5 CPythons of frozenlist (Cython), cold, 1 core",
  runs: 5,
  answer: (world, asked) =>
    cython(world, asked, { title: oneCore.title, runs: oneCore.runs, cores: "0", limit: 1.05 }),
};

export const twoCores: Case = {
  name: "frozenlist-2",
  title: "5 CPythons of frozenlist (Cython), cold, 2 cores",
  runs: 5,
  answer: (world, asked) =>
    cython(world, asked, { title: twoCores.title, runs: twoCores.runs, cores: "0-1", limit: 0.6 }),
};

async function cython(
  world: World,
  { runs, tell }: Asked,
  about: { readonly title: string; readonly runs: number; readonly cores: string; readonly limit: number },
): Promise<Answer> {
  const { title, cores, limit } = about;
  const job = { project: projects.frozenlist, pythons: fiveCPythons, architecture: "x86_64", cores } as const;
  const subjects = [wheelway(world, "dagger"), cibuildwheel(world, { cached: false })];
  const rows = await compare(world, {
    what: title,
    job,
    subjects,
    runs: runs ?? about.runs,
    state: "cold",
    tell,
  });
  return {
    rows,
    shows: "wallMs",
    goals: [
      judge(
        { what: "wall clock, of cibuildwheel's", limit, bound: "at most", unit: "×" },
        ratio(rows, ["Wheelway", plain], "wallMs"),
      ),
      memory(ratio(rows, ["Wheelway", plain], "peakMiB")),
    ],
  };
}

function memory(value: number | undefined) {
  return judge({ what: "memory at most, of cibuildwheel's", limit: 1.2, bound: "at most", unit: "×" }, value);
}
