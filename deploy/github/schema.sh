#!/usr/bin/env bash
# Compares a schema with what it was where the branch began, on a push with what was there before; findings are marked at
# its lines.
set -euo pipefail
source "${BASH_SOURCE[0]%/*}/keyhold.sh"

path=${KEYHOLD_SCHEMA:-}
[ -n "$path" ] || exit 0
[ -e "$path" ] || refused schema "There is no schema at $path."
wanted=${KEYHOLD_SCHEMA_LEVEL:-high}
case $wanted in low | medium | high | critical) ;; *) refused schema 'The input `schema-level` is none of low, medium, high and critical.' ;; esac
[ "${KEYHOLD_SCHEMA_FAIL_ON_MISSING:-}" != true ] || [ -n "${KEYHOLD_SCHEMA_MIGRATION:-}" ] ||
  refused schema 'The input `schema-fail-on-missing` wants `schema-migration`.'
need_checkout schema

# As git calls it, whatever dots and links lead there: by another name nothing would be found at the base.
if [ -d "$path" ]; then inside=$path name=; else inside=$(dirname -- "$path") name=$(basename -- "$path"); fi
[ "$(git -C "$inside" rev-parse --show-toplevel 2> "$folder/git.txt")" = "$(git rev-parse --show-toplevel)" ] ||
  refused schema "$path lies in another repository than this checkout, such as a submodule: compare it by a workflow of that one."
path=$(git -C "$inside" rev-parse --show-prefix 2> "$folder/git.txt") || refused schema "There is no checkout at $path."
path=$path$name
path=${path%/}
path=${path:-.}

tip=$(commit_of HEAD)
base=$(commit_of "$(known baseCommit)")
[ -n "$base" ] || base=$(commit_of "refs/remotes/origin/$(known base)")
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
    file=${file#./}
    case $file in *.prisma) printf '%s\0' "$file" ;; *) [ -d "$path" ] || printf '%s\0' "$file" ;; esac
  done | sort -z
}

git ls-tree -r -z --full-tree --name-only "$parting" -- "$path" | schemas > "$folder/base.list"
find "$path" -type f -print0 | schemas > "$folder/target.list"
side "$folder/base.list" "$folder/base.json" before
side "$folder/target.list" "$folder/target.json" after

# A schema that moved is none that is new: by that name all that it lost would pass. It may be one that has gone since, and one of
# which something lies there still: that is told by its tables, rather too many than too few. Each file is asked of git, so that
# with more than 200 any may be it.
may_have_moved() {
  local file gone='' alike
  git ls-tree -r -z --full-tree --name-only "$parting" > "$folder/listed"
  while IFS= read -r -d '' file; do
    case $file in *.prisma) ;; *) continue ;; esac
    printf '%s\0' "$file"
    [ -e "$file" ] || gone+="$file, "
  done < "$folder/listed" > "$folder/was.list"
  [ -z "$gone" ] || { moved="schemas that were there have gone since: ${gone%, }" && return 0; }
  [ "$(tr -cd '\0' < "$folder/was.list" | wc -c)" -le 200 ] || { moved='the base has more than 200 others' && return 0; }
  side "$folder/was.list" "$folder/was.json" before
  alike=$(jq --null-input --raw-output --slurpfile was "$folder/was.json" --slurpfile target "$folder/target.json" '
    def tables: [.content | scan("\\bmodel\\s+([^\\s{]+)\\s*\\{")[],
      (scan("@@\\s*map\\s*\\(\\s*(?:name\\s*:\\s*)?\"((?:[^\"\\\\]|\\\\.)*)\"")[] | . as $name | try ("\"\($name)\"" | fromjson) catch $name)];
    ([$target[0] | arrays | .[] | tables[] | {key: ., value: true}] | from_entries) as $own
    | [$was[0] | arrays | .[] | select(any(tables[]; $own[.])) | .path] | join(", ")') ||
    refused schema 'The schemas of the base cannot be read.'
  [ -n "$alike" ] && moved="schemas that were there have tables of the same names: $alike"
}

if [ ! -s "$folder/base.list" ]; then
  [ "${KEYHOLD_SCHEMA_NEW:-}" = true ] || ! may_have_moved ||
    refused schema "$path is not there at the base, but $moved. Where one of them moved, name the folder above both; where this is another one, say \`schema-new: 'true'\`."
  annotate notice "$path is not there at the base: it is taken for a new schema."
fi

# What is read, with the ends of lines that a checkout has by itself: a file's `\r` before the end of a line says nothing.
content_of() { sed $'s/\r$//' | git hash-object --stdin; }
# Whether the base has a file as it is; tells of one that it has otherwise.
has_as_is() {
  local was is
  git cat-file -e "$parting:$1" 2> "$folder/git.txt" || return 1
  was=$(before "$1" | content_of) && is=$(after "$1" | content_of) || return 1
  [ "$was" != "$is" ] || return 0
  annotate warning "$1 was changed since the base, and is judged as a new one. A database where it ran already does not run it again." "$1"
  return 1
}

# A file, one a line; of a folder every `migration.sql`, and of a pattern every file, that the base does not have as it is.
# Where that leaves none, nobody wrote one: the first line stands for a migration that does nothing.
: > "$folder/migration.list"
named=
while IFS= read -r line; do
  line=${line#./}
  [ -n "${line//[[:space:]]/}" ] || continue
  named=${named:-$line}
  [ ! -f "$line" ] || { printf '%s\0' "$line" >> "$folder/migration.list" && continue; }
  if [ -d "$line" ]; then find "${line%/}" -type f -name migration.sql -print0 | sort -z; else files_of "$line"; fi > "$folder/files"
  [ -s "$folder/files" ] || refused schema "There is no migration at $line."
  while IFS= read -r -d '' file; do
    has_as_is "${file#./}" || printf '%s\0' "${file#./}" >> "$folder/migration.list"
  done < "$folder/files"
done <<< "${KEYHOLD_SCHEMA_MIGRATION:-}"
side "$folder/migration.list" "$folder/migration.json" after

jq --null-input --compact-output --slurpfile base "$folder/base.json" --slurpfile target "$folder/target.json" \
  --slurpfile migration "$folder/migration.json" --slurpfile runs "$folder/run.json" --arg now "$(now)" --arg named "$named" '
  def once: reduce .[] as $file ([]; if any(.[]; .path == $file.path) then . else . + [$file] end);
  ($runs[0] | with_entries(select(.key | IN("repository", "commit", "branch", "prNumber", "ciRunId", "attempt"))))
  + {baseSchema: $base[0], targetSchema: $target[0], sentAt: $now}
  + (if $named == "" then {} elif $migration[0] == "" then {migration: [{path: $named, content: ""}]}
    else {migration: ($migration[0] | once)} end)' > "$folder/schema.json"
call POST /internal/schema/diff "$folder/schema.json" || {
  ended=$?
  # What is not valid is marked at its line.
  while IFS= read -r line; do
    annotate error "$(jq --raw-output '.message // .wants' <<< "$line")" "$(jq --raw-output '.file // ""' <<< "$line")" "$(jq --raw-output '.line // ""' <<< "$line")"
  done < <(jq --compact-output '(.violations // [])[:20][]' "$answer" 2> "$folder/jq.txt" || true)
  give_up schema "$ended"
}

level=$(jq --raw-output .level "$answer")
put_output level "$level"
words=$(jq --raw-output --arg named "$named" '"\(.level), \(.score) of 100, \(.findingsTotal) \(if .findingsTotal == 1 then "finding" else "findings" end)\(
  if $named == "" or .migration.reachesTarget then "" elif .migration then "; the migration does not lead to the schema" else "; the migration was not read" end)"' "$answer")
reaches=$(jq '.migration.reachesTarget // false' "$answer")

# told FORMAT: the same once more in that form, in $answer. Keyhold keeps it once.
told() { call POST "/internal/schema/diff?format=$1" "$folder/schema.json" || give_up schema "$?"; }

told annotations
grep -m 50 -E '^::(error|warning|notice) ' "$answer" || true
told markdown
cat "$answer" >> "${GITHUB_STEP_SUMMARY:-/dev/null}"
if [ -n "${KEYHOLD_SCHEMA_SARIF:-}" ]; then
  told sarif
  cat "$answer" > "$KEYHOLD_SCHEMA_SARIF" || refused schema "Nothing can be written to $KEYHOLD_SCHEMA_SARIF."
fi

rank() { case $1 in low) echo 0 ;; medium) echo 1 ;; high) echo 2 ;; *) echo 3 ;; esac; }
if [ "$(rank "$level")" -ge "$(rank "$wanted")" ]; then
  conclude schema failed "$words"
elif [ "${KEYHOLD_SCHEMA_FAIL_ON_MISSING:-}" = true ] && [ "$reaches" = false ]; then
  conclude schema failed "$words"
else
  conclude schema passed "$words"
fi
