/** The part of GitLab's API that releases need, as it is documented: generic packages, their files, releases with links. */

import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";

interface PackageFile {
  readonly id: number;
  readonly package: string;
  readonly file_name: string;
  readonly size: number;
  readonly file_sha256: string;
}

interface Release {
  readonly tag_name: string;
  name: string;
  description: string;
  readonly assets: { readonly links: readonly { id: number; name: string; url: string }[] };
}

export interface FakeGitlab {
  readonly api: string;
  readonly project: string;
  readonly token: string;
  readonly files: PackageFile[];
  readonly releases: Release[];
  readonly close: () => Promise<void>;
}

interface World extends Omit<FakeGitlab, "api" | "close"> {
  readonly folder: string;
  /** Names and versions of packages; the index is the id. */
  readonly packages: (string | undefined)[];
}

export async function startFakeGitlab(options: { readonly folder: string }): Promise<FakeGitlab> {
  const world: World = {
    project: "group/sub/demo",
    token: "gitlab-secret",
    files: [],
    releases: [],
    packages: [],
    folder: options.folder,
  };
  mkdirSync(options.folder, { recursive: true });
  const server = createServer((request, response) => {
    answer(world, request, response).catch((error: unknown) => response.writeHead(500).end(String(error)));
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const api = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v4/`;
  const close = () =>
    new Promise<void>((closed) => {
      server.closeAllConnections();
      server.close(() => closed());
    });
  return { ...world, api, close };
}

async function answer(world: World, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  const url = new URL(request.url ?? "/", "http://gitlab");
  const [, , , root, project = "", ...rest] = url.pathname.split("/").map(decodeURIComponent);
  const json = (status: number, data?: unknown) => {
    response.writeHead(status, { "content-type": "application/json" });
    response.end(data === undefined ? "" : JSON.stringify(data));
  };
  const given = request.headers["private-token"];
  if (given !== undefined && given !== world.token) {
    json(401, { message: "401 Unauthorized" });
    return;
  }
  const method = request.method ?? "GET";
  if (method !== "GET" && given === undefined) {
    json(401, { message: "401 Unauthorized" });
    return;
  }
  if (root !== "projects" || project !== world.project) {
    json(404, { message: "404 Project Not Found" });
    return;
  }
  const asked = { method, rest, url, body: Buffer.concat(pieces), json, response };
  if (rest[0] === "releases") answerReleases(world, asked);
  else if (rest[0] === "packages") answerPackages(world, asked);
  else json(404, { error: "404 Not Found" });
}

interface Asked {
  readonly method: string;
  readonly rest: readonly string[];
  readonly url: URL;
  readonly body: Buffer;
  readonly json: (status: number, data?: unknown) => void;
  readonly response: ServerResponse;
}

function answerReleases({ releases }: World, { method, rest: [, tag], body, json, url }: Asked): void {
  const fields = body.length === 0 ? {} : (JSON.parse(body.toString()) as Partial<Release>);
  if (tag === undefined && method === "GET") {
    json(200, pageOf([...releases].reverse(), url));
    return;
  }
  if (tag === undefined) {
    if (releases.some((one) => one.tag_name === fields.tag_name)) {
      json(409, { message: "Release already exists" });
      return;
    }
    const links = (fields.assets?.links ?? []).map((link, id) => ({ ...link, id }));
    const { tag_name = "", name = "", description = "" } = fields;
    releases.push({ tag_name, name, description, assets: { links } });
    json(201, releases.at(-1));
    return;
  }
  const at = releases.findIndex((one) => one.tag_name === tag);
  const release = releases[at];
  if (!release) {
    json(404, { message: "404 Not Found" });
    return;
  }
  if (method === "DELETE") releases.splice(at, 1);
  if (method === "PUT") Object.assign(release, fields);
  json(200, release);
}

function answerPackages(world: World, asked: Asked): void {
  const { method, rest, url, json } = asked;
  const [, which, second, third, fourth] = rest;
  if (which === "generic") {
    answerGeneric(world, asked, `${second ?? ""}/${third ?? ""}`, fourth ?? "");
    return;
  }
  if (which === undefined) {
    const name = url.searchParams.get("package_name") ?? "";
    const all = world.packages.flatMap((one, id) =>
      one?.startsWith(`${name}/`) === true
        ? [{ id, name, version: one.slice(name.length + 1), package_type: "generic" }]
        : [],
    );
    json(200, pageOf(all, url));
    return;
  }
  const ours = world.packages[Number(which)];
  if (ours === undefined) {
    json(404, { message: "404 Package Not Found" });
    return;
  }
  if (second === undefined && method === "DELETE") {
    world.packages[Number(which)] = undefined;
    world.files.splice(0, world.files.length, ...world.files.filter((one) => one.package !== ours));
    json(204);
    return;
  }
  if (method === "GET") {
    json(
      200,
      pageOf(
        world.files.filter((one) => one.package === ours),
        url,
      ),
    );
    return;
  }
  const at = world.files.findIndex((one) => one.id === Number(third));
  if (at === -1) {
    json(404, { message: "404 Not Found" });
    return;
  }
  world.files.splice(at, 1);
  json(204);
}

function answerGeneric(
  world: World,
  { method, body, json, response }: Asked,
  of: string,
  name: string,
): void {
  if (method === "PUT") {
    if (!world.packages.includes(of)) world.packages.push(of);
    const id = world.files.reduce((most, one) => Math.max(most, one.id), 0) + 1;
    const file_sha256 = createHash("sha256").update(body).digest("hex");
    world.files.push({ id, package: of, file_name: name, size: body.length, file_sha256 });
    writeFileSync(join(world.folder, String(id)), body);
    json(201, world.files.at(-1));
    return;
  }
  // Of several with one name, the newest.
  const found = world.files.findLast((one) => one.package === of && one.file_name === name);
  if (!found) {
    json(404, { message: "404 Not Found" });
    return;
  }
  response.writeHead(200).end(readFileSync(join(world.folder, String(found.id))));
}

function pageOf<T>(all: readonly T[], url: URL): readonly T[] {
  const size = Number(url.searchParams.get("per_page") ?? 20);
  const page = Number(url.searchParams.get("page") ?? 1);
  return all.slice((page - 1) * size, page * size);
}
