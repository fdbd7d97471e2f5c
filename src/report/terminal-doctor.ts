/** What doctor found: one line a thing, and below what is missing how to get it. */

import type { DoctorCheck, DoctorReport } from "../pipeline/doctor.ts";
import { counted } from "./text-layout.ts";
import { hanging, paragraph } from "./terminal-layout.ts";
import type { Style } from "./terminal-style.ts";

export function doctorLines({ sections, host, containers }: DoctorReport, style: Style): string[] {
  const width = Math.max(0, ...sections.flatMap(({ checks }) => checks.map(({ name }) => name.length)));
  const blocks = sections.map(({ title, checks }) => [
    style.colors.bold(title),
    ...checks.flatMap((check) => checkLines(check, width, style)),
  ]);
  const missing = sections.flatMap(({ checks }) => checks).filter(({ state }) => state !== "ok").length;
  const able = host.interpreters.length > 0 || containers;
  const made = [
    ...(host.interpreters.length > 0
      ? [
          `wheels of ${counted(host.interpreters.length, "Python")} for ${host.platforms.join(", ")}, on the machine itself`,
        ]
      : []),
    ...(containers ? ["manylinux and musllinux wheels of every Python, in containers"] : []),
  ];
  const verdict = able ? `Can be built here: ${made.join("; ")}.` : "Nothing can be built here yet.";
  const advice = missing === 0 ? [] : ["What a project does not use may stay missing."];
  return [
    ...blocks.flatMap((block) => [...block, ""]),
    ...paragraph([verdict, ...(able ? advice : [])].join("\n"), "", style),
  ];
}

function checkLines({ name, state, detail, remedy }: DoctorCheck, width: number, style: Style): string[] {
  const { colors, glyphs } = style;
  const [glyph, color] = {
    ok: [glyphs.passed, colors.green] as const,
    missing: [glyphs.failed, colors.red] as const,
    warning: [glyphs.warning, colors.yellow] as const,
  }[state];
  const indent = " ".repeat(2 + 2 + width + 2);
  const [first = "", ...rest] = hanging(detail, indent, style);
  return [
    `  ${color(glyph)} ${name.padEnd(width)}  ${first}`,
    ...rest,
    ...(remedy === undefined ? [] : paragraph(remedy, indent, style).map((line) => colors.cyan(line))),
  ];
}
