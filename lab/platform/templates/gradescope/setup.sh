#!/usr/bin/env bash
# Gradescope runs this once, as root, when it builds the image of the assignment: it installs
# the kit, and compiles it.
set -euo pipefail
beside=${AUTOGRADER_ROOT:-/autograder}/source # where the files of this folder are
kit=$beside/kit
export PATH="$PATH:/usr/local/go/bin"

{{template "install" .}}

{{template "as" .}}
id "$user" >/dev/null 2>&1 || useradd --create-home "$user"

{{template "try" .}}
