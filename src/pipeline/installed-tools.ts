/** Which versions of the tools a run had: the list has several where no one version fits every Python. */

import type { Done } from "../schedule/run-tasks.ts";

/** Tool -> version, or versions where images had different ones, from what the task listed when it had installed them. */
export async function installedTools<Tree>(results: Iterable<Done<Tree>>): Promise<Record<string, string>> {
  const versions = new Map<string, Set<string>>();
  for (const done of results) {
    if (done.task.kind !== "tools" || done.state !== "passed") continue;
    for (const [name, version] of installed(await done.outcome.log()))
      versions.set(name, (versions.get(name) ?? new Set()).add(version));
  }
  const entries = [...versions].map(([name, all]) => [name, [...all].sort().join(", ")] as const);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The lines of `pip freeze` that the task ends with: `auditwheel==6.8.2`. */
function installed(log: string): [name: string, version: string][] {
  const lines = [...log.matchAll(/^([A-Za-z0-9][\w.-]*)==(\S+)$/gm)];
  return lines.map(([, name = "", version = ""]) => [name.replaceAll("_", "-").toLowerCase(), version]);
}
