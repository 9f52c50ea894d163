#!/usr/bin/env bash
# Keeps one comment at the pull request: the one that we made is changed, else one is made. Its text is the server's, which
# has made harmless what strangers wrote in it.
set -euo pipefail
source "${BASH_SOURCE[0]%/*}/keyhold.sh"

marker='<!-- keyhold:pull-request -->'
number=$(known prNumber)
[ -n "$number" ] || exit 0

# What a pull request is shown joins what all checks found; to a signature nothing is shown.
if [ -n "${KEYHOLD_KEY:-}" ] && ! grep -qs '"unreachable"' "$folder/conclusions"; then
  repository=$(jq --raw-output '.repository // "default" | @uri' "$folder/run.json")
  if call GET "/internal/pr-intel/$number/comment?repository=$repository"; then
    jq --raw-output .markdown "$answer" > "$folder/comment.md"
    cat "$folder/comment.md" >> "${GITHUB_STEP_SUMMARY:-/dev/null}"
  elif [ "$status" = 404 ]; then
    : > "$folder/comment.md"
  else
    exit 0
  fi
  # The newest schema diff of the commit, by whichever job it came, so that none writes over what another wrote.
  commit=$(jq --raw-output '.commit // "" | @uri' "$folder/run.json")
  if call GET "/internal/schema/diffs?repository=$repository&prNumber=$number&commit=$commit&limit=1"; then
    id=$(jq --raw-output '.diffs[0].id // empty' "$answer")
    if [ -n "$id" ] && call GET "/internal/schema/diffs/$id?format=markdown"; then
      cp "$answer" "$folder/schema.md"
      # A comment has 65,536 characters, and Markdown that is cut anywhere would set free what it quotes.
      [ "$(cat "$folder/comment.md" "$folder/schema.md" | wc -c)" -lt 65000 ] ||
        printf 'What a change of the schema would do is too long for a comment: the page of the run has it.\n' > "$folder/schema.md"
      { printf '\n' && cat "$folder/schema.md"; } >> "$folder/comment.md"
    fi
  fi
fi
[ "${KEYHOLD_COMMENT:-true}" = true ] && [ -s "$folder/comment.md" ] && [ -n "${KEYHOLD_GITHUB_TOKEN:-}" ] || exit 0
need_one_line github-token "$KEYHOLD_GITHUB_TOKEN"

# github METHOD PATH [FILE]: ends as `call` does.
github() {
  local url="${GITHUB_API_URL:-https://api.github.com}$2" words
  words=(--silent --show-error --request "$1" --output "$answer" --write-out '%{http_code}'
    --proto '=http,https' --connect-timeout 10 --max-time 30 --retry 3 --retry-max-time 60
    --user-agent keyhold-action --config -)
  [ -z "${3:-}" ] || words+=(--data-binary "@$3")
  : > "$answer"
  status=$({
    header Authorization "Bearer $KEYHOLD_GITHUB_TOKEN"
    header Accept application/vnd.github+json
    header X-GitHub-Api-Version 2022-11-28
    [ -z "${3:-}" ] || header Content-Type application/json
  } | curl "${words[@]}" "$url" 2> "$folder/curl.txt") || true
  case $status in 2*) return 0 ;; *) return 1 ;; esac
}

leave() {
  annotate warning "No comment was written to the pull request: $1 (HTTP ${status:-000})."
  exit 0
}

# Anybody can write our marker into a comment of their own: only what the token's own user wrote is ours.
ours() {
  jq --raw-output --arg marker "$marker" --arg author "${KEYHOLD_COMMENT_AUTHOR:-github-actions[bot]}" \
    'map(select(.user.login == $author and (.body // "" | contains($marker)))) | .[0].id // empty' "$answer"
}

at="/repos/$GITHUB_REPOSITORY/issues"
id=
for page in 1 2 3 4 5 6 7 8 9 10; do
  github GET "$at/$number/comments?per_page=100&page=$page" || leave 'the list of comments was not given'
  id=$(ours)
  [ -z "$id" ] && [ "$(jq length "$answer")" = 100 ] || break
done

jq --null-input --rawfile text "$folder/comment.md" --arg marker "$marker" \
  '{body: (if $text | contains($marker) then $text else "\($marker)\n\($text)" end)}' > "$folder/comment.json"
if [ -n "$id" ]; then
  github PATCH "$at/comments/$id" "$folder/comment.json" || leave 'the comment was not changed'
else
  github POST "$at/$number/comments" "$folder/comment.json" ||
    leave 'the token may not; the job wants `permissions: pull-requests: write`, which a fork never gets'
fi
put_output comment "$(jq --raw-output '.html_url // empty' "$answer")"
