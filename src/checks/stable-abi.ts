/** Does a wheel tagged abi3 use the stable ABI alone (PEP 384)? abi3audit reads the symbols; what a DLL is linked to is seen here. */

import type { Wheel } from "../artifacts/archive.ts";
import type { CodeFacts } from "../artifacts/code-facts.ts";
import { definesPythonNames } from "../tags/system-libraries.ts";
import { auditsOf } from "./audits-of.ts";
import type { Check, CheckInput } from "./check.ts";
import { codeMembers, named, plural } from "./code-members.ts";
import { finding, type Finding } from "./finding.ts";

export const stableAbi: Check = {
  name: "stable-abi",
  title: "Wheels tagged abi3 use nothing but the stable ABI of their oldest Python.",
  codes: ["WW048"],
  run: (input) =>
    input.wheels
      .filter((wheel) => wheel.name.abis.includes("abi3"))
      .flatMap((wheel) => [...judgeSymbols(wheel, input), ...judgeLinks(wheel)]),
};

function judgeSymbols(wheel: Wheel, input: CheckInput): Finding[] {
  const members = codeMembers(wheel);
  return auditsOf(input, "abi3audit", wheel.name.file).flatMap(({ problems }) =>
    problems.map(({ message, member, severity }) => {
      const needs = members.find(({ path }) => path === member)?.code.needs ?? [];
      return finding("WW048", wheel.name.file, message, {
        severity: needs.some((need) => definesPythonNames.test(need)) ? "warning" : severity,
        ...(member === undefined ? {} : { member }),
      });
    }),
  );
}

function judgeLinks(wheel: Wheel): Finding[] {
  const links = (code: CodeFacts) => code.needs.find((need) => /^python3\d+t?\.dll$/i.test(need));
  const members = codeMembers(wheel).filter(({ role, code }) => role === "extension" && links(code));
  const [first] = members;
  if (!first) return [];
  const message = `${named(members)} ${plural(members, "needs", "need")} ${links(first.code) ?? ""}, which one version of Python alone has; the stable ABI is in python3.dll`;
  return [finding("WW048", wheel.name.file, message, { member: first.path })];
}
