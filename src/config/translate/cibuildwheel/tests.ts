/** cibuildwheel's test options -> `test`: the command, its files, requirements, extras, groups and environment. */

import type { ProjectFacts } from "../../project.ts";
import { normalizeName } from "../../../tags/project-name.ts";
import { purposes } from "../commands.ts";
import type { Draft } from "../draft.ts";
import { carryEnvironment } from "../environment.ts";
import type { Setting } from "../setting.ts";
import { carryRequirements, carryRequirementFile } from "../requirements.ts";
import { testSources, pytestFiles } from "../test-sources.ts";
import type { ProjectView } from "../view.ts";
import type { Item } from "./items.ts";
import type { Options } from "./run.ts";

/** Carries all of them; without a test command cibuildwheel installs nothing, but its settings are carried all the same. */
export function carryTests(draft: Draft, options: Options, view: ProjectView): void {
  const copied = options.get("test-sources") ?? [];
  draft.add(
    ["test", "sources"],
    copied.map(({ value }) => value),
    settingsOf(copied),
  );
  const tests = (options.get("test-command") ?? []).filter(({ value }) => value !== "");
  if (tests.length > 0) {
    const text = tests.map(({ value }) => value).join(" && ");
    const command = carryText(draft, text, settingsOf(tests), view);
    if (copied.length === 0 && /\b(pytest|py\.test)\b/.test(text) && command !== text)
      draft.add(["test", "sources"], pytestFiles(view), settingsOf(tests));
    // cibuildwheel runs the command in the folder that has the copies.
    draft.set(
      ["test", "command"],
      copied.length > 0 ? `cd {sources} && ${command}` : command,
      settingsOf(tests),
    );
  }
  for (const item of options.get("before-test") ?? []) carryBefore(draft, item, view);
  carryRequirements(draft, options.get("test-requires") ?? [], view);
  carryNames(draft, "extras", options.get("test-extras") ?? [], view.facts);
  carryNames(draft, "groups", options.get("test-groups") ?? [], view.facts);
  const environment = (options.get("test-environment") ?? []).map((item) => ({
    ...item,
    name: item.name ?? "",
  }));
  carryEnvironment(draft, environment, { phases: ["test"], tested: true });
}

function settingsOf(items: readonly Item[]): readonly Setting[] {
  return items.map(({ setting }) => setting);
}

/** The command with the copies in the place of the project; the files that it names are copied. */
function carryText(draft: Draft, text: string, settings: readonly Setting[], view: ProjectView): string {
  const { command, sources, whole, outside } = testSources(text, view);
  draft.add(["test", "sources"], sources, settings);
  if (whole) {
    const why =
      "the tests see copies of the files in `test.sources`, not the whole project: add what they read";
    draft.leave(settings, why);
  }
  if (outside.length > 0)
    draft.leave(
      settings,
      `${outside.join(", ")} is outside of the project's folder, and only its files can be copied`,
    );
  return command;
}

function carryBefore(draft: Draft, { value, setting }: Item, view: ProjectView): void {
  for (const { text, purpose } of purposes(value)) {
    switch (purpose.kind) {
      case "nothing":
        break;
      case "pip":
        carryRequirements(
          draft,
          purpose.requirements.map((one) => ({ value: one, setting })),
          view,
        );
        for (const file of purpose.files) carryRequirementFile(draft, file, setting, view);
        break;
      case "packages":
      case "either":
      case "rust":
        draft.leave(
          [setting],
          `"${text}": tests run in the image that \`prepare\` made; add it to \`prepare.packages\``,
        );
        break;
      case "other":
        draft.add(["test", "before"], [carryText(draft, text, [setting], view)], [setting]);
    }
  }
}

/** Names that the project does not define would be an error. */
function carryNames(
  draft: Draft,
  key: "extras" | "groups",
  items: readonly Item[],
  facts: ProjectFacts,
): void {
  const defined = key === "extras" ? facts.extras : facts.dependencyGroups;
  for (const { value, setting } of items) {
    const known = defined?.some((name) => normalizeName(name) === normalizeName(value)) ?? true;
    if (known) draft.add(["test", key], [value], [setting]);
    else draft.leave([setting], `pyproject.toml does not define "${value}"`);
  }
}
