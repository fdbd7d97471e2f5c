/** One C file of a bundled library is edited, everything else is warm: beside its unit, the links and the repairs alone. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { judge, ratio, type Case } from "./case.ts";
import { cibuildwheel } from "./cibuildwheel.ts";
import { compare } from "./compare.ts";
import { containerOptions } from "./docker.ts";
import { metered, type Cost } from "./meter.ts";
import { edit, projects } from "./projects.ts";
import type { Subject } from "./subject.ts";
import { fiveCPythons } from "./targets.ts";
import { wheelway } from "./wheelway.ts";
import { groupName, type World } from "./world.ts";

const changed = "lz4libs/lz4.c";
const least = "its unit, links and repairs";

export const oneFile: Case = {
  name: "edit",
  title: "one C file of lz4 edited, 5 CPythons, warm",
  runs: 5,
  answer: async (world, { runs = oneFile.runs, tell }) => {
    const job = {
      project: projects.lz4,
      pythons: fiveCPythons,
      architecture: "x86_64",
      cores: world.cores,
    } as const;
    const rows = await compare(world, {
      what: oneFile.title,
      job,
      subjects: [wheelway(world, "dagger"), cibuildwheel(world, { cached: true }), floor(world)],
      runs,
      state: (source, stamp) => edit(join(source, changed), job.project.line(stamp)),
      tell,
    });
    const goal = (what: string, measure: "wallMs" | "cpuMs") =>
      judge(
        { what: `${what} of Wheelway, of the least`, limit: 1.3, bound: "at most", unit: "×" },
        ratio(rows, ["Wheelway", least], measure),
      );
    return {
      rows,
      shows: "wallMs",
      goals: [goal("wall clock", "wallMs"), goal("CPU", "cpuMs")],
      notes: [
        `The least is the compiler's, the linker's and auditwheel's own commands, in the same image: ${changed} once, ` +
          "every extension linked, every wheel repaired; without environments, build back end, sdist and tests.",
      ],
    };
  },
};

/** Not a builder: the commands that nobody can do without, timed by themselves. */
function floor(world: World): Subject {
  const { docker, folder, kept } = world;
  // Building all five for the commands takes minutes: one container times them several times.
  let known: Cost[] = [];
  return {
    name: least,
    lacks: () => {
      if ("skip" in docker) return docker.skip;
      return docker.images.x86_64 ? undefined : "there is no image for x86_64";
    },
    build: async (job) => {
      if ("skip" in docker) throw new Error(docker.skip);
      const next = known.shift();
      if (next) return next;
      const result = "/project/floor.json";
      await metered({
        argv: [
          ...["docker", "run", "--rm", ...containerOptions(groupName)],
          `--volume=${job.source}:/project`,
          `--volume=${join(kept, "uv", job.architecture)}:/root/.cache/uv`,
          `--volume=${join(import.meta.dirname, "floor.py")}:/floor.py:ro`,
          docker.images.x86_64 ?? "",
          ...["/opt/python/cp311-cp311/bin/python", "/floor.py", "/project", changed],
          ...["setuptools wheel setuptools-scm pkgconfig", result, ...job.pythons],
        ],
        cwd: folder,
        env: docker.env,
        log: join(folder, "floor.log"),
        cores: job.cores,
        group: world.group,
        helpers: [],
      });
      const [first, ...more] = JSON.parse(readFileSync(join(job.source, "floor.json"), "utf8")) as Cost[];
      if (!first) throw new Error("nothing was timed");
      known = more;
      return first;
    },
  };
}
