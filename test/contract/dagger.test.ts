/** The Dagger backend, held to the contract on a real engine: natively, and under emulation where the engine has it. */

import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { it } from "vitest";
import type { DaggerBackend } from "../../src/backends/dagger.ts";
import { findTestEngine, openTestBackend, testImage } from "../support/engine.ts";
import { python, runTask, task } from "../support/tasks.ts";
import { backendContract, plantedEnv, type Subject } from "./backend.ts";

const engine = await findTestEngine();
const native = "skip" in engine ? "linux/amd64" : await nativePlatform(engine.env);
const foreign: Readonly<Record<string, string>> = {
  "linux/amd64": "linux/arm64",
  "linux/arm64": "linux/amd64",
};

async function subject(platform: string): Promise<Subject<unknown> | { readonly skip: string }> {
  if ("skip" in engine) return engine;
  const cacheDir = mkdtempSync(join(tmpdir(), "wheelway-dagger-"));
  const backend = await openTestBackend({ ...engine.env, ...plantedEnv }, cacheDir);
  const close = async () => {
    await backend.close();
    rmSync(cacheDir, { recursive: true, force: true });
  };
  const found = await testImage(backend, platform);
  if ("skip" in found) {
    await close();
    return found;
  }
  const reach = await reachOf(backend, found.image);
  const slow = platform === native ? {} : { slow: true as const };
  return { backend, environment: found.image, reach, ...slow, close };
}

/** A container's gateway is the engine's machine; that is this one where a listener of ours answers there. */
async function reachOf(
  backend: DaggerBackend,
  environment: Subject<unknown>["environment"],
): Promise<Subject<unknown>["reach"]> {
  const server = createServer((socket) => socket.end("here"));
  await new Promise<void>((resolve) => server.listen(0, () => resolve()));
  const { port } = server.address() as AddressInfo;
  const code = [
    "import socket, struct",
    "routes = [line.split() for line in open('/proc/net/route')]",
    "gateway = next(socket.inet_ntoa(struct.pack('<L', int(r[2], 16))) for r in routes if r[1] == '00000000')",
    `socket.create_connection((gateway, ${port}), 5).recv(4)`,
    "print('gateway', gateway)",
  ];
  const { text } = await runTask(
    backend,
    task(environment, [python("reach", code)], { network: "index", id: `wheel:reach-${port}` }),
  );
  server.close();
  const host = /^gateway (\S+)$/m.exec(text)?.[1];
  return host === undefined ? { unreachable: "the engine does not run on this machine" } : { host };
}

async function register(name: string, platform: string): Promise<void> {
  const made = await subject(platform);
  if ("skip" in made) it(`${name} backend`, ({ skip }) => skip(made.skip));
  else backendContract(name, () => Promise.resolve(made));
}

await register("dagger", native);
if (!("skip" in engine)) await register("dagger, emulated", foreign[native] ?? "linux/arm64");

async function nativePlatform(env: Readonly<Record<string, string | undefined>>): Promise<string> {
  const backend = await openTestBackend(env, tmpdir());
  try {
    return await backend.platform();
  } finally {
    await backend.close();
  }
}
