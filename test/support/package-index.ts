/** A package index on loopback that really works: the simple API as JSON or HTML, files with or without ranges; and one that lies. */

import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import type { IndexAddress } from "../../src/clients/package-index.ts";
import { normalizeName } from "../../src/tags/project-name.ts";

export interface ServedFile {
  readonly project: string;
  readonly file: string;
  readonly bytes: Buffer;
  /** Instead of the right one. */
  readonly sha256?: string;
  readonly yanked?: string | boolean;
  readonly uploaded?: string;
  readonly provenance?: string;
}

export interface IndexOptions {
  readonly format?: "json" | "html";
  /** Answers for parts of files; default true. */
  readonly ranges?: boolean;
  /** Gives sizes and times (PEP 700); default true, with JSON only. */
  readonly details?: boolean;
  readonly status?: string;
  /** Answers before the index does, where it gives `true`. */
  readonly before?: (request: IncomingMessage, response: ServerResponse) => boolean;
}

export interface FakeIndex extends IndexAddress {
  /** What was asked for: `GET /simple/demo/`, with the range where there was one. */
  readonly requests: string[];
  /** Bytes of files that were sent. */
  readonly sent: () => number;
}

const sha256 = (bytes: Buffer) => createHash("sha256").update(bytes).digest("hex");

/** Runs until the test ends. */
export async function startIndex(
  files: readonly ServedFile[],
  options: IndexOptions = {},
): Promise<FakeIndex> {
  const requests: string[] = [];
  let sent = 0;
  const server = createServer((request, response) => {
    const { url = "/", method = "GET" } = request;
    requests.push([method, url, ...(request.headers.range ? [request.headers.range] : [])].join(" "));
    if (options.before?.(request, response) === true) return;
    const project = /^\/simple\/([^/]+)\/$/.exec(url)?.[1];
    if (project !== undefined) {
      listing(project, files, options, response);
      return;
    }
    const file = files.find((one) => url === `/files/${encodeURIComponent(one.file)}`);
    if (!file) return void response.writeHead(404).end();
    sent += sendFile(file.bytes, request, response, options.ranges ?? true);
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const simple = `http://127.0.0.1:${(server.address() as AddressInfo).port}/simple/`;
  return { name: "fake", simple, requests, sent: () => sent };
}

function listing(
  project: string,
  files: readonly ServedFile[],
  { format = "json", details = true, status }: IndexOptions,
  response: ServerResponse,
): void {
  const own = files.filter((file) => normalizeName(file.project) === project);
  if (own.length === 0) return void response.writeHead(404).end("no such project");
  if (format === "html") {
    const anchors = own.map(({ file, bytes, sha256: told, yanked }) => {
      const mark =
        yanked === undefined || yanked === false
          ? ""
          : ` data-yanked="${escape(yanked === true ? "" : yanked)}"`;
      const href = `../../files/${encodeURIComponent(file)}#sha256=${told ?? sha256(bytes)}`;
      return `<a href="${escape(href)}"${mark}>${escape(file)}</a><br>`;
    });
    const page = `<!DOCTYPE html><html><head><meta name="pypi:repository-version" content="1.0"></head><body>${anchors.join("\n")}</body></html>`;
    return void response.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end(page);
  }
  const body = {
    meta: { "api-version": "1.1" },
    name: project,
    ...(status === undefined ? {} : { "project-status": { status } }),
    files: own.map(({ file, bytes, sha256: told, yanked, uploaded, provenance }) => ({
      filename: file,
      url: `/files/${encodeURIComponent(file)}`,
      hashes: { sha256: told ?? sha256(bytes) },
      ...(details ? { size: bytes.length, "upload-time": uploaded ?? "2026-01-01T00:00:00.000000Z" } : {}),
      ...(yanked === undefined ? {} : { yanked }),
      ...(provenance === undefined ? {} : { provenance }),
    })),
  };
  response
    .writeHead(200, { "content-type": "application/vnd.pypi.simple.v1+json" })
    .end(JSON.stringify(body));
}

function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
}

/** The number of bytes sent. */
function sendFile(
  bytes: Buffer,
  request: IncomingMessage,
  response: ServerResponse,
  ranges: boolean,
): number {
  const [, from = "", to = ""] = /^bytes=(\d*)-(\d*)$/.exec(request.headers.range ?? "") ?? [];
  if (!ranges || (from === "" && to === "")) {
    response.writeHead(200, { "content-length": bytes.length }).end(bytes);
    return bytes.length;
  }
  const start = from === "" ? Math.max(0, bytes.length - Number(to)) : Number(from);
  const end = from === "" || to === "" ? bytes.length : Math.min(bytes.length, Number(to) + 1);
  if (start >= bytes.length) {
    response.writeHead(416, { "content-range": `bytes */${bytes.length}` }).end();
    return 0;
  }
  const part = bytes.subarray(start, end);
  response.writeHead(206, {
    "content-length": part.length,
    "content-range": `bytes ${start}-${end - 1}/${bytes.length}`,
  });
  response.end(part);
  return part.length;
}
