/** The host backend, held to the contract, and what only it can be asked. */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { hostBackend, hostInterpreters } from "../../src/backends/host.ts";
import { slotParent } from "../../src/backends/host-slot.ts";
import { backendContract, plantedEnv } from "./backend.ts";

const env = { ...process.env, ...plantedEnv };
const cacheDir = mkdtempSync(join(tmpdir(), "wheelway-host-"));
const found = (await hostInterpreters({ cacheDir, env })).map(({ interpreter }) => interpreter.name);
rmSync(cacheDir, { recursive: true, force: true });

// The oldest and the newest Python of the machine, each as the task's and as the driver's, and every other kind of Python.
const others = found.filter((name) => !/^cp\d+$/.test(name));
const plain = found.filter((name) => /^cp\d+$/.test(name));
const names = new Set([...plain.slice(0, 1), ...plain.slice(-1), ...others]);

for (const name of process.env["WHEELWAY_CONTRACT_PYTHONS"]?.split(",") ?? names) {
  backendContract(`host with ${name}`, () => {
    const folder = mkdtempSync(join(tmpdir(), "wheelway host [ü] "));
    const backend = hostBackend({ cacheDir: folder, env, driver: name });
    return Promise.resolve({
      backend,
      environment: { kind: "host" as const, interpreter: name },
      reach: { host: "127.0.0.1" },
      ...(process.platform === "win32" ? { notIsolated: /no way to shut the network/ } : {}),
      close: async () => {
        await backend.close();
        rmSync(folder, { recursive: true, force: true });
        // The name of the folder made it take this one for its slots.
        rmSync(await slotParent(folder), { recursive: true, force: true });
      },
    });
  });
}
