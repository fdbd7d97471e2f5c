/** `wheelway publish` in a CI that vouches for the run: signed, uploaded as trusted publisher with attestations, which are verified. */

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, inject, it, onTestFinished } from "vitest";
import { pureWheel, sdistBytes, sdistFile, wheelBytes } from "../support/archives.ts";
import { privateCache, wheelwayJson } from "../support/cli.ts";
import { emptyFolder } from "../support/e2e-projects.ts";
import { startFakeIndex } from "../support/fake-index/server.ts";
import { indexTable } from "../support/index-table.ts";
import { startVouching } from "../support/vouching.ts";

const metadata =
  "Metadata-Version: 2.1\nName: demo\nVersion: 1.0\nSummary: A demo\nRequires-Python: >=3.8\nDescription-Content-Type: text/markdown\n\nA demo.\n";

it("signs once, publishes with attestations, and verifies them where everybody sees them", async (context) => {
  const why = inject("noIndex");
  if (why !== undefined) context.skip(why);
  const folder = emptyFolder();
  const vouching = await startVouching();
  const { tokens, services } = vouching;
  const trusted = vouching.trusted();
  const index = await startFakeIndex({ folder: join(folder, "pypi"), trusted });
  onTestFinished(() => index.close());
  const project = emptyFolder();
  writeFileSync(join(project, "root.json"), vouching.files["root.json"]);
  writeFileSync(
    join(project, "wheelway.toml"),
    `[release]\ntest-index = false\n${vouching.line}${indexTable("index", "pypi", index)}`,
  );
  writeFileSync(
    join(project, "pyproject.toml"),
    '[build-system]\nrequires = []\nbuild-backend = "x"\n[project]\nname = "demo"\nversion = "1.0"\n',
  );
  mkdirSync(join(project, "dist"));
  writeFileSync(join(project, "dist", pureWheel), wheelBytes({ metadata }));
  writeFileSync(join(project, "dist", sdistFile), sdistBytes({ pkgInfo: metadata }));
  const cacheDir = privateCache();
  const options = { cwd: project, cacheDir, env: { ...tokens.env, HOME: emptyFolder() } };

  const run = await wheelwayJson(["publish", "--yes"], options);
  expect(run.stderr).not.toContain("error[");
  expect(run.status).toBe(0);
  expect(index.files().every(({ provenance }) => provenance !== undefined)).toBe(true);
  expect(run.stderr).toContain("attestations of 2 files on pypi verified: demo/demo (GitHub, release.yml)");
  const release = join(cacheDir, "releases", "demo-1.0");
  expect(readdirSync(join(release, "bundles")).sort()).toEqual(
    [pureWheel, sdistFile].flatMap((file) => [`${file}.publish.attestation`, `${file}.sigstore.json`]).sort(),
  );
  expect([...trusted.burned].sort()).toEqual([...trusted.minted].sort());
  const entries = services.calls.filter((call) => call === "entry").length;
  expect(entries).toBe(4);

  const again = await wheelwayJson(["publish", "--yes"], options);
  expect(again.status).toBe(0);
  expect(services.calls.filter((call) => call === "entry")).toHaveLength(entries);
  const told = [
    run.stdout,
    run.stderr,
    again.stdout,
    again.stderr,
    readFileSync(join(release, "journal.jsonl"), "utf8"),
  ];
  for (const secret of [...tokens.given, ...trusted.minted])
    for (const text of told) expect(text).not.toContain(secret);
});
