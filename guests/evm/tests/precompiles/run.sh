#!/usr/bin/env bash
# Builds the precompiles on their own and runs vectors.txt and random cases with answers from Python
# (differential.py): natively, natively with sanitizers on, and on both MIPS byte orders under qemu where the
# tools are installed.
# More vectors in the same format can be given as files: run.sh [FILE...]
set -euo pipefail
cd "$(dirname "$0")/../.."
out=build/test-precompiles
mkdir -p "$out"
./fetch-deps.sh
sources=(precompiles/*.c crypto/{sha256,ripemd160,blake2f,modexp,secp256k1,bn254,bn254_pairing,p256,bls12}.c
  src/keccak.c tests/precompiles/test_support.c)
flags=(-std=gnu11 -fno-strict-aliasing -Wall -Wextra -Werror -Iinclude -I.. -Icrypto -isystem build/deps)
files=(tests/precompiles/vectors.txt "$@")
if command -v python3 >/dev/null; then
  python3 tests/precompiles/differential.py 10 1 >"$out/differential.txt"
  files+=("$out/differential.txt")
else
  echo "differential: skipped, python3 is not installed"
fi

check() { # NAME RUNNER... -- COMPILER FLAGS...
  local name=$1 runner=()
  shift
  while [ "$1" != -- ]; do runner+=("$1"); shift; done
  shift
  "$@" "${flags[@]}" "${sources[@]}" tests/precompiles/run_vectors.c -o "$out/$name"
  echo "$name: $(cat "${files[@]}" | "${runner[@]}" "$out/$name")"
}

check host -- gcc -O2
check checked -- gcc -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all
for target in mips mipsel; do
  if command -v qemu-$target >/dev/null && command -v $target-linux-gnu-gcc >/dev/null; then
    check $target qemu-$target -- $target-linux-gnu-gcc -O2 -DZKFP_PORTABLE -static -mips32r2 -mno-abicalls -fno-pic -G0
  else
    echo "$target: skipped, qemu-$target or $target-linux-gnu-gcc is not installed"
  fi
done
