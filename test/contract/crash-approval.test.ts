/** What was approved is what is sent: one changed byte of the kept set voids the approval, and nothing leaves. */

import { cpSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, it, onTestFinished } from "vitest";
import { WheelwayError } from "../../src/errors.ts";
import { runRelease } from "../support/crash/release-run.ts";
import { wrongs } from "../support/crash/verdict.ts";
import { crashWorld } from "../support/crash/world.ts";

it.for([
  ["that Wheelway built", true],
  ["of anything else", false],
] as const)(
  "a byte of the kept set, %s, that was changed after its approval stops the release before anything is sent",
  async ([, manifest]) => {
    const here = await crashWorld({ manifest });
    onTestFinished(() => here.close());
    await runRelease({ ...here.run(), stopAfter: "approve" });
    const kept = join(here.run().folder, "dist");
    const whole = new Map(readdirSync(kept).map((file) => [file, readFileSync(join(kept, file))] as const));
    const codes = new Map<string, number>();
    const mutation = fc.record({
      file: fc.constantFrom(...whole.keys()),
      where: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      by: fc.integer({ min: 1, max: 255 }),
      // Does the next run approve whatever it finds?
      yes: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(mutation, async ({ file, where, by, yes }) => {
        const bytes = whole.get(file) ?? Buffer.alloc(1);
        const changed = Buffer.from(bytes);
        const at = Math.floor(where * bytes.length);
        changed[at] = (changed[at] ?? 0) ^ by;
        writeFileSync(join(kept, file), changed);
        const code = await runRelease({ ...here.run(1), dist: kept, yes }).then(
          () => "released",
          (error: unknown) => (error instanceof WheelwayError ? error.code : String(error)),
        );
        writeFileSync(join(kept, file), bytes);
        codes.set(code, (codes.get(code) ?? 0) + 1);
        expect(["approval-void", "dist-changed"]).toContain(code);
      }),
      { numRuns: 500, seed: 20_261_121 },
    );
    expect([...here.pypi.events, ...here.testpypi.events]).toEqual([]);
    // As it was, it goes out.
    await runRelease({ ...here.run(2), dist: kept });
    expect(await wrongs(here)).toEqual([]);
    console.log(
      `approval, a set ${manifest ? "with" : "without"} a manifest: ${JSON.stringify(Object.fromEntries(codes))}`,
    );
  },
);

it("the folder that the set came from may change or go away after the approval", async () => {
  const here = await crashWorld();
  onTestFinished(() => here.close());
  await runRelease({ ...here.run(), stopAfter: "approve" });
  const { dist, folder } = here.run();
  const aside = join(here.folder, "aside");
  cpSync(dist, aside, { recursive: true });
  for (const file of readdirSync(dist)) writeFileSync(join(dist, file), "changed");
  await runRelease({ ...here.run(1), dist: join(folder, "dist"), yes: false });
  cpSync(aside, dist, { recursive: true });
  expect(await wrongs(here)).toEqual([]);
});

it("a kept set that a disk has damaged is brought back from the same files only", async () => {
  const here = await crashWorld();
  onTestFinished(() => here.close());
  await runRelease({ ...here.run(), stopAfter: "publish-testpypi" });
  const { folder } = here.run();
  const [file = ""] = readdirSync(join(folder, "dist"));
  writeFileSync(join(folder, "dist", file), "");
  await runRelease({ ...here.run(1), yes: false });
  expect(await wrongs(here)).toEqual([]);
});
