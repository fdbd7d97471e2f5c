/** A real Gitea on the loopback interface, where its program is: in WHEELWAY_GITEA, or on the PATH. */

import { execFile, spawn, type ChildProcess } from "node:child_process";
import { existsSync, mkdirSync, realpathSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { delimiter, dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";

/** Path of the program; `undefined` where there is none. A build without embedded files has them beside it. */
export function findGitea(): string | undefined {
  const named = process.env["WHEELWAY_GITEA"];
  if (named !== undefined) return existsSync(named) ? named : undefined;
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  return folders.map((folder) => join(folder, "gitea")).find((path) => existsSync(path));
}

export interface Gitea {
  readonly api: string;
  readonly project: string;
  readonly token: string;
  /** Of the main branch. */
  readonly commit: string;
  readonly close: () => Promise<void>;
}

export async function startGitea(program: string, folder: string): Promise<Gitea> {
  mkdirSync(join(folder, "home"), { recursive: true });
  const port = await freePort();
  const root = dirname(realpathSync(program));
  const statics = existsSync(join(root, "templates")) ? `STATIC_ROOT_PATH = ${root}\n` : "";
  const config = join(folder, "app.ini");
  writeFileSync(
    config,
    `I_AM_BEING_UNSAFE_RUNNING_AS_ROOT = true
[server]
HTTP_ADDR = 127.0.0.1
HTTP_PORT = ${port}
ROOT_URL = http://127.0.0.1:${port}/
OFFLINE_MODE = true
DISABLE_SSH = true
${statics}[database]
DB_TYPE = sqlite3
[security]
INSTALL_LOCK = true
SECRET_KEY = test
[log]
LEVEL = Error
`,
  );
  const env = {
    PATH: process.env["PATH"] ?? "",
    HOME: join(folder, "home"),
    GITEA_WORK_DIR: folder,
    USER: "root",
  };
  const gitea = async (...argv: string[]) =>
    (
      await promisify(execFile)(program, [...argv, "--config", config], { env, timeout: 120_000 })
    ).stdout.trim();
  await gitea("migrate");
  const user = ["--username", "demo", "--password", "demo-Passw0rd", "--email", "demo@example.invalid"];
  await gitea("admin", "user", "create", ...user, "--must-change-password=false");
  const names = ["--username", "demo", "--token-name", "test", "--scopes", "all", "--raw"];
  const token = (await gitea("admin", "user", "generate-access-token", ...names)).split("\n").at(-1) ?? "";
  const child = spawn(program, ["web", "--config", config], { env, stdio: "ignore" });
  const api = `http://127.0.0.1:${port}/api/v1/`;
  await answers(`${api}version`, child);
  const headers = { authorization: `token ${token}`, "content-type": "application/json" };
  const body = JSON.stringify({ name: "demo", auto_init: true, default_branch: "main" });
  await fetch(`${api}user/repos`, { method: "POST", headers, body });
  const branch = (await (await fetch(`${api}repos/demo/demo/branches/main`, { headers })).json()) as {
    readonly commit: { readonly id: string };
  };
  return {
    api,
    project: "demo/demo",
    token,
    commit: branch.commit.id,
    close: () => ended(child),
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  return port;
}

async function answers(address: string, child: ChildProcess): Promise<void> {
  for (let turn = 0; turn < 240; turn += 1) {
    if (child.exitCode !== null) throw new Error(`gitea ended with ${child.exitCode}`);
    const response = await fetch(address).catch(() => undefined);
    if (response?.ok === true) return;
    await sleep(250);
  }
  throw new Error("gitea does not answer");
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const end = new Promise((done) => child.once("exit", done));
  child.kill("SIGTERM");
  await end;
}
