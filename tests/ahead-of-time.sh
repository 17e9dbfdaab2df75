#!/usr/bin/env bash
# Builds the command ahead of time and verifies with it. Warnings of trimming and of code that needs a JIT fail the build.
set -euo pipefail
cd "$(dirname "$0")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
if ! command -v gcc >/dev/null && ! command -v clang >/dev/null; then
    echo "the command is not built: it needs gcc or clang as linker"
    exit 0
fi
dotnet publish src/Cli -c Release -p:PublishAot=true -o "$work/bin" -v q

expect() { # exit code, a part of what is written, words
    local code=0 text
    text=$("$work/bin/zkfp" "${@:3}" 2>&1) || code=$?
    if [ "$code" = "$1" ] && [[ "$text" = *"$2"* ]]; then return; fi
    echo "zkfp ${*:3}: expected $1 and '$2', got $code and '$text'"
    exit 1
}

expect 0 "valid: exit 3" verify samples/hello.final --vk samples/hello.vk
expect 0 "valid: exit 3" verify samples/hello.final --elf samples/hello.elf
at=60000
byte=$(od -An -tu1 -j$at -N1 samples/hello.final)
cp samples/hello.final "$work/changed"
# shellcheck disable=SC2059
printf "\\x$(printf %02x $((byte ^ 1)))" | dd of="$work/changed" bs=1 seek=$at conv=notrunc status=none
expect 1 "invalid: " verify "$work/changed" --vk samples/hello.vk
expect 3 "$(cat samples/hello.output)" run samples/hello.elf
