#!/usr/bin/env bash
# PrairieLearn runs this, as root, for each submission, in a container of docs/grading/
# Containerfile. The marks go into results/results.json.
set -uo pipefail
root=${GRADE_ROOT:-/grade}
beside=$root/tests
kit=${CHATLAB_KIT:-/opt/chatlab}
submission=$root/student
results=$root/results/results.json
limit=540 # seconds; less than the timeout in info.json

{{template "as" .}}

# If this script is ended, the submission counts as invalid: it costs no attempt.
mkdir -p "$root/results"
cat >"$results" <<'END'
{
  "gradable": false,
  "format_errors": ["The grading ended before there was a result. That is not your fault, and costs no attempt: tell your teacher, or submit again."],
  "tests": []
}
END

{{template "grade" .}}

{{.As}}go -C "$kit" tool lab grade view "$scratch/results" --as prairielearn >"$results.new"
if [ -s "$results.new" ]; then
  mv "$results.new" "$results"
else
  rm -f "$results.new"
fi
