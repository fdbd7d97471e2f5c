/** A token is nowhere to be seen: not in journal, logs, terminal, command lines, caches or crash reports, whatever a server makes of it. */

import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { pureWheel, sdistBytes, sdistFile, wheelBytes } from "../support/archives.ts";
import { startCli, type CliRun } from "../support/cli.ts";
import { canary, canaryBelow, canaryForms, canaryIn, watchCommandLines } from "../support/crash/canary.ts";
import { emptyFolder } from "../support/e2e-projects.ts";

const metadata =
  "Metadata-Version: 2.1\nName: demo\nVersion: 1.0\nSummary: A demo\nRequires-Python: >=3.8\nDescription-Content-Type: text/markdown\n\nA demo.\n";

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** Says back what it was sent, in all forms. */
const echo = ({ headers }: IncomingMessage) =>
  [
    headers.authorization ?? "",
    ...Object.entries(canaryForms).map(([form, value]) => `${form}: ${value}`),
  ].join("; ");

async function scene(answer: Answer) {
  const server = createServer((request, response) => {
    request.resume().once("end", () => {
      if (request.method === "POST") answer(request, response);
      else response.writeHead(404).end();
    });
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const [project, home, cacheDir, temp] = [emptyFolder(), emptyFolder(), emptyFolder(), emptyFolder()];
  writeFileSync(
    join(project, "pyproject.toml"),
    '[build-system]\nrequires = []\nbuild-backend = "x"\n[project]\nname = "demo"\nversion = "1.0"\n',
  );
  const table = (key: string, name: string) =>
    `[release.${key}]\nname = "${name}"\nupload = "${address}/legacy/"\nsimple = "${address}/simple/"\n`;
  writeFileSync(join(project, "wheelway.toml"), table("index", "pypi") + table("test-index", "testpypi"));
  mkdirSync(join(project, "dist"));
  writeFileSync(join(project, "dist", pureWheel), wheelBytes({ metadata }));
  writeFileSync(join(project, "dist", sdistFile), sdistBytes({ pkgInfo: metadata }));
  return { project, home, cacheDir, temp };
}

async function publishes(
  answer: Answer,
  from: "environment" | ".pypirc",
  more: { readonly argv?: readonly string[]; readonly until?: string } = {},
): Promise<CliRun & { readonly seen: readonly string[]; readonly journal: string }> {
  const { project, home, cacheDir, temp } = await scene(answer);
  if (from === ".pypirc") {
    const section = (name: string) => `[${name}]\nusername = __token__\npassword = ${canary}\n`;
    writeFileSync(join(home, ".pypirc"), section("pypi") + section("testpypi"), { mode: 0o600 });
  }
  const tokens =
    from === "environment" ? { WHEELWAY_PYPI_TOKEN: canary, WHEELWAY_TESTPYPI_TOKEN: canary } : {};
  const stop = watchCommandLines();
  const running = startCli(["publish", "--yes", "--verbose", ...(more.argv ?? [])], {
    cwd: project,
    cacheDir,
    env: { HOME: home, TMPDIR: temp, ...tokens },
  });
  if (more.until !== undefined) {
    await running.saw(more.until);
    running.child.kill("SIGINT");
  }
  const run = await running.done;
  const { looked, found } = stop();
  if (process.platform === "linux") expect(looked).toBeGreaterThan(0);
  const seen = [
    ...canaryIn(run.stdout).map((form) => `stdout: ${form}`),
    ...canaryIn(run.stderr).map((form) => `stderr: ${form}`),
    ...found.map((line) => `command line: ${line}`),
    ...canaryBelow(project, cacheDir, temp),
  ];
  return { ...run, seen, journal: readFileSync(join(cacheDir, "releases/demo-1.0/journal.jsonl"), "utf8") };
}

const refuses: Answer = (request, response) =>
  response
    .writeHead(400, { "content-type": "text/html" })
    .end(`<html><head><title>400 ${echo(request).replaceAll("<", "&lt;")}</title></head></html>`);

const fails: Answer = (request, response) => response.writeHead(500).end(echo(request));

it("is found by this test where it is", () => {
  for (const value of Object.values(canaryForms)) expect(canaryIn(`a ${value} b`)).not.toEqual([]);
});

it.for(["environment", ".pypirc"] as const)(
  "of the %s does not show where a refusal says it back",
  async (from) => {
    const run = await publishes(refuses, from);
    expect(run.status).toBe(1);
    expect(run.stderr).toContain("error[release-refused]");
    // The server's words are told, without the token.
    expect(run.journal).toContain("URL-escaped: ***");
    expect(run.seen).toEqual([]);
  },
);

it("does not show in what programs read either", async () => {
  const run = await publishes(refuses, ".pypirc", { argv: ["--json"] });
  expect(run.stdout).toContain('"code":"release-refused"');
  expect(run.seen).toEqual([]);
});

it.for(["environment", ".pypirc"] as const)(
  "of the %s does not show where a page of status 500 says it back",
  async (from) => {
    const run = await publishes(fails, from, { until: "an earlier attempt may still become visible" });
    expect(run.status).toBe(130);
    expect(run.journal).toContain('"may":true');
    expect(run.seen).toEqual([]);
  },
);
