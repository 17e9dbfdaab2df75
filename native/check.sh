#!/usr/bin/env bash
# Builds the library, its samples and tests, runs those whose compilers are here and names the others. Fails if one fails.
set -euo pipefail
cd "$(dirname "$0")"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
lib=$(mkdir -p ../out/native && cd ../out/native && pwd)
samples=$(cd ../samples && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
if ! command -v gcc >/dev/null && ! command -v clang >/dev/null; then
    echo "the library is not built: it needs gcc or clang as linker"
    exit 0
fi
[ "${1:-}" = --no-build ] || ./build.sh "$lib"
exported=$(nm -D --defined-only "$lib/libzkfp.so" | awk '$3 ~ /^zkfp_/ { sub(/@.*/, "", $3); print $3 }' | sort | tr '\n' ' ')
declared=$(grep -oE 'zkfp_[a-z_]+\(' zkfp.h | tr -d '(' | sort -u | tr '\n' ' ')
[ "$exported" = "$declared" ] || { echo "zkfp.h declares $declared, the library has $exported"; exit 1; }

run() { # every build that this processor can run, as the loader would pick it
    LD_LIBRARY_PATH="$lib" "$@"
    mkdir -p "$work/base"
    cp "$lib/libzkfp.so" "$work/base/"
    LD_LIBRARY_PATH="$work/base" "$@"
}

cc=$(command -v gcc || command -v clang)
"$cc" -std=c11 -Wall -Wextra -Werror -O2 -o "$work/verify-c" samples/verify.c -L"$lib" -lzkfp
run "$work/verify-c" "$samples"
"$cc" -std=c11 -Wall -Wextra -Werror -O2 -o "$work/prove-c" samples/prove.c -L"$lib" -lzkfp
prove() { rm -f "$work/hello.proof"; "$work/prove-c" "$samples" "$work/hello.proof"; }
run prove
for test in hostile cannon final; do "$cc" -std=c11 -Wall -Wextra -Werror -O2 -o "$work/$test" "tests/$test.c" -L"$lib" -lzkfp -lpthread; done
run "$work/hostile" "$samples"
cannon() { rm -f "$work/cannon.proof"*; "$work/cannon" "$work/cannon.proof"; }
run cannon
run "$work/final" "$samples"
mkdir "$work/made"
LD_LIBRARY_PATH="$lib" "$work/final" "$samples" "$work/made" # long: once
if command -v go >/dev/null; then
    (cd samples/go && CGO_ENABLED=1 CGO_LDFLAGS="-L$lib -lzkfp" go build -o "$work/verify-go" .)
    run "$work/verify-go" "$samples"
else
    echo "Go: not here, its sample is not checked"
fi
if command -v cargo >/dev/null; then
    (cd samples/rust && ZKFP_LIB="$lib" cargo build --release --offline -q --target-dir "$work/rust")
    run "$work/rust/release/zkfp-verify" "$samples"
else
    echo "Rust: not here, its sample is not checked"
fi
