/** Makes services of this machine's loopback reachable from containers of an engine that runs on it. */

import { createServer, request as ask } from "node:http";
import type { AddressInfo } from "node:net";
import { networkInterfaces } from "node:os";

export interface Reachable {
  /** The address with another host and port. */
  readonly address: string;
  readonly close: () => Promise<void>;
}

export interface ReachableOptions {
  /** Only with this password (Basic authentication), whoever the user is; others are answered 401. */
  readonly password?: string;
}

/** An address of this machine's that containers have a way to; `undefined` where it has none but the loopback's. */
export function outerAddress(): string | undefined {
  const all = Object.values(networkInterfaces()).flatMap((one) => one ?? []);
  return all.find(({ family, internal }) => family === "IPv4" && !internal)?.address;
}

/** A reverse proxy on the outer address. The `Host` header stays, so that services name themselves by it. */
export async function makeReachable(
  address: string,
  { password }: ReachableOptions = {},
): Promise<Reachable> {
  const outer = outerAddress();
  if (outer === undefined) throw new Error("this machine has no address but the loopback's");
  const inner = new URL(address);
  const server = createServer((request, response) => {
    if (password !== undefined && passwordOf(request.headers.authorization) !== password) {
      response.writeHead(401, { "www-authenticate": 'Basic realm="test"' }).end("401 Unauthorized");
      return;
    }
    const { method, headers, url } = request;
    const onward = ask({ host: inner.hostname, port: inner.port, method, headers, path: url }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on("error", () => response.destroy());
    response.on("close", () => onward.destroy());
    request.pipe(onward);
  });
  await new Promise<void>((listening) => server.listen(0, outer, listening));
  const moved = new URL(address);
  moved.hostname = outer;
  moved.port = String((server.address() as AddressInfo).port);
  return {
    address: moved.href,
    close: () =>
      new Promise((closed) => {
        server.closeAllConnections();
        server.close(() => closed());
      }),
  };
}

function passwordOf(authorization: string | undefined): string | undefined {
  const [, encoded = ""] = /^Basic (.+)$/.exec(authorization ?? "") ?? [];
  const text = Buffer.from(encoded, "base64").toString();
  return text === "" ? undefined : text.slice(text.indexOf(":") + 1);
}
