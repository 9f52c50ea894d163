#!/usr/bin/env bash
# Compares a schema with what it was where the branch began, on a push with what was there before; findings are marked at
# its lines.
set -euo pipefail
source "${BASH_SOURCE[0]%/*}/keyhold.sh"

path=${KEYHOLD_SCHEMA:-}
[ -n "$path" ] || exit 0
path=${path#./}
path=${path%/}
[ -e "$path" ] || refuse "There is no schema at $path."
wanted=${KEYHOLD_SCHEMA_LEVEL:-high}
case $wanted in low | medium | high | critical) ;; *) refuse 'The input `schema-level` is none of low, medium, high and critical.' ;; esac
need_checkout

tip=$(commit_of HEAD)
base=$(commit_of "$(known baseCommit)")
[ -n "$base" ] || base=$(commit_of "origin/$(known base)")
[ -n "$base" ] || [ -n "$(known prNumber)" ] || base=$(commit_of HEAD^)
[ -n "$base" ] || too_shallow schema 'This checkout has not the commit that the schema is compared with.'
parting=$(git merge-base "$base" "$tip") || too_shallow schema 'This checkout ends before the branches part.'

# side LIST OUT READ: makes the JSON of a side, of paths that end in U+0000; READ prints what each holds. A file's own text is read by
# jq from a file: as a word it might be too long, and from standard input jq 1.6 breaks letters at the ends of its buffers.
side() {
  local list=$1 out=$2 read=$3 file
  : > "$out.parts"
  while IFS= read -r -d '' file; do
    "$read" "$file" > "$folder/content"
    jq --null-input --compact-output --arg path "$file" --rawfile content "$folder/content" '{path: $path, content: $content}' >> "$out.parts"
  done < "$list"
  jq --slurp 'if length == 0 then "" else . end' "$out.parts" > "$out"
}
before() { git cat-file blob "$parting:$1"; }
after() { cat -- "$1"; }
# Of a folder the schemas in it, in one order on every machine.
schemas() {
  local file
  while IFS= read -r -d '' file; do
    case $file in *.prisma) printf '%s\0' "$file" ;; *) [ -d "$path" ] || printf '%s\0' "$file" ;; esac
  done | sort -z
}

git ls-tree -r -z --full-tree --name-only "$parting" -- "$path" | schemas > "$folder/base.list"
find "$path" -type f -print0 | schemas > "$folder/target.list"
side "$folder/base.list" "$folder/base.json" before
side "$folder/target.list" "$folder/target.json" after
[ -s "$folder/base.list" ] || annotate notice "$path is not there at the base: it is taken for a new schema."

printf null > "$folder/migration.json"
if [ -n "${KEYHOLD_SCHEMA_MIGRATION:-}" ]; then
  [ -f "$KEYHOLD_SCHEMA_MIGRATION" ] || refuse "There is no migration at $KEYHOLD_SCHEMA_MIGRATION."
  jq --null-input --arg path "$KEYHOLD_SCHEMA_MIGRATION" --rawfile content "$KEYHOLD_SCHEMA_MIGRATION" \
    '{path: $path, content: $content}' > "$folder/migration.json"
fi

jq --null-input --compact-output --slurpfile base "$folder/base.json" --slurpfile target "$folder/target.json" \
  --slurpfile migration "$folder/migration.json" --slurpfile runs "$folder/run.json" --arg now "$(now)" '
  ($runs[0] | with_entries(select(.key | IN("repository", "commit", "branch", "prNumber", "ciRunId", "attempt"))))
  + {baseSchema: $base[0], targetSchema: $target[0], sentAt: $now}
  + (if $migration[0] then {migration: $migration[0]} else {} end)' > "$folder/schema.json"
call POST /internal/schema/diff "$folder/schema.json" || {
  ended=$?
  # What is not valid is marked at its line.
  while IFS= read -r line; do
    annotate error "$(jq --raw-output '.message // .wants' <<< "$line")" "$(jq --raw-output '.file // ""' <<< "$line")" "$(jq --raw-output '.line // ""' <<< "$line")"
  done < <(jq --compact-output '(.violations // [])[:20][]' "$answer" 2> "$folder/jq.txt" || true)
  give_up schema "$ended"
}

while IFS= read -r line; do
  annotate "$(jq --raw-output .command <<< "$line")" "$(jq --raw-output .words <<< "$line")" \
    "$(jq --raw-output .file <<< "$line")" "$(jq --raw-output .line <<< "$line")"
done < <(jq --compact-output '
  .findings[:50][] | {
    command: (if .baseSeverity >= 50 then "error" elif .baseSeverity >= 20 then "warning" else "notice" end),
    words: "\(.rule): \(.message) \(.remedy)", file: .place.file, line: .place.line}' "$answer")

level=$(jq --raw-output .level "$answer")
put_output level "$level"
words=$(jq --raw-output '"\(.level), \(.score) of 100, \(.findingsTotal) \(if .findingsTotal == 1 then "finding" else "findings" end)"' "$answer")
rank() { case $1 in low) echo 0 ;; medium) echo 1 ;; high) echo 2 ;; *) echo 3 ;; esac; }
if [ "$(rank "$level")" -ge "$(rank "$wanted")" ]; then conclude schema failed "$words"; else conclude schema passed "$words"; fi
