# wheelway completion for fish
complete -c wheelway -a '(SHELL=fish wheelway --get-yargs-completions (commandline -opc) (commandline -ct) 2>/dev/null)'
