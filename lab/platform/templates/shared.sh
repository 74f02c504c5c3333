{{define "install" -}}
# What hand-ins need to be built and run.
missing=()
need() { command -v "$1" >/dev/null || missing+=("${@:2}"); }
need curl curl ca-certificates
need python3 python3
# Do students hand in other languages? Then add their packages, such as
#   need node nodejs
#   need javac default-jdk-headless
#   need cc gcc libc6-dev
if [ "${#missing[@]}" -gt 0 ]; then
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "${missing[@]}"
fi

mkdir -p "$kit"
tar -xzf "$beside/kit.tar.gz" -C "$kit"
chmod -R a+rX "$kit"

# The Go that the kit asks for.
if ! command -v go >/dev/null; then
  version=$(awk '$1 == "go" { print $2 }' "$kit/go.mod")
  curl -fsSL "https://go.dev/dl/go$version.linux-$(dpkg --print-architecture).tar.gz" | tar -xz -C /usr/local
fi
{{- end}}

{{define "try" -}}
# Compile now what each grading needs, and see that grading works here: a program that ends at
# once gets a result.
try=$({{.As}}mktemp -d)
{{.As}}mkdir -p "$try/handins/nobody"
printf 'package main\n\nfunc main() {}\n' | {{.As}}tee "$try/handins/nobody/main.go" >/dev/null
cd "$kit"
{{.As}}go tool lab grade "$try/handins" --lesson {{.Lessons}} --out "$try/results"
rm -rf "$try"
{{- end}}

{{define "as" -}}
# The lab runs as this user, and not as root. So do the programs of the hand-in, which the lab
# confines on top of that.
user=${CHATLAB_USER:-grader}
as_grader() {
  if [ "$(id -un)" = "$user" ]; then
    "$@"
  else
    runuser -u "$user" -- env HOME="$(getent passwd "$user" | cut -d: -f6)" "$@"
  fi
}
{{- end}}

{{define "grade" -}}
# One hand-in is a class of one: a folder in a folder of hand-ins. What the lab prints is for
# you. If time is up, it stops everything.
scratch=$({{.As}}mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir "$scratch/handins"
cp -RP "$submission" "$scratch/handins/submission"
chmod -R a+rX "$scratch/handins"
options=(--lesson {{.Lessons}} --out "$scratch/results")
if [ -f "$beside/points.txt" ]; then options+=(--points "$beside/points.txt"); fi
if [ -d "$beside/hidden" ]; then options+=(--scripts "$beside/hidden"); fi
{{.As}}timeout --signal=INT --kill-after=20 "$limit" go -C "$kit" tool lab grade "$scratch/handins" "${options[@]}" >&2

# The mark is that of all lessons: without a result for each, there is none.
graded=$(wc -l <"$scratch/results/results.jsonl" || echo 0)
if [ "$graded" -ne {{.Count}} ]; then
  {{.Late}}
fi
{{- end}}

{{define "vpl" -}}
set -euo pipefail
{
  printf '#!/usr/bin/env bash\n'
  cat vpl_environment.sh
} >vpl_execution
cat >>vpl_execution <<'END'
set -uo pipefail
beside=${CHATLAB_HOME:-/opt/chatlab}
kit=$beside/kit
limit=$((${VPL_MAXTIME:-240} - 20)) # seconds; VPL ends everything after that many
export GOCACHE=$beside/cache GOMODCACHE=$beside/modules PATH="$PATH:/usr/local/go/bin"

# The files of the student: VPL names them one by one.
submission=$(mktemp -d)
for ((i = 0; ; i++)); do
  name=VPL_SUBFILE$i
  if [ -z "${!name:-}" ]; then break; fi
  mkdir -p "$submission/$(dirname -- "${!name}")"
  cp -P -- "${!name}" "$submission/${!name}"
done

{{template "grade" .}}
{{- end}}
