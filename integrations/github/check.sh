#!/usr/bin/env bash
# The step of action.yml: runs `plimsoll check` with the inputs of the action, shows the answer in the
# log and in the step's summary, writes SARIF and JUnit where asked, and ends as the check ended.
#
# Inputs come in the environment as INPUT_NAME; each is given to the program as one argument, so that
# nothing in them is a command. What is printed stands between marks, since text of a register could
# look like a command to the runner.
set -uo pipefail

die() {
    echo "plimsoll: $1" >&2
    exit 2
}

# What an earlier step left in the environment names neither the register, nor the day, nor a person.
unset PLIMSOLL_REGISTER PLIMSOLL_AS_OF PLIMSOLL_BY

plimsoll=${PLIMSOLL:-plimsoll}
command -v "$plimsoll" >/dev/null || die "the program is not installed: the action's first step builds it"

# One day for all of it, also where midnight passes in between. It is an output: nothing else may be in it.
as_of=${INPUT_AS_OF:-$(date -u +%F)}
[[ $as_of =~ ^[0-9]{4}-[0-9]{2}-[0-9]{2}$ ]] || die "as-of is not a day written as YYYY-MM-DD"
what=(check "--as-of=$as_of")
[ -n "${INPUT_REGISTER:-}" ] && what+=("--register=$INPUT_REGISTER")
[ -n "${INPUT_USE:-}" ] && what+=("--use=$INPUT_USE")
[ -n "${INPUT_CONTEXT:-}" ] && what+=("--context=$INPUT_CONTEXT")
[ -n "${INPUT_CLIENT_VERSION:-}" ] && what+=("--client-version=$INPUT_CLIENT_VERSION")
[ -n "${INPUT_EDITION:-}" ] && what+=("--edition=$INPUT_EDITION")
[ -n "${INPUT_TEAM:-}" ] && what+=("--team=$INPUT_TEAM")
[ -n "${INPUT_FAIL_ON:-}" ] && what+=("--fail-on=$INPUT_FAIL_ON")
if [ -n "${INPUT_TOOL:-}" ] && [ -z "${INPUT_LIST:-}" ]; then
    asked=(-- "$INPUT_TOOL")
elif [ -n "${INPUT_LIST:-}" ] && [ -z "${INPUT_TOOL:-}" ]; then
    asked=()
    # A file a line.
    while IFS= read -r file; do
        [ -n "$file" ] && asked+=("--list=$file")
    done <<<"$INPUT_LIST"
else
    die "give either tool or list"
fi

mark="plimsoll-$RANDOM$RANDOM$RANDOM"
echo "::stop-commands::$mark"
"$plimsoll" "${what[@]}" "${asked[@]}"
code=$?
echo "::$mark::"

# The answer is the same for every format; only the first decides.
if [ -n "${GITHUB_STEP_SUMMARY:-}" ]; then
    "$plimsoll" "${what[@]}" --format=markdown "${asked[@]}" >>"$GITHUB_STEP_SUMMARY" 2>/dev/null
fi
for format in sarif junit; do
    # What lies there from an earlier run is not the answer of this one.
    name="INPUT_${format^^}"
    file=${!name:-}
    [ -z "$file" ] && continue
    rm -f -- "$file" || die "$file is there already and cannot be removed"
    "$plimsoll" "${what[@]}" "--format=$format" "--output=$file" "${asked[@]}" 2>/dev/null
    [ "$?" = "$code" ] || die "$file says something else than the answer above"
    [ -s "$file" ] || die "$file could not be written"
done
if [ -n "${GITHUB_OUTPUT:-}" ]; then
    [ "$code" = 0 ] && allowed=true || allowed=false
    printf 'exit=%s\nallowed=%s\nas-of=%s\n' "$code" "$allowed" "$as_of" >>"$GITHUB_OUTPUT"
fi
exit "$code"
