#!/usr/bin/env bash
# Run this once on the execution server, as root, in the folder that has it: it installs the
# kit, and compiles it. Everybody may read the result, and only root may change it.
set -euo pipefail
beside=$(cd "$(dirname "$0")" && pwd)
home=${CHATLAB_HOME:-/opt/chatlab}
kit=$home/kit
export GOCACHE=$home/cache GOMODCACHE=$home/modules PATH="$PATH:/usr/local/go/bin"

{{template "install" .}}

for own in points.txt hidden; do
  rm -rf "${home:?}/$own"
  if [ -e "$beside/$own" ]; then cp -R "$beside/$own" "$home/$own"; fi
done

{{template "try" .}}
chmod -R a+rX "$home"
