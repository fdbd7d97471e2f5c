/** An engine and images for tests that need real ones, or the reason why there are none. */

import { execFile } from "node:child_process";
import { promisify } from "node:util";
import which from "which";
import { daggerBackend, type DaggerBackend } from "../../src/backends/dagger.ts";
import { findEngine } from "../../src/backends/dagger-engine.ts";
import type { Environment } from "../../src/plan/task.ts";

const run = promisify(execFile);

export type Env = Readonly<Record<string, string | undefined>>;

/**
 * The environment in which an engine answers. Where there is none yet, the command that WHEELWAY_TEST_ENGINE names, or
 * `dagger-engine-up` on PATH, may start one; it prints the value of _EXPERIMENTAL_DAGGER_RUNNER_HOST.
 */
export async function findTestEngine(): Promise<{ readonly env: Env } | { readonly skip: string }> {
  const found = await findEngine(process.env);
  if (found.found) return { env: process.env };
  const command = process.env["WHEELWAY_TEST_ENGINE"] ?? (await which("dagger-engine-up", { nothrow: true }));
  if (!command) return { skip: `no Dagger engine: ${found.why}` };
  try {
    const { stdout } = await run(command, { timeout: 120_000 });
    const env = { ...process.env, _EXPERIMENTAL_DAGGER_RUNNER_HOST: stdout.trim() };
    const started = await findEngine(env);
    return started.found ? { env } : { skip: `no Dagger engine: ${started.why}` };
  } catch (error) {
    return { skip: `no Dagger engine: ${command} failed: ${String(error)}` };
  }
}

type Image = Extract<Environment, { kind: "image" }>;

/** Where test/support/images/build.sh pushes the stand-ins for the manylinux images. */
export const testRegistry = process.env["WHEELWAY_TEST_REGISTRY"] ?? "127.0.0.1:5000";

const machines: Readonly<Record<string, string>> = { "linux/amd64": "x86_64", "linux/arm64": "aarch64" };

const pythonOf = (tag: string) => `/opt/python/${tag}-${tag}/bin/python`;

/** The stand-in for a manylinux image, with a Python that it has on every architecture. */
export function standIn(platform: "linux/amd64" | "linux/arm64") {
  const tag = `manylinux_2_36_${machines[platform] ?? platform}`;
  return { tag, platform, image: `${testRegistry}/pypa/${tag}`, python: pythonOf("cp311") };
}

/** A stand-in image with the newest CPython it has, else a small public image with a Python. */
function candidates(platform: string): Image[] {
  const { image } = standIn(platform === "linux/arm64" ? platform : "linux/amd64");
  return [
    ...["cp313", "cp312", "cp311"].map((tag) => ({ image, python: pythonOf(tag) })),
    { image: "python:3.11-slim-bookworm", python: "/usr/local/bin/python3" },
  ].map((rest) => ({ kind: "image", platform, ...rest }));
}

/** The first image for the platform that the engine can run. */
export async function testImage(
  backend: DaggerBackend,
  platform: string,
): Promise<{ readonly image: Image } | { readonly skip: string }> {
  const reasons: string[] = [];
  for (const image of candidates(platform)) {
    const answer = await backend.supports(image);
    if (answer.supported) return { image };
    reasons.push(answer.why);
  }
  return { skip: `no image for ${platform}: ${reasons.at(0) ?? ""}; test/support/images/build.sh makes it` };
}

/** Opens the backend in the engine's environment with what the test plants there. */
export function openTestBackend(env: Env, cacheDir: string): Promise<DaggerBackend> {
  return daggerBackend({ cacheDir, env });
}
