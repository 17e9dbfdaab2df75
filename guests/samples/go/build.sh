#!/bin/sh
# build.sh OUT [ARCH [PROGRAM]]: builds the Go samples for mips and mipsle (software floating point) into OUT. A program is a file,
# or a module in a folder of its own.
set -eu
out=${1:?output folder}
mkdir -p "$out"
out=$(cd "$out" && pwd)
cd "$(dirname "$0")"
for arch in ${2:-mips mipsle}; do
    for source in ${3:-sha256sum gc signals netpoll oracle primitives}; do
        if [ -d "$source" ]; then
            (cd "$source" && GOFLAGS=-mod=mod GOWORK=off CGO_ENABLED=0 GOOS=linux GOARCH=$arch GOMIPS=softfloat \
                go build -trimpath -ldflags="-s -w -buildid=" -o "$out/$source.$arch" .)
            continue
        fi
        GO111MODULE=off CGO_ENABLED=0 GOOS=linux GOARCH=$arch GOMIPS=softfloat \
            go build -trimpath -ldflags="-s -w -buildid=" -o "$out/$source.$arch" "$source.go"
    done
done
