/** The kinds of value that configuration keys share; every error text says what is expected. */

import { z } from "zod";
import { parsePlatform } from "../tags/platform.ts";
import { commonPlatformNames, platformPattern } from "./known-platforms.ts";
import { knownInterpreterNames } from "./python-releases.ts";

export const text = z.string().min(1, { error: "a string that is not empty" });
export const texts = z.array(text);

/** A string of a certain form; `error` says which, whatever else was written. */
export function matching(form: RegExp, error: string) {
  return z.string({ error }).regex(form, { error });
}

export const interpreterName = z
  .enum(knownInterpreterNames as [string, ...string[]], {
    error: "the name of a Python, such as `cp312`, `cp314t` or `pp311`",
  })
  .meta({ id: "python", title: "Python" });

/** Any tag that `parsePlatform` reads; the schema offers the common ones for completion. */
export const platformName = z
  .string()
  .refine((name) => parsePlatform(name) !== undefined, {
    error: "a platform tag, such as `manylinux_2_28_x86_64`, `macosx_11_0_arm64` or `win_amd64`",
  })
  .meta({
    id: "platform",
    title: "platform",
    anyOf: [{ enum: commonPlatformNames }, { pattern: platformPattern }],
  });

export const glob = z.string().min(1, { error: "a glob that is not empty" }).meta({ title: "glob" });

export const command = z
  .union([text, z.array(text).min(1)], {
    error: "a command: a string for the environment's shell, or a list of strings as argv",
  })
  .meta({ id: "command", title: "command" });

export const commands = z.array(command, {
  error: "a list of commands, each a string for the environment's shell or a list of strings as argv",
});

const environmentName = matching(/^[^=\0]+$/, "the name of an environment variable");
export const env = z.record(environmentName, z.string(), { error: "a table of strings" });

export const configSettings = z.record(
  text,
  z.union([z.string(), z.array(z.string())], { error: "a string or a list of strings" }),
  { error: "a table of strings" },
);

export const network = z.enum(["none", "index"]);

const durationPattern = /^(\d+(?:\.\d+)?)\s*(s|m|h)$/;
const millisecondsPer: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000 };

const aDuration = 'a number of minutes, or a duration such as "90s", "60m" or "2h"';
export const duration = z
  .union(
    [z.number().positive({ error: aDuration }), z.string().regex(durationPattern, { error: aDuration })],
    { error: aDuration },
  )
  .meta({ id: "duration", title: "duration" });

/** `60` and `"60m"` are minutes; the result is in milliseconds. Takes what `duration` has accepted. */
export function milliseconds(value: number | string): number {
  if (typeof value === "number") return Math.round(value * 60_000);
  const [, amount, unit] = durationPattern.exec(value) ?? [];
  return Math.round(Number(amount) * (millisecondsPer[unit ?? ""] ?? Number.NaN));
}

/** Inside the project, with `/`: what is copied must not depend on the machine. */
export const projectPath = z
  .string()
  .refine((path) => path !== "" && !/^([/\\]|[A-Za-z]:)/.test(path) && !path.split(/[/\\]/).includes(".."), {
    error: "a path inside the project, relative to its root",
  });
