/** How long a slice is expected to take depends on how its machine makes the wheels of another architecture. */

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { withEmulated } from "../../../src/lock/facts.ts";
import { emptyLock, formatLock } from "../../../src/lock/lock.ts";
import { planSlices } from "../../../src/pipeline/slice-plan.ts";
import type { RunnerKind } from "../../../src/plan/runners.ts";
import { setuptoolsProject } from "../../support/plans.ts";

const arm = "manylinux_2_28_aarch64";

/** Seconds of the one slice with one wheel. */
async function expected(platform: string, runner: RunnerKind, { toml = "", lock = "" } = {}) {
  const folder = mkdtempSync(join(tmpdir(), "wheelway-slice-plan-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(
    join(folder, "pyproject.toml"),
    `${setuptoolsProject}\n[tool.wheelway]\npython = ["cp312"]\nplatforms = ["${platform}"]\n${toml}`,
  );
  if (lock !== "") writeFileSync(join(folder, "wheelway.lock"), lock);
  const { slices } = await planSlices(
    { project: folder, only: undefined, backend: "host", locked: false, count: 1, runners: [runner] },
    {
      env: {},
      cacheDir: join(folder, "cache"),
      tell: () => undefined,
      signal: new AbortController().signal,
      secrets: () => Promise.reject(new Error("no secret is needed")),
      now: () => new Date(0),
    },
  );
  return slices[0].expectedSeconds;
}

it("takes a wheel that is cross-compiled as built as fast as a native one, and tested under emulation", async () => {
  const native = await expected(arm, "linux-aarch64");
  const cross = await expected(arm, "linux-x86_64");
  const emulated = await expected(arm, "linux-x86_64", { toml: 'cross = "never"' });
  expect(native).toBeLessThan(cross);
  expect(cross).toBeLessThan(emulated);
  // Both ways round.
  expect(await expected("manylinux_2_28_x86_64", "linux-aarch64")).toBe(cross);
});

it("knows what is never cross-compiled, and what an earlier run could not", async () => {
  const emulated = await expected(arm, "linux-x86_64", { toml: 'cross = "never"' });
  expect(await expected("musllinux_1_2_aarch64", "linux-x86_64")).toBe(emulated);
  const lock = formatLock(withEmulated(emptyLock, { [arm]: "it did not link" }, []));
  expect(await expected(arm, "linux-x86_64", { lock })).toBe(emulated);
});
