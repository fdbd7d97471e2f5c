/** notify: everybody is told once a release is out, and again only where it is not known that they heard. */

import { join } from "node:path";
import { expect, it } from "vitest";
import type { Notice, Notifier } from "../../../src/clients/notifier.ts";
import { ServiceFailure, type ServiceFailureKind } from "../../../src/clients/service-failure.ts";
import { withRelease, type OpenRelease } from "../../../src/release/open-release.ts";
import { runSteps } from "../../../src/release/runner.ts";
import type { Release } from "../../../src/release/step.ts";
import { notify } from "../../../src/release/steps/notify.ts";
import { temporaryFolder } from "../../support/archives.ts";
import { openFor } from "../../support/crash/release-run.ts";

const nowhere = { upload: "http://127.0.0.1:9/", simple: "http://127.0.0.1:9/" };
const digest = "a".repeat(64);

function scene({ toTestIndex = false, split = false, draft = false } = {}) {
  const folder = temporaryFolder();
  const indexes = { pypi: nowhere, testpypi: nowhere };
  const begins = Date.parse("2026-11-21T12:00:00Z");
  const run = { folder: join(folder, "demo-1.0"), dist: join(folder, "dist"), indexes, begins, yes: true };
  const heard: Notice[] = [];
  const failures: ServiceFailureKind[] = [];
  const slack: Notifier = {
    name: "slack (HOOK)",
    send: (notice) => {
      const kind = failures.shift();
      if (kind)
        return Promise.reject(new ServiceFailure({ service: "slack (HOOK)", kind, why: "it said no" }));
      heard.push(notice);
      return Promise.resolve();
    },
  };
  const go = (before: (release: Release) => Promise<void> = () => Promise.resolve()) => {
    const open = openFor(run);
    const asked: OpenRelease = {
      ...open,
      request: { ...open.request, command: "release", toTestIndex, draft },
      settings: { ...open.settings, split },
      ports: { ...open.ports, notifiers: [slack] },
    };
    return withRelease(asked, async (release) => {
      await before(release);
      await runSteps([notify], release, () => undefined);
      const { entries } = release.journal;
      return entries.flatMap((entry) => (entry.type === "warning" ? [entry.text] : []));
    });
  };
  return { go, heard, failures };
}

async function published(release: Release): Promise<void> {
  const { learn, journal } = release;
  const version = { project: "demo", version: "1.0", tag: "v1.0", before: null, prerelease: false };
  await learn("version", version);
  const file = { file: "demo-1.0.tar.gz", kind: "sdist", sha256: digest, size: 5 } as const;
  await learn("manifest", { digest, files: [file] });
  await learn("links", { pypi: "https://index.example/project/demo/1.0/" });
  await journal.append({ type: "approved", manifest: digest, by: "Ann", how: "person", note: "" });
  await journal.append({ type: "warning", text: "pypi: long_description has <b>no</b> type" });
  const effect = "upload:pypi:demo-1.0.tar.gz";
  await journal.append({ type: "intent", effect, title: "upload", identity: "digest" });
  await journal.append({ type: "receipt", effect, receipt: {}, found: false });
}

it("tells what is out, where, who approved it and what was warned of; a second run tells nobody again", async () => {
  const { go, heard } = scene();
  await go(published);
  await go();
  expect(heard).toHaveLength(1);
  expect(heard[0]).toMatchObject({
    title: "demo 1.0 is released",
    lines: [
      `1 file, manifest sha256:${digest}.`,
      "Approved by Ann.",
      "Warning: pypi: long_description has <b>no</b> type",
    ],
    links: { pypi: "https://index.example/project/demo/1.0/" },
  });
  expect(heard[0]?.markdown).toBe(`## demo 1.0 is released

- [pypi](<https://index.example/project/demo/1.0/>)

Approved by Ann on 2026-11-21.

### Warnings

- pypi: long_description has &lt;b&gt;no&lt;/b&gt; type

### Files

Manifest \`sha256:${digest}\`.

| File | Bytes | SHA-256 |
| :-- | --: | :-- |
| \`demo-1.0.tar.gz\` | 5 | \`${digest}\` |
`);
});

it("says so where the release ends at the test index", async () => {
  const { go, heard } = scene({ toTestIndex: true });
  await go(published);
  expect(heard[0]).toMatchObject({ title: "demo 1.0 is on testpypi" });
  expect(heard[0]?.lines[0]).toBe("It goes no further: only the test index was asked for.");
});

it("says so where it ends at the forge, and where that release stays a draft", async () => {
  const { go, heard } = scene({ split: true, draft: true });
  await go(async (release) => {
    await published(release);
    await release.learn("draft", { id: "1", url: "https://forge.example/1" });
  });
  expect(heard[0]?.title).toBe("demo 1.0 is on the forge");
  expect(heard[0]?.lines.slice(0, 2)).toEqual([
    "It goes no further: release.split leaves it to: wheelway publish --from-release v1.0.",
    "The forge's release is a draft, as was asked.",
  ]);
});

it.for(["refused", "unclear", "later", "unauthorized"] as const)(
  "goes on with a warning where it is %s, once, and tells it in the next run",
  async (kind) => {
    const { go, heard, failures } = scene();
    failures.push(kind);
    const [, warning] = await go(published);
    expect(warning).toBe("slack (HOOK) was not told: it said no");
    expect(heard).toHaveLength(0);
    await go();
    expect(heard).toHaveLength(1);
  },
);

it("tells nobody of what has not left the machine", async () => {
  const { go, heard } = scene();
  const version = { project: "demo", version: "1.0", tag: "v1.0", before: null, prerelease: false };
  const [warning] = await go(({ learn }) => learn("version", version));
  expect(warning).toContain("nothing of this release has left the machine");
  expect(heard).toEqual([]);
});
