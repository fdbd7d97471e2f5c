/** What each build back end needs so that its output depends on nothing but its input. */

import type { ConfigSettings } from "../config/config.ts";
import type { BuildSystem } from "../config/project.ts";

export type BackEnd = "setuptools" | "maturin" | "scikit-build-core" | "meson-python" | "other";

/** Which build back end a project has, by its import path and its requirements. */
export function backEndOf(system: BuildSystem): BackEnd {
  const module = system.buildBackend.split(/[.:]/)[0] ?? "";
  if (module === "maturin") return "maturin";
  if (module === "scikit_build_core") return "scikit-build-core";
  if (module === "mesonpy") return "meson-python";
  if (module === "setuptools") return "setuptools";
  // In-tree back ends wrap one of these; their requirements tell which.
  const requires = system.requires.join(" ").toLowerCase();
  if (requires.includes("scikit-build-core") || requires.includes("scikit_build_core"))
    return "scikit-build-core";
  if (requires.includes("meson-python")) return "meson-python";
  if (requires.includes("maturin")) return "maturin";
  return requires.includes("setuptools") ? "setuptools" : "other";
}

/** Does the build run cargo, so that its crates must be fetched first? */
export function usesCargo(system: BuildSystem): boolean {
  return (
    backEndOf(system) === "maturin" ||
    system.requires.some((line) => /^(setuptools[-_]rust|maturin)\b/i.test(line))
  );
}

/** Environment that fixes what a back end would choose at random. User settings are put over it. */
export function reproducibleEnv(backEnd: BackEnd, epoch: number): Record<string, string> {
  const common = { SOURCE_DATE_EPOCH: String(epoch), PYTHONHASHSEED: "0", LC_ALL: "C.UTF-8", TZ: "UTC" };
  switch (backEnd) {
    case "scikit-build-core":
      // Without it, the CMake folder is a random one below TMPDIR, and stands in the debug information.
      return { ...common, SKBUILD_BUILD_DIR: "{work}/skbuild" };
    case "maturin":
      return { ...common, CARGO_TARGET_DIR: "{work}/target" };
    case "setuptools":
      // setuptools-rust runs cargo as well; the folder is unused where there is no Rust.
      return { ...common, CARGO_TARGET_DIR: "{work}/target" };
    case "meson-python":
    case "other":
      return common;
  }
}

/** Config settings a back end needs for a fixed build folder, and for its share of the cores (PEP 517 config_settings). */
export function reproducibleSettings(backEnd: BackEnd): ConfigSettings {
  // ninja asks no environment variable, and takes every core.
  return backEnd === "meson-python" ? { "build-dir": "{work}/meson", "compile-args": "-j{jobs}" } : {};
}

/** `-C key=value` words for uv. */
export function configSettingWords(settings: ConfigSettings): string[] {
  return Object.entries(settings).flatMap(([key, value]) =>
    (typeof value === "string" ? [value] : value).flatMap((one) => ["-C", `${key}=${one}`]),
  );
}
