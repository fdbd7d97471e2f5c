#compdef wheelway
# wheelway completion for zsh
_wheelway() {
  local -a answers
  answers=("${(@f)$(SHELL=zsh wheelway --get-yargs-completions "${words[@]}" 2>/dev/null)}")
  if [[ -n "${answers[1]}" ]]; then _describe 'wheelway' answers; else _default; fi
}
if [[ "${zsh_eval_context[-1]}" == "loadautofunc" ]]; then
  _wheelway "$@"
else
  compdef _wheelway wheelway
fi
