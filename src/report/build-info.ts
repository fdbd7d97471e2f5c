/** build-info.txt: what the artifacts were made with, when, and whether the builds had a network. */

import type { BuildRecord, EnvironmentRecord, NetworkRecord } from "../artifacts/record.ts";
import { compilationRows } from "./compilations.ts";
import { columns, counted, duration, section, title } from "./text-layout.ts";

export function buildInfo(record: BuildRecord): string {
  const { project, environment, times } = record;
  const seconds = (Date.parse(times.finished) - Date.parse(times.started)) / 1000;
  const rows = (entries: Readonly<Record<string, string>>) => columns(Object.entries(entries).sort(byKey));
  return [
    title(`${project.name} ${project.version}, built by Wheelway ${environment.wheelway}`),
    "\n",
    ...columns([
      ["verdict", record.verdict],
      ["commit", commitText(environment)],
      ...ciRows(environment),
      [
        "source date",
        `${new Date(environment.sourceDateEpoch * 1000).toISOString()} (SOURCE_DATE_EPOCH=${environment.sourceDateEpoch})`,
      ],
      ["backend", environment.backend],
      ["machine", environment.machine],
      ["started", times.started],
      ["finished", `${times.finished} (${duration(seconds)})`],
    ]).map((line) => `${line}\n`),
    section("Tools", rows(environment.tools)),
    section("Images", rows(environment.images)),
    section("Interpreters", rows(environment.interpreters)),
    section("Network during the builds", networkLines(environment.network)),
    section("Compilations of this run", rows(compilationRows(record.compilations ?? []))),
    section(
      "Time of each task",
      rows(Object.fromEntries(Object.entries(times.tasks).map(([task, s]) => [task, duration(s)]))),
    ),
  ].join("");
}

function commitText({ commit, dirty }: EnvironmentRecord): string {
  if (commit === undefined) return "none: the project is not under version control, or an sdist";
  return dirty === true ? `${commit}, dirty: with changes that are not in it` : commit;
}

function ciRows({ ci }: EnvironmentRecord): [string, string][] {
  if (ci === undefined) return [];
  const { system, event, fork, commit, ref, runUrl, actor } = ci;
  const what = fork ? `${event}, perhaps from a fork` : event;
  return [
    ["CI", `${system}, ${what}${ref === undefined ? "" : ` of ${ref}`}`],
    // That of a merge which only the CI has is another one than the checkout's.
    ...(commit === undefined ? [] : ([["CI commit", commit]] as [string, string][])),
    ...(runUrl === undefined ? [] : ([["CI run", runUrl]] as [string, string][])),
    ...(actor === undefined ? [] : ([["CI actor", actor]] as [string, string][])),
  ];
}

/** Isolated builds in one line; the others one by one, since they are what a reader must see. */
function networkLines(network: readonly NetworkRecord[]): string[] {
  const isolated = network.filter(({ state }) => state === "isolated").length;
  const others = network.filter(({ state }) => state !== "isolated");
  const rows = others
    .map(({ task, state, why }) => {
      const words = state === "open" ? "open, as configured" : "NETWORK NOT ISOLATED";
      return [task, why === undefined ? words : `${words}: ${why}`] as const;
    })
    .sort(byKey);
  return [...(isolated > 0 ? [`${counted(isolated, "task")} without network`] : []), ...columns(rows)];
}

function byKey(a: readonly [string, string], b: readonly [string, string]): number {
  return a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0;
}
