/** The reference of the command line: the help of every command, as the program shows it. */

import { format } from "prettier";
import { commandNames, parse } from "../../src/cli/parser.ts";
import type { Generator } from "./generator.ts";

const introduction = `# Command line

<!-- Generated from src/cli by \`npm run generate\`. Do not edit. -->

\`PROJECT\` is a folder with a \`pyproject.toml\`, or an sdist; without one it is the current folder. What was asked for
(tables, summaries, JSON) goes to the standard output; progress, notes and errors go to the standard error. On a
terminal the progress is a live board; elsewhere, where \`CI\` is set, and with \`--verbose\`, it is one line when a task
starts and one when it ends.

Ctrl-C (SIGINT, SIGTERM) stops in good order: what runs is ended and cleaned up, \`dist\` stays as it was, and what is in
the cache is kept. A second Ctrl-C leaves at once.

## Environment variables

| Variable | Meaning |
| --- | --- |
| \`CI\` | Set to anything but \`0\` and \`false\`: \`--locked\` is the default, and there is no live board |
| \`NO_COLOR\`, \`FORCE_COLOR\` | No colours; colours even where the output is no terminal. \`NO_COLOR\` wins |
| \`GITHUB_ACTIONS\`, \`FORGEJO_ACTIONS\`, \`GITEA_ACTIONS\`, \`TF_BUILD\` | Where one is \`true\`: findings and failures are annotations in the CI's log, and nothing that others wrote is a command to it |
| \`GITHUB_STEP_SUMMARY\`, \`WHEELWAY_SUMMARY\` | A file to which the Markdown of a run is appended |
| \`GITHUB_OUTPUT\` | A file to which the outputs of the step are appended |
| \`WHEELWAY_CACHE_DIR\` | The folder of \`--cache-dir\` |
| \`UV_DEFAULT_INDEX\`, \`UV_INDEX_URL\`, \`PIP_INDEX_URL\` | The index that \`pypi:\` and \`--previous\` of \`wheelway verify\` ask; the first that is set, unless \`--index\` is given |
| \`LC_ALL\`, \`LC_CTYPE\`, \`LANG\` | Where they name no UTF-8 locale, the output is ASCII |

The values of variables whose names look like those of secrets (\`…_TOKEN\`, \`…_PASSWORD\`, \`…_SECRET\`, \`…_KEY\` and
the like), and passwords in URLs, are masked in everything that is written: as they are, in base64, hex, URL-encoded and
JSON-escaped.

See also: [exit statuses](exit-statuses.md), [findings](findings.md), [errors](errors.md), [events of \`--json\`](events.md).`;

export const cliReference: Generator = {
  path: "docs/reference/cli.md",
  text: async () => {
    const sections = [];
    for (const name of commandNames)
      sections.push(`## wheelway ${name}`, fenced(await help([name, "--help"])));
    const whole = [introduction, "## wheelway", fenced(await help(["--help"])), ...sections].join("\n\n");
    return format(whole, { parser: "markdown", printWidth: 110 });
  },
};

async function help(argv: readonly string[]): Promise<string> {
  const parsed = await parse({ argv, env: {}, stdout: { columns: 80 } });
  if (parsed.kind !== "text") throw new TypeError(`no help of ${argv.join(" ")}`);
  return parsed.text;
}

function fenced(text: string): string {
  return `\`\`\`text\n${text.trimEnd()}\n\`\`\``;
}
