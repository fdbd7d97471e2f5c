/** Package indexes that people really run, pypiserver and devpi-server, on ports of their own. */

import { execFile, spawn, type ChildProcess } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { normalizeName } from "../../src/tags/project-name.ts";
import type { ServedFile } from "./package-index.ts";

const run = promisify(execFile);

/** One environment for both, made once and kept beside other caches of development. */
const venv = join(import.meta.dirname, "../../node_modules/.cache/test-index-servers");
const requirements = ["pypiserver==2.4.2", "devpi-server==6.20.3", "setuptools<81"];

/** The folder of the programs, or why there are none. */
export async function indexPrograms(): Promise<{ readonly bin: string } | { readonly skip: string }> {
  const bin = join(venv, "bin");
  if (existsSync(join(venv, "complete"))) return { bin };
  try {
    await run("python3", ["-m", "venv", "--clear", venv]);
    await run(join(bin, "python"), ["-m", "pip", "install", "--quiet", ...requirements], {
      timeout: 240_000,
    });
    writeFileSync(join(venv, "complete"), requirements.join("\n"));
    return { bin };
  } catch (error) {
    const said =
      error instanceof Error ? (error.message.split("\n").findLast((line) => line !== "") ?? "") : "";
    return { skip: `pypiserver and devpi-server cannot be installed: ${said}` };
  }
}

export interface IndexServer {
  /** The simple API. */
  readonly simple: string;
  /** Where files are sent to. */
  readonly upload: string;
  readonly credential: { readonly user: string; readonly password: string };
  /** How many uploads its own log tells of. */
  readonly posts: () => number;
  readonly stop: () => Promise<void>;
}

export async function startPypiserver(bin: string, files: readonly ServedFile[]): Promise<IndexServer> {
  const folder = mkdtempSync(join(tmpdir(), "wheelway-pypiserver-"));
  for (const { file, bytes } of files) writeFileSync(join(folder, file), bytes);
  const port = await freePort();
  const options = [
    "-p",
    String(port),
    "-i",
    "127.0.0.1",
    "--disable-fallback",
    "--hash-algo",
    "sha256",
    // Uploads of everybody.
    "-P",
    ".",
    "-a",
    ".",
    "-vv",
    folder,
  ];
  const child = spawn(join(bin, "pypi-server"), ["run", ...options], { stdio: ["ignore", "pipe", "pipe"] });
  const log = logOf(child);
  const root = `http://127.0.0.1:${port}/`;
  const simple = `${root}simple/`;
  await answers(simple, child, folder);
  return {
    simple,
    upload: root,
    credential: { user: "nobody", password: "none" },
    posts: () => log().match(/LocalRequest: POST /g)?.length ?? 0,
    stop: () => stop(child, folder),
  };
}

export async function startDevpi(bin: string, files: readonly ServedFile[]): Promise<IndexServer> {
  const folder = mkdtempSync(join(tmpdir(), "wheelway-devpi-"));
  const data = ["--serverdir", folder];
  await run(join(bin, "devpi-init"), [...data, "--no-root-pypi"]);
  const port = await freePort();
  // The key of its login tokens is made with half a gigabyte of memory, otherwise.
  const light = ["--argon2-memory", "1024", "--argon2-parallelism", "1", "--argon2-time", "1"];
  const options = ["--host", "127.0.0.1", "--port", String(port), "--offline-mode", ...light];
  const child = spawn(join(bin, "devpi-server"), [...data, ...options], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const log = logOf(child);
  const root = `http://127.0.0.1:${port}`;
  await answers(`${root}/+api`, child, folder);
  const login = await send(`${root}/+login`, "POST", { user: "root", password: "" });
  const { result } = (await login.json()) as { result: { password: string } };
  const auth = Buffer.from(`root:${result.password}`).toString("base64");
  await send(
    `${root}/root/dev`,
    "PUT",
    { bases: [], volatile: false, type: "stage" },
    { "x-devpi-auth": auth },
  );
  for (const file of files) await upload(`${root}/root/dev/`, file, auth);
  const before = files.length;
  return {
    simple: `${root}/root/dev/+simple/`,
    upload: `${root}/root/dev/`,
    credential: { user: "root", password: result.password },
    posts: () => (log().match(/POST \/root\/dev\/(?!\S)/g)?.length ?? 0) - before,
    stop: () => stop(child, folder),
  };
}

/** Everything that it has written by now. */
function logOf(child: ChildProcess): () => string {
  let text = "";
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding("utf8").on("data", (piece: string) => (text += piece));
  return () => text;
}

/** As twine does it. */
async function upload(url: string, { project, file, bytes }: ServedFile, auth: string): Promise<void> {
  const form = new FormData();
  const wheel = file.endsWith(".whl");
  const fields = {
    ":action": "file_upload",
    protocol_version: "1",
    metadata_version: "2.1",
    name: normalizeName(project),
    version: /^[^-]+-([^-]+?)(?:-|\.tar\.gz$)/.exec(file)?.[1] ?? "",
    filetype: wheel ? "bdist_wheel" : "sdist",
    pyversion: wheel ? "py3" : "source",
  };
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append("content", new Blob([new Uint8Array(bytes)]), file);
  const response = await fetch(url, { method: "POST", headers: { "x-devpi-auth": auth }, body: form });
  if (!response.ok) throw new Error(`${file} was not taken: ${response.status} ${await response.text()}`);
}

async function send(
  url: string,
  method: string,
  body: object,
  headers: Record<string, string> = {},
): Promise<Response> {
  const type = { "content-type": "application/json", accept: "application/json" };
  const response = await fetch(url, { method, headers: { ...type, ...headers }, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${method} ${url}: ${response.status} ${await response.text()}`);
  return response;
}

/** Ends the server where it does not. */
async function answers(url: string, child: ChildProcess, folder: string): Promise<void> {
  for (let tries = 0; tries < 300; tries += 1) {
    if (child.exitCode !== null) throw new Error(`the server of ${url} ended with ${child.exitCode}`);
    const answer = await fetch(url).catch(() => undefined);
    await answer?.body?.cancel();
    if (answer && answer.status < 500) return;
    await sleep(100);
  }
  await stop(child, folder);
  throw new Error(`nothing answers at ${url}`);
}

async function stop(child: ChildProcess, folder: string): Promise<void> {
  if (child.exitCode === null) {
    const ended = new Promise((done) => child.once("exit", done));
    child.kill();
    await ended;
  }
  rmSync(folder, { recursive: true, force: true });
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  return port;
}
