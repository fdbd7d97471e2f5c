/** What a project's build needs, as its own pyproject.toml says. */

import { parse } from "smol-toml";

/** `requires` of `[build-system]` (PEP 518); empty where there is none. */
export function buildRequires(pyproject: string): string[] {
  try {
    const table = parse(pyproject)["build-system"] as { readonly requires?: unknown } | undefined;
    return Array.isArray(table?.requires) ? table.requires.map(String) : [];
  } catch {
    // A broken pyproject.toml fails the build itself.
    return [];
  }
}
