/** `npm run bench -- peers [CASE…] [--runs N]`: Wheelway beside what people use today, on this machine. */

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { loadavg } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { machine } from "../measure.ts";
import { cases } from "./cases.ts";
import { openWorld } from "./world.ts";
import { plot } from "./plot.ts";
import { keptResult, type CaseResult, type PeersResult } from "./result.ts";
import { table } from "./table.ts";
import { versions } from "./versions.ts";

export async function peers(argv: readonly string[], folder: string): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...argv],
    options: { runs: { type: "string" }, out: { type: "string" } },
    allowPositionals: true,
  });
  const unknown = positionals.filter((name) => !cases.some((one) => one.name === name));
  const runs = values.runs === undefined ? undefined : Number(values.runs);
  if (unknown.length > 0 || (runs !== undefined && !(runs >= 1))) {
    process.stderr.write(`peers takes any of: ${cases.map(({ name }) => name).join(", ")}; and --runs N\n`);
    return 2;
  }
  const results = values.out ?? folder;
  mkdirSync(results, { recursive: true });
  const before = machine();
  const world = await openWorld();
  // A daemon that outlives the benchmark would hold its socket and its memory.
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.once(signal, () => void world.close().finally(() => process.exit(1)));
  try {
    const about = versions(world);
    for (const one of cases) {
      if (positionals.length > 0 && !positionals.includes(one.name)) continue;
      const [load = 0] = loadavg();
      const tell = (text: string) =>
        process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${text}\n`);
      const answer = await one.answer(world, { runs, tell });
      keep(
        results,
        { name: one.name, title: one.title, wheelway: about["Wheelway"] ?? "", load, ...answer },
        { machine: before, versions: about },
      );
    }
  } finally {
    await world.close();
  }
  process.stdout.write(readFileSync(join(results, "peers.md"), "utf8"));
  return 0;
}

/** After each case: a run that is cut short has what it has measured. Cases that were not asked for stay as they were. */
function keep(folder: string, measured: CaseResult, rest: Omit<PeersResult, "cases">): void {
  const path = join(folder, "peers.json");
  const known = keptResult(path);
  const all = [...known.filter(({ name }) => name !== measured.name), measured];
  const order = cases.map(({ name }) => name);
  const result: PeersResult = {
    ...rest,
    cases: all
      .filter(({ name }) => order.includes(name))
      .sort((a, b) => order.indexOf(a.name) - order.indexOf(b.name)),
  };
  writeFileSync(path, `${JSON.stringify(result, undefined, 2)}\n`);
  writeFileSync(join(folder, "peers.md"), table(result));
  writeFileSync(join(folder, "peers.svg"), plot(result));
}
