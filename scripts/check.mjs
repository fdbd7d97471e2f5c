// `npm run check`: format, lint, types, generated files and unit tests, side by side; prints what failed, whole. `--without NAME` leaves one out.
import { spawn } from "node:child_process";

const steps = {
  format: ["prettier", "--check", "--log-level", "warn", "."],
  lint: ["eslint", "--cache", "--cache-location", "node_modules/.cache/eslint", "."],
  types: ["tsc", "--noEmit", "--incremental", "--tsBuildInfoFile", "node_modules/.cache/tsc.tsbuildinfo"],
  generated: ["tsx", "scripts/generate.ts", "--check"],
  unit: ["vitest", "run", "--project", "unit", "--reporter", "dot"],
};

const run = ([name, argv]) =>
  new Promise((done) => {
    const started = performance.now();
    const child = spawn("node_modules/.bin/" + argv[0], argv.slice(1), { stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    child.stdout.on("data", (data) => (output += data));
    child.stderr.on("data", (data) => (output += data));
    child.on("close", (status) => {
      const seconds = ((performance.now() - started) / 1000).toFixed(1);
      process.stdout.write(`${status === 0 ? "ok    " : "FAILED"} ${name} (${seconds} s)\n`);
      if (status !== 0) process.stdout.write(output);
      done(status === 0);
    });
  });

const [option, without] = process.argv.slice(2);
const wanted = Object.entries(steps).filter(([name]) => option !== "--without" || name !== without);
const results = await Promise.all(wanted.map(run));
process.exit(results.every(Boolean) ? 0 : 1);
