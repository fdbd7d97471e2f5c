/** The HTTP client against a server of its own on loopback. */

import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { httpClient, type HttpAnswer } from "../../../src/clients/http.ts";
import { retryAfterMs } from "../../../src/clients/http-failure.ts";

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function serve(listener: RequestListener): Promise<{ url: string; requests: IncomingMessage[] }> {
  const requests: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    requests.push(request);
    listener(request, response);
  });
  servers.push(server);
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/path`, requests };
}

const quick = { pauseMs: 1, timeoutMs: 2_000, deadlineMs: 5_000 };
const status = (answer: HttpAnswer) => (answer.answered ? answer.response.status : answer.why);

describe("a request", () => {
  it("gives the answer, whatever its status", async () => {
    const { url } = await serve((_, response) => response.writeHead(404).end("no such thing"));
    const answer = await httpClient(quick)(url);
    expect(answer).toMatchObject({ answered: true, attempts: 1 });
    expect(answer.answered && (await answer.response.text())).toBe("no such thing");
  });

  it("sends method, headers and body", async () => {
    let body = "";
    const { url, requests } = await serve((request, response) => {
      request.on("data", (data: Buffer) => (body += data.toString()));
      request.on("end", () => response.writeHead(201).end());
    });
    const answer = await httpClient(quick)(url, { method: "PUT", headers: { "x-one": "1" }, body: "hello" });
    expect(status(answer)).toBe(201);
    expect(requests[0]).toMatchObject({ method: "PUT" });
    expect(requests[0]?.headers["x-one"]).toBe("1");
    expect(body).toBe("hello");
  });
});

describe("credentials in a URL", () => {
  it("are sent as a header", async () => {
    const { url, requests } = await serve((_, response) => response.end());
    const secret = new URL(url);
    secret.username = "me";
    secret.password = "p@ss wörd";
    expect(status(await httpClient(quick)(secret))).toBe(200);
    const [, sent = ""] = requests[0]?.headers.authorization?.split(" ") ?? [];
    expect(Buffer.from(sent, "base64").toString()).toBe("me:p@ss wörd");
  });
});

describe("a request that fails", () => {
  it.each([429, 500, 502, 503, 504])("is repeated after status %d", async (failure) => {
    let left = 2;
    const { url } = await serve((_, response) => response.writeHead(left-- > 0 ? failure : 200).end("body"));
    expect(await httpClient(quick)(url)).toMatchObject({ answered: true, attempts: 3 });
  });

  it("is repeated when the connection is cut", async () => {
    let left = 1;
    const { url } = await serve((request, response) => {
      if (left-- > 0) request.socket.destroy();
      else response.end("good");
    });
    expect(await httpClient(quick)(url)).toMatchObject({ answered: true, attempts: 2 });
  });

  it("gives the last answer when it never gets better", async () => {
    const { url, requests } = await serve((_, response) => response.writeHead(503).end());
    expect(status(await httpClient({ ...quick, attempts: 3 })(url))).toBe(503);
    expect(requests).toHaveLength(3);
  });

  it("is not repeated where repeating could do the thing twice", async () => {
    const { url, requests } = await serve((_, response) => response.writeHead(502).end());
    expect(status(await httpClient(quick)(url, { method: "POST", body: "x" }))).toBe(502);
    expect(requests).toHaveLength(1);
    await httpClient({ ...quick, attempts: 2 })(url, { method: "POST", body: "x", repeatable: true });
    expect(requests).toHaveLength(3);
  });

  it("waits as long as the server asks", async () => {
    let left = 1;
    const { url } = await serve((_, response) => {
      if (left-- > 0) response.writeHead(429, { "retry-after": "1" }).end();
      else response.end();
    });
    const began = performance.now();
    expect(await httpClient(quick)(url)).toMatchObject({ answered: true, attempts: 2 });
    expect(performance.now() - began).toBeGreaterThanOrEqual(990);
  });

  it("does not wait beyond the deadline", async () => {
    const { url, requests } = await serve((_, response) =>
      response.writeHead(429, { "retry-after": "3600" }).end(),
    );
    expect(status(await httpClient(quick)(url))).toBe(429);
    expect(requests).toHaveLength(1);
  });

  it("has a time limit for each attempt", async () => {
    const { url, requests } = await serve(() => undefined);
    const answer = await httpClient({ ...quick, timeoutMs: 50, attempts: 2 })(url);
    expect(status(answer)).toBe(`${url}: no answer within 0.05 s`);
    expect(requests).toHaveLength(2);
  });

  it("says what hides behind `fetch failed`, without credentials or query", async () => {
    const { url } = await serve(() => undefined);
    await new Promise((closed) => servers.pop()?.close(closed));
    const secret = new URL(url);
    secret.username = "me";
    secret.password = "hunter2";
    secret.searchParams.set("token", "hunter2");
    const answer = await httpClient({ ...quick, attempts: 2 })(secret);
    expect(answer).toMatchObject({ answered: false, attempts: 2 });
    expect(status(answer)).toBe(`${url}: nothing listens there (ECONNREFUSED)`);
  });

  it("is not repeated for a name that does not exist", async () => {
    const answer = await httpClient(quick)("http://no-such-host.invalid/");
    expect(answer.answered).toBe(false);
    expect(status(answer)).toMatch(/^http:\/\/no-such-host\.invalid\/: its name cannot be resolved/);
  });

  it("stops at once when its own signal is aborted, also while it waits", async () => {
    const { url } = await serve((_, response) => response.writeHead(503, { "retry-after": "4" }).end());
    const stop = new AbortController();
    setTimeout(() => stop.abort(new Error("Ctrl-C")), 100);
    const began = performance.now();
    await expect(httpClient(quick)(url, { signal: stop.signal })).rejects.toThrow("Ctrl-C");
    expect(performance.now() - began).toBeLessThan(2_000);
  });
});

describe("Retry-After", () => {
  const ask = (value: string) =>
    retryAfterMs(new Response(null, { headers: { "retry-after": value } }), 1_000_000_000_000);

  it("is seconds or a date, and nothing else", () => {
    expect(ask("3")).toBe(3000);
    expect(ask(new Date(1_000_000_005_000).toUTCString())).toBe(5000);
    expect(ask(new Date(0).toUTCString())).toBe(0);
    expect(ask("soon")).toBeUndefined();
    expect(retryAfterMs(new Response(null), 0)).toBeUndefined();
  });
});
