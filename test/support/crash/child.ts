/** Run as a process of its own: one run of a release, told as JSON; prints the error's code, or "done". */

import { argv, stdout } from "node:process";
import { runRelease, type ReleaseRun } from "./release-run.ts";

await runRelease(JSON.parse(argv[2] ?? "") as ReleaseRun).then(
  () => stdout.write("done"),
  (error: unknown) => {
    const code = error instanceof Error && "code" in error ? String(error.code) : "bug";
    stdout.write(`${code} ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    process.exitCode = 1;
  },
);
