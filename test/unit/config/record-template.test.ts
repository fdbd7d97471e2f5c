/** What is recorded of a release: every value, however hostile, stays what it is in the format of its file. */

import fc from "fast-check";
import { parse as parseToml } from "smol-toml";
import { describe, expect, it } from "vitest";
import { parse as parseYaml } from "yaml";
import {
  fillRecord,
  recordPath,
  templateProblems,
  type RecordValues,
} from "../../../src/config/record-template.ts";

const values: RecordValues = {
  project: "demo",
  version: "1.0",
  tag: "v1.0",
  commit: "c".repeat(40),
  date: "2026-11-21",
  manifest: "d".repeat(64),
  links: { pypi: "https://index.example/demo/1.0/" },
  files: [
    { file: "demo-1.0.tar.gz", size: 5, sha256: "e".repeat(64), urls: { pypi: "https://files.example/x" } },
  ],
  warnings: ["one", "two"],
};
const whole = `{"project": "{project}", "tag": "{tag}", "links": {links}, "files": {files}, "warnings": {warnings}}`;
const asToml = `project = "{project}"\ntag = "{tag}"\nlinks = {links}\nfiles = {files}\nwarnings = {warnings}`;
const shown = ({ project, tag, links, files, warnings }: RecordValues) => ({
  project,
  tag,
  links,
  files,
  warnings,
});
const readers = {
  json: [whole, (text: string): unknown => JSON.parse(text)],
  yaml: [whole, (text: string): unknown => parseYaml(text)],
  toml: [asToml, (text: string): unknown => JSON.parse(JSON.stringify(parseToml(text)))],
} as const;

describe("a record", () => {
  it.for(["json", "yaml", "toml"] as const)("in %s says what was published", (ending) => {
    const [template, read] = readers[ending];
    expect(read(fillRecord(`r.${ending}`, template, values))).toEqual(shown(values));
  });

  it.for(["json", "yaml", "toml"] as const)(
    "in %s keeps every text, and lets none out of its place",
    (ending) => {
      const [template, read] = readers[ending];
      const text = fc.string({ unit: "binary" }).filter((one) => one !== "__proto__");
      fc.assert(
        fc.property(text, text, text, (tag, address, warning) => {
          const hostile = {
            ...values,
            tag,
            links: { [address]: address, pypi: warning },
            warnings: [warning, tag],
          };
          expect(read(fillRecord(`r.${ending}`, template, hostile))).toEqual(shown(hostile));
        }),
        { numRuns: 300, examples: [['"}\\', "\u2028\u0085\u007f", "'''\n\"\"\""]] },
      );
    },
  );

  it("in plain text is lines, and a text of others is one line without controls", () => {
    const template = "{project} {version} of {date}\n\n{links}\n{files}\n{warnings}\n\n";
    expect(fillRecord("NEWS", template, { ...values, warnings: ["a\nb\u001b[2J\u202e c"] })).toBe(
      `demo 1.0 of 2026-11-21\n\npypi: https://index.example/demo/1.0/\n${"e".repeat(64)}  demo-1.0.tar.gz\na b [2J  c\n`,
    );
  });

  it("does not fill what a value brought in, nor what belongs to a shell", () => {
    expect(fillRecord("x.txt", "{tag} ${version}", { ...values, tag: "{version}" })).toBe(
      "{version} ${version}\n",
    );
  });

  it("has the version in its path", () => {
    expect(recordPath("releases/{version}.json", "1.0")).toBe("releases/1.0.json");
  });
});

describe("a template", () => {
  it.for([
    ["r.json", whole],
    ["r.toml", asToml],
    ["r.yml", "version: {version}\nlinks: {links}\n"],
    ["r.txt", "{version} { anything }"],
  ] as const)("of %s can be good", ([path, template]) => {
    expect(templateProblems(path, template)).toEqual([]);
  });

  it.for([
    ["an unknown name", "r.txt", "{versoin}", "no placeholder {versoin}", "did you mean {version}?"],
    ["a text without quotes", "r.json", `{"v": {version}}`, "cannot be read", "between double quotes"],
    ["a value in quotes", "r.json", `{"v": "{links}"}`, "cannot be read", "whole values"],
    ["a value in single quotes", "r.toml", "v = '{warnings}'", "cannot be read", "whole values"],
  ] as const)("with %s is a problem before anything is released", ([, path, template, text, hint]) => {
    const [problem] = templateProblems(path, template);
    expect(problem?.text).toContain(text);
    expect(problem?.hint).toContain(hint);
  });
});
