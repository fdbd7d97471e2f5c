/** Rules of `release`: what is recorded stays in the project and can be read, what is acknowledged can be proved. */

import type { Config } from "./config.ts";
import { templateProblems } from "./record-template.ts";
import type { Finding } from "./rules.ts";

export function qualityRules({ options }: Config): readonly Finding[] {
  const { quality, checkpoints } = options.release;
  const entries = [
    ...quality.map((one, index) => ({ ...one, path: ["release", "quality", index] })),
    ...checkpoints.map(({ name, command, approval }, index) => {
      const acknowledge = approval ? "person" : undefined;
      return { name, command, acknowledge, path: ["release", "checkpoints", index] };
    }),
  ];
  return entries.flatMap(({ name, command, acknowledge, path }, index): readonly Finding[] => {
    const findings: Finding[] = [];
    if (entries.slice(0, index).some((other) => other.name === name))
      findings.push({ path: [...path, "name"], text: `"${name}" stands there twice`, hint: distinct });
    if (command === undefined && acknowledge === undefined)
      findings.push({ path, text: `"${name}" has nothing to run, and nobody is to acknowledge it` });
    if (command === undefined && acknowledge === "policy")
      findings.push({
        path: [...path, "acknowledge"],
        text: `"${name}" has no command whose success could speak for a run without a person`,
        hint: 'give it a command, or `acknowledge = "person"`',
      });
    return findings;
  });
}

const distinct = "what somebody acknowledges is known by its name, in `quality` and `checkpoints` together";

export function recordRules({ options }: Config): readonly Finding[] {
  const { record } = options.release;
  return record.flatMap(({ path, template }, index): readonly Finding[] => {
    const key = ["release", "record", index];
    const outside = whyOutside(path);
    const twice = record.slice(0, index).some((other) => other.path === path);
    return [
      ...(outside === undefined ? [] : [{ path: [...key, "path"], text: `"${path}" ${outside}` }]),
      ...(twice ? [{ path: [...key, "path"], text: `"${path}" is recorded twice` }] : []),
      ...templateProblems(path, template).map(({ text, hint }) => ({
        path: [...key, "template"],
        text: `the template of "${path}": ${text}`,
        hint,
      })),
    ];
  });
}

export function logFolderRule({ options }: Config): readonly Finding[] {
  const { logFolder } = options.release;
  const outside = logFolder === undefined ? undefined : whyOutside(logFolder);
  return outside === undefined
    ? []
    : [{ path: ["release", "log-folder"], text: `"${logFolder ?? ""}" ${outside}` }];
}

/** Why a path may not be written to; it is relative to the project, with slashes. */
function whyOutside(path: string): string | undefined {
  if (/^([/\\]|[A-Za-z]:)/.test(path)) return "is not relative to the project";
  if (/[\\\p{Cc}]/u.test(path)) return "is no path with slashes";
  const parts = path.split("/");
  if (parts.includes("..")) return "leads out of the project";
  if (parts.some((part) => part.toLowerCase() === ".git")) return "is git's own";
  return parts.some((part) => part === "" || part === ".") ? "has an empty part" : undefined;
}
