/** The hand-written parts of the reference of the configuration. */

import type { Interpreter } from "../../src/tags/interpreter.ts";

export const introduction = `# Configuration

<!-- Generated from src/config/schema*.ts by \`npm run generate\`. Do not edit. -->

The configuration stands in \`[tool.wheelway]\` of \`pyproject.toml\`, or, with the same keys at the top level, in
\`wheelway.toml\` beside it; not in both. A project without any is built for the Pythons of its \`requires-python\` and
classifiers, on the platforms that the machine can make.

A **command** is a string, run by the environment's shell, or a list of strings, run as argv without a shell. A
**target** is one wheel to make, named as its tags: \`cp312-manylinux_2_28_aarch64\`. **Globs** are matched against
whole names: \`pp311-*\`, \`*-musllinux_*\`, \`cp31{1,2}-*_aarch64\`. A glob that matches no target is an error. A
**duration** is a number of minutes, or a string such as \`"90s"\`, \`"60m"\` or \`"2h"\`.

Every problem of a configuration is shown at once, with file, line and what was expected. For completion in an editor,
begin \`wheelway.toml\` with \`#:schema ./node_modules/wheelway/schema/wheelway.schema.json\`.

\`\`\`toml
[tool.wheelway]
python = ["cp311", "cp312", "cp313", "pp311"]
platforms = ["manylinux_2_28_x86_64", "manylinux_2_28_aarch64", "musllinux_1_2_x86_64"]
skip = ["pp311-musllinux_*"]

[tool.wheelway.build]
env = { CFLAGS = "-O2" }

[tool.wheelway.test]
requires = ["pytest"]
sources = ["tests/"]
command = "python -m pytest {sources}/tests"

[[tool.wheelway.test.smoke]]
name = "extension loads"
python = "import mypackage._native"

[[tool.wheelway.override]]
select = "pp311-manylinux_*_aarch64"
platform = "manylinux_2_36_aarch64"
optional = true
build."env+" = { CFFI_TMPDIR = "{work}" }
\`\`\``;

export const overrideText = `Other values for some targets. An override may hold the tables \`prepare\`, \`build\`, \`repair\`, \`images\` and \`test\`;
what is decided once for the project (\`python\`, \`skip\`, \`sdist\` …) cannot be overridden. Overrides are applied in the
order of the file, so the last that sets a key wins.

\`key\` replaces the value. For lists and for tables of strings, \`"+key"\` prepends and \`"key+"\` appends (TOML wants
quotes around such keys). In a table the later entry wins: \`"env+"\` replaces variables that are there, \`"+env"\` only adds
those that are not.

With \`platform\`, the target's name becomes that of the new platform, because it names the wheel that comes out.
Globs, in the configuration and in \`--only\`, match the new name and the one that was asked for; which targets get
the new platform is decided by the asked name alone. Where both are asked for, the target is built once.`;

/** Which Pythons and platforms may be named. */
export function namesText(byDefault: readonly Interpreter[], known: readonly Interpreter[]): string {
  const listed = (interpreters: readonly Interpreter[]) =>
    interpreters.map(({ name }) => `\`${name}\``).join(", ");
  return `Pythons: ${listed(byDefault)}; and, built only where \`python\` or \`--only\` names them,
${listed(known.filter((interpreter) => !byDefault.includes(interpreter)))}.

Platforms: \`manylinux_X_Y_ARCH\` (and the older \`manylinux1\`, \`manylinux2010\`, \`manylinux2014\`), \`musllinux_X_Y_ARCH\`, \`linux_ARCH\`,
\`macosx_X_Y_ARCH\`, \`win32\`, \`win_amd64\`, \`win_arm64\`. The version is the newest policy that a wheel may come out with.`;
}
