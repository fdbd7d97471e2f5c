/** What `status` has found out, for programs: one JSON document of a documented and versioned shape. */

import type { ReleaseStatus, StatusReport } from "../pipeline/release-status.ts";
import { version } from "../version.ts";
import type { StatusJson } from "./release-status-schema.ts";

export function statusJson({ releases, elsewhere, damaged }: StatusReport): StatusJson {
  return {
    version: 1,
    wheelway: version,
    releases: releases.map(releaseOf),
    elsewhere: elsewhere.map(({ holder, files, ...one }) => ({
      ...one,
      files: [...files],
      ...(holder === undefined ? {} : { holder }),
    })),
    damaged: damaged.map((one) => ({ ...one })),
  };
}

function releaseOf(release: ReleaseStatus): StatusJson["releases"][number] {
  const { project, version: released, state, began, lastRun, manifest, approval, links, journal } = release;
  return {
    project,
    version: released,
    state,
    began,
    ...(lastRun ? { command: lastRun.command, by: lastRun.by } : {}),
    ...(manifest ? { manifestDigest: manifest.digest } : {}),
    files: (manifest?.files ?? []).map((file) => ({ ...file })),
    approval: { ...approval },
    acknowledged: release.acknowledged.map((one) => ({ ...one })),
    ...(release.ended ? { ended: endOf(release.ended) } : {}),
    waits: release.process === undefined ? { ...release.waits } : { for: "process", pid: release.process },
    steps: release.steps.map(({ why, ...step }) => ({ ...step, ...(why === undefined ? {} : { why }) })),
    effects: release.effects.map((effect) => ({ ...effect })),
    outside: release.outside.map(({ page, why, present, missing, ...one }) => ({
      ...one,
      ...(page === undefined ? {} : { page }),
      present: [...present],
      missing: [...missing],
      ...(why === undefined ? {} : { why }),
    })),
    links: { ...links },
    urls: Object.fromEntries(Object.entries(release.urls).map(([index, of]) => [index, { ...of }])),
    warnings: [...release.warnings],
    journal,
    log: release.log,
  };
}

function endOf({ at, by }: NonNullable<ReleaseStatus["ended"]>) {
  return { at, ...(by === undefined ? {} : { by }) };
}

/** The text of the document. */
export function formatStatusJson(report: StatusReport): string {
  return `${JSON.stringify(statusJson(report), undefined, 2)}\n`;
}
