/** A forge that works: GitHub's API of releases, checks and dispatches by its documented rules; state on disk, faults on demand. */

import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { takeForgeFault, type ForgeFault, type ForgeFaultKind } from "./faults.ts";
import { refusal, type ForgeEvent, type ForgeRules, type ForgeWorld, type Refusal } from "./releases.ts";
import { answerFor, kindOf, type ForgeAnswer } from "./routes.ts";
import { ForgeState, type ForgeGit } from "./state.ts";

export interface FakeForgeOptions {
  /** Where releases and files are kept. */
  readonly folder: string;
  /** "owner/name". */
  readonly project?: string;
  readonly token?: string;
  readonly rules?: Partial<ForgeRules>;
  readonly now?: () => number;
  /** The forge's git; without it, tags are part of its own state. */
  readonly git?: ForgeGit;
}

export interface FakeForge {
  /** Base of the API, ends in "/"; takes uploads too. */
  readonly api: string;
  readonly project: string;
  readonly token: string;
  readonly events: readonly ForgeEvent[];
  readonly faults: ForgeFault[];
  readonly state: ForgeState;
  /** Commit -> what the forge says of it. */
  readonly checks: Map<string, { readonly runs: readonly unknown[]; readonly statuses: readonly unknown[] }>;
  /** How often each kind of request came. */
  readonly requests: Map<string, number>;
  readonly close: () => Promise<void>;
}

export interface ForgeContext extends ForgeWorld {
  readonly project: string;
  readonly checks: FakeForge["checks"];
}

export async function startFakeForge(options: FakeForgeOptions): Promise<FakeForge> {
  const { project = "demo/demo", token = "forge-secret", now = Date.now } = options;
  const state = new ForgeState(options.folder, options.git);
  const events: ForgeEvent[] = [];
  const faults: ForgeFault[] = [];
  const checks: FakeForge["checks"] = new Map();
  const requests = new Map<string, number>();
  const rules = { immutableReleases: false, knowsCommit: () => true, ...options.rules };
  const context: ForgeContext = { state, events, rules, project, checks };
  const server = createServer((request, response) => {
    handle(context, { token, faults, requests, now }, request, response).catch((error: unknown) => {
      if (!response.headersSent) response.writeHead(500);
      response.end(String(error));
    });
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const api = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const close = () =>
    new Promise<void>((closed) => {
      server.closeAllConnections();
      server.close(() => closed());
    });
  return { api, project, token, events, faults, state, checks, requests, close };
}

interface Door {
  readonly token: string;
  readonly faults: ForgeFault[];
  readonly requests: Map<string, number>;
  readonly now: () => number;
}

const early: readonly ForgeFaultKind[] = [
  "reset",
  "leave-part",
  "hang",
  "429",
  "rate-limit",
  "500",
  "503",
  "401",
];
const late: readonly ForgeFaultKind[] = ["do-then-500", "do-then-hang", "do-then-reset"];

async function handle(context: ForgeContext, door: Door, request: IncomingMessage, response: ServerResponse) {
  const url = new URL(request.url ?? "/", `http://${request.headers.host ?? "forge"}`);
  const kind = kindOf(request.method ?? "GET", url.pathname);
  if (kind) door.requests.set(kind, (door.requests.get(kind) ?? 0) + 1);
  const fault = kind && takeForgeFault(door.faults, kind, early);
  if (fault?.do === "reset" || fault?.do === "leave-part") {
    if (fault.do === "leave-part") leavePart(context, url);
    request.once("data", () => request.destroy());
    return;
  }
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  if (fault?.do === "hang") return;
  if (fault) {
    send(response, faultAnswer(fault, door.now()));
    return;
  }
  const identity = identify(request.headers.authorization, door.token);
  if (identity === "wrong") {
    send(response, refusal(401, "Bad credentials"));
    return;
  }
  const stale = kind && takeForgeFault(door.faults, kind, ["stale", "other-bytes"]);
  const answer = answerFor(context, {
    method: request.method ?? "GET",
    url,
    body: Buffer.concat(pieces),
    accept: request.headers.accept ?? "",
    length: request.headers["content-length"],
    writer: identity === "writer",
    fault: stale?.do,
  });
  const after = kind && takeForgeFault(door.faults, kind, late);
  if (after?.do === "do-then-hang") return;
  if (after?.do === "do-then-reset") return void request.socket.destroy();
  send(response, after ? refusal(500, "500 on purpose") : answer);
}

function identify(authorization: string | undefined, token: string): "writer" | "stranger" | "wrong" {
  if (authorization === undefined) return "stranger";
  return /^(?:token|bearer) (.+)$/i.exec(authorization)?.[1] === token ? "writer" : "wrong";
}

function faultAnswer(fault: ForgeFault, now: number): ForgeAnswer {
  const retry = fault.retryAfter === undefined ? {} : { "retry-after": fault.retryAfter };
  if (fault.do === "rate-limit") {
    const reset = String(Math.ceil(now / 1000) + 60);
    const headers = { "x-ratelimit-remaining": "0", "x-ratelimit-reset": reset };
    return { ...refusal(403, "API rate limit exceeded"), headers };
  }
  const message = fault.do === "401" ? "Bad credentials" : `${fault.do} on purpose`;
  return { ...refusal(Number(fault.do), message), headers: retry };
}

/** As after a broken upload: the name is there, and nothing to be downloaded. */
function leavePart({ state }: ForgeContext, url: URL): void {
  const release = state.release(Number(/releases\/(\d+)\/assets/.exec(url.pathname)?.[1]));
  const name = url.searchParams.get("name");
  if (release && name !== null) state.addAsset(release, name, Buffer.alloc(0), "starter");
}

function send(response: ServerResponse, answer: ForgeAnswer | Refusal): void {
  const headers = "headers" in answer ? answer.headers : {};
  const { status, body } = answer;
  if (Buffer.isBuffer(body)) {
    response.writeHead(status, { "content-type": "application/octet-stream", ...headers }).end(body);
  } else if (body === undefined) response.writeHead(status, headers).end();
  else
    response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
}
