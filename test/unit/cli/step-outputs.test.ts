import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import type { SlicePlan } from "../../../src/artifacts/slice-schema.ts";
import { commonDefaults } from "../../../src/cli/options.ts";
import { openSession } from "../../../src/cli/session.ts";
import { outputsOfSlices, writeStepOutputs } from "../../../src/cli/step-outputs.ts";
import { createRedactor } from "../../../src/redact.ts";
import { fakeDoor } from "../../support/door.ts";

const folder = mkdtempSync(join(tmpdir(), "wheelway-step-outputs-"));
afterAll(() => rmSync(folder, { recursive: true }));

const session = (env: Readonly<Record<string, string>>) =>
  openSession(
    fakeDoor([], { env }),
    createRedactor(["a-long-secret"]),
    commonDefaults,
    new AbortController().signal,
  );

it("appends lines to the file that the CI names, without secrets", async () => {
  const file = join(folder, "outputs");
  writeFileSync(file, "before=1\n");
  const opened = session({ GITHUB_OUTPUT: file });
  await writeStepOutputs({ dist: "/home/a-long-secret/dist", version: "1.0", wheels: "2" }, opened);
  expect(readFileSync(file, "utf8")).toMatch(
    /^before=1\ndist=\/home\/(?!a-long-secret).*\/dist\nversion=1\.0\nwheels=2\n$/,
  );
});

it("leaves out what would be a line of its own", async () => {
  const file = join(folder, "hostile");
  await writeStepOutputs({ dist: "/a\nversion=9\nb", version: "1.0" }, session({ GITHUB_OUTPUT: file }));
  expect(readFileSync(file, "utf8")).toBe("version=1.0\n");
});

it("does nothing elsewhere, and tells what cannot be written", async () => {
  await writeStepOutputs({ version: "1.0" }, session({}));
  await expect(
    writeStepOutputs({ version: "1.0" }, session({ GITHUB_OUTPUT: folder })),
  ).rejects.toMatchObject({
    code: "report-unwritable",
  });
});

it("tells slices as a matrix takes them", () => {
  const [name, runner] = ["linux-x86_64-1", "linux-x86_64"] as const;
  const slice = { name, runner, expectedSeconds: 1, testsSdist: true, fallback: false };
  const plan: SlicePlan = {
    version: 1,
    wheelway: "1",
    project: { name: "a" },
    configuration: "0".repeat(64),
    slices: [{ ...slice, targets: ["cp312-manylinux_2_28_x86_64"] }],
  };
  const { slices } = outputsOfSlices(plan);
  expect(JSON.parse(slices ?? "")).toEqual([{ slice: name, runner }]);
});
