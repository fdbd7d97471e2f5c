/** `init`: writes a commented configuration from what a project has: its metadata, its files, and how its CI builds it. */

import { realpath, rename, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parse, TomlError } from "smol-toml";
import { syntaxError } from "../config/config-error.ts";
import { parseConfig } from "../config/parse.ts";
import { readProject } from "../config/project-facts.ts";
import { hasConfiguration, withConfiguration } from "../config/translate/insert.ts";
import { render } from "../config/translate/render.ts";
import type { Carried, NotCarried } from "../config/translate/setting.ts";
import { translate } from "../config/translate/translate.ts";
import { requiresPython } from "../config/translate/legacy-metadata.ts";
import { WheelwayError } from "../errors.ts";
import { readProjectFiles, type ProjectFiles } from "./init-files.ts";
import type { Surroundings } from "./surroundings.ts";

export interface InitRequest {
  /** A folder. */
  readonly project: string;
  /** Replace a configuration that is there. */
  readonly force: boolean;
  /** Write nothing. */
  readonly print: boolean;
  /** Into pyproject.toml instead of wheelway.toml. */
  readonly pyproject: boolean;
}

export interface InitReport {
  /** The file that was written, or would be. */
  readonly path: string;
  /** The configuration: what wheelway.toml holds, or what was put into pyproject.toml. */
  readonly text: string;
  readonly carried: readonly Carried[];
  readonly notCarried: readonly NotCarried[];
}

/** What makes setup.py a project for every front end (PEP 517, 518). */
const legacyBuildSystem = `[build-system]
requires = ["setuptools>=61"]
build-backend = "setuptools.build_meta"
`;

/**
 * Throws `project-not-found` and `project-no-pyproject` for what is no project, `config-syntax` for a pyproject.toml
 * that is no TOML, and `init-exists` where a configuration would be overwritten without `force`.
 */
export async function init(request: InitRequest, surroundings: Surroundings): Promise<InitReport> {
  const root = await folderOf(request.project);
  const files = await readProjectFiles(root);
  const written = files.texts.get(`${files.prefix}pyproject.toml`);
  if (written === undefined) checkLegacy(root, files, request);
  const pyproject = written ?? legacyBuildSystem;
  const existing = await existingIn(root, pyproject);
  if (!request.print) checkExisting(existing, request);

  const facts = readProject(tomlOf(pyproject)).facts;
  const view = {
    ...files,
    facts,
    requiresPython: facts.requiresPython ?? requiresPython(files.texts, files.prefix),
  };
  const translation = await translate(view);
  const text = render({ ...translation, nested: request.pyproject });
  const path = join(root, request.pyproject ? "pyproject.toml" : "wheelway.toml");
  const whole = request.pyproject ? await withConfiguration(pyproject, text) : text;
  // What is only shown beside another configuration would be one of two.
  if (!request.print || existing.length === 0)
    await checkResult(
      request.pyproject ? whole : pyproject,
      request.pyproject ? undefined : text,
      surroundings,
    );
  if (!request.print) await write(path, whole);
  return { path, text, carried: translation.carried, notCarried: translation.notCarried };
}

async function folderOf(project: string): Promise<string> {
  const root = await realpath(project).catch(() => undefined);
  if (root !== undefined && (await stat(root)).isDirectory()) return root;
  throw new WheelwayError("project-not-found", {
    message: root === undefined ? `there is nothing at ${project}` : `${project} is no folder`,
    next: "Give the path of a project's folder.",
  });
}

/** A project with only a setup.py can have both tables written for it. */
function checkLegacy(root: string, { texts, prefix }: ProjectFiles, { pyproject }: InitRequest): void {
  const legacy = texts.has(`${prefix}setup.py`);
  if (legacy && pyproject) return;
  throw new WheelwayError("project-no-pyproject", {
    message: `${root} has no pyproject.toml`,
    ...(legacy
      ? {
          why: "It has a setup.py; a [build-system] table makes it a project that every front end builds the same way (PEP 517).",
        }
      : {}),
    next: legacy
      ? "`wheelway init --pyproject` writes a pyproject.toml with [build-system] and the configuration."
      : "Go to a project's folder, or give its path.",
  });
}

type Existing = readonly ("wheelway.toml" | "pyproject.toml")[];

async function existingIn(root: string, pyproject: string): Promise<Existing> {
  tomlOf(pyproject);
  const own = await stat(join(root, "wheelway.toml")).catch(() => undefined);
  return [
    ...(own ? (["wheelway.toml"] as const) : []),
    ...((await hasConfiguration(pyproject)) ? (["pyproject.toml"] as const) : []),
  ];
}

function checkExisting(existing: Existing, { force, pyproject }: InitRequest): void {
  const target = pyproject ? "pyproject.toml" : "wheelway.toml";
  const other = existing.find((name) => name !== target);
  if (other !== undefined) {
    throw new WheelwayError("init-exists", {
      message: `the project already has its configuration in ${other}`,
      why: "It may stand in one of pyproject.toml and wheelway.toml, not in both.",
      next: `\`wheelway init --print\` shows what would be written; \`wheelway init --force${pyproject ? "" : " --pyproject"}\` replaces what is in ${other}.`,
    });
  }
  if (existing.length > 0 && !force) {
    throw new WheelwayError("init-exists", {
      message: `the project already has its configuration in ${target}`,
      next: `\`wheelway init --print${pyproject ? " --pyproject" : ""}\` shows what would be written; add \`--force\` to replace it.`,
    });
  }
}

function tomlOf(text: string): Record<string, unknown> {
  try {
    return parse(text);
  } catch (error) {
    if (error instanceof TomlError) throw syntaxError({ path: "pyproject.toml", text }, error);
    throw error;
  }
}

/** A configuration with problems is still a start; the user is told of them, here and by every later command. */
async function checkResult(
  pyproject: string,
  wheelway: string | undefined,
  { tell }: Surroundings,
): Promise<void> {
  try {
    await parseConfig({
      pyproject: { path: "pyproject.toml", text: pyproject },
      ...(wheelway === undefined ? {} : { wheelway: { path: "wheelway.toml", text: wheelway } }),
    });
  } catch (error) {
    if (!(error instanceof WheelwayError)) throw error;
    const text = `${error.message}; correct it before you build:\n${error.why ?? ""}`;
    tell({ type: "note", severity: "warning", text });
  }
}

/** The old content stays until the new one is whole. */
async function write(path: string, text: string): Promise<void> {
  const before = await stat(path).catch(() => undefined);
  const staging = `${path}.new`;
  await writeFile(staging, text, { mode: before?.mode ?? 0o644 });
  await rename(staging, path);
}
