#!/usr/bin/env bash
# Sends what the pull request changes: facts, and no score. Git counts, by its own raw listing.
set -euo pipefail
source "${BASH_SOURCE[0]%/*}/keyhold.sh"

[ "${KEYHOLD_PULL_REQUEST:-}" = true ] || exit 0
if [ -z "$(known prNumber)" ]; then
  annotate notice 'This run belongs to no pull request: no facts are sent.'
  exit 0
fi

event=${GITHUB_EVENT_PATH:-}
[ -n "$event" ] && [ -s "$event" ] || event=$folder/event.json

# Counts by git what the pull request changes: facts.json.
count() {
  need_checkout pull-request

  tip=$(commit_of "$(known commit)")
  [ -n "$tip" ] || tip=$(commit_of HEAD)
  base=$(commit_of "$(known baseCommit)")
  [ -n "$base" ] || base=$(commit_of "refs/remotes/origin/$(known base)")
  [ -n "$tip" ] && [ -n "$base" ] || too_shallow pull-request 'This checkout has not both ends of the pull request.'
  parting=$(git merge-base "$base" "$tip") || too_shallow pull-request 'This checkout ends before the branches part.'

  plainly=(--find-renames -l0 --no-ext-diff --no-textconv --no-relative --ignore-submodules=none --submodule=short --no-color)
  git diff --raw --numstat -z "${plainly[@]}" "$parting" "$tip" -- > "$folder/listing"
  git diff --name-only -z "${plainly[@]}" "$parting" "$tip" -- > "$folder/names"
  git check-attr -z --stdin linguist-generated < "$folder/names" > "$folder/attributes"

  # Who owns what is read at the base: a change does not choose who must look at it.
  printf null > "$folder/codeowners.json"
  for path in .github/CODEOWNERS CODEOWNERS docs/CODEOWNERS; do
    if git cat-file blob "$parting:$path" > "$folder/codeowners" 2> "$folder/git.txt"; then
      jq --null-input --rawfile text "$folder/codeowners" '$text[:200000]' > "$folder/codeowners.json"
      break
    fi
  done

  jq --null-input --compact-output --from-file "${BASH_SOURCE[0]%/*}/facts.jq" \
    --rawfile listing "$folder/listing" --rawfile attributes "$folder/attributes" \
    --slurpfile codeowners "$folder/codeowners.json" --arg base "$parting" --arg now "$(now)" \
    --slurpfile runs "$folder/run.json" --slurpfile events "$event" > "$folder/facts.json"
}

if [ "$(jq --raw-output '.action // ""' "$event")" = closed ]; then
  # Its branch may be gone, and what it changed was sent before: that it ended the event itself says.
  jq --compact-output --arg repository "$(known repository)" '.repository.full_name = $repository' "$event" > "$folder/closed.json"
  call POST /internal/pr-intel/ingest "$folder/closed.json" application/json pull_request || give_up pull-request "$?"
else
  count
  call POST /internal/pr-intel/ingest "$folder/facts.json" || give_up pull-request "$?"
fi
put_output probability "$(jq --raw-output '.risk.probability // empty' "$answer")"
words=$(jq --raw-output '.check.title // "taken"' "$answer")
# Neutral unless the repository's policy, which stands at Keyhold, says what blocks.
case $(jq --raw-output '.check.conclusion // "neutral"' "$answer") in
  failure | action_required) conclude pull-request failed "$words" ;;
  *) conclude pull-request passed "$words" ;;
esac
