/** YAML as people write it: no folded lines, the release of a pinned action beside its commit. */

import { Document, isCollection, Scalar, stringify, visit, type Node } from "yaml";
import type { Pin } from "./actions.ts";

/** @param version of YAML that the CI's reader knows: in 1.1 `on`, `yes` and `no` are booleans, so that they are quoted */
export function yamlText(document: object, version: "1.1" | "1.2" = "1.1"): string {
  return stringify(document, {
    lineWidth: 0,
    // The same object twice is written twice: not every CI reads anchors.
    aliasDuplicateObjects: false,
    version,
  });
}

/** The same with each short mapping on one line, for systems whose files would be long otherwise. */
export function compactYaml(document: object): string {
  const tree = new Document(document, { aliasDuplicateObjects: false, version: "1.1" });
  visit(tree, {
    Map(_, node) {
      const size = JSON.stringify(node.toJSON()).length;
      node.flow = size <= longestLine && node.items.every(({ value }) => !isCollection(value));
    },
  });
  return tree.toString({ lineWidth: 0 });
}

/** Characters as JSON. */
const longestLine = 72;

/** On one line: `{ a: 1, b: 2 }`. */
export function inline(value: object): Node {
  return new Document().createNode(value, { flow: true });
}

export function pinned({ uses, release }: Pin): Scalar<string> {
  const scalar = new Scalar(uses);
  scalar.comment = ` ${release}`;
  return scalar;
}

/** A blank line before each of these top-level entries, and between the entries of `jobs`, so that a person finds them. */
export function spaced(text: string, entries: readonly string[], jobs?: string): string {
  const known = new Set(entries);
  let inside = false;
  let first = false;
  return text
    .split("\n")
    .map((line, index) => {
      const [, top] = /^([^\s#][^:]*):/.exec(line) ?? [];
      if (top !== undefined) {
        inside = first = top === jobs;
        return known.has(top) && index > 0 ? `\n${line}` : line;
      }
      const entry = inside && /^ {2}\S[^:]*:$/.test(line);
      if (!entry) return line;
      const begins = first;
      first = false;
      return begins ? line : `\n${line}`;
    })
    .join("\n");
}
