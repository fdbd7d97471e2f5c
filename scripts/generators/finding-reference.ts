/** The reference of findings: every code with why it matters, a real case, the way out, and the check that gives it. */

import { format } from "prettier";
import { checks } from "../../src/checks/checks.ts";
import { findingCodes, type FindingCode } from "../../src/checks/finding.ts";
import { isFixed } from "../../src/checks/levels.ts";
import type { Generator } from "./generator.ts";
import { markdownTable } from "./markdown-table.ts";

const introduction = `# Findings

<!-- Generated from src/checks by \`npm run generate\`. Do not edit. -->

What \`wheelway verify\`, \`build\` and \`test\` say of artifacts. A finding has a code, which never changes its meaning, and
a severity: an **error** must not be released, and makes the exit status 1; a **warning** wants somebody to look
(\`--strict\` makes it fail, too); a **note** is good to know. A check may give a milder case of a code a milder
severity than its usual one. What could not be checked is listed in the report, with what would make it run.

## Turning a code down

A project gives a code another level in its configuration, with a reason, which every report repeats:

\`\`\`toml
[tool.wheelway.checks]
WW014 = { level = "off", reason = "the platform wheels only carry data for one system" }
WW050 = { level = "warning", reason = "the tool cannot be built on musl" }
\`\`\`

\`level\` is \`off\`, \`info\`, \`warning\` or \`error\`. Below the code's usual severity it is a ceiling, above it a floor.
\`WW02…\` cannot be turned down: such an archive was refused, nothing in it was read, so no other check can vouch for it,
and the public index would refuse it as well.`;

export const findingReference: Generator = {
  path: "docs/reference/findings.md",
  text: () => {
    const codes = Object.keys(findingCodes).sort() as FindingCode[];
    const overview = markdownTable(
      ["Code", "Severity", "Means"],
      codes.map((code) => [
        `[${code}](#${code.toLowerCase()})`,
        findingCodes[code].severity,
        findingCodes[code].means,
      ]),
    );
    const text = [introduction, "## All codes", overview, ...codes.map(section)].join("\n\n");
    return format(text, { parser: "markdown", printWidth: 110 });
  },
};

function section(code: FindingCode): string {
  const { severity, means, why, example, remedy } = findingCodes[code];
  const givenBy = checks.filter((check) => check.codes.includes(code));
  const level = isFixed(code)
    ? "It cannot be turned down."
    : `\`${code} = { level = "${severity === "error" ? "warning" : "off"}", reason = "…" }\``;
  return [
    `## ${code}`,
    `**${means}** Usually: ${severity}.`,
    why,
    markdownTable(
      ["", ""],
      [
        ["Such as", example.includes("`") ? example : `\`${example}\``],
        ["What to do", remedy],
        ["Turned down by", level],
        ["Check", givenBy.map(({ name, title }) => `\`${name}\`: ${title}`).join("; ")],
      ],
    ),
  ].join("\n\n");
}
