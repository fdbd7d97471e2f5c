/** What an index would say of files, names and versions. */

import { describe, expect, it } from "vitest";
import type { IndexedFile, IndexListing } from "../../../src/artifacts/index-listing.ts";
import type { CheckInput, FileFact } from "../../../src/checks/check.ts";
import { indexLimits } from "../../../src/checks/index-limits.ts";
import { indexNames } from "../../../src/checks/index-names.ts";
import { indexVersion } from "../../../src/checks/index-version.ts";
import { readSdist } from "../../../src/artifacts/sdist.ts";
import { writeSdist } from "../../support/archives.ts";

const MiB = 1024 * 1024;
const GiB = 1024 * MiB;
const one = "1".repeat(64);
const other = "2".repeat(64);

const file = (name: string, size = 1000, sha256 = one): FileFact => ({ file: name, size, sha256 });
const indexed = (name: string, more: Partial<IndexedFile> = {}): IndexedFile => ({
  file: name,
  version: "1.0",
  sha256: one,
  size: 1000,
  yanked: undefined,
  uploaded: "2026-11-20T10:00:00.000Z",
  url: `https://index.example/${name}`,
  provenance: undefined,
  ...more,
});
const listing = (files: readonly IndexedFile[], more: Partial<IndexListing> = {}): IndexListing => ({
  index: "pypi",
  project: "demo",
  files,
  asked: "2026-11-21T10:00:00.000Z",
  ...more,
});
const input = (more: Partial<CheckInput>): CheckInput => ({
  wheels: [],
  sdist: undefined,
  contract: undefined,
  forRelease: true,
  ...more,
});

const sdist = "demo-1.0.tar.gz";
const wheel = "demo-1.0-cp312-cp312-manylinux_2_17_x86_64.manylinux2014_x86_64.whl";

describe("sizes", () => {
  const run = (more: Partial<CheckInput>) => indexLimits.run(input(more));

  it("are quiet up to the limit", () => {
    expect(run({ files: [file(wheel, 100 * MiB)], published: listing([indexed(sdist)]) })).toEqual([]);
  });

  it("are an error above it, a warning for what stays at home", () => {
    const files = [file(wheel, 100 * MiB + 1), file(sdist)];
    expect(run({ files })).toMatchObject([
      {
        code: "WW080",
        severity: "error",
        artifact: wheel,
        message: "it has 100.0 MiB, the index takes 100 MiB",
      },
    ]);
    expect(run({ files, forRelease: false })).toMatchObject([{ severity: "warning" }]);
  });

  it("are quiet where the project was given more, and warn above what it ever used", () => {
    const published = listing([indexed("demo-0.9.tar.gz", { size: 300 * MiB })]);
    expect(run({ files: [file(wheel, 250 * MiB)], published })).toEqual([]);
    expect(run({ files: [file(wheel, 400 * MiB)], published })).toMatchObject([
      { code: "WW080", severity: "warning", message: "it has 400 MiB, the largest so far had 300 MiB" },
    ]);
  });

  it("count the whole project, and new files only", () => {
    const published = listing([
      indexed("demo-0.9.tar.gz", { size: 9.5 * GiB }),
      indexed(sdist, { size: 50 * MiB }),
    ]);
    const files = [file(wheel, 90 * MiB), file(sdist, 50 * MiB)];
    expect(run({ files: files.slice(1), published })).toEqual([]);
    expect(run({ files, published })).toMatchObject([
      { code: "WW081", severity: "warning", artifact: undefined },
    ]);
    const full = listing([indexed("demo-0.9.tar.gz", { size: 9.99 * GiB })]);
    expect(run({ files, published: full })).toMatchObject([
      { code: "WW081", severity: "error", message: expect.stringContaining("10.1 GiB on pypi") as string },
    ]);
    const raised = listing([indexed("demo-0.9.tar.gz", { size: 20 * GiB })]);
    expect(run({ files, published: raised }).filter(({ code }) => code === "WW081")).toEqual([]);
  });
});

describe("names", () => {
  const run = (more: Partial<CheckInput>) => indexNames.run(input(more));

  it("are free on an index that has other versions", () => {
    const published = listing([indexed("demo-0.9.tar.gz", { version: "0.9" })]);
    expect(run({ files: [file(sdist), file(wheel)], published })).toEqual([]);
  });

  it("used with other bytes are an error, with the same a note, and unknown ones a warning", () => {
    const files = [file(sdist)];
    expect(run({ files, published: listing([indexed(sdist, { sha256: other })]) })).toMatchObject([
      {
        code: "WW082",
        severity: "error",
        artifact: sdist,
        message: "pypi has other bytes under this name, uploaded on 2026-11-20",
      },
    ]);
    expect(run({ files, published: listing([indexed(sdist)]) })).toMatchObject([
      { code: "WW082", severity: "note" },
    ]);
    expect(run({ files, published: listing([indexed(sdist, { sha256: undefined })]) })).toMatchObject([
      { code: "WW082", severity: "warning" },
    ]);
  });

  it("of what comes from the index itself are no finding", () => {
    expect(run({ files: [file(sdist)], published: listing([indexed(sdist)]), released: true })).toEqual([]);
  });

  it("that mean the same are one", () => {
    const published = listing([indexed("Demo-1.0.0.tar.gz", { sha256: other })]);
    expect(run({ files: [file(sdist)], published })).toMatchObject([
      {
        code: "WW082",
        message: expect.stringContaining("the name Demo-1.0.0.tar.gz, which is the same") as string,
      },
    ]);
    const swapped = "demo-1.0-cp312-cp312-manylinux2014_x86_64.manylinux_2_17_x86_64.whl";
    expect(run({ files: [file(wheel), file(swapped)] })).toMatchObject([
      { code: "WW083", severity: "error", artifact: swapped },
    ]);
    expect(run({ files: [file(sdist), file("demo-1.0.0.tar.gz")] })).toMatchObject([{ code: "WW083" }]);
  });

  it("of two wheels with a tag in common are a warning, unless a build number tells them apart", () => {
    const newer = "demo-1.0-cp312-cp312-manylinux_2_17_x86_64.whl";
    expect(run({ files: [file(wheel), file(newer)] })).toMatchObject([
      {
        code: "WW083",
        severity: "warning",
        message: `it is for cp312-cp312-manylinux_2_17_x86_64, and so is ${wheel}`,
      },
    ]);
    expect(run({ files: [file(wheel), file("demo-1.0-2-cp312-cp312-manylinux_2_17_x86_64.whl")] })).toEqual(
      [],
    );
  });

  it("of a second sdist, here or on the index", () => {
    const second = "other_demo-1.0.tar.gz";
    expect(run({ files: [file(sdist), file(second)] })).toMatchObject([{ code: "WW083", artifact: second }]);
    expect(run({ files: [file(sdist)], published: listing([indexed("demo-1.0.zip")]) })).toMatchObject([
      { code: "WW083", artifact: sdist, message: expect.stringContaining("demo-1.0.zip") as string },
    ]);
  });
});

describe("the version", () => {
  const run = async (more: Partial<CheckInput>) =>
    indexVersion.run(
      input({ sdist: await readSdist(writeSdist()), files: [file(sdist), file(wheel)], ...more }),
    );

  it("is new, or was half uploaded a day ago", async () => {
    expect(await run({ published: listing([indexed("demo-0.9.tar.gz", { version: "0.9" })]) })).toEqual([]);
    expect(await run({ published: listing([indexed(sdist)]) })).toEqual([]);
  });

  it("is closed after 14 days, for new files only", async () => {
    const old = indexed(sdist, { uploaded: "2026-11-01T10:00:00.000Z" });
    expect(await run({ published: listing([old]) })).toMatchObject([
      {
        code: "WW084",
        severity: "error",
        message:
          "1.0 is closed on pypi: its first file is of 2026-11-01, and new files are taken for 14 days",
      },
    ]);
    expect(await run({ published: listing([old]), files: [file(sdist)] })).toEqual([]);
  });

  it.each([
    ["broken on musl", "1.0 is yanked on pypi: broken on musl"],
    ["", "1.0 is yanked on pypi"],
  ])("yanked because of %j is a warning", async (yanked, message) => {
    expect(await run({ published: listing([indexed(sdist, { yanked })]) })).toMatchObject([
      { code: "WW084", severity: "warning", message },
    ]);
    const released = await run({ published: listing([indexed(sdist, { yanked })]), released: true });
    expect(released).toMatchObject([{ code: "WW084", severity: "warning" }]);
  });

  it("is not yanked where one file is not", async () => {
    expect(await run({ published: listing([indexed(sdist, { yanked: "x" }), indexed(wheel)]) })).toEqual([]);
  });

  it("has files on the index that are not here", async () => {
    const foreign = "demo-1.0-cp313-cp313-win_amd64.whl";
    expect(await run({ published: listing([indexed(foreign), indexed(sdist)]) })).toMatchObject([
      {
        code: "WW084",
        severity: "warning",
        message: `pypi has files of 1.0 that are not in this set: ${foreign}`,
      },
    ]);
  });

  it.each(["archived", "quarantined"])("of a project that is %s takes nothing", async (status) => {
    expect(await run({ published: listing([], { status }) })).toMatchObject([
      { code: "WW084", severity: "error", message: `demo is ${status} on pypi, and takes no files` },
    ]);
    expect(await run({ published: listing([indexed(sdist)], { status }), files: [file(sdist)] })).toEqual([]);
  });
});
