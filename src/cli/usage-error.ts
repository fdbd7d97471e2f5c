/** What yargs says of a command line, as an error with the nearest valid name. */

import { didYouMean, joinOr } from "../config/near.ts";
import { WheelwayError } from "../errors.ts";

export interface Known {
  readonly commands: readonly string[];
  /** Long names, without dashes. */
  readonly options: readonly string[];
  /** The command that was given, where one was. */
  readonly command: string | undefined;
}

/** `message` is in the English of yargs' own locale, one problem a line. */
export function usageError(message: string, argv: readonly string[], known: Known): WheelwayError {
  const help = known.command === undefined ? "wheelway --help" : `wheelway ${known.command} --help`;
  const { what, hint } = explain(message.trim(), argv, known);
  return new WheelwayError("usage-invalid", {
    message: what,
    next: hint === undefined ? `\`${help}\` shows what can be given.` : `${hint} \`${help}\` shows all.`,
  });
}

interface Explained {
  readonly what: string;
  readonly hint?: string | undefined;
}

function explain(message: string, argv: readonly string[], known: Known): Explained {
  const unknown = /^Unknown (?:argument|command)s?: (.+)$/.exec(message)?.[1]?.split(", ")[0];
  if (unknown !== undefined) return unknownName(unknown.replace(/^no-/, ""), argv, known);
  const lacking = /^Not enough arguments following: (.+)$/.exec(message)?.[1];
  if (lacking !== undefined) return { what: `${dashed(lacking)} needs a value` };
  const choice = /Argument: (.+), Given: (.+), Choices: (.+)/.exec(message);
  if (choice) {
    const [, name = "", given = "", choices = ""] = choice;
    const values = choices.split(", ").map((value) => value.replace(/^"|"$/g, ""));
    const value = given.replace(/^"|"$/g, "");
    return {
      what: `${argv.some((word) => optionName(word) === name) ? dashed(name) : `the ${name}`} cannot be "${value}"`,
      hint: capital(didYouMean(value, values) ?? `It is ${joinOr(values.map((one) => `\`${one}\``))}.`),
    };
  }
  const both = /^Arguments (.+) and (.+) are mutually exclusive$/.exec(message);
  if (both) return { what: `${dashed(both[1] ?? "")} and ${dashed(both[2] ?? "")} exclude each other` };
  const missing = /^Missing required arguments?: (.+)$/.exec(message)?.[1];
  if (missing !== undefined) return { what: `${dashed(missing.split(", ")[0] ?? "")} is needed` };
  return { what: message.replaceAll("\n", "; ") };
}

function unknownName(name: string, argv: readonly string[], known: Known): Explained {
  const written = argv.find((word) => optionName(word) === name)?.split("=")[0];
  if (written !== undefined) {
    const no = written.startsWith("--no-") ? "--no-" : "--";
    const near = didYouMean(
      written,
      known.options.map((option) => no + option),
    );
    return { what: `there is no option ${written}`, hint: near && capital(near) };
  }
  // A word such as -abc is taken apart, so that its letters are named one by one.
  const letters = name.length === 1 && argv.some((word) => /^-[^-]/.test(word) && word.includes(name));
  if (letters) return { what: `there is no option -${name}` };
  if (known.command === undefined) {
    const near = didYouMean(name, known.commands);
    return { what: `there is no command "${name}"`, hint: near && capital(near) };
  }
  return { what: `"${name}" is one argument too many for \`wheelway ${known.command}\`` };
}

/** `--no-color=x` is about `color`; yargs names what it does not know with its `no-`. */
function optionName(word: string): string | undefined {
  return /^--(?:no-)?([^=]+)/.exec(word)?.[1] ?? /^-([^-=])(?:=|$)/.exec(word)?.[1];
}

function dashed(name: string): string {
  return name.length === 1 ? `-${name}` : `--${name}`;
}

function capital(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}
