/** `wheelway completion`: the script that makes a shell complete commands and options. */

import type { CommandModule } from "yargs";
import { exitStatus } from "../errors.ts";
import type { Choose } from "./command.ts";
import type { Door } from "./door.ts";
import { helpEnd } from "./help-end.ts";
import { commonDefaults } from "./options.ts";

const shells = ["bash", "zsh", "fish"] as const;
type Shell = (typeof shells)[number];

interface CompletionArguments {
  readonly shell: Shell | undefined;
}

export function completionCommand(
  choose: Choose,
  door: Pick<Door, "env">,
): CommandModule<object, CompletionArguments> {
  return {
    command: "completion [shell]",
    describe: "Print the completion script of your shell",
    builder: (yargs) =>
      yargs
        .positional("shell", { choices: shells, describe: "Which shell; without it the one of SHELL" })
        .epilogue(
          helpEnd(
            [
              ["wheelway completion bash >> ~/.bashrc", "Every new bash completes"],
              ["wheelway completion zsh >> ~/.zshrc", "Every new zsh completes"],
              ["wheelway completion fish | source", "This fish completes"],
            ],
            ["ok", "usage"],
          ),
        ),
    handler: ({ shell }) =>
      choose({
        options: commonDefaults,
        run: ({ out }) => {
          out.write(scripts[shell ?? shellOf(door.env["SHELL"])]);
          return Promise.resolve(exitStatus.ok);
        },
      }),
  };
}

function shellOf(path = ""): Shell {
  return shells.find((shell) => path.endsWith(shell)) ?? "bash";
}

/** SHELL tells yargs in which form to answer: names alone, or with their descriptions. */
const scripts: Readonly<Record<Shell, string>> = {
  bash: `# wheelway completion for bash
_wheelway() {
  local word="\${COMP_WORDS[COMP_CWORD]}"
  local answers
  answers="$(SHELL=bash wheelway --get-yargs-completions "\${COMP_WORDS[@]}" 2>/dev/null)"
  mapfile -t COMPREPLY < <(compgen -W "$answers" -- "$word")
}
complete -o bashdefault -o default -F _wheelway wheelway
`,
  zsh: `#compdef wheelway
# wheelway completion for zsh
_wheelway() {
  local -a answers
  answers=("\${(@f)$(SHELL=zsh wheelway --get-yargs-completions "\${words[@]}" 2>/dev/null)}")
  if [[ -n "\${answers[1]}" ]]; then _describe 'wheelway' answers; else _default; fi
}
if [[ "\${zsh_eval_context[-1]}" == "loadautofunc" ]]; then
  _wheelway "$@"
else
  compdef _wheelway wheelway
fi
`,
  fish: `# wheelway completion for fish
complete -c wheelway -a '(SHELL=fish wheelway --get-yargs-completions (commandline -opc) (commandline -ct) 2>/dev/null)'
`,
};
