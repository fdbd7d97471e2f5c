/** What of the user's environment the driver is started with: programs, compilers, mirrors; no token, no library path. */

import { existsSync } from "node:fs";
import { join } from "node:path";

export type HostEnv = Readonly<Record<string, string | undefined>>;

/** The machine that the host backend is on; given, so that other systems can be tested. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  readonly env: HostEnv;
  /** The user's home folder. */
  readonly home: string;
}

/** Toolchains outside PATH. */
const toolchains = ["RUSTUP_HOME", "RUSTUP_TOOLCHAIN", "DEVELOPER_DIR", "SDKROOT"];

/** Without these nothing starts on Windows, and no compiler is found. */
const windows = (
  "SYSTEMROOT WINDIR SYSTEMDRIVE COMSPEC PATHEXT NUMBER_OF_PROCESSORS PROCESSOR_ARCHITECTURE PROCESSOR_IDENTIFIER " +
  "PROGRAMFILES PROGRAMFILES(X86) PROGRAMW6432 PROGRAMDATA COMMONPROGRAMFILES COMMONPROGRAMFILES(X86) INCLUDE LIB " +
  "LIBPATH VCINSTALLDIR VSINSTALLDIR WINDOWSSDKDIR WINDOWSSDKVERSION"
).split(" ");

/** Proxies, mirrors and certificates. The driver gives them to commands with the network only (`environment.py`). */
export const networkVariables = (
  "HTTP_PROXY HTTPS_PROXY ALL_PROXY NO_PROXY http_proxy https_proxy all_proxy no_proxy SSL_CERT_FILE SSL_CERT_DIR " +
  "PIP_CERT REQUESTS_CA_BUNDLE CURL_CA_BUNDLE NODE_EXTRA_CA_CERTS CARGO_HTTP_CAINFO GIT_SSL_CAINFO PIP_CONFIG_FILE " +
  "PIP_INDEX_URL PIP_EXTRA_INDEX_URL PIP_TRUSTED_HOST UV_CONFIG_FILE UV_DEFAULT_INDEX UV_INDEX UV_INDEX_URL " +
  "UV_EXTRA_INDEX_URL UV_NATIVE_TLS"
).split(" ");

/** The environment of the driver. A build can read its parent's, so what is not here cannot leak. */
export function driverEnv(machine: Machine): Record<string, string> {
  const names = [...toolchains, ...networkVariables, ...(machine.platform === "win32" ? windows : [])];
  const env: Record<string, string> = {};
  for (const name of names) {
    const value = variable(machine, name);
    if (value) env[name] = value;
  }
  env["PATH"] = programFolders(machine).join(separator(machine));
  // HOME is another one inside a task, and rustup's proxies look for their toolchains below it.
  const rustup = join(machine.home, ".rustup");
  if (!env["RUSTUP_HOME"] && existsSync(rustup)) env["RUSTUP_HOME"] = rustup;
  // PyPy takes the encoding of file names from the locale.
  if (machine.platform === "linux") env["LC_ALL"] = "C.UTF-8";
  // A project's rust-toolchain.toml must not install anything into the user's home.
  env["RUSTUP_AUTO_INSTALL"] = "0";
  return env;
}

/** The folders of PATH, without shims (they need the user's home), virtual environments, and what npx puts there. */
export function programFolders(machine: Machine): string[] {
  const folders = (variable(machine, "PATH") ?? "")
    .split(separator(machine))
    .filter((folder) => folder !== "");
  return [...new Set(folders)].filter((folder) => !isForeign(folder));
}

function isForeign(folder: string): boolean {
  return (
    /[\\/]shims[\\/]?$|[\\/]node_modules([\\/]|$)/.test(folder) ||
    existsSync(join(folder, "..", "pyvenv.cfg"))
  );
}

/** Names of variables have no case on Windows. */
function variable(machine: Machine, name: string): string | undefined {
  if (machine.platform !== "win32") return machine.env[name];
  const found = Object.keys(machine.env).find((key) => key.toUpperCase() === name.toUpperCase());
  return found === undefined ? undefined : machine.env[found];
}

function separator(machine: Machine): string {
  return machine.platform === "win32" ? ";" : ":";
}
