/** The reference of errors and exit statuses. */

import { format } from "prettier";
import { exitStatusMeanings } from "../../src/cli/help-end.ts";
import { errorCodes, exitStatus } from "../../src/errors.ts";
import type { Generator } from "./generator.ts";
import { markdownTable } from "./markdown-table.ts";

const generated = "<!-- Generated from src/errors.ts by `npm run generate`. Do not edit. -->";

const markdown = (parts: readonly string[]) =>
  format(parts.join("\n\n"), { parser: "markdown", printWidth: 110 });

export const errorReference: Generator = {
  path: "docs/reference/errors.md",
  text: () =>
    markdown([
      "# Errors",
      generated,
      "An error says what happened, why, and what to do next. Its code never changes its meaning. With `--json` it is the last line of the standard output as well.",
      '```text\nerror[target-unknown]: "cp399-*" matches no target\n  The targets are:\n    cp312-manylinux_2_28_x86_64\nnext: Did you mean `cp39-*`?\n```',
      markdownTable(
        ["Code", "Exit status", "Meaning"],
        Object.entries(errorCodes).map(([code, { exit, means }]) => [`\`${code}\``, String(exit), means]),
      ),
    ]),
};

export const exitStatusReference: Generator = {
  path: "docs/reference/exit-statuses.md",
  text: () =>
    markdown([
      "# Exit statuses",
      generated,
      "The same for every command. The [errors](errors.md) that lead to a status are listed beside it.",
      markdownTable(
        ["Status", "Meaning", "Errors"],
        Object.entries(exitStatus).map(([name, status]) => [
          String(status),
          exitStatusMeanings[name as keyof typeof exitStatus],
          Object.entries(errorCodes)
            .filter(([, { exit }]) => exit === status)
            .map(([code]) => `\`${code}\``)
            .join(", "),
        ]),
      ),
    ]),
};
