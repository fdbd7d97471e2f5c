// `npm test`: everything this machine can run; what it cannot is named with its reason, and the last line counts.
import { spawnSync } from "node:child_process";

const bundled = spawnSync(process.execPath, ["scripts/bundle.mjs"], { stdio: "inherit" });
if (bundled.status !== 0) process.exit(1);
const args = ["run", "--reporter", "./test/support/reporter.ts", ...process.argv.slice(2)];
const tests = spawnSync("node_modules/.bin/vitest", args, { stdio: "inherit" });
process.exit(tests.status ?? 1);
