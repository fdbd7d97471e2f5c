import { readdirSync } from "node:fs";
import { dirname } from "node:path";
import { describe, expect, it } from "vitest";

import type { UnsafeArchive } from "../../../src/artifacts/refusal.ts";
import { readSdist } from "../../../src/artifacts/sdist.ts";
import { readWheel } from "../../../src/artifacts/wheel.ts";
import { pureWheel, sdistFile, writeArchive } from "../../support/archives.ts";
import { hostileSdists } from "../../support/hostile-sdists.ts";
import { hostileWheels } from "../../support/hostile-wheels.ts";

const kinds = [
  { name: "readWheel", hostile: hostileWheels, file: pureWheel, read: (path: string) => readWheel(path) },
  { name: "readSdist", hostile: hostileSdists, file: sdistFile, read: (path: string) => readSdist(path) },
];

describe.each(kinds)("$name refuses", ({ hostile, file, read }) => {
  it.each(hostile)("$what", async ({ bytes, code, says, file: ownFile }) => {
    const path = writeArchive(ownFile ?? file, bytes());
    const started = performance.now();
    const error = await read(path).then(
      () => expect.fail("it was read"),
      (reason: unknown) => reason as UnsafeArchive,
    );
    expect(error.message).toContain(says);
    expect(error).toMatchObject({ name: "WheelwayError", code: "archive-unsafe", findingCode: code });
    expect(error.message).toContain(ownFile ?? file);
    // eslint-disable-next-line no-control-regex -- nothing of the archive may reach the terminal unescaped
    expect(error.message).not.toMatch(/[\u0000-\u001f\u007f]/);
    expect(performance.now() - started).toBeLessThan(5000);
    expect(readdirSync(dirname(path))).toHaveLength(1);
  });
});
