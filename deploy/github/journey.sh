#!/usr/bin/env bash
# Runs journeys and waits for them: the check passes only when each passed. What could not run tells nothing of the target,
# and lets nothing pass.
set -euo pipefail
source "${BASH_SOURCE[0]%/*}/keyhold.sh"

wanted=${KEYHOLD_JOURNEY:-}
[ -n "$wanted" ] || exit 0
[ -n "${KEYHOLD_KEY:-}" ] || refused journey 'A journey wants the input `key`, with the scope journey:run.'
most=${KEYHOLD_JOURNEY_SECONDS:-300}
case $most in '' | *[!0-9]*) refused journey 'The input `journey-seconds` is no number.' ;; esac

# What is run: one request each, with the commit and pull request that it is linked to.
jq --compact-output --arg wanted "$wanted" --argjson most "$most" '
  with_entries(select(.key | IN("repository", "commit", "branch", "prNumber", "ciRunId")))
  + {wait: ([$most, 60] | min)} as $about
  | def names: split(",") | map(gsub("^\\s+|\\s+$"; "")) | map(select(. != ""));
    if $wanted | startswith("scenarios:") then $about + {scenarios: ($wanted[10:] | names)}
    else ($wanted | names[]) as $name | $about + {journey: $name} end' "$folder/run.json" > "$folder/journeys"

told=
worst=passed
while IFS= read -r asked; do
  printf '%s' "$asked" > "$folder/asked.json"
  since=$SECONDS
  until KEYHOLD_MAX_SECONDS=90 call POST /internal/journey/run "$folder/asked.json"; do
    trouble=$?
    # Another run of it is under way, of its schedule or of another job: it gets its turn.
    [ "$status" = 409 ] && [ $((SECONDS - since)) -lt "$most" ] || give_up journey "$trouble"
    sleep 2
  done
  id=$(jq --raw-output '.journey.id | @uri' "$answer")
  until=$((SECONDS + most - 60))
  while [ "$(jq --raw-output '.journey.outcome // "none"' "$answer")" = none ] && [ "$SECONDS" -lt "$until" ]; do
    sleep 2
    call GET "/internal/journey/runs/$id" || give_up journey "$?"
  done
  case $(jq --raw-output '.journey.outcome // "none"' "$answer") in
    passed | passed_retry) ;;
    failed) worst=failed ;;
    *) [ "$worst" = failed ] || worst=could-not-run ;;
  esac
  told+=$(jq --raw-output '"\(.metadata.journey) \(.journey.outcome // "has not ended")"
    + ([.journey.steps[] | select(.status == "failed") | " at \(.step): \(.error // "")"] | join(","))
    + (if .journey.error then ": \(.journey.error)" else "" end)' "$answer")$'; '
done < "$folder/journeys"
conclude journey "$worst" "${told%; }"
