/** A release looks at what it takes out of the result store: something is kept there first, rightly or wrongly, under its right key. */

import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { bringFiles } from "../../../src/pipeline/run-plan.ts";
import { sampleOf, sampleResults } from "../../../src/pipeline/sample-results.ts";
import type { PipelineEvent } from "../../../src/pipeline/events.ts";
import { tierFolder } from "../../../src/store/places.ts";
import { accessOf } from "../../../src/store/tier.ts";
import { plan, storedRun, type World } from "../schedule/disk-machine.ts";

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "wheelway-sample-"));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const push = { event: "push", fork: false } as const;
const pull = { event: "pull-request", fork: false } as const;

/** A run of a CI that leaves its results. */
const leaves = (world: World, run: typeof push | typeof pull = push) =>
  storedRun(root, plan(), { ...world, access: accessOf(run, false) });

/** A release in the same CI: what it takes, and what the sample comes to. */
async function release(world: World = {}) {
  const ran = await storedRun(root, plan(), { ...world, access: accessOf(push, true) });
  const { results, runner, backend, scratch } = ran;
  const told: PipelineEvent[] = [];
  const files = new Map<string, string>();
  await bringFiles(results, files, runner, { backend, scratch });
  const contract = { mode: "exact", artifacts: [] } as const;
  const whole = { version: 1, backend: "host", targets: [], tasks: plan(), contract, kinds: {} } as const;
  const sampled = sampleResults({
    ran: { plan: whole, results, learned: {}, files },
    runner,
    backend,
    scratch,
    logs: join(root, "logs"),
    tell: (event) => told.push(event),
  });
  const error = await sampled.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  const again = [...ran.log].filter((id) => id.startsWith("rebuild:"));
  return { error, files, again, reused: ran.events.filter(({ type }) => type === "task-reused").length };
}

const kept = async (kind: string, tier: "trusted" | "proposed" = "trusted") => {
  const names = await readdir(tierFolder(join(root, "cache"), tier)).catch(() => []);
  return names.filter((name) => name.endsWith(`.${kind}`)).length;
};

describe("sampleResults", () => {
  it("builds some of what was taken again, and is content with the same bytes", async () => {
    await leaves({});
    const { error, again, reused } = await release();
    expect(error).toBeUndefined();
    expect(reused).toBe(5);
    expect(again).toEqual(["rebuild:sdist:sample", "rebuild:wheel:sample"]);
    expect([await kept("sdist"), await kept("wheel")]).toEqual([1, 1]);
  });

  it.each(["wheel", "sdist"])("stops at a wrong %s that is trusted, and removes it", async (kind) => {
    await leaves({ wrong: [kind] });
    const { error, files } = await release();
    const [taken = ""] = await readdir(files.get(kind) ?? "");
    expect(await readFile(join(files.get(kind) ?? "", taken), "utf8")).toBe(`wrong ${kind}`);
    expect(error).toMatchObject({ code: "store-differs" });
    expect(error).toMatchObject({
      message: `what the result store holds for ${kind} is not what a build gives`,
    });
    expect((error as { why: string }).why).toContain(`${taken} has other bytes when it is built again`);
    expect(await kept(kind)).toBe(0);
    // The next one builds it, and is content.
    const next = await release();
    expect(next.error).toBeUndefined();
    const [made = ""] = await readdir(next.files.get(kind) ?? "");
    expect(await readFile(join(next.files.get(kind) ?? "", made), "utf8")).toBe(kind);
  });

  it("stops where what was taken cannot be built any more", async () => {
    await leaves({});
    const { error } = await release({ fails: "rebuild:wheel:sample" });
    expect(error).toMatchObject({ code: "store-differs" });
    expect((error as { why: string }).why).toContain("wheel: building it again failed");
  });

  it("takes nothing of a pull request, whether right or wrong, and so has nothing to sample", async () => {
    await leaves({ wrong: ["wheel"] }, pull);
    expect(await kept("wheel", "proposed")).toBe(1);
    const { error, again, reused, files } = await release();
    expect({ error, again, reused }).toEqual({ error: undefined, again: [], reused: 0 });
    expect(await readFile(join(files.get("wheel") ?? "", "a-1.whl"), "utf8")).toBe("wheel");
    expect([await kept("wheel", "proposed"), await kept("wheel")]).toEqual([1, 1]);
  });
});

describe("sampleOf", () => {
  const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);

  it.each([
    [0, 0],
    [1, 1],
    [10, 1],
    [11, 2],
    [40, 4],
  ])("takes of %i so many: %i, none twice", (count, expected) => {
    const taken = sampleOf(numbers(count));
    expect(new Set(taken).size).toBe(expected);
    expect(taken).toHaveLength(expected);
  });

  it("can take any of them", () => {
    const first = numbers(10).map((one) => sampleOf(numbers(10), () => one)[0]);
    expect(first).toEqual(numbers(10));
    expect(new Set(Array.from({ length: 400 }, () => sampleOf(numbers(10))[0])).size).toBe(10);
  });
});
