#!/bin/sh
# build.sh [OUT]: builds the client for big-endian MIPS by stock Go (software floating point); without a folder, into prebuilt/.
set -eu
cd "$(dirname "$0")"
out=${1:-prebuilt}
mkdir -p "$out"
GOFLAGS=-mod=mod GOWORK=off CGO_ENABLED=0 GOOS=linux GOARCH=mips GOMIPS=softfloat go build -trimpath -buildvcs=false -ldflags="-s -w -buildid=" -o "$out/ledger-mips.elf" .
