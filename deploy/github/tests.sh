#!/usr/bin/env bash
# Sends the reports of a test run, and asks whether they let a merge through: every failure is quarantined, and the run is
# whole. A report that is missing is a run that crashed.
set -euo pipefail
source "${BASH_SOURCE[0]%/*}/keyhold.sh"

patterns=${KEYHOLD_TESTS:-}
[ -n "$patterns" ] || exit 0
[ "${KEYHOLD_TESTS_MAY_BE_EMPTY:-}" != true ] || [ -n "${KEYHOLD_TESTS_OUTCOME:-}" ] ||
  refused tests 'The input `tests-may-be-empty` wants `tests-outcome`.'
case ${KEYHOLD_TESTS_OUTCOME:-} in
  '' | success | failure) ;;
  cancelled | skipped) conclude tests failed "The step of the tests was $KEYHOLD_TESTS_OUTCOME: nothing ran." && exit 0 ;;
  *) refused tests 'The input `tests-outcome` is none of success, failure, cancelled and skipped.' ;;
esac

# A form is put together here, as what is signed are its bytes. The reports' own names stay out of it: they may hold anything.
boundary=keyhold-$(od -An -v -N16 -tx1 /dev/urandom | tr -d ' \n')
form=$folder/form
fields "$boundary" > "$form"

# Where in the checkout the tests ran: what the input says, else where this runs.
tests_folder() {
  local within=${KEYHOLD_TESTS_FOLDER:-}
  [ -n "$within" ] || within=$(git rev-parse --show-prefix 2> "$folder/git.txt") || within=
  case $within in *$'\n'* | *$'\r'*) refused tests 'The input `tests-folder` is not one line.' ;; esac
  [ -z "$within" ] ||
    printf -- '--%s\r\nContent-Disposition: form-data; name="folder"\r\n\r\n%s\r\n' "$boundary" "$within" >> "$form"
}
tests_folder
count=0
part() { printf -- '--%s\r\nContent-Disposition: form-data; name="report"; filename="%s"\r\n\r\n' "$boundary" "$1" >> "$form"; }

# Patterns are the workflow's own, one a line.
while IFS= read -r pattern; do
  [ -n "${pattern//[[:space:]]/}" ] || continue
  files_of "$pattern" > "$folder/files"
  while IFS= read -r -d '' file; do
    count=$((count + 1))
    part "$(printf '%05d' "$count")"
    printf '%s\0' "$file" >> "$folder/names"
    cat -- "$file" >> "$form"
    printf '\r\n' >> "$form"
  done < "$folder/files"
  if [ ! -s "$folder/files" ]; then
    conclude tests failed "No report is there for the pattern \"$pattern\": the test run crashed, or it writes them elsewhere."
    exit 0
  fi
done <<< "$patterns"
printf -- '--%s--\r\n' "$boundary" >> "$form"

call POST /internal/tests/ingest "$form" "multipart/form-data; boundary=$boundary" || {
  # A report that cannot be read is told by the gate, with its reason.
  ended=$?
  [ "$ended" = 1 ] && [ "$status" = 422 ] || give_up tests "$ended"
  annotate warning "$(trouble)"
}
call POST /internal/tests/gate "$form" "multipart/form-data; boundary=$boundary" || give_up tests "$?"

while IFS= read -r line; do
  annotate warning "$(jq --raw-output .words <<< "$line")" "$(jq --raw-output '.file // ""' <<< "$line")"
done < <(jq --compact-output '
  .failures[:50][] | {file, words: (if .quarantined then "\(.title) failed, and is quarantined."
    else "\(.title) failed (\(.verdict))." end)}' "$answer")

# A report without a test is how a crash looks. Where the workflow says that there may be nothing to run, the step's own
# outcome tells the two apart.
if [ "${KEYHOLD_TESTS_MAY_BE_EMPTY:-}" = true ] && [ "${KEYHOLD_TESTS_OUTCOME:-}" = success ]; then
  jq '.reasons |= map(select(.code != "no_tests")) | if .reasons == [] then .passed = true else . end' "$answer" > "$folder/judged"
  mv "$folder/judged" "$answer"
fi
# Reports are sent by number; here they have their names again.
jq --rawfile names "$folder/names" '
  ($names | split("\u0000")) as $names
  | .reasons[].words |= gsub("\\b(?<number>[0-9]{5})\\b"; $names[(.number | tonumber) - 1] // .number)' "$answer" > "$folder/judged"
mv "$folder/judged" "$answer"

words=$(jq --raw-output 'if .passed then "\(.failureCount) failed, all of them quarantined" else [.reasons[].words] | join(" ") end' "$answer")
[ "$(jq .failureCount "$answer")" != 0 ] || [ "$(jq .passed "$answer")" = false ] || words='no test failed'
if [ "$(jq .passed "$answer")" != true ]; then
  conclude tests failed "$words"
elif [ "${KEYHOLD_TESTS_OUTCOME:-}" = failure ] && [ "$(jq .failureCount "$answer")" = 0 ]; then
  conclude tests failed 'The step of the tests failed, and its reports have no failed test: it crashed.'
else
  conclude tests passed "$words"
fi
