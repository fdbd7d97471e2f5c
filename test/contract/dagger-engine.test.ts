/** What only the Dagger backend can be asked, on a real engine: its cache, its images, prepared roots, certificates. */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer as createHttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { daggerBackend, type DaggerBackend, type DaggerOptions } from "../../src/backends/dagger.ts";
import type { Environment } from "../../src/plan/task.ts";
import { findTestEngine, testImage, type Env } from "../support/engine.ts";
import { python, runTask, task } from "../support/tasks.ts";

const engine = await findTestEngine();

if ("skip" in engine) it("dagger backend, by itself", ({ skip }) => skip(engine.skip));
else describe("dagger backend, by itself", () => testEngine(engine.env));

function testEngine(engineEnv: Env): void {
  const cacheDir = mkdtempSync(join(tmpdir(), "wheelway-dagger-"));
  const open = (more: Partial<DaggerOptions> = {}) => daggerBackend({ cacheDir, env: engineEnv, ...more });
  let backend: DaggerBackend;
  let image: Extract<Environment, { kind: "image" }>;
  let skipped: string | undefined;
  // A result that the engine remembers from an earlier run of these tests must not stand for a new one.
  const fresh = `${process.pid}-${Date.now()}`;

  beforeAll(async () => {
    backend = await open();
    const found = await testImage(backend, await backend.platform());
    if ("skip" in found) skipped = found.skip;
    else image = found.image;
  });
  afterAll(async () => {
    await backend.close();
    rmSync(cacheDir, { recursive: true, force: true });
  });

  /** The same backend in a session of its own: what it answers without running comes from the engine's cache. */
  async function another(more: Partial<DaggerOptions> = {}): Promise<DaggerBackend> {
    const other = await open(more);
    onTestFinished(() => other.close());
    return other;
  }

  it("answers what passed from the engine's cache, in another session too", async ({ skip }) => {
    if (skipped !== undefined) return skip(skipped);
    const draw = task(image, [python("draw", ["import os; print('drawn', os.urandom(8).hex())"])], {
      id: `wheel:draw-${fresh}`,
    });
    const first = await runTask(backend, draw);
    expect(first.text).toMatch(/drawn \w{16}/);
    expect((await runTask(await another(), draw)).text).toBe(first.text);
  });

  it("runs what failed again, and keeps what passed in the end", async ({ skip }) => {
    if (skipped !== undefined) return skip(skipped);
    const id = `wheel:flaky-${fresh}`;
    // A cache volume outlives the session, and is no part of what the engine knows a task by.
    const code = [
      "import os, pathlib",
      `runs = pathlib.Path('{cache-flaky}/${fresh}')`,
      "number = int(runs.read_text()) + 1 if runs.exists() else 1",
      "runs.write_text(str(number)); print('run', number)",
      "raise SystemExit(number < 4)",
    ];
    const flaky = task(image, [python("try", code)], { id, caches: ["flaky"] });
    const texts: string[] = [];
    for (const one of [backend, backend, await another(), await another(), await another()])
      texts.push((await runTask(one, flaky)).text);
    expect(texts.map((text) => /run \d/.exec(text)?.[0])).toEqual([
      "run 1",
      "run 2",
      "run 3",
      "run 4",
      "run 4",
    ]);
  });

  it("does not remember a network that was lost", async ({ skip }) => {
    if (skipped !== undefined) return skip(skipped);
    let up = false;
    const server = createHttpServer((_, answer) => answer.writeHead(up ? 200 : 503).end("answer"));
    await new Promise<void>((resolve) => server.listen(0, () => resolve()));
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    const code = [
      "import socket, struct, urllib.request",
      "routes = [line.split() for line in open('/proc/net/route')]",
      "gateway = next(socket.inet_ntoa(struct.pack('<L', int(r[2], 16))) for r in routes if r[1] == '00000000')",
      `print(urllib.request.urlopen(f'http://{gateway}:${port}/').read().decode())`,
    ];
    const ask = task(image, [python("ask", code)], { id: `wheel:ask-${fresh}`, network: "index" });
    expect((await runTask(backend, ask)).result.verdict).toBe("failed");
    up = true;
    const second = await runTask(await another(), ask);
    expect(second.result.verdict).toBe("passed");
    expect(second.text).toContain("answer");
  });

  it("hands a prepared root file system to tasks of the same image", async ({ skip }) => {
    if (skipped !== undefined) return skip(skipped);
    const prepare = task(
      image,
      [{ name: "install", shell: "mkdir -p /opt/prepared; echo tool > /opt/prepared/x" }],
      {
        id: `prepare:${fresh}`,
        kind: "prepare",
        network: "index",
        outputs: { root: "/" },
      },
    );
    const made = await runTask(backend, prepare);
    expect(made.result.failure).toBeUndefined();
    const use = task(
      image,
      [{ name: "use", shell: 'cat /opt/prepared/x; ls /wheelway; echo "$PATH"; ls /opt/prepared' }],
      { inputs: { root: { from: "task", task: prepare.id, output: "root" } } },
    );
    const used = await runTask(backend, use, { inputs: made.outputs });
    expect(used.text).toMatch(/^tool\n/m);
    expect(used.text).toContain("bin:");
    expect(used.result.network).toEqual({ state: "isolated" });
    expect(
      (await runTask(backend, task(image, [{ name: "look", shell: "ls /opt/prepared" }]))).result.verdict,
    ).toBe("failed");
  });

  it("gives tasks with the network the certificates, proxies and mirrors it is told of", async ({ skip }) => {
    if (skipped !== undefined) return skip(skipped);
    const caBundle = join(cacheDir, "company.pem");
    writeFileSync(caBundle, `# a company's certificates ${fresh}\n`);
    const env = {
      ...engineEnv,
      HTTPS_PROXY: "http://user:pass-word@proxy.example:3128",
      NO_PROXY: "localhost",
      UV_DEFAULT_INDEX: "https://mirror.example/simple",
    };
    const other = await another({ caBundle, env });
    const commands = [{ name: "look", shell: "env; cat $PIP_CERT 2>/dev/null || true" }];
    const open = await runTask(other, task(image, commands, { network: "index" }));
    expect(open.text).toContain(`# a company's certificates ${fresh}`);
    expect(open.text).toMatch(/^CARGO_HTTP_CAINFO=\/wheelway\//m);
    expect(open.text).toContain("UV_DEFAULT_INDEX=https://mirror.example/simple");
    expect(open.text).toContain("NO_PROXY=localhost");
    expect(open.text).toContain("HTTPS_PROXY=http://user:***@proxy.example:3128");
    const shut = await runTask(other, task(image, commands));
    expect(shut.text).not.toMatch(/PROXY|mirror|company/);
    expect(readFileSync(join(cacheDir, "dagger.log"), "utf8")).not.toContain("pass-word");
  });

  it("keeps secrets out of the engine's log", async ({ skip }) => {
    if (skipped !== undefined) return skip(skipped);
    const secret = `planted-${fresh}`;
    const one = task(image, [{ name: "print", shell: 'echo "$TOKEN"' }], {
      id: `wheel:secret-${fresh}`,
      secrets: ["TOKEN"],
    });
    const ran = await runTask(backend, one, { secrets: { TOKEN: secret } });
    expect(ran.text).toContain("***");
    expect(readFileSync(join(cacheDir, "dagger.log"), "utf8")).not.toContain(secret);
  });

  it("says what is wrong with an image, and what helps", async ({ skip }) => {
    if (skipped !== undefined) return skip(skipped);
    const supports = (change: Partial<typeof image>) => backend.supports({ ...image, ...change });
    const host = image.image.split("/")[0] ?? "";
    expect(await supports({ image: `${host}/wheelway/no-such-image` })).toMatchObject({
      supported: false,
      code: "image-unreachable",
      remedy: expect.stringContaining("[tool.wheelway.images]") as string,
    });
    expect(await supports({ python: "/opt/python/cp399-cp399/bin/python" })).toMatchObject({
      supported: false,
      code: "interpreter-missing",
    });
    expect(await supports({ image: "No Such Image" })).toMatchObject({ code: "image-unreachable" });
    const missing = task({ ...image, image: `${host}/wheelway/no-such-image` }, [{ name: "x", shell: ":" }]);
    await expect(runTask(backend, missing)).rejects.toMatchObject({ code: "image-unreachable" });
    expect(await backend.supports({ kind: "host", interpreter: "cp312" })).toMatchObject({
      supported: false,
    });
  });

  it("says that the network is open where no native Python can be had for an emulated task", async ({
    skip,
  }) => {
    if (skipped !== undefined) return skip(skipped);
    const foreign = (await backend.platform()) === "linux/amd64" ? "linux/arm64" : "linux/amd64";
    const found = await testImage(backend, foreign);
    if ("skip" in found) return skip(found.skip);
    const host = image.image.split("/")[0] ?? "";
    const other = await another({ nativeImage: `${host}/wheelway/no-such-image` });
    expect(await other.supports(found.image)).toMatchObject({ supported: true, emulated: true });
    const { result } = await runTask(other, task(found.image, [{ name: "look", shell: "uname -m" }]));
    expect(result.verdict).toBe("passed");
    expect(result.network).toEqual({
      state: "not-isolated",
      why: expect.stringContaining("emulated") as string,
    });
  });

  it("describes the engine", async () => {
    expect(await backend.describe()).toMatch(/^Dagger 0\.\d+\.\d+ on linux\/\w+$/);
  });
}
