# The body of `POST /internal/pr-intel/ingest`: $listing is what `git diff --raw --numstat -z` prints, $attributes what
# `git check-attr -z linguist-generated` does, $runs holds run.json, $events the event's own file. With `-z` a name stands as it is,
# with quotes, tabs and line ends.

def fields: split("\u0000") | .[:-1];

def status_of($letter): {A: "added", C: "copied", D: "removed", M: "modified", R: "renamed", T: "modified"}[$letter] // "changed";

# Field after field: `:modes hashes STATUS` is followed by one path, or by two; `added TAB removed TAB path` stands alone, or
# has an empty path and two behind it.
def files:
  reduce fields[] as $field ({want: "record", files: [], statuses: {}};
    if .want == "path" then .statuses[$field] = .status | .want = "record"
    elif .want == "old of status" then .want = "path"
    elif .want == "old" then .old = $field | .want = "new"
    elif .want == "new" then .files += [.counts + {path: $field, previousPath: .old, status: "renamed"}] | .want = "record"
    elif $field | startswith(":") then
      ($field | split(" ")[-1][:1]) as $letter
      | .status = status_of($letter) | .want = (if $letter == "R" or $letter == "C" then "old of status" else "path" end)
    else
      ($field | split("\t")) as $parts
      | .counts = (if $parts[0] == "-" then {binary: true} else {additions: ($parts[0] | tonumber), deletions: ($parts[1] | tonumber)} end)
      | ($parts[2:] | join("\t")) as $path
      | if $path == "" then .want = "old" else .files += [.counts + {path: $path}] end
    end)
  | .statuses as $statuses
  | .files | map(if $statuses[.path] then .status = $statuses[.path] else . end);

def generated:
  fields as $told
  | [range(0; $told | length; 3) | {key: $told[.], value: ($told[. + 2] | if . == "unspecified" then null else IN("set", "true") end)}]
  | from_entries;

($attributes | generated) as $generated
| $runs[0] as $run
| $events[0] as $event
| ($event.pull_request // {}) as $pr
| ($run | {repository, commit, prNumber, ciRunId, attempt, title: ((.title // "")[:1000]), labels: ((.labels // [])[:100] | map(.[:200]))})
+ {
    headSha: $run.commit,
    headBranch: $run.branch,
    baseSha: $base,
    baseBranch: $run.base,
    sentAt: $now,
    codeowners: $codeowners[0],
    draft: $pr.draft,
    body: ($pr.body // "")[:300000],
    state: (if $pr.merged then "merged" else $pr.state end),
    mergeSha: (if $pr.merged then $pr.merge_commit_sha else null end),
    updatedAt: $pr.updated_at,
    openedAt: $pr.created_at,
    endedAt: ($pr.merged_at // $pr.closed_at),
    files: ($listing | files | map(. + {generated: $generated[.path]}))
  }
| with_entries(select(.value != null or .key == "codeowners"))
