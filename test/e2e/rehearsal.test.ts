/** An example is rehearsed, which changes nothing, and then released: one tag, one release of the forge, the same signed files on both indexes. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import type { Manifest } from "../../src/artifacts/manifest-schema.ts";
import { wheelway } from "../support/cli.ts";
import { git, programOrSkip } from "../support/e2e-projects.ts";
import { startVouching } from "../support/vouching.ts";
import { onlyRelease, postsTo, releaseWorld, snapshotOf, storedBy } from "../support/release-world.ts";

const changelog = "# Changelog\n\n## [Unreleased]\n\n### Added\n\n- Faster checksums.\n";

it("leaves the repository byte for byte in a rehearsal, and releases exactly the contract's files afterwards", async (context) => {
  if (process.platform !== "linux") context.skip("the expected wheels are those of Linux");
  programOrSkip(context, "cc");
  const vouching = await startVouching();
  const here = await releaseWorld(context, {
    example: "hello-cffi",
    vouching,
    forge: true,
    http: true,
    files: { "CHANGELOG.md": changelog, ".gitignore": "dist/\nwheelway.lock\n" },
  });
  const [checkout, refs] = [snapshotOf(here.project), here.remote.refs()];
  const rehearsed = await here.release("--bump", "minor", "--dry-run", "--yes");
  expect(rehearsed.stderr).not.toContain("error[");
  expect(rehearsed.status).toBe(0);
  expect(snapshotOf(here.project)).toBe(checkout);
  expect(here.remote.refs()).toEqual(refs);
  expect(here.forge.events).toEqual([]);
  expect(postsTo(here.pypi)).toBe(0);
  expect(vouching.services.calls).toEqual([]);

  const run = await here.release("--bump", "minor", "--yes");
  expect(run.stderr).not.toContain("error[");
  expect(run.status).toBe(0);
  const published = run.events.find((event) => event.type === "published");
  if (published?.type !== "published") throw new Error(run.stderr);
  const dist = join(here.project, ".git/wheelway/releases/0.2.0/dist");
  const text = readFileSync(join(dist, "manifest.json"), "utf8");
  const { artifacts } = JSON.parse(text) as Manifest;
  const expected = Object.fromEntries(artifacts.map(({ file, sha256 }) => [file, sha256]));
  expect(Object.keys(expected)).toEqual([
    expect.stringMatching(/^hello_cffi-0\.2\.0-cp3\d+-cp3\d+-manylinux[\w.]+\.whl$/),
    "hello_cffi-0.2.0.tar.gz",
  ]);

  // The tag names the bytes, and stands where the branch does.
  const after = here.remote.refs();
  expect(after["refs/tags/v0.2.0^{}"]).toBe(after["refs/heads/main"]);
  expect(Object.keys(after).sort()).toEqual([
    "HEAD",
    "refs/heads/main",
    "refs/tags/v0.2.0",
    "refs/tags/v0.2.0^{}",
  ]);
  expect(git(here.remote.folder, "tag", "-l", "--format=%(contents)", "v0.2.0")).toContain(
    `Manifest: sha256:${published.manifestDigest}`,
  );
  const { assets, draft, latest, body } = onlyRelease(here.forge);
  expect({ draft, latest }).toEqual({ draft: false, latest: true });
  expect(body).toContain("Faster checksums.");
  const bundle = /\.(?:sigstore\.json|attestation)$/;
  const contract = assets.filter(({ name }) => !bundle.test(name));
  expect(Object.fromEntries(contract.map(({ name, sha256 }) => [name, sha256]))).toEqual({
    ...expected,
    "manifest.json": published.manifestDigest,
  });
  const files = Object.keys(expected);
  expect(assets.flatMap(({ name }) => (bundle.test(name) ? [name] : [])).sort()).toEqual(
    [
      ...[...files, "manifest.json"].map((file) => `${file}.sigstore.json`),
      ...files.flatMap((file) => [`${file}.publish.attestation`, `${file}.provenance.sigstore.json`]),
    ].sort(),
  );
  expect(run.stderr).toContain("attestations of 2 files on pypi verified: demo/demo (GitHub, release.yml)");
  for (const index of [here.testpypi, here.pypi]) {
    const released = index.files().filter(({ version }) => version === "0.2.0");
    expect(Object.fromEntries(released.map(({ file, sha256 }) => [file, sha256]))).toEqual(expected);
    expect(storedBy(index).at(-1)).toBe("hello_cffi-0.2.0.tar.gz");
  }
  const status = await wheelway(["status"], here.options);
  expect(status.stdout).toContain("hello-cffi 0.2.0  released");
});
