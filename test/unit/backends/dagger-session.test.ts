/** A session that is not an engine's: versions that do not fit, and an engine that goes away. */

import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it, vi } from "vitest";
import { daggerBackend } from "../../../src/backends/dagger.ts";
import { dagger } from "../../../src/services.ts";
import { temporaryFolder } from "../../support/archives.ts";

let server: Server | undefined;

/** Answers as an engine of this release does to the question for its version, and to nothing else. */
async function sessionOf(version: string): Promise<Record<string, string>> {
  const started = createServer((_, answer) =>
    answer.setHeader("content-type", "application/json").end(JSON.stringify({ data: { version } })),
  );
  server = started;
  await new Promise<void>((resolve) => started.listen(0, "127.0.0.1", resolve));
  const { port } = started.address() as AddressInfo;
  return { DAGGER_SESSION_PORT: String(port), DAGGER_SESSION_TOKEN: "token" };
}

const open = (env: Record<string, string>) => daggerBackend({ cacheDir: temporaryFolder(), env });

describe("the session", () => {
  afterEach(() => {
    server?.close();
    server?.closeAllConnections();
    vi.unstubAllEnvs();
  });

  it.each(["v0.18.12", "v0.21.7", "v0.22.0", "v1.0.0"])("refuses an engine of %s", async (version) => {
    const env = await sessionOf(version);
    // The SDK reads them here; they are put back after the test.
    for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
    const backend = await open(env);
    await expect(backend.describe()).rejects.toMatchObject({
      code: "engine-version",
      message: expect.stringContaining(version.slice(1)) as string,
    });
    await backend.close();
  });

  it("takes its own release, and a later patch", async () => {
    for (const version of [`v${dagger.version}`, "v0.21.99"]) {
      const env = await sessionOf(version);
      for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
      const backend = await open(env);
      await expect(backend.platform()).resolves.toBeDefined();
      await backend.close();
      server?.close();
    }
  });

  it("says that an engine went away", async () => {
    const env = await sessionOf(`v${dagger.version}`);
    for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
    const backend = await open(env);
    await backend.platform();
    server?.close();
    server?.closeAllConnections();
    await expect(backend.importPath(temporaryFolder())).rejects.toMatchObject({ code: "engine-missing" });
    await backend.close();
  });

  it("throws engine-missing where there is none", async () => {
    await expect(open({ PATH: "" })).rejects.toMatchObject({ code: "engine-missing", exitStatus: 3 });
  });

  it("is of the release that package.json and dagger.json name", () => {
    const read = (name: string) => JSON.parse(readFileSync(name, "utf8")) as Record<string, unknown>;
    expect(read("dagger.json")["engineVersion"]).toBe(`v${dagger.version}`);
    expect(read("package.json")["dependencies"]).toHaveProperty(["@dagger.io/dagger"], dagger.version);
  });
});
