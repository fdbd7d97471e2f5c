/** The contract of the network: shut means shut, open means open, and a failure that comes of it is told as such. */

import { createServer as createHttpServer } from "node:http";
import type { AddressInfo, Server } from "node:net";
import { createHash } from "node:crypto";
import { expect, it, onTestFinished } from "vitest";
import { python, runTask, task } from "../support/tasks.ts";
import type { Get } from "./backend.ts";

/** Each line tries one way out; it prints the name of what worked. */
const waysOut = [
  "import errno, os, socket, tempfile",
  "port = int(os.environ['PORT'])",
  "host = os.environ['REACH']",
  "def attempt(name, way):",
  "    try: way()",
  "    except OSError as error: print(name, 'is shut:', errno.errorcode.get(error.errno, error.errno))",
  "    else: print(name, 'IS OPEN')",
  "attempt('dns', lambda: socket.getaddrinfo('example.com', 443))",
  "attempt('tcp', lambda: socket.create_connection((host, port), 5))",
  "attempt('tcp6', lambda: socket.socket(socket.AF_INET6).connect(('::1', port)))",
  "attempt('udp', lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', (host, port)))",
  "attempt('raw', lambda: socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP))",
  "attempt('netlink', lambda: socket.socket(socket.AF_NETLINK, socket.SOCK_RAW))",
  "path = tempfile.mkdtemp(dir='/tmp') + '/s'",
  "server = socket.socket(socket.AF_UNIX); server.bind(path); server.listen(1)",
  "attempt('unix', lambda: socket.socket(socket.AF_UNIX).connect(path))",
  "attempt('unix datagram', lambda: socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM).sendto(b'x', '/dev/log'))",
  "a, b = socket.socketpair(); a.send(b'pair works'); print(b.recv(20).decode())",
  "import subprocess; print(subprocess.check_output(['sh', '-c', 'echo child runs']).decode())",
];

async function listen(): Promise<{ port: number; requests: () => number; server: Server }> {
  let requests = 0;
  const server = createHttpServer((_, answer) => {
    requests++;
    answer.end("hello from outside");
  });
  await new Promise<void>((resolve) => server.listen(0, () => resolve()));
  onTestFinished(() => void server.close());
  return { port: (server.address() as AddressInfo).port, requests: () => requests, server };
}

export function networkContract(get: Get): void {
  it("is shut for DNS, TCP, UDP and unix sockets; socket pairs work", async ({ skip }) => {
    const { backend, environment, reach, notIsolated } = get();
    const { port, requests } = await listen();
    const env = { PORT: String(port), REACH: "host" in reach ? reach.host : "127.0.0.1" };
    const ran = await runTask(backend, task(environment, [python("ways out", waysOut, { env })]));
    if (notIsolated) {
      expect(ran.result.network.state).toBe("not-isolated");
      expect(ran.result.network.why).toMatch(notIsolated);
      return skip(`the network cannot be shut here: ${ran.result.network.why ?? ""}`);
    }
    expect(ran.result.network).toEqual({ state: "isolated" });
    expect(ran.text).not.toContain("IS OPEN");
    for (const way of ["dns", "tcp", "tcp6", "udp", "raw", "netlink", "unix", "unix datagram"]) {
      expect(ran.text).toContain(`${way} is shut:`);
    }
    expect(ran.text).toContain("tcp is shut: ENETUNREACH");
    expect(ran.text).toContain("pair works\nchild runs");
    expect(requests()).toBe(0);
  });

  it("is open for a task that may have it, and shut for a command of it that may not", async ({ skip }) => {
    const { backend, environment, reach, notIsolated } = get();
    if ("unreachable" in reach) return skip(reach.unreachable);
    const { port, requests } = await listen();
    const code = (check: string) => [
      "import urllib.request",
      `print(urllib.request.urlopen('http://${reach.host}:${port}/', timeout=20).read().decode())`,
      check,
    ];
    const one = task(
      environment,
      [python("open", code("")), python("shut", code(""), { network: "none", check: true })],
      { network: "index" },
    );
    const { result, text } = await runTask(backend, one);
    expect(text).toContain("hello from outside");
    expect(result.network).toEqual({ state: "open" });
    if (notIsolated) return skip("the network cannot be shut here");
    expect(result.commands.map(({ verdict }) => verdict)).toEqual(["passed", "failed"]);
    expect(result.failure?.reason).toBe("network");
    expect(requests()).toBe(1);
  });

  it("tells a build that wanted the network, and what it wanted", async ({ skip }) => {
    const { backend, environment, notIsolated } = get();
    if (notIsolated) return skip("the network cannot be shut here");
    const code = [
      "import sys, urllib.request",
      "url = 'https://files.example.org/data.tar.gz'",
      "try: urllib.request.urlopen(url)",
      "except OSError as error: sys.exit('cannot fetch ' + url + ': ' + str(error))",
    ];
    const { result } = await runTask(backend, task(environment, [python("download", code)]));
    expect(result.failure).toMatchObject({ reason: "network", command: "download" });
    expect(result.failure?.reachedFor).toContain("https://files.example.org/data.tar.gz");
  });

  it("tells a network that was open and failed apart", async () => {
    const { backend, environment } = get();
    const code = ["import urllib.request", "urllib.request.urlopen('http://127.0.0.1:9/simple/')"];
    const { result } = await runTask(backend, task(environment, [python("ask", code)], { network: "index" }));
    expect(result.failure?.reason).toBe("index");
  });

  it("fetches a file by its SHA-256", async ({ skip }) => {
    const { backend, environment, reach } = get();
    if ("unreachable" in reach) return skip(reach.unreachable);
    const { port } = await listen();
    const sha256 = createHash("sha256").update("hello from outside").digest("hex");
    const fetch = (digest: string) => ({
      name: "fetch",
      action: { do: "fetch" as const, url: `http://${reach.host}:${port}/f`, sha256: digest, to: "{out}/f" },
    });
    const rest = { network: "index" as const, outputs: { f: "{out}/f" } };
    const good = await runTask(backend, task(environment, [fetch(sha256)], rest));
    expect(good.result.outputs["f"]?.[0]?.sha256).toBe(sha256);
    const forged = await runTask(backend, task(environment, [fetch("0".repeat(64))], rest));
    expect(forged.result.failure?.reason).toBe("exit");
    expect(forged.result.failure?.message).toContain(sha256);
    const shut = await runTask(backend, task(environment, [fetch(sha256)], { outputs: rest.outputs }));
    expect(shut.result.failure?.reason).toBe("network");
  });
}
