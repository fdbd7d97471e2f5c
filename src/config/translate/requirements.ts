/** Requirements of tests: as they are, or as the files name them that `pip install -r` reads. */

import type { Draft } from "./draft.ts";
import type { Setting } from "./setting.ts";
import { projectPath, type ProjectView } from "./view.ts";

interface Requirement {
  readonly value: string;
  readonly setting: Setting;
}

const path: ["test", "requires"] = ["test", "requires"];
const isPath = /^(\.{0,2}\/|\.$|\.\[|file:|[A-Za-z]:\\|\{(project|package)\})/;

/** Carries requirements (PEP 508); paths of other projects in the same checkout cannot be installed beside a wheel. */
export function carryRequirements(
  draft: Draft,
  requirements: readonly Requirement[],
  view: ProjectView,
): void {
  for (let index = 0; index < requirements.length; index++) {
    const { value, setting } = requirements[index] as Requirement;
    const file = /^(?:-r|--requirement)(?:=|$)(.*)/s.exec(value);
    if (file)
      carryRequirementFile(
        draft,
        file[1] === "" ? (requirements[++index]?.value ?? "") : (file[1] ?? ""),
        setting,
        view,
      );
    else if (value.startsWith("-"))
      draft.leave([setting], `"${value}" is an option of pip; requirements are installed by uv`);
    else if (isPath.test(value)) {
      const self = /^(\.|\.\/|\{project\}|\{package\})(\[|$)/.test(value);
      const why = self
        ? "the wheel itself is installed; extras are set by `test.extras`"
        : "tests install the wheel and requirements from the index, no other folder";
      draft.leave([setting], `"${value}": ${why}`);
    } else draft.add(path, [value], [setting]);
  }
}

/** The file's lines become requirements, so that they stand in one place. */
export function carryRequirementFile(draft: Draft, file: string, setting: Setting, view: ProjectView): void {
  const inside = projectPath(view, file);
  const text = inside === undefined ? undefined : view.texts.get(view.prefix + inside);
  if (text === undefined) {
    draft.leave([setting], `the requirements of ${file} could not be read; list them in \`test.requires\``);
    return;
  }
  for (const written of text.replace(/\\\r?\n/g, " ").split(/\r?\n/)) {
    const line = written.replace(/(^|\s)#.*$/, "").trim();
    if (line === "") continue;
    const nested = /^(?:-r|--requirement)[= ]?\s*(.+)$/.exec(line)?.[1];
    const folder = file.includes("/") ? file.slice(0, file.lastIndexOf("/") + 1) : "";
    if (nested !== undefined && nested !== file) carryRequirementFile(draft, folder + nested, setting, view);
    else if (line.startsWith("-") || isPath.test(line))
      draft.leave([setting], `"${line}" of ${file} is no requirement`);
    else draft.add(path, [line.replace(/\s+--hash=.*$/, "")], [setting]);
  }
}
