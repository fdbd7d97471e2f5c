/** HTML as a browser would read it: its elements, their attributes and its text. */

import { parse, type DefaultTreeAdapterTypes } from "parse5";

export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** Its text and that of all in it. */
  readonly text: string;
}

type Node = DefaultTreeAdapterTypes.Node;

/** @param strict collects the parse errors; a page of ours has none */
export function elementsOf(html: string, strict?: (error: string) => void): Element[] {
  const document = parse(html, strict ? { onParseError: ({ code }) => strict(code) } : {});
  return walk(document).flatMap((node) =>
    "attrs" in node
      ? [
          {
            name: node.tagName,
            attributes: Object.fromEntries(node.attrs.map(({ name, value }) => [name, value])),
            text: textIn(node),
          },
        ]
      : [],
  );
}

export function textOf(html: string): string {
  return textIn(parse(html));
}

function walk(node: Node): Node[] {
  return [node, ...("childNodes" in node ? node.childNodes.flatMap(walk) : [])];
}

function textIn(node: Node): string {
  return walk(node)
    .map((one) => (one.nodeName === "#text" && "value" in one ? one.value : ""))
    .join("");
}
