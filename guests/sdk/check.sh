#!/bin/sh
# Tests the portable code of the SDK, and that the three samples print the same, natively, and where there is qemu, on MIPS. With a command as argument
# (such as "zkfp run") that executes the machine's instructions, the samples built with them, too. Skips by name what it has no compiler for.
set -eu
run=${1:-}
cd "$(dirname "$0")"
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
cc=${CC:-cc}
same() { # WHAT
    cmp "$tmp/want" "$tmp/got" || { echo "sdk: $1 prints something else"; exit 1; }
    echo "sdk: $1: same"
}
$cc -std=c11 -O1 -g -Wall -Wextra -Werror -fsanitize=address,undefined -fno-sanitize-recover=all c/test.c -o "$tmp/test"
"$tmp/test"
$cc -O2 ../samples/c/primitives.c -o "$tmp/primitives"
"$tmp/primitives" >"$tmp/want"
for arch in mips mipsel; do
    command -v $arch-linux-gnu-gcc >/dev/null 2>&1 || { echo "sdk: skipped, no $arch-linux-gnu-gcc"; continue; }
    if command -v qemu-$arch >/dev/null 2>&1; then
        $arch-linux-gnu-gcc -O2 -static -DZKFP_PORTABLE -o "$tmp/portable.$arch" ../samples/c/primitives.c
        qemu-$arch "$tmp/portable.$arch" >"$tmp/got"
        same "C, portable, $arch"
    fi
    if [ -n "$run" ]; then
        ../samples/c/build.sh "$tmp/c" $arch primitives
        $run "$tmp/c/primitives.$arch" >"$tmp/got"
        same "C, $arch"
    fi
done
if command -v go >/dev/null 2>&1; then
    (cd go && go vet ./... && go test ./... && GOOS=linux GOARCH=mips go vet ./...)
    (cd ../samples/go/primitives && go run .) >"$tmp/got"
    same "Go"
    if [ -n "$run" ]; then
        ../samples/go/build.sh "$tmp/go" "mips mipsle" primitives
        for arch in mips mipsle; do
            $run "$tmp/go/primitives.$arch" >"$tmp/got"
            same "Go, $arch"
        done
    fi
else
    echo "sdk: skipped, no go"
fi
if command -v cargo >/dev/null 2>&1; then
    (cd rust && cargo test --quiet --offline --target-dir "$tmp/rust")
    (cd ../samples/rust/primitives && cargo run --quiet --offline --target-dir "$tmp/rust") >"$tmp/got"
    same "Rust"
else
    echo "sdk: skipped, no cargo"
fi
