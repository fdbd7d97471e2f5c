/** Times a program from its start to its end, and makes rows of such times. */

import { spawn } from "node:child_process";
import { median } from "./measure.ts";
import type { Row } from "./result.ts";

export function row(what: string, times: readonly number[], target?: number): Row {
  const [least, most] = [Math.min(...times), Math.max(...times)];
  return {
    what,
    unit: "ms",
    median: median(times),
    least,
    most,
    ...(target === undefined ? {} : { target }),
  };
}

/** Milliseconds of wall clock. Throws where it fails. */
export async function timed(cwd: string, env: NodeJS.ProcessEnv, argv: readonly string[]): Promise<number> {
  const [program = "", ...rest] = argv;
  const started = performance.now();
  const child = spawn(program, rest, { cwd, env, stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (said += text));
  const status = await new Promise<number | null>((done, failed) => {
    child.once("error", failed);
    child.once("close", done);
  });
  if (status !== 0) throw new Error(`${argv.join(" ")} ended with status ${String(status)}: ${said}`);
  return performance.now() - started;
}
