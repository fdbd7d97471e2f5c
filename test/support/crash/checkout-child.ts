/** Run as a process of its own: one release from a checkout, told as JSON; prints the error's code, or "done". */

import { argv, stdout } from "node:process";
import { runCheckout, type CheckoutRun } from "./checkout-run.ts";

await runCheckout(JSON.parse(argv[2] ?? "") as CheckoutRun).then(
  () => stdout.write("done"),
  (error: unknown) => {
    const code = error instanceof Error && "code" in error ? String(error.code) : "bug";
    stdout.write(`${code} ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    process.exitCode = 1;
  },
);
