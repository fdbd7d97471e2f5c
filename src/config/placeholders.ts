/** The placeholders that commands of the configuration may hold; the recipes give them their values. */

export const placeholders: Readonly<Record<string, string>> = {
  project: "the project's folder (a copy); for wheels, the unpacked sdist",
  package: "the project's normalised name",
  sources: "the folder that `test.sources` were copied to",
  wheel: "the wheel: the file that is repaired or tested",
  fetched: "the folder that `prepare.fetch` was downloaded and unpacked into",
  prefix: "the folder that `prepare.commands` install into; builds find headers and libraries there",
  python: "the target's interpreter, in its environment",
  work: "the task's own empty folder",
  out: "the folder for what the command makes",
  jobs: "how many jobs the command may start at once",
};

export const placeholderNames = Object.keys(placeholders);

/** `{name}`, but not `${name}`, which belongs to the shell. */
const pattern = /(?<!\$)\{([A-Za-z][\w-]*)\}/g;

/** The names in braces that are no placeholder. */
export function unknownPlaceholders(text: string): readonly string[] {
  return [...text.matchAll(pattern)]
    .map(([, name]) => name ?? "")
    .filter((name) => !placeholderNames.includes(name));
}
