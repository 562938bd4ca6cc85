"""Every command's help as a completion for bash."""

TEMPLATE = """# bash completion for cablestream, made from its --help.
_cablestream() {
  local -A words=(
%(words)s
  )
  local -A values=(
%(values)s
  )
  local current=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}
  local command=cablestream word
  for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    [[ -z $word || -z ${words["$command $word"]-} ]] || command+=" $word"
  done
  local value=${values["$command $before"]-${values["$before"]-}}
  COMPREPLY=()
  case $value in
    '') mapfile -t COMPREPLY < <(compgen -W "${words["$command"]}" -- "$current") ;;
    DIR) mapfile -t COMPREPLY < <(compgen -d -- "$current") ;;
    ANY) ;;  # -o default names files
    *) mapfile -t COMPREPLY < <(compgen -W "$value" -- "$current") ;;
  esac
}
complete -o default -F _cablestream cablestream
"""


def completion(helps):
    words, values = [], {}
    for found in helps:
        path = " ".join(found.path)
        commands = [entry.name for entry in found.entries("Subcommands")]
        flags = [flag for entry in found.options for flag in entry.flags]
        words.append(f'    ["{path}"]="{" ".join(commands + flags)}"')
        # One flag may mean different things to different commands, but for the configuration's.
        for prefix, section in ((f"{path} ", "Options"), ("", "Configuration")):
            values.update((prefix + flag, _kind(flag, entry.value))
                          for entry in found.entries(section) if entry.value
                          for flag in entry.flags)
    return TEMPLATE % {"words": "\n".join(words),
                       "values": "\n".join(f'    ["{flag}"]="{kind}"'
                                           for flag, kind in values.items())}


def _kind(flag, value):
    """DIR, ANY, or the words to choose from."""
    if flag.endswith("-dir"):
        return "DIR"
    if "|" in value or value.islower():
        return value.replace("|", " ")
    return "ANY"
