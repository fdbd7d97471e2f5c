/** A package index that works: legacy uploads by the public index's documented rules, the simple API, files; state on disk, faults on demand. */

import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { takeFault, type Fault } from "./faults.ts";
import { judgeUpload, type Rules } from "./rules.ts";
import { openState, type IndexState, type StoredFile } from "./state.ts";
import { answerTrusted, type TrustedPublishing } from "./trusted.ts";

export interface FakeIndexOptions {
  /** Where files and the record of them are kept. */
  readonly folder: string;
  readonly password?: string;
  readonly rules?: Partial<Rules>;
  readonly trusted?: TrustedPublishing;
  readonly now?: () => number;
}

/** What it did, in order; "stored" once a file, "posted" for every upload that reached it whole. */
export type IndexEvent =
  | { readonly type: "posted"; readonly file: string; readonly sha256: string; readonly listed: boolean }
  | { readonly type: "stored"; readonly file: string; readonly sha256: string }
  | { readonly type: "refused"; readonly file: string; readonly status: number }
  | { readonly type: "listed"; readonly project: string; readonly stale: boolean };

export interface FakeIndex {
  readonly address: string;
  readonly upload: string;
  readonly simple: string;
  readonly events: readonly IndexEvent[];
  readonly faults: Fault[];
  /** By file name. */
  readonly files: () => readonly StoredFile[];
  readonly state: IndexState;
  readonly close: () => Promise<void>;
}

export async function startFakeIndex(options: FakeIndexOptions): Promise<FakeIndex> {
  const state = openState(options.folder, options.now ?? Date.now);
  const events: IndexEvent[] = [];
  const faults: Fault[] = [];
  const server = createServer((request, response) => {
    handle({ ...options, state, events, faults }, request, response).catch((error: unknown) => {
      if (!response.headersSent) response.writeHead(500);
      response.end(String(error));
    });
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    address,
    upload: `${address}/legacy/`,
    simple: `${address}/simple/`,
    events,
    faults,
    files: () => state.files(),
    state,
    close: () =>
      new Promise((closed) => {
        server.closeAllConnections();
        server.close(() => closed());
      }),
  };
}

interface Context extends FakeIndexOptions {
  readonly state: IndexState;
  readonly events: IndexEvent[];
  readonly faults: Fault[];
}

async function handle(context: Context, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? "/", `http://${request.headers.host ?? "index"}`);
  const [, first = "", second = ""] = url.pathname.split("/");
  if (context.trusted && first === "_" && second === "oidc")
    return answerTrusted(context.trusted, url, request, response);
  if (request.method === "POST" && first === "legacy") return answerUpload(context, request, response);
  if (first === "simple" && second !== "") {
    answerListing(context, decodeURIComponent(second), url, request, response);
    return;
  }
  if (first === "files") {
    answerFile(context, decodeURIComponent(second), response);
    return;
  }
  if (first === "provenance") {
    const text = context.state.find(decodeURIComponent(second))?.provenance;
    response
      .writeHead(text === undefined ? 404 : 200, { "content-type": "application/json" })
      .end(text ?? "{}");
    return;
  }
  response.writeHead(404).end("404 Not Found");
}

async function answerUpload(
  context: Context,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { state, events, faults } = context;
  const early = takeFault(faults, "upload", ["reset", "hang", "429", "500", "503", "401"]);
  if (early?.do === "reset") {
    // In the middle of the body.
    request.once("data", () => request.destroy());
    return;
  }
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  if (early?.do === "hang") return;
  if (early) {
    response.writeHead(
      Number(early.do),
      early.retryAfter === undefined ? {} : { "retry-after": early.retryAfter },
    );
    response.end(early.do === "401" ? "Invalid or expired authentication" : `${early.do} on purpose`);
    return;
  }
  const type = request.headers["content-type"] ?? "";
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- a test's own server, with its own small bodies
  const form = await new Response(Buffer.concat(pieces), { headers: { "content-type": type } }).formData();
  const judged = await judgeUpload(form, request.headers.authorization, context);
  const { file, sha256 } = judged;
  events.push({ type: "posted", file, sha256, listed: state.find(file) !== undefined });
  if (judged.state === "refused") {
    events.push({ type: "refused", file, status: judged.status });
    response.writeHead(judged.status, { "content-type": "text/html" });
    response.end(
      `<html><head><title>${judged.status} ${judged.why}</title></head><body>${judged.why}</body></html>`,
    );
    return;
  }
  if (judged.state === "store") {
    state.add(judged.stored, judged.content);
    events.push({ type: "stored", file, sha256 });
  }
  const late = takeFault(faults, "upload", ["store-then-500", "store-then-hang", "store-then-reset"]);
  if (late?.do === "store-then-hang") return;
  if (late?.do === "store-then-reset") return void request.socket.destroy();
  response.writeHead(late ? 500 : 200).end(late ? "500 on purpose" : "");
}

function answerListing(
  context: Context,
  project: string,
  url: URL,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const { state, events, faults } = context;
  const fault = takeFault(faults, "listing", ["500", "stale", "hang"]);
  if (fault?.do === "hang") return;
  if (fault?.do === "500") return void response.writeHead(500).end();
  const stale = fault?.do === "stale";
  events.push({ type: "listed", project, stale });
  const all = state.files().filter((file) => file.project === project);
  const files = stale ? all.slice(0, -1) : all;
  if (files.length === 0) return void response.writeHead(404).end();
  const link = (file: string) => `${url.origin}/files/${encodeURIComponent(file)}`;
  if (!String(request.headers.accept).includes("json")) {
    const anchors = files.map(({ file, sha256 }) => `<a href="${link(file)}#sha256=${sha256}">${file}</a>`);
    response.writeHead(200, { "content-type": "text/html" }).end(anchors.join("\n"));
    return;
  }
  const listing = {
    meta: { "api-version": "1.3" },
    name: project,
    files: files.map(({ file, sha256, size, uploaded, provenance }) => ({
      filename: file,
      url: link(file),
      hashes: { sha256 },
      size,
      "upload-time": new Date(uploaded).toISOString(),
      yanked: false,
      ...(provenance === undefined
        ? {}
        : { provenance: `${url.origin}/provenance/${encodeURIComponent(file)}` }),
    })),
  };
  response
    .writeHead(200, { "content-type": "application/vnd.pypi.simple.v1+json" })
    .end(JSON.stringify(listing));
}

function answerFile({ state, faults }: Context, file: string, response: ServerResponse): void {
  const content = state.content(file);
  const fault = takeFault(faults, "download", ["500", "other-bytes"]);
  if (!content || fault?.do === "500") return void response.writeHead(content ? 500 : 404).end();
  response.writeHead(200, { "content-type": "application/octet-stream" });
  response.end(fault ? Buffer.concat([content, Buffer.from("!")]) : content);
}
