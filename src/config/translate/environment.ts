/** Environment variables of another tool: which become `build.env` and `test.env`, and why others cannot. */

import { looksSecret, secretsOf } from "../../secret-names.ts";
import type { Draft } from "./draft.ts";
import type { Setting } from "./setting.ts";

export interface Assignment {
  readonly name: string;
  readonly value: string;
  /** A shell would fill something in. */
  readonly expands: boolean;
  readonly setting: Setting;
}

type Phase = "build" | "test";

/** Variables that only compilers and build tools read. */
const forBuilds =
  /^(?:_?(?:C|CXX|CPP|LD|F|FF|FC|AR|ARCH|OBJC)FLAGS|CC|CXX|CPP|LD|FC|F77|F90|AR|NM|RANLIB|STRIP|AS|LDSHARED|CL|_CL_|LINK|_LINK_|DISTUTILS_\w+|SETUPTOOLS_\w+|CMAKE_\w+|SKBUILD_\w+|MESON\w*|NINJA\w*|MAKEFLAGS|RUSTFLAGS|RUSTDOCFLAGS|RUSTC\w*|CARGO_\w+|PYO3_\w+|MATURIN_\w+|PKG_CONFIG\w*|CCACHE_\w+|SCCACHE_\w+|MACOSX_DEPLOYMENT_TARGET|SYSTEM_VERSION_COMPAT|STATIC_DEPS|CYTHON\w*|NO_CYTHON\w*|VCPKG_\w+|CFLAGS_\w+|LIBRARY_PATH|CPATH|C_INCLUDE_PATH|CPLUS_INCLUDE_PATH|INCLUDE|LIB)$/;
/** Variables that only tests and their tools read. */
const forTests =
  /^(?:PYTEST_\w+|COVERAGE_\w+|COV_\w+|HYPOTHESIS_\w+|TOX_\w+|\w*_TEST_\w+|TEST_\w+|\w+_TESTS?|PYTHONWARNINGS|PYTHONMALLOC|PYTHONFAULTHANDLER|PYTHONDEVMODE)$/;

/** Variables that say how things are compiled: worth carrying from a job, too, although no tool was told of them. */
export function isForBuilds(name: string): boolean {
  return forBuilds.test(name);
}

const owned: readonly (readonly [RegExp, string])[] = [
  [
    /^(PYO3_CROSS\w*|CARGO_BUILD_TARGET|CARGO_TARGET_DIR|_PYTHON_HOST_PLATFORM)$/,
    "wheels are built natively or emulated, not cross-compiled, and each in its own folder",
  ],
  [/^PATH$/, "Wheelway sets PATH itself; tools that a build needs are installed by `prepare`"],
  [
    /^(PIP_|UV_)/,
    "requirements are installed by uv from wheelway.lock, before the build; mirrors are set in the environment of `wheelway`",
  ],
  [
    /^(HOME|TMPDIR|TMP|TEMP|LANG|LC_\w+|TZ|SOURCE_DATE_EPOCH|PYTHONHASHSEED|PYTHONNOUSERSITE|PYTHONPATH|VIRTUAL_ENV)$/,
    "Wheelway sets it itself, so that builds can be repeated",
  ],
  [/^CIBW_|^CIBUILDWHEEL/, "it is for cibuildwheel"],
  [
    /^(AUDITWHEEL_PLAT|AUDITWHEEL_POLICY)$/,
    "the platforms of the targets decide which policy a wheel may have",
  ],
  [/^(FORCE_COLOR|NO_COLOR|PY_COLORS|CARGO_TERM_\w+|CI|PYTHONUNBUFFERED)$/, "it only changes how logs look"],
];

export interface EnvironmentOptions {
  /** Where the variables hold. Those that are for builds or tests only go nowhere else. */
  readonly phases: readonly Phase[];
  /** Is anything run that tests? Else variables for both phases are for the build. */
  readonly tested: boolean;
}

/** Puts what can be carried into the draft. Values name earlier variables as the shell lets them. */
export function carryEnvironment(
  draft: Draft,
  assignments: readonly Assignment[],
  options: EnvironmentOptions,
): void {
  const known = new Map<string, string>();
  for (const { name, value, expands, setting } of assignments) {
    const why =
      owned.find(([pattern]) => pattern.test(name))?.[1] ?? (isSecret(name, value) ? secret : undefined);
    if (why !== undefined) {
      draft.leave([setting], why);
      continue;
    }
    const text = expands ? expand(name, value, known) : value;
    if (text === undefined)
      draft.leave([setting], `a shell would fill in "${value}"; values are taken as they are`);
    else {
      known.set(name, text);
      const path = placed(text);
      if (path === undefined) draft.leave([setting], hostMount);
      else
        for (const phase of phasesOf(name, path, options)) draft.set([phase, "env", name], path, [setting]);
    }
  }
}

/** By its name, or by a password in a URL. */
function isSecret(name: string, value: string): boolean {
  return looksSecret(name) || secretsOf({ [name]: value }).length > 0;
}

const secret = "it may be a secret, and secrets are never copied; give it to `wheelway` in its environment";
const hostMount = "/host is where cibuildwheel mounts the machine; a task sees its inputs and nothing else";

function phasesOf(name: string, value: string, { phases, tested }: EnvironmentOptions): readonly Phase[] {
  if (!phases.includes("build")) return phases;
  // A test has no project, only what `test.sources` names.
  if (forBuilds.test(name) || !tested || value.includes("{project}")) return ["build"];
  return forTests.test(name) && phases.includes("test") ? ["test"] : phases;
}

/** `$NAME` and `${NAME}` filled in; flags may begin with what was there before, which is nothing. */
function expand(name: string, value: string, known: ReadonlyMap<string, string>): string | undefined {
  let missing = /`|\$\(/.test(value);
  const text = value.replace(/\$(?:\{(\w+)\}|(\w+))/g, (_, braced?: string, bare?: string) => {
    const variable = braced ?? bare ?? "";
    if (variable === name && name.endsWith("FLAGS")) return "";
    const found = known.get(variable);
    missing ||= found === undefined;
    return found ?? "";
  });
  return missing || text.includes("$") ? undefined : text.trim();
}

/** cibuildwheel's folder of the project, as Wheelway names it; `undefined` for paths of the machine. */
function placed(value: string): string | undefined {
  if (/(^|[:=\s])\/host\//.test(value)) return undefined;
  return value.replace(/(^|[:=\s])\/project(?=\/|$|[:\s])/g, "$1{project}");
}
