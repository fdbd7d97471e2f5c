/** `npm run bench -- verify` or `startup`, and `npm run bench -- peers [CASE…]` beside the peers: runs benchmarks by name (all without one), prints them, and keeps them in bench/results/. */

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { markdown, type Result } from "./result.ts";
import { peers } from "./peers/peers.ts";
import { startup } from "./startup.ts";
import { verify } from "./verify.ts";

const benchmarks: Readonly<Record<string, () => Promise<Result>>> = {
  // 60 wheels of 2 MB, judged as one set.
  verify,
  // What people wait for before anything happens.
  startup,
};

const asked = process.argv.slice(2);
const results = join(import.meta.dirname, "results");
mkdirSync(results, { recursive: true });
if (asked[0] === "peers") process.exit(await peers(asked.slice(1), results));
const names = asked.length > 0 ? asked : Object.keys(benchmarks);
for (const name of names) {
  const benchmark = benchmarks[name];
  if (!benchmark) {
    process.stderr.write(
      `There is no benchmark ${name}; there are: ${Object.keys(benchmarks).join(", ")}, peers\n`,
    );
    process.exitCode = 2;
    continue;
  }
  const result = await benchmark();
  writeFileSync(join(results, `${name}.json`), `${JSON.stringify(result, undefined, 2)}\n`);
  writeFileSync(join(results, `${name}.md`), markdown(result));
  process.stdout.write(`${markdown(result)}\n`);
}
