/** The use case `ci`: writes the workflow of a project for each CI, or tells which written one has fallen behind. */

import { mkdir, realpath, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { plainWord } from "../ci/commands.ts";
import { ignoreFile, pathFor, runnersOf, systems, workflowFiles, writtenWith } from "../ci/systems.ts";
import {
  workflowSystems,
  type Workflow,
  type WorkflowFile,
  type WorkflowOptions,
  type WorkflowSlice,
  type WorkflowSystem,
} from "../ci/workflow.ts";
import { sha256Text } from "../artifacts/digest.ts";
import { WheelwayError } from "../errors.ts";
import { isThere, textIfThere } from "../files.ts";
import { runnerKinds } from "../plan/runners.ts";
import { lineDifference } from "../report/line-difference.ts";
import { parseTarget } from "../tags/target.ts";
import { version } from "../version.ts";
import { uvName } from "./prepare-plan.ts";
import { loadProject, type Project } from "./project.ts";
import { slicesOf } from "./slice-plan.ts";
import type { Surroundings } from "./surroundings.ts";

export interface CiRequest {
  /** A folder: the top of a repository, or one below it. */
  readonly project: string;
  readonly action: "init" | "check";
  /** `init`: GitHub where it is empty; `check`: those that are written. */
  readonly systems: readonly WorkflowSystem[];
  readonly options: WorkflowOptions;
  /** Replace files that another hand wrote. */
  readonly force: boolean;
}

export interface CiFileReport {
  readonly system: WorkflowSystem | undefined;
  /** Path in the repository. */
  readonly path: string;
  readonly state: "written" | "unchanged";
  readonly lines: number;
}

export interface CiReport {
  readonly files: readonly CiFileReport[];
  /** Names of the jobs that build. */
  readonly slices: readonly string[];
}

/**
 * @throws WheelwayError "usage-invalid" for a folder whose name cannot stand in a workflow, and for `check` without a workflow;
 * "init-exists" for a file that another hand wrote; "ci-stale" where `check` finds differences
 */
export async function ci(request: CiRequest, surroundings: Surroundings): Promise<CiReport> {
  const project = await placeOf(await loadProject(request.project));
  const { tagFormat } = project.config.options.release;
  const tag = tagFormat.replace("{version}", "1.0");
  checkWords([request.options.package, request.options.image, project.folder || undefined, tag]);
  return request.action === "init"
    ? writeAll(request, project, surroundings)
    : checkAll(request, project, surroundings);
}

/** A project, and where it is in its repository. */
interface Placed extends Project {
  /** In which CIs look for their workflows. */
  readonly top: string;
  /** With "/"; "" for the top itself. */
  readonly folder: string;
}

async function placeOf(project: Project): Promise<Placed> {
  const path = await realpath(project.path);
  const top = project.checkout?.top ?? path;
  return { ...project, top, folder: relative(top, path).replaceAll("\\", "/") };
}

async function writeAll(request: CiRequest, project: Placed, surroundings: Surroundings): Promise<CiReport> {
  const names = request.systems.length === 0 ? (["github"] as const) : request.systems;
  const made: Made[] = [];
  for (const name of names) made.push(await makeFor(name, request.options, project, surroundings));
  const files = made.flatMap((one) => one.files.map((file) => ({ system: one.system, file })));
  for (const { system, file } of files) await checkOther(system, file, project, request.force);
  const reports: CiFileReport[] = [];
  for (const { system, file } of [...files, { system: undefined, file: ignoreFile }]) {
    const path = join(project.top, file.path);
    const state = (await textIfThere(path)) === file.text ? "unchanged" : "written";
    await mkdir(dirname(path), { recursive: true });
    if (state === "written") await writeFile(path, file.text);
    reports.push({ system, path: file.path, state, lines: lineCount(file.text) });
  }
  return { files: reports, slices: [...new Set(made.flatMap(({ slices }) => slices))] };
}

interface Stale {
  readonly command: string;
  readonly path: string;
  readonly difference: readonly string[];
}

async function checkAll(request: CiRequest, project: Placed, surroundings: Surroundings): Promise<CiReport> {
  const names = request.systems.length === 0 ? workflowSystems : request.systems;
  const files: CiFileReport[] = [];
  const slices = new Set<string>();
  const stale: Stale[] = [];
  for (const system of names) {
    const written = await writtenOf(system, project);
    if (!written) continue;
    const made = await makeFor(system, written.options, project, surroundings);
    made.slices.forEach((slice) => slices.add(slice));
    for (const { path, text } of made.files) {
      const before = written.texts.get(path) ?? "";
      files.push({ system, path, state: "unchanged", lines: lineCount(before) });
      const command = /`([^`]+)`/.exec(text)?.[1] ?? "";
      const difference = lineDifference(before, text);
      if (difference.length > 0) stale.push({ command, path, difference });
    }
  }
  if (files.length === 0) throw noWorkflow();
  if (stale.length > 0) throw staleError(stale, project.folder);
  return { files, slices: [...slices] };
}

/** The files of a system as they are, where at least one of them was written by this command. */
async function writtenOf(system: WorkflowSystem, project: Placed) {
  const texts = new Map<string, string>();
  let options: WorkflowOptions | undefined;
  for (const file of Object.keys(systems[system].files)) {
    const path = pathFor(file, project.folder);
    const text = await textIfThere(join(project.top, path));
    if (text === undefined) continue;
    texts.set(path, text);
    options ??= writtenWith(system, text, project.folder);
  }
  return options && { options, texts };
}

interface Made {
  readonly system: WorkflowSystem;
  readonly files: readonly WorkflowFile[];
  readonly slices: readonly string[];
}

async function makeFor(
  system: WorkflowSystem,
  options: WorkflowOptions,
  project: Placed,
  surroundings: Surroundings,
): Promise<Made> {
  const runners = runnersOf(system, options.runners);
  // Without times of earlier runs, which each machine has others of.
  const request = {
    project: project.path,
    only: undefined,
    backend: undefined,
    locked: false,
    count: options.slices,
    runners,
  };
  const { slices } = await slicesOf(project, request, surroundings, {});
  const { config } = project;
  const { branch, tagFormat } = config.options.release;
  const [first, ...others] = slices.map(({ name, runner }): WorkflowSlice => ({ name, runner }));
  if (!first) throw new TypeError("a plan has at least one slice");
  const workflow: Workflow = {
    options,
    folder: project.folder,
    slices: [first, ...others],
    pythons: pythonsOf(slices.flatMap(({ targets }) => targets)),
    runners: runners.length === runnerKinds.length ? undefined : runners,
    tagFormat,
    branches: branch === undefined ? ["main", "master"] : [branch],
    history: config.project.versionNeedsGit,
    submodules: await isThere(join(project.top, ".gitmodules")),
    containers: config.options.backend !== "host",
    forge: config.options.release.forge ?? "github",
    version,
    nightlyAt: nightlyAt(config.project.name?.normalized ?? ""),
  };
  return { system, files: workflowFiles(system, workflow), slices: slices.map(({ name }) => name) };
}

/** From one until five in the morning: a project's own minute, and not the full hour, when all the others begin. */
function nightlyAt(name: string): number {
  return 60 + (Number.parseInt(sha256Text(name).slice(0, 8), 16) % 240);
}

function pythonsOf(targets: readonly string[]): readonly string[] {
  const names = targets.flatMap((id) => {
    const target = parseTarget(id);
    return target ? [uvName(target.interpreter.name)] : [];
  });
  return [...new Set(names)];
}

function checkWords(words: readonly (string | undefined)[]): void {
  const wrong = words.find((word) => word !== undefined && !plainWord.test(word));
  if (wrong === undefined) return;
  throw new WheelwayError("usage-invalid", {
    message: `${JSON.stringify(wrong)} cannot stand in a workflow`,
    why: "It would stand in a shell's command line: letters, digits and . _ / @ : + ~ - are taken.",
    next: "wheelway ci init github --package wheelway@1.2.3",
  });
}

async function checkOther(name: WorkflowSystem, { path }: WorkflowFile, project: Placed, force: boolean) {
  const text = await textIfThere(join(project.top, path));
  if (force || text === undefined || writtenWith(name, text, project.folder)) return;
  throw new WheelwayError("init-exists", {
    message: `${path} is there, and was not written by this command for this project`,
    next: "Move it away, or add `--force` to replace it.",
  });
}

function noWorkflow(): WheelwayError {
  return new WheelwayError("usage-invalid", {
    message: "there is no workflow that `wheelway ci init` has written",
    next: `\`wheelway ci init SYSTEM\` writes one; systems are ${workflowSystems.join(", ")}.`,
  });
}

/** Lines of each file; more do not help. */
const mostLines = 60;

function staleError(stale: readonly Stale[], folder: string) {
  const parts = stale.map(({ path, difference }) => {
    const more = difference.length - mostLines;
    const rest = more > 0 ? [`… and ${more} lines more`] : [];
    return [`--- ${path}`, "+++ as it would be written now", ...difference.slice(0, mostLines), ...rest];
  });
  return new WheelwayError("ci-stale", {
    message: `${stale.map(({ path }) => path).join(", ")} ${stale.length === 1 ? "has" : "have"} fallen behind the project`,
    why: parts.flat().join("\n"),
    next: `Run \`${[...new Set(stale.map(({ command }) => command))].join("` and `")}\`${folder === "" ? "" : ` in ${folder}`}, and commit what it writes.`,
  });
}

function lineCount(text: string): number {
  return text.split("\n").length - 1;
}
