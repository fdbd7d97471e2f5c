/** Builds have no network: proved with a project that tries, and told of one that needs it. */

import { execFileSync } from "node:child_process";
import { lookup } from "node:dns/promises";
import { createServer } from "node:net";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { builds, failsToBuild, type Report } from "../support/cli.ts";
import {
  append,
  copyTestProject,
  programOrSkip,
  pythonsOrSkip,
  tinyProject,
} from "../support/e2e-projects.ts";

interface Probe {
  readonly probe: string;
  readonly outcome: "reached" | "refused" | "blocked" | "absent" | "failed";
}

/** A port of this machine at which somebody answers. */
async function listener(): Promise<string> {
  const server = createServer((socket) => socket.on("error", () => undefined).end());
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  return `127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
}

/** What the build wrote into its wheel of what it could reach. */
function probesIn({ folder }: Report, python: string): Record<string, Probe["outcome"]> {
  const wheel = readdirSync(folder).find((file) => file.endsWith(".whl")) ?? "";
  const code =
    "import sys, zipfile; print(zipfile.ZipFile(sys.argv[1]).read('wants_network/report.json').decode())";
  const text = execFileSync(python, ["-c", code, join(folder, wheel)], { encoding: "utf8" });
  const { probes } = JSON.parse(text) as { probes: readonly Probe[] };
  return Object.fromEntries(probes.map(({ probe, outcome }) => [probe, outcome]));
}

it("shuts TCP, UDP, Unix sockets and names while a wheel is built; open, the same probes get through", async (context) => {
  const { newest } = pythonsOrSkip(context);
  if (process.platform !== "linux") context.skip("the network is shut by seccomp, which is Linux's");
  const answering = await listener();
  const project = copyTestProject("wants-network");
  append(
    project,
    "pyproject.toml",
    `\n[tool.wheelway.build]\nenv = { WANTS_NETWORK_TCP = "${answering}" }\n`,
  );
  const only = ["--only", `${newest}-*`];

  const shut = await builds([project, ...only]);
  const outcomes = probesIn(shut, "python3");
  expect(outcomes).toEqual({
    dns: "failed",
    tcp: "blocked",
    udp: "blocked",
    "dagger-api": "blocked",
    "dagger-socket": "blocked",
    "docker-socket": "blocked",
  });
  expect(shut.record.environment.network.map(({ state }) => state)).toEqual(["isolated", "isolated"]);

  append(project, "pyproject.toml", 'network = "index"\n');
  const open = await builds([project, ...only]);
  // A machine without name servers can show no more than the rest.
  const named = await lookup("example.org").then(
    () => ({ dns: "reached" }),
    () => ({}),
  );
  expect(probesIn(open, "python3")).toMatchObject({ tcp: "reached", udp: "reached", ...named });
  const info = readFileSync(join(open.folder, "build-info.txt"), "utf8");
  expect(info).toMatch(/wheel:\S+ +open, as configured/);
});

it("says that a build wanted the network, and for what", async (context) => {
  const { newest } = pythonsOrSkip(context);
  programOrSkip(context, "git");
  const project = tinyProject('[build]\nenv = { TINY = "clone" }\n');
  const { record } = await failsToBuild([project, "--only", `${newest}-*`]);
  expect(record.failures).toHaveLength(1);
  expect(record.failures[0]?.message).toContain("wanted the network");
  expect(record.failures[0]?.message).toContain("https://git.example.org/needed/library.git");
  expect(record.failures[0]?.message).toContain("[tool.wheelway.prepare]");
});
