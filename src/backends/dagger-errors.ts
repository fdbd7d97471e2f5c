/** Reads what the engine and the SDK say, and turns it into errors that name the way out. */

import { WheelwayError } from "../errors.ts";
import { dagger } from "../services.ts";

/**
 * The engine's own words, without its trace identifiers. The SDK wraps errors in errors: the innermost message that
 * says something is the one that people understand; an exec that failed printed its complaint.
 */
export function wordsOf(error: unknown): string {
  const { message, stderr, cause } = error as { message?: unknown; stderr?: unknown; cause?: unknown };
  const own = typeof message === "string" ? message : String(error);
  const inner = typeof cause === "object" && cause !== null ? wordsOf(cause) : "";
  // The SDK's wrapper of connection errors says nothing; that of the engine's answers repeats the whole request.
  const text = /^(Encountered an |failed to execute function )/.test(own) && inner !== "" ? inner : own;
  const printed = typeof stderr === "string" && stderr.trim() !== "" ? `\n${stderr.trim()}` : "";
  return (text + printed).replace(/ ?\[traceparent:[0-9a-f-]+\]/g, "").trim();
}

/** Is this a command of ours that ended with a status other than 0? */
export function isExecError(error: unknown): boolean {
  return error instanceof Error && error.name === "ExecError";
}

const lost = /ECONNREFUSED|ECONNRESET|EPIPE|socket hang up|session (was )?closed|connection closed/;
const imageTrouble =
  /failed to resolve image|failed to parse image address|pull access denied|unauthorized|manifest unknown/i;

/** Is it about reaching an image, rather than about what runs in it? */
export function isImageTrouble(words: string): boolean {
  return imageTrouble.test(words);
}

/** The SDK's errors have codes from D100 on. */
function isSdkError(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  return typeof code === "string" && /^D\d{3}$/.test(code);
}

/**
 * An error of the SDK as one that people understand; any other as it is. Never what a build did: what the engine, the
 * registry or the disk lacks. `doing` names the task or the step.
 */
export function engineError(error: unknown, doing: string): unknown {
  if (!isSdkError(error)) return error;
  const why = wordsOf(error);
  if (/no space left on device|disk quota exceeded/i.test(why)) {
    return new WheelwayError("disk-full", {
      message: `${doing}: there is no space left on the engine's disk`,
      why,
      next: "Free space there (`dagger core engine local-cache prune` empties its cache) and run the same command again.",
      cause: error,
    });
  }
  if (isImageTrouble(why)) {
    return new WheelwayError("image-unreachable", {
      message: `${doing}: the image cannot be pulled`,
      why,
      next: imageRemedy(why),
      cause: error,
    });
  }
  if (lost.test(why)) {
    return new WheelwayError("engine-missing", {
      message: `${doing}: the Dagger engine went away`,
      why,
      next: "See that the engine runs (`dagger version`) and run the same command again; what is done stays in its cache.",
      cause: error,
    });
  }
  return new WheelwayError("internal", {
    message: `${doing}: the Dagger engine gave an answer that was not expected`,
    why,
    next: "Report this as a bug, with the lines above.",
    cause: error,
  });
}

export function imageRemedy(why: string): string {
  if (/invalid reference format/.test(why)) return "Correct the name of the image in [tool.wheelway.images].";
  const mirror =
    "name a mirror with `registry` in [tool.wheelway], or another image in [tool.wheelway.images]";
  if (/unauthorized|denied|forbidden/i.test(why))
    return `Log in to its registry on this machine (\`docker login\`), or ${mirror}.`;
  if (/not found|manifest unknown/i.test(why))
    return `Correct its name, log in where it is private, or ${mirror}.`;
  return `See that the engine reaches its registry, or ${mirror}.`;
}

/** What went wrong while connecting: `said` is what the `dagger` program printed. */
export function connectError(error: unknown, how: string): WheelwayError {
  const why = wordsOf(error);
  const version = /incompatible engine version v?(\S+)/.exec(why)?.[1];
  if (version !== undefined) return versionError(version, how);
  if (/incompatible client version|client version .* (older|newer)/i.test(why))
    return versionError(undefined, how, why);
  return new WheelwayError("engine-missing", {
    message: `no Dagger engine answers (${how})`,
    why: why.split("\n").slice(-12).join("\n"),
    next: "See that `dagger version` and `dagger core version` work here, or build with `--backend host`.",
    cause: error,
  });
}

/** The engine's API is that of its release, and so is the SDK's. */
export function versionError(version: string | undefined, how: string, why?: string): WheelwayError {
  const which = version === undefined ? "another release" : `release ${version}`;
  return new WheelwayError("engine-version", {
    message: `the Dagger engine is of ${which}, and this Wheelway works with ${dagger.version}`,
    why: why ?? `It is ${how}.`,
    next: `Install \`dagger\` ${dagger.version} (${dagger.install}) and let it start its own engine, or point _EXPERIMENTAL_DAGGER_RUNNER_HOST to an engine of ${dagger.version}.`,
  });
}
