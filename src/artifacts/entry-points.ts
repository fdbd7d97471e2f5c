/** entry_points.txt of a wheel ("Entry points specification"), read as Python's configparser reads it with "=" as the only delimiter. */

export interface EntryPoints {
  /** Group -> name -> what it points to, in the order of the file. */
  readonly groups: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** Why a strict reader stops, one sentence each, at most one a line; empty where it does not. */
  readonly problems: readonly string[];
}

const mostProblems = 20;

export function parseEntryPoints(text: string): EntryPoints {
  const groups = new Map<string, Map<string, string>>();
  const problems: string[] = [];
  const tell = (line: number, what: string) => {
    if (problems.length < mostProblems) problems.push(`line ${line} ${what}`);
  };
  let group: Map<string, string> | undefined;
  let last: { readonly name: string; readonly indent: number } | undefined;
  for (const [index, raw] of text.split(/\r\n|\n|\r/).entries()) {
    const line = raw.trim();
    if (line === "" || line.startsWith("#") || line.startsWith(";")) continue;
    const indent = raw.length - raw.trimStart().length;
    if (group && last && indent > last.indent) {
      group.set(last.name, `${group.get(last.name) ?? ""}\n${line}`);
      continue;
    }
    last = undefined;
    const header = /^\[(.+)\]/.exec(line)?.[1];
    const equals = line.indexOf("=");
    if (header !== undefined) {
      if (groups.has(header)) tell(index + 1, "begins a group that is there already");
      group = groups.get(header) ?? new Map<string, string>();
      groups.set(header, group);
    } else if (!group) tell(index + 1, "stands before the first group");
    else if (equals <= 0) tell(index + 1, 'is no "name = object"');
    else {
      const name = line.slice(0, equals).trimEnd();
      if (group.has(name)) tell(index + 1, "names an entry that is there already");
      group.set(name, line.slice(equals + 1).trimStart());
      last = { name, indent };
    }
  }
  return { groups, problems };
}

/** A script becomes a file of that name: the index takes letters, digits and `_ . -` only. */
export function isScriptName(name: string): boolean {
  return /^[\p{L}\p{N}_.-]+$/u.test(name) && name !== "." && name !== "..";
}
