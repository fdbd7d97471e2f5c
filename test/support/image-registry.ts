/** A real image registry (Debian's docker-registry) on a port of its own, with pushing as far as tests need it. */

import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Why there is none here; `undefined` where one can be run. */
export function whyNoRegistry(): string | undefined {
  const found = spawnSync("docker-registry", ["--version"]).status === 0;
  return found ? undefined : "no docker-registry program (Debian: apt install docker-registry)";
}

export interface Registry {
  /** `127.0.0.1:PORT`. */
  readonly host: string;
  stop(): Promise<void>;
}

/** Who may read: everybody, whoever has any token (from `realm`), or a user with a password (nobody has one). */
export type Access = "open" | { readonly realm: string } | "password";

export async function startRegistry(access: Access = "open"): Promise<Registry> {
  const folder = mkdtempSync(join(tmpdir(), "wheelway-registry-"));
  const host = `127.0.0.1:${await freePort()}`;
  const config = {
    version: 0.1,
    log: { level: "error", accesslog: { disabled: true } },
    storage: { filesystem: { rootdirectory: join(folder, "data") } },
    http: { addr: host },
    ...(access === "open" ? {} : { auth: authOf(access, folder) }),
  };
  // JSON is YAML.
  writeFileSync(join(folder, "config.yml"), JSON.stringify(config));
  const child = spawn("docker-registry", ["serve", join(folder, "config.yml")], { stdio: "ignore" });
  const stop = async () => {
    if (child.exitCode === null) {
      const ended = new Promise((done) => child.once("exit", done));
      child.kill();
      await ended;
    }
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await answers(`http://${host}/v2/`, child);
  } catch (error) {
    await stop();
    throw error;
  }
  return { host, stop };
}

function authOf(access: Exclude<Access, "open">, folder: string) {
  if (access !== "password") return { silly: { realm: access.realm, service: "tests" } };
  writeFileSync(join(folder, "htpasswd"), "");
  return { htpasswd: { realm: "private", path: join(folder, "htpasswd") } };
}

/** Pushes an image without layers; its digest. */
export async function pushImage(
  { host }: Registry,
  name: string,
  tag: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<string> {
  const base = `http://${host}/v2/${name}`;
  const config = JSON.stringify({ architecture: "amd64", os: "linux", name, tag });
  const digest = sha256(config);
  const begun = await ok(fetch(`${base}/blobs/uploads/`, { method: "POST", headers }));
  const upload = new URL(begun.headers.get("location") ?? "", base);
  upload.searchParams.set("digest", digest);
  await ok(fetch(upload, { method: "PUT", body: config, headers }));
  const type = "application/vnd.oci.image.manifest.v1+json";
  const blob = { mediaType: "application/vnd.oci.image.config.v1+json", digest, size: config.length };
  const manifest = JSON.stringify({ schemaVersion: 2, mediaType: type, config: blob, layers: [] });
  await pushManifest(base, tag, manifest, type, headers);
  return sha256(manifest);
}

/** Pushes an index over images that are there; its digest. */
export async function pushIndex({ host }: Registry, name: string, tag: string, digests: readonly string[]) {
  const type = "application/vnd.oci.image.index.v1+json";
  const base = `http://${host}/v2/${name}`;
  const manifests = await Promise.all(
    digests.map(async (digest) => {
      const accept = "application/vnd.oci.image.manifest.v1+json";
      const one = await ok(fetch(`${base}/manifests/${digest}`, { headers: { accept } }));
      return { mediaType: accept, digest, size: (await one.text()).length };
    }),
  );
  const index = JSON.stringify({ schemaVersion: 2, mediaType: type, manifests });
  await pushManifest(base, tag, index, type, {});
  return sha256(index);
}

async function pushManifest(
  base: string,
  tag: string,
  body: string,
  type: string,
  headers: Readonly<Record<string, string>>,
): Promise<void> {
  await ok(
    fetch(`${base}/manifests/${tag}`, { method: "PUT", body, headers: { ...headers, "content-type": type } }),
  );
}

async function ok(request: Promise<Response>): Promise<Response> {
  const response = await request;
  if (!response.ok) throw new Error(`${response.url}: ${response.status} ${await response.text()}`);
  return response;
}

function sha256(text: string): string {
  return `sha256:${createHash("sha256").update(text).digest("hex")}`;
}

async function answers(url: string, child: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    if (child.exitCode !== null) throw new Error(`docker-registry ended with status ${child.exitCode}`);
    const answer = await fetch(url).catch(() => undefined);
    if (answer) return;
    await new Promise((later) => setTimeout(later, 100));
  }
  throw new Error("docker-registry does not answer");
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const address = server.address();
  await new Promise((closed) => server.close(closed));
  return typeof address === "object" && address ? address.port : 0;
}
