/** `npm run bench -- verify`, `startup` or `dagger-call`, and `npm run bench -- peers [CASE…]` beside the peers, `npm run bench -- same-bytes` and `lines`: runs benchmarks by name (all without one), prints them, and keeps them in bench/results/. */

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { markdown, type Result } from "./result.ts";
import { daggerCall } from "./dagger-call.ts";
import { lineCounts } from "./lines.ts";
import { peers } from "./peers/peers.ts";
import { sameBytes } from "./same-bytes/same-bytes.ts";
import { startup } from "./startup.ts";
import { verify } from "./verify.ts";

const benchmarks: Readonly<Record<string, () => Promise<Result>>> = {
  // 60 wheels of 2 MB, judged as one set.
  verify,
  // What people wait for before anything happens.
  startup,
  // The Dagger module beside the CLI on the same engine.
  "dagger-call": daggerCall,
};

const asked = process.argv.slice(2);
const results = join(import.meta.dirname, "results");
mkdirSync(results, { recursive: true });
if (asked[0] === "peers") process.exit(await peers(asked.slice(1), results));
if (asked[0] === "lines") process.exit(await lineCounts(results));
if (asked[0] === "same-bytes") process.exit(await sameBytes(results, asked.slice(1)));
const names = asked.length > 0 ? asked : Object.keys(benchmarks);
for (const name of names) {
  const benchmark = benchmarks[name];
  if (!benchmark) {
    process.stderr.write(
      `There is no benchmark ${name}; there are: ${Object.keys(benchmarks).join(", ")}, peers, same-bytes, lines\n`,
    );
    process.exitCode = 2;
    continue;
  }
  const result = await benchmark();
  writeFileSync(join(results, `${name}.json`), `${JSON.stringify(result, undefined, 2)}\n`);
  writeFileSync(join(results, `${name}.md`), markdown(result));
  process.stdout.write(`${markdown(result)}\n`);
}
