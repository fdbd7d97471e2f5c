/** A webhook that works, and one that does not: a real server which answers as it is told, request by request. */

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

export type WebhookFault =
  | { readonly do: "answer"; readonly status: number; readonly body?: string; readonly retryAfter?: string }
  /** Takes the request and says nothing. */
  | { readonly do: "stall" }
  /** Takes the request and cuts the connection. */
  | { readonly do: "reset" };

export interface Webhook {
  /** With a secret in its path and one in its query. */
  readonly url: string;
  readonly secrets: readonly string[];
  /** For the next requests, one each; afterwards they are taken. */
  readonly faults: WebhookFault[];
  /** Bodies of all requests, in order. */
  readonly heard: unknown[];
  /** What was answered with 200. */
  readonly taken: unknown[];
}

export async function startWebhook(): Promise<Webhook> {
  const faults: WebhookFault[] = [];
  const heard: unknown[] = [];
  const taken: unknown[] = [];
  const server = createServer((request, response) => {
    let text = "";
    request.setEncoding("utf8").on("data", (piece: string) => (text += piece));
    request.on("end", () => {
      const body: unknown = JSON.parse(text);
      heard.push(body);
      const fault = faults.shift();
      if (fault?.do === "stall") return;
      if (fault?.do === "reset") return void request.socket.destroy();
      if (!fault) taken.push(body);
      const { status = 200, body: said = "ok", retryAfter } = fault ?? {};
      response.writeHead(status, retryAfter === undefined ? {} : { "retry-after": retryAfter }).end(said);
    });
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const secrets = ["T0SECRETROOM", "hunter2hunter2"];
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}/services/${secrets[0] ?? ""}?token=${secrets[1] ?? ""}`;
  return { url, secrets, faults, heard, taken };
}
