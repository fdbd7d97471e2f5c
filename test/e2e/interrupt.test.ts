/** Ctrl-C in the middle of a build: nothing goes on, nothing is left, nothing is lost. */

import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { builds, privateCache, startCli } from "../support/cli.ts";
import { digestsOf, emptyFolder, pythonsOrSkip, tinyProject } from "../support/e2e-projects.ts";
import { processesWith } from "../support/processes.ts";

const sleep = "import time; time.sleep(1801)";

it.for([
  [
    "while a wheel is built",
    '[build]\nenv = { TINY = "hang", TINY_SECONDS = "1802" }\n',
    "build wheel",
    "time.sleep(1802)",
  ],
  // All artifacts are there by then; not one may reach dist/ without its tests.
  ["while it is tested", `[[test.smoke]]\nname = "waits"\npython = "${sleep}"\n`, "smoke: waits", sleep],
] as const)(
  "ends with status 130 %s, and leaves dist as it was",
  async ([, config, command, marker], context) => {
    const { newest } = pythonsOrSkip(context);
    if (process.platform === "win32") context.skip("Windows has no SIGINT to send");
    const cacheDir = privateCache();
    const project = tinyProject();
    const only = ["--only", `${newest}-*`];
    const good = await builds([project, ...only], { cacheDir });
    const before = await digestsOf(good.folder);

    writeFileSync(join(project, "wheelway.toml"), config);
    const temporary = join(emptyFolder(), "tmp");
    mkdirSync(temporary);
    const running = startCli(["build", project, ...only, "--backend", "host", "--verbose"], {
      env: { TMPDIR: temporary },
      cacheDir,
    });
    await running.saw(command);
    await expect.poll(() => processesWith(marker).length, { timeout: 60_000 }).toBeGreaterThan(0);
    running.child.kill("SIGINT");
    const { status, stderr } = await running.done;

    expect(status).toBe(130);
    expect(stderr).toContain("error[interrupted]: stopped before the end");
    expect(stderr).toContain("Kept: dist as it was before");
    expect(stderr).toContain(cacheDir);
    expect(processesWith(marker)).toEqual([]);
    expect(processesWith(cacheDir)).toEqual([]);
    expect(await digestsOf(good.folder)).toEqual(before);
    expect(existsSync(join(project, "dist.partial"))).toBe(false);
    expect(readdirSync(project).filter((name) => name.startsWith(".dist"))).toEqual([]);
    expect(readdirSync(temporary)).toEqual([]);
    expect(readdirSync(join(cacheDir, "slots"))).toEqual([]);
  },
);
