# What the steps of the action share. Sourced, never run by itself; needs bash, curl and jq, and no more.
# Everything that a stranger may have written (titles, branches, names of files and tests) comes by variables and files, and
# leaves by curl's and jq's own quoting: no word of it is ever read by a shell.
set -euo pipefail
umask 077
export LC_ALL=C

# The folder that the steps of one use of the action share; `begin.sh` makes it.
folder=${KEYHOLD_FOLDER:-}
answer=$folder/answer.json

# Text as the runner's commands take it: `::error::` ends at the line, and %, CR and LF are its own.
escaped() {
  local text=$1
  text=${text//'%'/%25}
  text=${text//$'\r'/%0D}
  text=${text//$'\n'/%0A}
  printf '%s' "$text"
}

# In a property of such a command, `:` and `,` are its own, too.
escaped_property() {
  local text
  text=$(escaped "$1")
  text=${text//:/%3A}
  text=${text//,/%2C}
  printf '%s' "$text"
}

# annotate error|warning|notice TEXT [FILE [LINE]]
annotate() {
  local place='title=Keyhold'
  [ -z "${3:-}" ] || place="$place,file=$(escaped_property "$3")"
  [ -z "${4:-}" ] || place="$place,line=$(escaped_property "$4")"
  printf '::%s %s::%s\n' "$1" "$place" "$(escaped "$2")"
}

# Says what is wrong with how the action is used, where no check is known to tell it; ends the step.
refuse() {
  annotate error "$1"
  exit 1
}

# A value of one line to the steps and jobs behind this one. What has more lines is not put out.
put_output() {
  local value=$2
  case $value in *$'\n'* | *$'\r'*) value= ;; esac
  printf '%s=%s\n' "$1" "$value" >> "${GITHUB_OUTPUT:-/dev/null}"
}

# conclude CHECK passed|failed|could-not-run|refused|unreachable WORDS: for the last step, which alone decides whether the job
# fails. `failed` is a judgement, `refused` a mistake in how Keyhold is asked.
conclude() {
  jq --null-input --compact-output --arg check "$1" --arg outcome "$2" --arg words "$3" \
    '{check: $check, outcome: $outcome, words: $words}' >> "$folder/conclusions"
  put_output "$1" "$2"
}

# One member of what is known of the run, empty where it is not known.
known() {
  jq --raw-output --arg name "$1" '.[$name] // empty' "$folder/run.json"
}

# The moment, as a signed body has it in it: it is taken for five minutes.
now() { date -u +%Y-%m-%dT%H:%M:%SZ; }

# fields BOUNDARY: the run as fields of a form. They stand in the body, as no signature covers the address.
fields() {
  jq --join-output --arg boundary "$1" --arg now "$(now)" '
    def names: ["repository", "commit", "branch", "prNumber", "ciRunId", "attempt", "shard", "environment", "sentAt"];
    (. + {sentAt: $now}) as $run | names[] | select($run[.] != null)
    | "--\($boundary)\r\nContent-Disposition: form-data; name=\"\(.)\"\r\n\r\n\($run[.])\r\n"' "$folder/run.json"
}

# refused CHECK WORDS: nothing can be looked at, as it is asked for; ends the step.
refused() {
  conclude "$1" refused "$2"
  exit 0
}

# need_checkout CHECK
need_checkout() {
  git rev-parse --git-dir > "$folder/git.txt" 2>&1 ||
    refused "$1" "There is no checkout here that git reads: $(tail -n 1 "$folder/git.txt")"
}

# too_shallow CHECK WORDS; ends the step.
too_shallow() { refused "$1" "$2 Give actions/checkout \`fetch-depth: 0\`."; }

# files_of PATTERN: the files that it matches, each with U+0000 behind it; `**` is any number of folders. In what matches
# nothing is split or looked for again.
files_of() (
  shopt -s nullglob
  shopt -s globstar 2> "$folder/shopt.txt" || true
  IFS=
  for file in $1; do
    [ ! -f "$file" ] || printf '%s\0' "$file"
  done
)

# commit_of NAME: its whole hash; nothing where this checkout has no such commit. A branch by its whole name: of a short one git
# takes a tag first, whoever pushed it.
commit_of() { git rev-parse --verify --quiet --end-of-options "$1^{commit}" || true; }

# Bytes as hexadecimal digits, and back.
hex_of() { od -An -v -tx1 | tr -d ' \n'; }
bytes_of() { printf "$(printf '%s' "$1" | sed 's/../\\x&/g')"; }

sha256_of() {
  if command -v sha256sum > /dev/null; then sha256sum; else shasum -a 256; fi | cut -c 1-64
}

# The HMAC-SHA256 (RFC 2104) of a file, in hexadecimal digits. Made here and not by `openssl -hmac`, which takes the secret
# as a word of its command line, where every process of the machine can read it.
hmac_of() {
  local key inner='' outer='' at byte
  key=$(printf '%s' "$1" | hex_of)
  [ ${#key} -le 128 ] || key=$(printf '%s' "$1" | sha256_of)
  for ((at = 0; at < 128; at += 2)); do
    byte=${key:at:2}
    inner+=$(printf '%02x' $((16#${byte:-0} ^ 0x36)))
    outer+=$(printf '%02x' $((16#${byte:-0} ^ 0x5c)))
  done
  inner=$({ bytes_of "$inner"; cat "$2"; } | sha256_of)
  { bytes_of "$outer"; bytes_of "$inner"; } | sha256_of
}

# need_one_line INPUT VALUE: of what goes into a header. Said at the begin of a step, as where a header is made nobody reads it.
need_one_line() {
  case $2 in *[![:print:]]*) refuse "The input \`$1\` has characters that no header can hold, such as the end of a line." ;; esac
}

# A header in the words of curl's configuration, which is read from standard input: a secret is never a word of a command line.
# See `need_one_line`.
header() {
  local value=$2
  value=${value//'\'/'\\'}
  printf 'header = "%s: %s"\n' "$1" "${value//'"'/'\"'}"
}

# credentials [FILE]: what opens Keyhold; with a file its signature where there is no key.
credentials() {
  if [ -n "${KEYHOLD_KEY:-}" ]; then
    header Authorization "Bearer $KEYHOLD_KEY"
  elif [ -n "${KEYHOLD_WEBHOOK_SECRET:-}" ] && [ -n "${1:-}" ]; then
    header X-Hub-Signature-256 "sha256=$(hmac_of "$KEYHOLD_WEBHOOK_SECRET" "$1")"
  fi
}

# call METHOD PATH [FILE [CONTENT-TYPE [EVENT]]]: the body of the answer is in $answer, its status in $status (000: no answer).
# Ends with 0 for 2xx, 1 for what the server refused, 2 for no answer or one of trouble (429, 5xx), which a later try may mend.
call() {
  local method=$1 path=$2 file=${3:-} type=${4:-application/json} configuration
  local words=(--silent --show-error --request "$method" --output "$answer" --write-out '%{http_code} %{content_type}'
    --proto '=http,https' --connect-timeout 10 --max-time "${KEYHOLD_MAX_SECONDS:-120}"
    --retry "${KEYHOLD_RETRIES:-3}" --retry-connrefused --retry-max-time 60 --user-agent keyhold-action --config -)
  [ -z "$file" ] || words+=(--data-binary "@$file")
  configuration=$(credentials "$file")
  [ -z "$file" ] || configuration+=$'\n'$(header Content-Type "$type")
  [ -z "${5:-}" ] || configuration+=$'\n'$(header X-GitHub-Event "$5")
  : > "$answer"
  status=$(printf '%s\n' "$configuration" | curl "${words[@]}" "${KEYHOLD_URL%/}$path" 2> "$folder/curl.txt") || true
  local form=${status#* }
  status=${status%% *}
  case $status in
    # A proxy's page is no answer of Keyhold, whatever its status; JSON is that, and so is what was asked for by `format`.
    2*) case $path:$form in *format=*:text/markdown* | *format=*:text/plain*) return 0 ;; esac
      jq empty "$answer" 2> "$folder/jq.txt" && return 0 || return 1 ;;
    '' | 000) status=000 && return 2 ;;
    429 | 5*) return 2 ;;
    *) return 1 ;;
  esac
}

# What was wrong with the last call, in words: the server's own, with its cure, or curl's.
trouble() {
  if [ "$status" = 000 ]; then
    printf '%s cannot be reached: %s' "$KEYHOLD_URL" "$(tail -n 1 "$folder/curl.txt")"
  else
    jq --raw-output --arg status "$status" '
      [(.error // .title // "refused"), (.hint // empty), (.needs // empty | "Needed: \(.)."), ((.violations // [])[:5][] | [.file, .line, .at, (.wants // .message)] | map(select(. != null)) | join(": "))]
      | "HTTP \($status): " + join(" ")' "$answer" 2> "$folder/jq.txt" ||
      printf 'HTTP %s: what answers at %s is not Keyhold' "$status" "$KEYHOLD_URL"
  fi
}

# give_up CHECK ENDED: after a call that ended with 1 or 2; ends the step.
give_up() {
  if [ "$2" = 2 ]; then conclude "$1" unreachable "$(trouble)"; else conclude "$1" refused "$(trouble)"; fi
  exit 0
}
