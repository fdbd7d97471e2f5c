/** Metadata texts with the fields that must be refused: the same table for Wheelway and for Python's `packaging`. */

/** `refused`: fields, lower case, in the order of the alphabet; empty where all is well. */
export interface MetadataCase {
  readonly says: string;
  readonly text: string;
  readonly refused: readonly string[];
}

const one = (says: string, lines: readonly string[], ...refused: string[]): MetadataCase => ({
  says,
  text: `${lines.join("\n")}\n`,
  refused,
});

/** A healthy beginning of the newest version that the index takes, and one line more. */
const line = (says: string, added: string, ...refused: string[]) =>
  one(says, ["Metadata-Version: 2.5", "Name: demo", "Version: 1.0", ...added.split("\n")], ...refused);

/** Name and version with another version of the metadata. */
const since = (version: string, added: string, ...refused: string[]) =>
  one(
    `${version} with ${added.slice(0, added.indexOf(":"))}`,
    [`Metadata-Version: ${version}`, "Name: demo", "Version: 1.0", added],
    ...refused,
  );

const whole: readonly MetadataCase[] = [
  one("nothing", [], "metadata-version", "name", "version"),
  one("no name", ["Metadata-Version: 2.1", "Version: 1.0"], "name"),
  one("no version", ["Metadata-Version: 2.1", "Name: demo"], "version"),
  one("no metadata version", ["Name: demo", "Version: 1.0"], "metadata-version"),
  one("names in other cases", ["METADATA-VERSION: 2.1", "name: demo", "vErSiOn: 1.0"]),
  one(
    "headers after a line that is none",
    ["Metadata-Version: 2.1", "Name: demo", "oops", "Version: 1.0"],
    "version",
  ),
  one("a line without a name", ["Metadata-Version: 2.1", ": x", "Name: demo", "Version: 1.0"]),
  one("a continuation line first", [" x", "Metadata-Version: 2.1", "Name: demo", "Version: 1.0"]),
  one(
    "spaces at the end of the metadata version",
    ["Metadata-Version: 2.1 ", "Name: demo", "Version: 1.0"],
    "metadata-version",
  ),
  one("lines of Windows", ["Metadata-Version: 2.1\r", "Name: demo\r", "Version: 1.0\r", "\r", "Text\r"]),
];

const versions: readonly MetadataCase[] = [
  ...["1.0", "1.1", "1.2", "2.1", "2.2", "2.3", "2.4", "2.5", "2.6"].map((version) =>
    since(version, "Summary: A demo"),
  ),
  since("2.0", "Summary: A demo", "metadata-version"),
  since("3.0", "Summary: A demo", "metadata-version"),
  since("1.0", "Classifier: Typing :: Typed", "classifier"),
  since("1.1", "Requires-Dist: idna", "requires-dist"),
  since("1.2", "Provides-Extra: x", "provides-extra"),
  since("2.1", "Dynamic: Summary", "dynamic"),
  since("2.3", "License-Expression: MIT", "license-expression"),
  since("2.4", "Import-Name: demo", "import-name"),
];

const fields: readonly MetadataCase[] = [
  line("an unknown field", "Colour: blue", "colour"),
  line("License-Files with an s", "License-Files: LICENSE", "license-files"),
  line("two summaries", "Summary: a\nSummary: b", "summary"),
  line("two lists of keywords", "Keywords: a\nKeywords: b", "keywords"),
  line("many platforms", "Platform: a\nPlatform: b"),
  line("a summary of two lines", "Summary: a\n  b", "summary"),
  line("a summary with a line separator", "Summary: a\u2028b", "summary"),
  line("a description in both places", "Description: a\n\nb", "description"),
  line("a name with a space", "Name: de mo", "name"),
  line("a label twice", "Project-URL: Home, https://a.b\nProject-URL: Home, https://c.d", "project-url"),
  line("a label without address", "Project-URL: Home"),
  line("a dynamic version", "Dynamic: Version", "dynamic"),
  line("a dynamic field in lower case", "Dynamic: requires-dist"),
  line("an unknown dynamic field", "Dynamic: colour", "dynamic"),
  line("an extra that is no name", "Provides-Extra: -x", "provides-extra"),
  line("an extra that is not normalised", "Provides-Extra: X_y"),
];

const typed: readonly MetadataCase[] = [
  line("Markdown", "Description-Content-Type: text/markdown; charset=UTF-8; variant=GFM"),
  line("Markdown in capitals", "Description-Content-Type: Text/Markdown"),
  line("HTML", "Description-Content-Type: text/html", "description-content-type"),
  line("an empty type", "Description-Content-Type:", "description-content-type"),
  line("Latin-1", "Description-Content-Type: text/plain; charset=latin-1", "description-content-type"),
  line(
    "an unknown Markdown",
    "Description-Content-Type: text/markdown; variant=gfm",
    "description-content-type",
  ),
  line(
    "a parameter twice",
    "Description-Content-Type: text/plain; charset=utf-8; charset=utf-8",
    "description-content-type",
  ),
  line("MIT in lower case", "License-Expression: mit"),
  line(
    "a compound licence",
    "License-Expression: MIT OR (Apache-2.0 AND GPL-2.0-only WITH Classpath-exception-2.0)",
  ),
  line("a licence of one's own", "License-Expression: LicenseRef-Demo.1"),
  line("a licence that is none", "License-Expression: BSD", "license-expression"),
  line("a licence in words", "License-Expression: Apache License 2.0", "license-expression"),
  line("an operator at the end", "License-Expression: MIT OR", "license-expression"),
  line("an exception that is none", "License-Expression: MIT WITH love", "license-expression"),
  line("an open bracket", "License-Expression: (MIT", "license-expression"),
  line("a licence file outside", "License-File: ../LICENSE", "license-file"),
  line("a licence file by a pattern", "License-File: LICEN[CS]E*", "license-file"),
  line("a licence file with a backslash", "License-File: a\\LICENSE", "license-file"),
  line("a licence file in a folder", "License-File: licenses/MIT.txt"),
  line("an import name", "Import-Name: zope.interface ; private"),
  line("no import name", "Import-Name:"),
  line("an import name that is a keyword", "Import-Name: demo.class", "import-name"),
  line("a public import name", "Import-Name: demo; public", "import-name"),
  line("an empty namespace", "Import-Namespace:", "import-namespace"),
];

const specifiers: readonly MetadataCase[] = [
  ...[">=3.9", ">=3.9,<4", "!=3.9.*,>=3.8", "~=3.9", "==3.*", "", ">=3.9,", ">= 3.9 , <4"].map((text) =>
    line(`Python ${text || "(empty)"}`, `Requires-Python: ${text}`),
  ),
  ...["3.9", "=>3.9", ">=3.9.*", "~=3", "^3.9", "(>=3.9)", ">=3.9 <4", ">=3.9+x"].map((text) =>
    line(`Python ${text}`, `Requires-Python: ${text}`, "requires-python"),
  ),
  ...["1!2.0", "1.0.post1", "1.0-RC.1", "v1.0", "1.0+abc.1"].map((text) =>
    one(`version ${text}`, ["Metadata-Version: 2.1", "Name: demo", `Version: ${text}`]),
  ),
  ...["1.0-final", "1.0+", "unknown", "1_0"].map((text) =>
    one(`version ${text}`, ["Metadata-Version: 2.1", "Name: demo", `Version: ${text}`], "version"),
  ),
];

const requirements: readonly MetadataCase[] = [
  ...[
    "idna",
    "idna>=3,<4",
    "idna (>=3)",
    "idna[a,b] ~= 3.1 ; python_version < '3.12' and (extra == \"x\" or os_name != 'nt')",
    "idna @ https://example.org/idna.whl ; sys_platform == 'win32'",
    "idna ; 'linux' in sys_platform",
    "idna ; platform_machine not in 'x86_64 arm64'",
    "idna[]",
    "idna===3.x",
  ].map((text) => line(text, `Requires-Dist: ${text}`)),
  ...[
    "",
    "-idna",
    "idna 3",
    "idna>=3 <4",
    "idna>=3.*",
    "idna[a",
    "idna[a b]",
    "idna @",
    "idna;",
    "idna; colour == 'blue'",
    "idna; python_version <",
    "idna; (os_name == 'nt'",
    "idna; python_version < 3.12",
    "idna; os_name == 'nt' and",
  ].map((text) => line(text || "an empty requirement", `Requires-Dist: ${text}`, "requires-dist")),
];

export const metadataCases: readonly MetadataCase[] = [
  ...whole,
  ...versions,
  ...fields,
  ...typed,
  ...specifiers,
  ...requirements,
];
