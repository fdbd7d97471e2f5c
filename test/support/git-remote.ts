/** A bare repository that others push to, by its path or over HTTP; it tells what was pushed, as a forge's events do. */

import { execFileSync, spawn } from "node:child_process";
import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { dirname, join } from "node:path";
import { gitEnv } from "./git.ts";

export interface GitRemote {
  readonly folder: string;
  /** What clones have as their remote. Only for processes that nobody waits for synchronously. */
  readonly address: string;
  /** Ref -> object; `refs/tags/v1.0^{}` is the commit of an annotated tag. */
  readonly refs: () => Readonly<Record<string, string>>;
  /** Tag -> commit. */
  readonly tags: () => Readonly<Record<string, string>>;
  /** Every update of a ref, in order; "" for a ref that was deleted. */
  readonly pushes: () => readonly { readonly ref: string; readonly object: string }[];
  /** A fresh clone, as a CI makes it for a branch or a tag. */
  readonly clone: (to: string, branchOrTag?: string) => string;
  readonly close: () => Promise<void>;
}

const program = "/usr/lib/git-core/git-http-backend";

/** Why there can be no remote over HTTP here. */
export const noHttpRemote = existsSync(program) ? undefined : "git http-backend is not on this machine";

export async function startGitRemote(folder: string, { http = false } = {}): Promise<GitRemote> {
  const git = (...argv: readonly string[]) =>
    execFileSync("git", argv, { env: gitEnv, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  git("init", "--quiet", "--bare", "--initial-branch=main", folder);
  git("-C", folder, "config", "http.receivepack", "true");
  const log = join(folder, "pushed");
  const hook = join(folder, "hooks", "post-receive");
  writeFileSync(hook, "#!/bin/sh\ncat >> pushed\n");
  chmodSync(hook, 0o755);
  const served = http ? await serve(dirname(folder)) : undefined;
  const address = served
    ? `${served.address}${folder.slice(dirname(folder).length + 1)}`
    : `file://${folder}`;
  return {
    folder,
    address,
    refs: () => {
      const lines = git("ls-remote", folder).trim().split("\n").filter(Boolean);
      return Object.fromEntries(lines.map((line) => line.split("\t").reverse() as [string, string]));
    },
    tags: () => {
      const format = "--format=%(refname:short) %(objectname) %(*objectname)";
      const lines = git("-C", folder, "for-each-ref", format, "refs/tags").split("\n").filter(Boolean);
      return Object.fromEntries(
        lines.map((line) => {
          const [tag = "", object = "", commit = ""] = line.split(" ");
          return [tag, commit === "" ? object : commit];
        }),
      );
    },
    pushes: () => {
      const lines = existsSync(log) ? readFileSync(log, "utf8").trim().split("\n") : [];
      return lines.map((line) => {
        const [, object = "", ref = ""] = line.split(" ");
        return { ref, object: /^0+$/.test(object) ? "" : object };
      });
    },
    clone: (to, branchOrTag = "main") => {
      // The server answers in this process, which waits for git: what a test itself does goes by the path.
      const own = `file://${folder}`;
      git("-c", "advice.detachedHead=false", "clone", "--quiet", "--branch", branchOrTag, own, to);
      git("-C", to, "remote", "set-url", "origin", address);
      return to;
    },
    close: async () => {
      served?.server.closeAllConnections();
      await new Promise<void>((closed) => (served ? served.server.close(() => closed()) : closed()));
    },
  };
}

/** git's own server of its smart protocol, as a CGI program. */
async function serve(root: string): Promise<{ readonly server: Server; readonly address: string }> {
  const server = createServer((request, response) => answer(root, request, response));
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return { server, address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` };
}

function answer(root: string, request: IncomingMessage, response: ServerResponse): void {
  const url = new URL(request.url ?? "/", "http://remote");
  const { headers } = request;
  const child = spawn(program, {
    env: {
      ...gitEnv,
      GIT_PROJECT_ROOT: root,
      GIT_HTTP_EXPORT_ALL: "1",
      REMOTE_USER: "test",
      REMOTE_ADDR: "127.0.0.1",
      REQUEST_METHOD: request.method,
      PATH_INFO: decodeURIComponent(url.pathname),
      QUERY_STRING: url.search.slice(1),
      CONTENT_TYPE: headers["content-type"] ?? "",
      HTTP_CONTENT_ENCODING: headers["content-encoding"] ?? "",
      GIT_PROTOCOL: String(headers["git-protocol"] ?? ""),
      ...(headers["content-length"] === undefined ? {} : { CONTENT_LENGTH: headers["content-length"] }),
    },
    stdio: ["pipe", "pipe", "ignore"],
  });
  // It may have read enough before the body ends.
  child.stdin.on("error", () => undefined);
  request.pipe(child.stdin);
  const pieces: Buffer[] = [];
  child.stdout.on("data", (piece: Buffer) => pieces.push(piece));
  child.once("close", () => {
    const all = Buffer.concat(pieces);
    const end = all.indexOf("\r\n\r\n");
    const fields = all
      .subarray(0, Math.max(0, end))
      .toString()
      .split("\r\n")
      .map((line) => line.split(/:\s*/, 2) as [string, string]);
    const status = fields.find(([name]) => name.toLowerCase() === "status")?.[1];
    response.writeHead(end < 0 ? 500 : Number.parseInt(status ?? "200"), Object.fromEntries(fields));
    response.end(all.subarray(end + 4));
  });
}
