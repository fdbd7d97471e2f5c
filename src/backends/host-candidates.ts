/** Where Pythons may be on a machine: PATH, pyenv, uv, mise, asdf, /opt/python, the python.org installer, the `py` launcher. */

import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { programFolders, type Machine } from "./host-environment.ts";

const programs = /^(python|pypy|graalpy)(\d(\.\d+)?)?t?(\.exe)?$/;

/** Paths that may be interpreters, in order of preference; `launcher` is what `py -0p` printed, if it was there. */
export async function candidatePaths(machine: Machine, launcher = ""): Promise<string[]> {
  const onPath = programFolders(machine).filter((folder) => !/WindowsApps/i.test(folder));
  const found: string[] = [];
  for (const folder of [...onPath, ...managedFolders(machine)]) {
    for (const name of await entries(folder)) if (programs.test(name)) found.push(join(folder, name));
  }
  for (const root of managedRoots(machine)) {
    for (const name of await entries(root)) found.push(join(root, name, ...programIn(machine)));
  }
  return [...new Set([...found, ...launcherPaths(launcher)])];
}

/** Folders that hold one folder for each Python. */
function managedRoots({ platform, env, home }: Machine): string[] {
  const roots = [];
  if (platform === "win32") {
    const roaming = env["APPDATA"] ?? join(home, "AppData", "Roaming");
    roots.push(join(env["PYENV"] ?? join(home, ".pyenv", "pyenv-win"), "versions"));
    roots.push(env["UV_PYTHON_INSTALL_DIR"] ?? join(roaming, "uv", "python"));
    return roots;
  }
  const data = env["XDG_DATA_HOME"] ?? join(home, ".local", "share");
  roots.push(join(env["PYENV_ROOT"] ?? join(home, ".pyenv"), "versions"));
  roots.push(env["UV_PYTHON_INSTALL_DIR"] ?? join(data, "uv", "python"));
  roots.push(join(env["MISE_DATA_DIR"] ?? join(data, "mise"), "installs", "python"));
  roots.push(join(env["ASDF_DATA_DIR"] ?? join(home, ".asdf"), "installs", "python"));
  // The folder of manylinux and musllinux images.
  roots.push("/opt/python");
  return roots;
}

/** Folders of programs that need not be on PATH. */
function managedFolders({ platform }: Machine): string[] {
  if (platform !== "darwin") return [];
  const framework = (name: string, version: string) =>
    `/Library/Frameworks/${name}.framework/Versions/${version}/bin`;
  const versions = ["3.8", "3.9", "3.10", "3.11", "3.12", "3.13", "3.14", "3.15"];
  return [
    ...versions.flatMap((version) => [framework("Python", version), framework("PythonT", version)]),
    "/opt/homebrew/bin",
    "/usr/local/bin",
  ];
}

function programIn({ platform }: Machine): string[] {
  return platform === "win32" ? ["python.exe"] : ["bin", "python"];
}

/** Paths in the output of `py -0p`: ` -V:3.12 *        C:\Python312\python.exe`. */
export function launcherPaths(text: string): string[] {
  return [...text.matchAll(/([A-Za-z]:\\[^\r\n]*?\.exe)\s*$/gm)].map((match) => match[1] ?? "");
}

async function entries(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch {
    return [];
  }
}
