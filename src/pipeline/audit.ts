/** Lets the field's own checkers look at finished artifacts, on any backend. What cannot run here is told, and is no error. */

import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createHash } from "node:crypto";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import type { Backend } from "../backends/backend.ts";
import { WheelwayError } from "../errors.ts";
import { oldestToolPython } from "../lock/tools.ts";
import type { Environment, InputRef } from "../plan/task.ts";
import { auditTask } from "../recipes/audit.ts";
import { environmentOf, type ImageChoice } from "../recipes/environments.ts";
import { toolsTask } from "../recipes/tools.ts";
import type { Reuse } from "../schedule/reuse.ts";
import { Runner, type Done } from "../schedule/run-tasks.ts";
import type { Turns } from "../schedule/turns.ts";
import { compareInterpreters, familyOf, parseInterpreter, type Interpreter } from "../tags/interpreter.ts";
import { parsePlatform, type System } from "../tags/platform.ts";
import { readAnswer, type Audited } from "./audit-answer.ts";
import { withBackend, type Opened } from "./open-backend.ts";
import type { Surroundings } from "./surroundings.ts";
import type { NotRun } from "./verify-report.ts";

export interface AuditedFile {
  /** Absolute. */
  readonly path: string;
  /** Hex SHA-256 of the archive. */
  readonly sha256: string;
}

export interface AuditOptions<Tree> {
  readonly images?: ImageChoice;
  /** The result store of the run. */
  readonly reuse?: Reuse<Tree> | undefined;
  /** Of what runs at the same time. */
  readonly turns?: Turns;
}

const standardImages: ImageChoice = { overrides: {}, registry: undefined, locked: {} };

const tools = "auditwheel, abi3audit and twine";

/** With a Python of this machine: reading wheels needs no container. */
export async function audit(files: readonly AuditedFile[], surroundings: Surroundings): Promise<Audited> {
  if (files.length === 0) return { audits: [], notRun: [] };
  return withBackend("host", { caBundle: undefined }, surroundings, (opened) =>
    auditWith(opened, files, surroundings),
  );
}

/**
 * The same with a backend that is already open.
 * @param files wheels and sdists that were read safely before; nothing in them is run
 */
export async function auditWith<Tree>(
  opened: Opened<Tree>,
  files: readonly AuditedFile[],
  { tell, signal, secrets }: Surroundings,
  { images = standardImages, reuse, turns }: AuditOptions<Tree> = {},
): Promise<Audited> {
  if (files.length === 0) return { audits: [], notRun: [] };
  const { backend } = opened;
  const place = await placeFor(opened, images);
  if (!place) return { audits: [], notRun: [noPython(backend.name)] };
  const scratch = await mkdtemp(join(tmpdir(), "wheelway-"));
  try {
    const leaf = makeLeaf(files, scratch, backend);
    const runner = new Runner({ backend, leaf, secrets, events: tell, signal, failFast: true, reuse, turns });
    const toolTask = toolsTask(place.environment, "verify");
    const task = auditTask(place.environment, place.system, artifactsOf(files));
    const done = await runner.run([toolTask, task]);
    const answer = runner.filesOf(task.id)?.["audit"];
    if (answer !== undefined) return readAnswer(await readFile(answer, "utf8"));
    return await readDone(done.get(task.id), done.get(toolTask.id), backend, scratch);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** The folder has no digest of its own: those of its files stand for it. */
function artifactsOf(files: readonly AuditedFile[]): InputRef {
  const lines = files.map(({ path, sha256 }) => `${sha256}  ${basename(path)}\n`).sort();
  const sha256 = createHash("sha256").update(lines.join("")).digest("hex");
  return { from: "file", path: "artifacts", sha256 };
}

function makeLeaf<Tree>(files: readonly AuditedFile[], scratch: string, backend: Backend<Tree>) {
  return async (input: Exclude<InputRef, { from: "task" }>): Promise<Tree> => {
    if (input.from === "text") {
      await writeFile(join(scratch, input.name), input.text);
      return backend.importPath(join(scratch, input.name));
    }
    const folder = join(scratch, "artifacts");
    await mkdir(folder);
    for (const { path } of files) await copyFile(path, join(folder, basename(path)));
    return backend.importPath(folder);
  };
}

interface Place {
  readonly environment: Environment;
  readonly system: System;
}

/** The newest CPython of the machine, or that of an image which needs no emulation. */
async function placeFor<Tree>(opened: Opened<Tree>, images: ImageChoice): Promise<Place | undefined> {
  const { backend, interpreters, can } = opened;
  if (backend.name === "host") {
    const [newest] = interpreters.filter(runsTools).sort((a, b) => compareInterpreters(b, a));
    const system = can.platforms[0]?.system ?? "linux";
    return newest && { environment: { kind: "host", interpreter: newest.name }, system };
  }
  const interpreter = parseInterpreter("cp312");
  // What the project is built in can be had; the usual image may be out of reach.
  const own = Object.keys(images.overrides).filter((name) => /^manylinux_.*_(?:x86_64|aarch64)$/.test(name));
  for (const name of [...own, "manylinux_2_28_x86_64", "manylinux_2_28_aarch64"]) {
    const platform = parsePlatform(name);
    const environment = interpreter && platform && environmentOf(interpreter, platform, backend.name, images);
    const answer = environment && (await backend.supports(environment));
    if (environment && answer?.supported && !answer.emulated) return { environment, system: "linux" };
  }
  return undefined;
}

function runsTools(interpreter: Interpreter): boolean {
  const [major, minor] = oldestToolPython;
  return familyOf(interpreter) === "cpython" && interpreter.major === major && interpreter.minor >= minor;
}

async function readDone<Tree>(
  done: Done<Tree> | undefined,
  tool: Done<Tree> | undefined,
  backend: Backend<Tree>,
  scratch: string,
): Promise<Audited> {
  const tree = done?.state === "passed" ? done.outcome.outputs["audit"] : undefined;
  if (tree !== undefined) {
    const path = join(scratch, "audit.json");
    await backend.exportTree(tree, path);
    return readAnswer(await readFile(path, "utf8"));
  }
  if (done?.state === "skipped" && done.because === "stopped")
    throw new WheelwayError("interrupted", {
      message: "stopped while the artifacts were audited",
      next: "Run it again.",
    });
  const failed = [tool, done].find((one) => one?.state === "failed" || one?.state === "impossible");
  return { audits: [], notRun: [failedToRun(failed)] };
}

function noPython(backend: Backend<unknown>["name"]): NotRun {
  const oldest = oldestToolPython.join(".");
  return backend === "host"
    ? {
        what: tools,
        why: `this machine has no CPython ${oldest} or newer`,
        remedy: "install Python 3, or start a Dagger engine",
      }
    : {
        what: tools,
        why: "no image can be had that runs here without emulation",
        remedy: "`wheelway doctor` shows what the engine lacks",
      };
}

function failedToRun<Tree>(done: Done<Tree> | undefined): NotRun {
  if (done?.state === "impossible") return { what: tools, why: done.error.message, remedy: done.error.next };
  const failure = done?.state === "failed" ? done.outcome.result.failure : undefined;
  const installing = done?.task.kind === "tools";
  const said =
    failure?.tail.findLast((line) => line.trim() !== "" && !line.startsWith("$ ")) ?? failure?.message;
  return {
    what: tools,
    why: `${installing ? "they cannot be installed" : "they did not finish"}${said === undefined ? "" : `: ${said.trim()}`}`,
    remedy: installing
      ? "check the network and the package index (PIP_INDEX_URL, PIP_CONFIG_FILE), or leave them out with --no-tools"
      : "run it again; where it happens again, run the tools by hand",
  };
}
