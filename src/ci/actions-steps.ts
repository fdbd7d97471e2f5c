/** The steps of others in workflows of GitHub Actions and its kin: the checkout, caches, and what jobs hand on. */

import type { ForgeActions } from "./actions.ts";
import { places } from "./commands.ts";
import type { Workflow } from "./workflow.ts";
import { pinned } from "./yaml.ts";

/** Of the event that the run is for. */
export const isPull = "github.event_name == 'pull_request'";

export function checkout({ history, submodules }: Workflow, actions: ForgeActions, { writes = false } = {}) {
  return {
    uses: pinned(actions.checkout),
    with: {
      // A release pushes its claim and its tag; nothing else may.
      "persist-credentials": writes,
      ...(history ? { "fetch-depth": 0 } : {}),
      ...(submodules ? { submodules: "recursive" } : {}),
    },
  };
}

/** What releases takes no cache. */
export function cache(name: string, actions: ForgeActions, cached: boolean) {
  if (!cached) return [];
  return [{ uses: pinned(actions.cache), with: { path: places.cache, ...cacheKeys(name) } }];
}

/**
 * A pull request's own keys: no push reads what it has saved.
 * @param name of what is kept, or the expression that gives it
 */
export function cacheKeys(name: string) {
  const own = `wheelway-\${{ ${isPull} && 'pull-request' || 'trusted' }}-${name}-`;
  return { key: `${own}\${{ github.sha }}`, "restore-keys": `${own}\nwheelway-trusted-${name}-\n` };
}

export function upload(name: string, path: string, actions: ForgeActions) {
  return {
    uses: pinned(actions.upload),
    with: {
      name,
      path,
      "include-hidden-files": true,
      "if-no-files-found": "error",
      // A job that is run again replaces what it left the first time.
      overwrite: true,
    },
  };
}

export function download(name: string, path: string, actions: ForgeActions) {
  return { uses: pinned(actions.download), with: { name, path } };
}
