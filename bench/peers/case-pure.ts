/** A pure project: beside what `uv build` does, Wheelway tests and verifies, and may take three seconds more for it. */

import { judge, type Case } from "./case.ts";
import { compare, medianOf } from "./compare.ts";
import { projects } from "./projects.ts";
import { uvBuild } from "./uv-build.ts";
import { wheelway } from "./wheelway.ts";

export const pure: Case = {
  name: "pure",
  title: "packaging (pure Python), cold",
  runs: 5,
  answer: async (world, { runs = pure.runs, tell }) => {
    const job = {
      project: projects.packaging,
      pythons: ["cp311"],
      architecture: "x86_64",
      cores: world.cores,
    } as const;
    const subjects = [wheelway(world, "host"), wheelway(world, "dagger"), uvBuild(world)];
    const rows = await compare(world, { what: pure.title, job, subjects, runs, state: "cold", tell });
    const seconds = (subject: string) => (medianOf(rows, subject, "wallMs") ?? Number.NaN) / 1000;
    const allowed = 1.2 * seconds("uv build") + 3;
    const goal = (who: string) =>
      judge(
        {
          what: `wall clock of ${who}, 1.2 times that of uv build and 3 s more`,
          limit: allowed,
          bound: "at most",
          unit: "s",
        },
        Number.isNaN(seconds(who)) ? undefined : seconds(who),
      );
    return { rows, shows: "wallMs", goals: [goal("Wheelway, bare host"), goal("Wheelway")] };
  },
};
