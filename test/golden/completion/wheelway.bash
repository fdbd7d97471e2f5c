# wheelway completion for bash
_wheelway() {
  local word="${COMP_WORDS[COMP_CWORD]}"
  local answers
  answers="$(SHELL=bash wheelway --get-yargs-completions "${COMP_WORDS[@]}" 2>/dev/null)"
  mapfile -t COMPREPLY < <(compgen -W "$answers" -- "$word")
}
complete -o bashdefault -o default -F _wheelway wheelway
