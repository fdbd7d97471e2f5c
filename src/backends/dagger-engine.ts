/** Looks for a Dagger engine without starting or downloading anything; loads no part of the SDK. */

import { accessSync, constants } from "node:fs";
import { connect, type NetConnectOpts } from "node:net";
import { join } from "node:path";
import which from "which";
import { dagger } from "../services.ts";

export interface EngineFound {
  readonly found: true;
  /** Which engine, for people. */
  readonly how: string;
  /** Environment variables with which the SDK and the `dagger` program reach it. */
  readonly settings: Readonly<Record<string, string>>;
}

export interface EngineMissing {
  readonly found: false;
  /** An address was given for Wheelway: nothing else takes its place. */
  readonly named?: true;
  readonly why: string;
  readonly remedy: string;
}

type Env = Readonly<Record<string, string | undefined>>;

/** Names that Dagger's own documentation gives. */
const cliVariable = "_EXPERIMENTAL_DAGGER_CLI_BIN";
const hostVariable = "_EXPERIMENTAL_DAGGER_RUNNER_HOST";
/** Wheelway's own, which `--engine` sets: wins over all that Dagger looks at. */
export const addressVariable = "WHEELWAY_ENGINE";
const session = { port: "DAGGER_SESSION_PORT", token: "DAGGER_SESSION_TOKEN" };

/** All that may stand in `settings`. */
export const engineVariables = [cliVariable, hostVariable, session.port, session.token];

/** Milliseconds in which an address must take a connection; a machine that is not there does not answer at all. */
const localPatience = 250;
const remotePatience = 3000;

/** The engine that was asked for, else a session that is open already, else a `dagger` program with an engine or a container runtime that answers. */
export async function findEngine(env: Env): Promise<EngineFound | EngineMissing> {
  const address = env[addressVariable];
  if (address) return findNamed(address, env);
  const port = env[session.port];
  if (port !== undefined && env[session.token] !== undefined)
    return findSession(port, env[session.token] ?? "");
  const cli = findCli(env);
  if (cli === undefined) return noCli(env);
  const host = env[hostVariable];
  return host ? findRunner(cli, { host, by: hostVariable }, env) : findRuntime(cli, env);
}

/** Never another engine than the one that was named. */
async function findNamed(host: string, env: Env): Promise<EngineFound | EngineMissing> {
  const by = `--engine or ${addressVariable}`;
  const cli = findCli(env);
  if (cli === undefined) return { ...noCli(env), named: true };
  const missing = (why: string, remedy: string) => ({ found: false, named: true, why, remedy }) as const;
  const kind = /^([a-z][a-z0-9+.-]*):\/\/[\x21-\x7e]+$/.exec(host)?.[1];
  if (kind === undefined) return missing(`${JSON.stringify(host)} is no address of an engine`, addresses);
  if (kind === "kube-pod" && find("kubectl", env) === undefined)
    return missing(`${host} is reached through kubectl, which is not on PATH`, "Install kubectl.");
  const found = await findRunner(cli, { host, by }, env);
  return found.found ? found : { ...found, named: true };
}

const addresses =
  "Give one such as unix:///run/dagger/engine.sock, tcp://builder:1234, docker-container://NAME or kube-pod://NAME?namespace=NAMESPACE.";

function noCli(env: Env): EngineMissing {
  const why = env[cliVariable]
    ? `${cliVariable} names no program: ${env[cliVariable]}`
    : "there is no `dagger` program on PATH";
  return { found: false, why, remedy: `Install Dagger ${dagger.version}: ${dagger.install}` };
}

async function findSession(port: string, token: string): Promise<EngineFound | EngineMissing> {
  if (await answers({ host: "127.0.0.1", port: Number(port) }, localPatience))
    return {
      found: true,
      how: `the Dagger session on port ${port}`,
      settings: { [session.port]: port, [session.token]: token },
    };
  return {
    found: false,
    why: `${session.port} is set, and no session answers on port ${port}`,
    remedy: `Unset ${session.port}, or run the command under \`dagger run\`.`,
  };
}

function findCli(env: Env): string | undefined {
  const named = env[cliVariable];
  if (named) return isProgram(named) ? named : undefined;
  return find("dagger", env);
}

interface Runner {
  readonly host: string;
  /** What names it. */
  readonly by: string;
}

async function findRunner(cli: string, { host, by }: Runner, env: Env): Promise<EngineFound | EngineMissing> {
  const found: EngineFound = {
    found: true,
    how: `the engine at ${host}, which ${by} names`,
    settings: { [cliVariable]: cli, [hostVariable]: host },
  };
  const remedy = `Start the engine there, or unset ${by === hostVariable ? hostVariable : addressVariable}.`;
  const missing = { found: false, why: `no engine answers at ${host}, which ${by} names`, remedy } as const;
  const url = /^(unix|tcp):\/\/(.+)$/.exec(host);
  if (url?.[1] === "unix") return (await answers({ path: url[2] ?? "" }, localPatience)) ? found : missing;
  if (url?.[1] === "tcp") {
    if (!URL.canParse(`http://${url[2] ?? ""}`))
      return { ...missing, why: `${host} is no address`, remedy: addresses };
    const { hostname, port } = new URL(`http://${url[2] ?? ""}`);
    // An address of the sixth version stands in brackets, which the system does not know.
    const bare = hostname.replace(/^\[(.*)\]$/, "$1");
    return (await answers({ host: bare, port: Number(port) }, remotePatience)) ? found : missing;
  }
  if (/^(docker-)?(image|container)(\+|:)/.test(host)) {
    const runtime = await findRuntime(cli, env);
    return runtime.found ? found : runtime;
  }
  return found;
}

/** In the order in which `dagger` itself tries them. */
const runtimes = ["docker", "container", "podman", "finch", "nerdctl"];

async function findRuntime(cli: string, env: Env): Promise<EngineFound | EngineMissing> {
  const present = runtimes.filter((name) => find(name, env) !== undefined);
  for (const name of present) {
    // Only Docker needs a daemon that may not be there; where the others have one, they start it.
    if (name === "docker" && !(await dockerAnswers(env))) continue;
    return { found: true, how: `${cli} with ${name}`, settings: { [cliVariable]: cli } };
  }
  const why = present.includes("docker")
    ? `\`${cli}\` is here, and the Docker daemon does not answer`
    : `\`${cli}\` is here, and neither an engine nor a container runtime (${runtimes.join(", ")})`;
  return { found: false, why, remedy: `Start Docker or Podman, or set ${hostVariable} to a running engine.` };
}

async function dockerAnswers(env: Env): Promise<boolean> {
  const named = env["DOCKER_HOST"];
  const remote = named === undefined ? null : /^tcp:\/\/(.+)$/.exec(named);
  if (remote) {
    const { hostname, port } = new URL(`http://${remote[1] ?? ""}`);
    return answers({ host: hostname, port: Number(port) }, remotePatience);
  }
  if (named?.startsWith("unix://")) return answers({ path: named.slice("unix://".length) }, localPatience);
  // Through ssh, or a way that we do not know: `dagger` will see.
  if (named) return true;
  const tries = dockerSockets(env).map((path) => answers({ path }, localPatience));
  return (await Promise.all(tries)).includes(true);
}

/** Docker Engine, rootless Docker, Docker Desktop, Colima, Rancher Desktop, OrbStack. */
function dockerSockets(env: Env): string[] {
  const home = env["HOME"] ?? env["USERPROFILE"] ?? "/";
  const below = [
    ".docker/run/docker.sock",
    ".docker/desktop/docker.sock",
    ".colima/default/docker.sock",
    ".rd/docker.sock",
    ".orbstack/run/docker.sock",
  ];
  const user = env["XDG_RUNTIME_DIR"];
  return [
    ...(process.platform === "win32" ? ["//./pipe/docker_engine"] : ["/var/run/docker.sock"]),
    ...(user === undefined ? [] : [join(user, "docker.sock")]),
    ...below.map((path) => join(home, path)),
  ];
}

function answers(address: NetConnectOpts, patience: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(address);
    const end = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(patience, () => end(false));
    socket.once("connect", () => end(true));
    socket.once("error", () => end(false));
  });
}

function find(name: string, env: Env): string | undefined {
  const path = env["PATH"] ?? env["Path"];
  if (!path) return undefined;
  const options = { path, nothrow: true as const, ...(env["PATHEXT"] ? { pathExt: env["PATHEXT"] } : {}) };
  return which.sync(name, options) ?? undefined;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
