/** One CPython for aarch64 on another architecture: cross-compiled here, compiled under QEMU there, tested under QEMU by both. */

import { judge, ratio, type Case } from "./case.ts";
import { cibuildwheel } from "./cibuildwheel.ts";
import { compare } from "./compare.ts";
import { projects, type Project } from "./projects.ts";
import { wheelway } from "./wheelway.ts";

export const foreignLibrary = foreign("aarch64-lz4", projects.lz4, 2);
export const foreignBinding = foreign("aarch64-argon2", projects.argon2, 5);

function foreign(name: string, project: Project, usual: number): Case {
  const title = `aarch64 of ${project.name} on x86_64, 1 CPython, cold`;
  return {
    name,
    title,
    runs: usual,
    answer: async (world, { runs = usual, tell }) => {
      const job = { project, pythons: ["cp311"], architecture: "aarch64", cores: world.cores } as const;
      const subjects = [
        wheelway(world, "dagger"),
        wheelway(world, "host"),
        cibuildwheel(world, { cached: false }),
      ];
      const rows = await compare(world, { what: title, job, subjects, runs, state: "cold", tell });
      const faster = (who: string) =>
        judge(
          { what: `cibuildwheel's wall clock, of ${who}'s`, limit: 5, bound: "at least", unit: "×" },
          ratio(rows, ["cibuildwheel", who], "wallMs"),
        );
      return {
        rows,
        shows: "wallMs",
        goals: [faster("Wheelway"), faster("Wheelway, bare host")],
        ...(runs < 5 ? { notes: [`${runs} runs, since an emulated one takes minutes.`] } : {}),
      };
    },
  };
}
