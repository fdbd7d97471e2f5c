// Loaded into the measured process (`node --import`): writes what it used of the machine when it ends.
import { writeFileSync } from "node:fs";

process.on("exit", () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  const cpuMs = (userCPUTime + systemCPUTime) / 1000;
  writeFileSync(process.env.WHEELWAY_BENCH_METER, JSON.stringify({ cpuMs, maxRssMiB: maxRSS / 1024 }));
});
