#!/usr/bin/env bash
# The first step: looks at the inputs, and writes down what is known of the run (run.json) for those behind it.
set -euo pipefail
source "${BASH_SOURCE[0]%/*}/keyhold.sh"

for program in curl jq git; do
  command -v "$program" > /dev/null || refuse "This runner has no $program."
done
case ${KEYHOLD_URL:-} in
  http://?* | https://?*) ;;
  *) refuse 'The input `url` is no address of a Keyhold, such as https://keyhold.example.org.' ;;
esac
[ -n "${KEYHOLD_KEY:-}${KEYHOLD_WEBHOOK_SECRET:-}" ] ||
  refuse 'Neither `key` nor `webhook-secret` is set. A workflow of a fork has no secrets: leave the action out there.'
need_one_line key "${KEYHOLD_KEY:-}"

folder=$(mktemp -d "${RUNNER_TEMP:-${TMPDIR:-/tmp}}/keyhold.XXXXXX")
put_output folder "$folder"

event=${GITHUB_EVENT_PATH:-}
[ -n "$event" ] && [ -s "$event" ] || { event=$folder/event.json && printf '{}' > "$event"; }

# For a pull request GITHUB_SHA is a merge that nobody pushed: the event knows the commit. A fork may call its branch as the
# repository calls its default one, so that it is named with its owner.
jq '
  .pull_request as $pr | .merge_group as $group | .workflow_run as $run
  | {
      repository: (env.KEYHOLD_REPOSITORY // "" | if . == "" then env.GITHUB_REPOSITORY else . end),
      commit: ($pr.head.sha // $group.head_sha // $run.head_sha // env.GITHUB_SHA),
      branch: (
        if $pr then (if $pr.head.repo.full_name == $pr.base.repo.full_name then $pr.head.ref else $pr.head.label end)
        elif $run then $run.head_branch
        elif env.GITHUB_REF_TYPE == "tag" then null
        else env.GITHUB_REF_NAME end),
      prNumber: ($pr.number // $run.pull_requests[0].number),
      ciRunId: env.GITHUB_RUN_ID,
      attempt: (env.GITHUB_RUN_ATTEMPT // "1" | tonumber),
      shard: (env.KEYHOLD_SHARD // ""),
      environment: (env.KEYHOLD_ENVIRONMENT // ""),
      title: $pr.title,
      labels: [$pr.labels[]?.name],
      base: ($pr.base.ref // ($group.base_ref // "" | sub("^refs/heads/"; ""))),
      baseCommit: ($pr.base.sha // $group.base_sha // (.before // "" | if test("[1-9a-f]") then . else null end))
    }
  | with_entries(select(.value != null and .value != ""))' "$event" > "$folder/run.json" ||
  refuse 'The file that GITHUB_EVENT_PATH names is no event.'
