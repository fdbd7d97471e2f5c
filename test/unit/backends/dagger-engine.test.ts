import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { findEngine } from "../../../src/backends/dagger-engine.ts";
import { temporaryFolder } from "../../support/archives.ts";

/** A folder for PATH with programs of these names. */
function programs(...names: string[]): string {
  const folder = join(temporaryFolder(), "bin");
  mkdirSync(folder);
  for (const name of names) {
    writeFileSync(join(folder, name), "#!/bin/sh\n");
    chmodSync(join(folder, name), 0o755);
  }
  return folder;
}

async function listening(address: string | number): Promise<Server> {
  const server = createServer((socket) => socket.end());
  await new Promise<void>((resolve) => server.listen(address, resolve));
  onTestFinished(() => void server.close());
  return server;
}

const noDocker = { HOME: "/nonexistent", DOCKER_HOST: "unix:///nonexistent/docker.sock" };

describe.skipIf(process.platform === "win32")("findEngine", () => {
  it("says at once that there is no dagger program", async () => {
    const started = performance.now();
    const answer = await findEngine({ PATH: programs() });
    expect(performance.now() - started).toBeLessThan(300);
    expect(answer).toMatchObject({ found: false, why: "there is no `dagger` program on PATH" });
    expect(answer).toHaveProperty("remedy", expect.stringContaining("Install Dagger 0."));
  });

  it("does not take a program for an engine", async () => {
    const started = performance.now();
    const answer = await findEngine({ PATH: programs("dagger"), ...noDocker });
    expect(performance.now() - started).toBeLessThan(300);
    expect(answer).toMatchObject({
      found: false,
      why: expect.stringContaining("neither an engine") as string,
    });
  });

  it("does not take Docker's client for its daemon", async () => {
    const answer = await findEngine({ PATH: programs("dagger", "docker"), ...noDocker });
    expect(answer).toMatchObject({ found: false, why: expect.stringContaining("does not answer") as string });
  });

  it("takes a container runtime that answers, and names the program for the SDK", async () => {
    const path = programs("dagger", "docker");
    const socket = join(temporaryFolder(), "docker.sock");
    await listening(socket);
    expect(await findEngine({ PATH: path, HOME: "/nonexistent", DOCKER_HOST: `unix://${socket}` })).toEqual({
      found: true,
      how: `${path}/dagger with docker`,
      settings: { _EXPERIMENTAL_DAGGER_CLI_BIN: `${path}/dagger` },
    });
    expect(await findEngine({ PATH: programs("dagger", "docker", "podman"), ...noDocker })).toMatchObject({
      found: true,
      how: expect.stringMatching(/with podman$/) as string,
    });
  });

  it("takes the engine that --engine names before all others, and no other in its place", async () => {
    const path = programs("dagger", "docker");
    const socket = join(temporaryFolder(), "engine.sock");
    await listening(socket);
    const others = {
      PATH: path,
      DOCKER_HOST: `unix://${socket}`,
      DAGGER_SESSION_PORT: "1",
      DAGGER_SESSION_TOKEN: "x",
    };
    const host = `unix://${socket}.named`;
    const env = { ...others, WHEELWAY_ENGINE: host };
    expect(await findEngine(env)).toEqual({
      found: false,
      named: true,
      why: `no engine answers at ${host}, which --engine or WHEELWAY_ENGINE names`,
      remedy: "Start the engine there, or unset WHEELWAY_ENGINE.",
    });
    await listening(`${socket}.named`);
    expect(await findEngine(env)).toEqual({
      found: true,
      how: `the engine at ${host}, which --engine or WHEELWAY_ENGINE names`,
      settings: { _EXPERIMENTAL_DAGGER_CLI_BIN: `${path}/dagger`, _EXPERIMENTAL_DAGGER_RUNNER_HOST: host },
    });
  });

  it.each([
    ["builder:1234", "is no address of an engine"],
    ["unix:///x\u001b[2J", "is no address of an engine"],
    ["tcp://[::1", "is no address"],
    ["kube-pod://engine?namespace=dagger", "through kubectl, which is not on PATH"],
  ])("says what is wrong with %j", async (address, why) => {
    const answer = await findEngine({ PATH: programs("dagger"), WHEELWAY_ENGINE: address });
    expect(answer).toMatchObject({ found: false, named: true, why: expect.stringContaining(why) as string });
  });

  it("leaves it to dagger to reach a pod of Kubernetes", async () => {
    const address = "kube-pod://engine?namespace=dagger";
    const answer = await findEngine({ PATH: programs("dagger", "kubectl"), WHEELWAY_ENGINE: address });
    expect(answer).toMatchObject({ found: true, settings: { _EXPERIMENTAL_DAGGER_RUNNER_HOST: address } });
  });

  it("takes the engine that _EXPERIMENTAL_DAGGER_RUNNER_HOST names, if it answers", async () => {
    const path = programs("dagger");
    const socket = join(temporaryFolder(), "engine.sock");
    const host = `unix://${socket}`;
    const env = { PATH: path, _EXPERIMENTAL_DAGGER_RUNNER_HOST: host, ...noDocker };
    expect(await findEngine(env)).toMatchObject({
      found: false,
      why: expect.stringContaining(`no engine answers at ${host}`) as string,
    });
    await listening(socket);
    expect(await findEngine(env)).toMatchObject({
      found: true,
      settings: { _EXPERIMENTAL_DAGGER_CLI_BIN: `${path}/dagger`, _EXPERIMENTAL_DAGGER_RUNNER_HOST: host },
    });
  });

  it("asks an engine by TCP, and believes addresses that it cannot ask", async () => {
    const server = await listening(0);
    const { port } = server.address() as { port: number };
    const at = (host: string) =>
      findEngine({ PATH: programs("dagger"), _EXPERIMENTAL_DAGGER_RUNNER_HOST: host, ...noDocker });
    expect(await at(`tcp://127.0.0.1:${port}`)).toMatchObject({ found: true });
    expect(await at("tcp://127.0.0.1:1")).toMatchObject({ found: false });
    expect(await at("kube-pod://dagger-engine-0?namespace=ci")).toMatchObject({ found: true });
    expect(await at("container://dagger-engine")).toMatchObject({ found: false });
  });

  it("prefers the program that _EXPERIMENTAL_DAGGER_CLI_BIN names, and says that there is none", async () => {
    const named = join(programs("dagger-0.21"), "dagger-0.21");
    const socket = join(temporaryFolder(), "engine.sock");
    await listening(socket);
    const rest = { PATH: programs("dagger"), _EXPERIMENTAL_DAGGER_RUNNER_HOST: `unix://${socket}` };
    expect(await findEngine({ ...rest, _EXPERIMENTAL_DAGGER_CLI_BIN: named })).toMatchObject({
      settings: { _EXPERIMENTAL_DAGGER_CLI_BIN: named },
    });
    expect(await findEngine({ ...rest, _EXPERIMENTAL_DAGGER_CLI_BIN: "/nonexistent/dagger" })).toMatchObject({
      found: false,
      why: expect.stringContaining("/nonexistent/dagger") as string,
    });
  });

  it("takes an open session first, if it answers", async () => {
    const server = await listening(0);
    const { port } = server.address() as { port: number };
    const env = { DAGGER_SESSION_PORT: String(port), DAGGER_SESSION_TOKEN: "token" };
    expect(await findEngine(env)).toMatchObject({ found: true, settings: env });
    expect(await findEngine({ ...env, DAGGER_SESSION_PORT: "1" })).toMatchObject({ found: false });
  });
});
