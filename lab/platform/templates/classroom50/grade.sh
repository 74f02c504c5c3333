#!/usr/bin/env bash
# Grades the checkout that is the working folder. It leaves result.json and release-body.md
# there, and ends with 0 if every scenario has a verdict.
set -uo pipefail
beside=$(cd "$(dirname "$0")" && pwd)
submission=$PWD
limit=540 # seconds
rm -rf result.json release-body.md # nobody brings their own

kit=$beside/kit
mkdir -p "$kit"
tar -xzf "$beside/kit.tar.gz" -C "$kit" || exit 1

{{template "grade" .}}

go -C "$kit" tool lab grade view "$scratch/results" --as classroom50 --out "$submission/result.json" || exit 1
go -C "$kit" tool lab grade view "$scratch/results" --as classroom50-body --out "$submission/release-body.md"
