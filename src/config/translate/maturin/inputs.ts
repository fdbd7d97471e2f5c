/** maturin-action's inputs that have no place in Wheelway, and why. */

import { Unknown } from "../ci/expression.ts";
import type { Ledger } from "../setting.ts";
import type { Call } from "./calls.ts";

const reasons: Readonly<Record<string, string>> = {
  container:
    "wheels are built in the image of their policy, natively or emulated; `images` names another one",
  "docker-options": "containers are run by Dagger; variables of a build are set in `build.env`",
  "host-home-mount": "a task sees its inputs and nothing of the machine",
  "rustup-components": "the toolchain has its minimal profile; add a component in `prepare.commands`",
};

const unneeded: Readonly<Record<string, string>> = {
  "maturin-version": "build-system.requires and wheelway.lock say which maturin builds",
  sccache: "results are kept by Wheelway and by the engine",
  token: "nothing is downloaded in its name",
};

const carried = new Set(["args", "command", "target", "manylinux", "rust-toolchain", "before-script-linux"]);

/** Puts them into the ledger. False: the step builds another project, or no wheel. */
export function leaveInputs({ inputs, step }: Call, ledger: Ledger): boolean {
  for (const [name, { setting, value }] of inputs) {
    ledger.found(setting);
    if (value === "") ledger.empty(setting);
    if (value instanceof Unknown)
      ledger.leave([setting], `it depends on ${value.on}, which only a run of the job can tell`);
    else if (unneeded[name] !== undefined) ledger.unneeded([setting], unneeded[name]);
    else if (reasons[name] !== undefined) ledger.leave([setting], reasons[name]);
    else if (name === "working-directory") {
      if (/^\.?\/?$/.test(value)) continue;
      ledger.leave([setting], "it is another project; run `wheelway init` in its folder");
      return false;
    } else if (!carried.has(name))
      ledger.leave([setting], "it is no input of maturin-action that Wheelway knows");
  }
  const command = inputs.get("command");
  if (!command) return true;
  if (command.value === "sdist") ledger.carry([command.setting], "sdist (always made)");
  else if (command.value === "build") ledger.carry([command.setting], "build");
  else if (command.value === "publish") ledger.carry([command.setting], "build");
  else ledger.leave([{ ...command.setting, where: step.where }], "it builds no wheel");
  if (command.value === "publish") ledger.leave([command.setting], "a build publishes nothing");
  return true;
}
