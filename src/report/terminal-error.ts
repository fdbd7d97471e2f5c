/** An error as the terminal shows it: what happened, why, what to do next. */

import type { WheelwayError } from "../errors.ts";
import { hanging, paragraph } from "./terminal-layout.ts";
import type { Style } from "./terminal-style.ts";

/** What is shown of an error; `WheelwayError` is one. */
export type ShownError = Pick<WheelwayError, "code" | "message" | "why" | "next">;

/** Lines of `error[code]: message`, the reasons indented below, `next: …` last. */
export function errorLines(error: ShownError, style: Style): string[] {
  const { colors } = style;
  const head = `error[${error.code}]: `;
  const [first = "", ...rest] = paragraph(head + withoutStop(error.message), "", style);
  const [next = "", ...more] = hanging(error.next, "      ", style);
  return [
    colors.bold(colors.red(first.slice(0, head.length - 1))) + colors.bold(first.slice(head.length - 1)),
    ...rest.map((line) => colors.bold(line)),
    ...(error.why === undefined ? [] : paragraph(error.why, "  ", style)),
    `${colors.bold(colors.cyan("next:"))} ${next}`,
    ...more,
  ];
}

function withoutStop(sentence: string): string {
  return sentence.replace(/\.$/, "");
}
