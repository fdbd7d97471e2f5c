/** Reads `.pypirc`: sections of Python's configparser, of which upload tools know `username`, `password` and `repository`. */

export interface PypircEntry {
  /** Section name: "pypi", "testpypi", or the user's own. */
  readonly name: string;
  readonly repository: string | undefined;
  readonly username: string | undefined;
  readonly password: string | undefined;
}

/** Every section but `[distutils]`. Lines that are nothing are passed over, as configparser's users expect of a credential file. */
export function parsePypirc(text: string): readonly PypircEntry[] {
  const sections = new Map<string, Map<string, string>>();
  let section: Map<string, string> | undefined;
  for (const line of text.split(/\r?\n/)) {
    if (/^\s*[#;]/.test(line)) continue;
    const head = /^\[([^\]]+)\]\s*$/.exec(line)?.[1];
    if (head !== undefined) {
      section = sections.get(head) ?? new Map<string, string>();
      sections.set(head, section);
      continue;
    }
    const pair = /^([^\s=:][^=:]*?)\s*[=:]\s*(.*?)\s*$/.exec(line);
    if (pair?.[1] !== undefined) section?.set(pair[1].toLowerCase(), pair[2] ?? "");
  }
  sections.delete("distutils");
  return [...sections].map(([name, values]) => ({
    name,
    repository: values.get("repository"),
    username: values.get("username"),
    password: values.get("password"),
  }));
}
