#!/usr/bin/env bash
# Builds libzkfp_kzg.so (KZG and BLS by c-kzg and blst, sources pinned by guests/evm/fetch-deps.sh) with the trusted setup beside it, into native/kzg/build.
# Needs gcc or clang and npm.
set -euo pipefail
cd "$(dirname "$0")"
../../guests/evm/fetch-deps.sh
deps=../../guests/evm/build/deps
cc=$(command -v gcc || command -v clang)
mkdir -p build
"$cc" -std=gnu11 -O2 -shared -fPIC -fvisibility=default -D__BLST_PORTABLE__ -I"$deps/c-kzg" -I"$deps/blst/bindings" -o build/libzkfp_kzg.so.tmp \
    zkfp_kzg.c zkfp_bls.c "$deps/c-kzg/ckzg.c" "$deps/blst/src/server.c" "$deps/blst/build/assembly.S"
mv build/libzkfp_kzg.so.tmp build/libzkfp_kzg.so
cp "$deps/c-kzg/trusted_setup.txt" build/
