#!/usr/bin/env bash
# Fuzzes the precompiles with sanitizers and tracked field bounds: fuzz.sh [SECONDS [ADDRESS...]].
# Seeds are the vectors; corpus and findings lie in build/fuzz-precompiles.
set -euo pipefail
cd "$(dirname "$0")/../.."
seconds=${1:-30}
shift || true
addresses=("$@")
[ ${#addresses[@]} -gt 0 ] || addresses=(1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 256)
out=build/fuzz-precompiles
mkdir -p "$out"
./fetch-deps.sh
sources=(precompiles/*.c crypto/{sha256,ripemd160,blake2f,modexp,secp256k1,bn254,bn254_pairing,p256,bls12}.c
  src/keccak.c tests/precompiles/test_support.c tests/precompiles/fuzz_precompile.c)
clang-14 -std=gnu11 -fno-strict-aliasing -O1 -g -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all \
  -Iinclude -I.. -Icrypto -isystem build/deps "${sources[@]}" -o "$out/fuzz"
for address in "${addresses[@]}"; do
  corpus=$out/corpus-$address
  mkdir -p "$corpus"
  n=0
  while read -r _ _ _ input _; do
    [ "$input" = - ] || printf %s "$input" | xxd -r -p >"$corpus/seed-$((n++))"
  done < <(awk -v a="$address" '$3 == a' tests/precompiles/vectors.txt)
  ZK_FUZZ_ADDRESS=$address "$out/fuzz" -max_total_time="$seconds" -max_len=1600 -print_final_stats=1 \
    -artifact_prefix="$out/finding-$address-" "$corpus" 2>"$out/log-$address" \
    || { echo "address $address: FINDING"; tail -40 "$out/log-$address"; exit 1; }
  echo "address $address: no finding, $(grep -o 'number_of_executed_units: *[0-9]*' "$out/log-$address" | grep -o '[0-9]*$') runs"
done
