#!/usr/bin/env bash
# The last step, also behind one that failed: tells what came of each check, and alone decides whether the job fails.
set -euo pipefail
source "${BASH_SOURCE[0]%/*}/keyhold.sh"

[ -n "$folder" ] && [ -d "$folder" ] || exit 0
trap 'rm -rf "$folder"' EXIT
touch "$folder/conclusions"
failures=0
while IFS= read -r line; do
  check=$(jq --raw-output .check <<< "$line")
  words="$check: $(jq --raw-output .words <<< "$line")"
  case $(jq --raw-output .outcome <<< "$line") in
    passed) level=notice ;;
    refused) level=error ;;
    unreachable) [ "${KEYHOLD_WHEN_UNREACHABLE:-fail}" = warn ] && level=warning || level=error ;;
    *) case " ${KEYHOLD_FAIL_ON:-} " in *" $check "*) level=error ;; *) level=warning ;; esac ;;
  esac
  annotate "$level" "$words"
  [ "$level" != error ] || failures=$((failures + 1))
done < "$folder/conclusions"
[ "$failures" = 0 ]
