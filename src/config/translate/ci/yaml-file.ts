/** A YAML file as plain data, with the line of each value; the parser is loaded only when there is such a file. */

export interface YamlFile {
  readonly data: unknown;
  /** Line of the value at a path, or of the nearest value around it; the first line is 1. */
  readonly lineOf: (path: readonly (string | number)[]) => number;
  /** The comment at the end of a value's line, without `#`. */
  readonly commentOf: (path: readonly (string | number)[]) => string | undefined;
}

/** A string says why the text is no YAML. */
export async function readYaml(text: string): Promise<YamlFile | string> {
  const { isNode, LineCounter, parseDocument } = await import("yaml");
  const lines = new LineCounter();
  // `merge` for the `<<` of GitLab and CircleCI files; unique keys are not for us to insist on.
  const document = parseDocument(text, {
    lineCounter: lines,
    merge: true,
    uniqueKeys: false,
    logLevel: "silent",
  });
  const [problem] = document.errors;
  if (problem) return problem.message.split("\n")[0] ?? "";
  const nodeAt = (path: readonly (string | number)[]) => {
    for (let length = path.length; length >= 0; length--) {
      const node: unknown = document.getIn(path.slice(0, length), true);
      if (isNode(node) && node.range) return { node, start: node.range[0], exact: length === path.length };
    }
    return undefined;
  };
  return {
    data: document.toJS({ maxAliasCount: 1000 }) as unknown,
    lineOf: (path) => lines.linePos(nodeAt(path)?.start ?? 0).line,
    commentOf: (path) => {
      const found = nodeAt(path);
      return found?.exact === true ? (found.node.comment ?? undefined) : undefined;
    },
  };
}
