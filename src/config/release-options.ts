/** From the validated table `[tool.wheelway.release]` to the settings of a release. */

import type { z } from "zod";
import { packageIndexes } from "../services.ts";
import type { IndexSettings, ReleaseSettings } from "./release-settings.ts";
import type { release } from "./schema-release.ts";

type Table = z.output<typeof release>;

export function releaseOptions(table: Table): ReleaseSettings {
  return {
    branch: table.branch,
    remote: table.remote,
    tagFormat: table.tag,
    signTag: table["sign-tag"],
    versionFiles: table["version-files"].map((file) =>
      typeof file === "string" ? { path: file, pattern: undefined } : file,
    ),
    commitPaths: table["commit-paths"],
    commitMessage: table["commit-message"],
    requiredChecks: table["required-checks"],
    quality: table.quality.map(({ name, command, acknowledge }) => ({ name, command, acknowledge })),
    checkpoints: table.checkpoints.map(({ name, command, approval }) => ({ name, command, approval })),
    changelog: changelogOf(table.changelog),
    approval: table.approval,
    forge: table.forge,
    forgeApi: table["forge-api"],
    forgeProject: table["forge-project"],
    index: indexOf(table.index, "pypi"),
    testIndex: indexOf(table["test-index"], "testpypi"),
    registries: table.registries.map((index) => ({ ...index, page: undefined })),
    split: table.split,
    prereleasesStop: table["prereleases-stop"],
    record: table.record,
    notify: table.notify.map(({ kind, "url-from": urlFrom }) => ({ kind, urlFrom })),
    nightlyTestIndex: table["nightly-test-index"],
    nightlyKeep: table["nightly-keep"],
    logFolder: table["log-folder"],
    dispatch: table.dispatch,
    sigstore: sigstoreOf(table.sigstore),
  };
}

function sigstoreOf(table: Table["sigstore"]): ReleaseSettings["sigstore"] {
  if (table === undefined || table === false) return table;
  const { fulcio, rekor, tsa, audience, "trusted-root": trustedRoot } = table;
  return { fulcio: bare(fulcio), rekor: bare(rekor), tsa, audience, trustedRoot };
}

/** Paths are put behind it. */
function bare(address: string): string {
  return address.replace(/\/+$/, "");
}

function changelogOf(table: Table["changelog"]): ReleaseSettings["changelog"] {
  if (table === undefined) return { kind: "found" };
  if (table === false) return { kind: "none" };
  return { kind: "keep-a-changelog", path: table.path, generate: table.generate };
}

function indexOf(table: Table["index"], name: keyof typeof packageIndexes): IndexSettings | undefined {
  if (table === false) return undefined;
  if (table === undefined) {
    const { upload, simple, page } = packageIndexes[name];
    return { name, upload, simple, page };
  }
  const simple = table.simple.endsWith("/") ? table.simple : `${table.simple}/`;
  return { name: table.name, upload: table.upload, simple, page: undefined };
}
