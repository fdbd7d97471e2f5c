/** Which platform tag an identifier stands for: the policy of its image, or the deployment target of macOS. */

import { images } from "../../../services.ts";
import { parsePlatform, type Platform } from "../../../tags/platform.ts";
import type { Setting } from "../setting.ts";
import type { Identifier } from "./identifiers.ts";
import type { Options } from "./run.ts";

export interface Placed {
  readonly platform: Platform;
  readonly settings: readonly Setting[];
  /** A reference that replaces the default image; `undefined` where the policy's own image is meant. */
  readonly image: string | undefined;
  /** What could not be carried, or was guessed. */
  readonly doubt: string | undefined;
}

/** `undefined` where there is no such platform. */
export function placeOf(identifier: Identifier, options: Options): Placed | undefined {
  switch (identifier.system) {
    case "linux":
      return linux(identifier, options);
    case "macos":
      return macos(identifier, options);
    case "windows": {
      const architecture = identifier.architecture;
      return placed(architecture === "amd64" ? "win_amd64" : architecture);
    }
  }
}

function placed(name: string, rest: Partial<Omit<Placed, "platform">> = {}): Placed | undefined {
  const platform = parsePlatform(name);
  return platform && { platform, settings: [], image: undefined, doubt: undefined, ...rest };
}

/** The policies of cibuildwheel's default images since version 3, and before. */
function defaultPolicy({ libc, architecture }: Identifier, generation: number): string {
  if (libc === "musl") return "musllinux_1_2";
  if (architecture === "armv7l") return "manylinux_2_31";
  if (architecture === "riscv64") return "manylinux_2_39";
  return generation === 2 ? "manylinux_2_17" : "manylinux_2_28";
}

const policyPattern = /(manylinux(?:1|2010|2014|_\d+_\d+)|musllinux_\d+_\d+)/;
const legacy: Readonly<Record<string, string>> = {
  manylinux1: "manylinux_2_5",
  manylinux2010: "manylinux_2_12",
  manylinux2014: "manylinux_2_17",
};

/** `manylinux2014` is `manylinux_2_17` (PEP 600), which globs for `manylinux_*` match. */
export function perennial(policy: string): string {
  return legacy[policy] ?? policy;
}

function linux(identifier: Identifier, options: Options): Placed | undefined {
  const { libc, architecture, interpreter } = identifier;
  const kind = libc === "musl" ? "musllinux" : "manylinux";
  const pypy = kind === "manylinux" && interpreter.implementation === "pp";
  const [item] = options.get(`${kind}-${pypy ? "pypy_" : ""}${architecture}-image`) ?? [];
  const standard = defaultPolicy(identifier, options.run.generation);
  if (!item) return placed(`${standard}_${architecture}`);
  const written = policyPattern.exec(item.value)?.[1];
  const policy = written === undefined ? standard : perennial(written);
  const reference = item.value.replace(/:latest$/, "");
  const official = [written, `${images.prefix}${written ?? ""}_${architecture}`].includes(reference);
  return placed(`${policy}_${architecture}`, {
    settings: [item.setting],
    image: official ? undefined : reference,
    doubt:
      written === undefined
        ? `the name does not tell the policy of the image; ${policy} is assumed`
        : undefined,
  });
}

/** A user's deployment target, but no lower than what the interpreter itself needs (python.org's, and PyPy's). */
function macos(identifier: Identifier, options: Options): Placed | undefined {
  const { architecture, interpreter } = identifier;
  const newest = interpreter.minor >= 14 || interpreter.implementation === "pp" ? "10.15" : "10.13";
  const floor =
    architecture === "arm64"
      ? "11.0"
      : interpreter.minor >= 12 || interpreter.implementation === "pp"
        ? newest
        : "10.9";
  const asked = options.get("environment")?.findLast(({ name }) => name === "MACOSX_DEPLOYMENT_TARGET");
  const host =
    options.run.machine.system === "macos" ? options.run.env.get("MACOSX_DEPLOYMENT_TARGET") : undefined;
  const value = asked?.value ?? (typeof host?.value === "string" ? host.value : undefined);
  const version =
    value !== undefined && /^\d+(\.\d+)?$/.test(value) && Number(value) > Number(floor) ? value : floor;
  const [major = "", minor = "0"] = version.split(".");
  const setting = asked?.setting ?? host?.setting;
  return placed(`macosx_${major}_${Number(major) >= 11 ? "0" : minor}_${architecture}`, {
    settings: setting && value !== undefined ? [setting] : [],
  });
}
