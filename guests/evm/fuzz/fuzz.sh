#!/usr/bin/env bash
# Fuzzes the guest with libFuzzer and sanitizers: fuzz.sh [SECONDS [TARGET...]], targets block, tx, rlp, trie.
# Seeds are the repository's sample and, where ../shared is, official tests. Corpora, logs and findings lie in build/fuzz.
# Prints the runs of each target; exit 1 at the first finding, which `build/fuzz/fuzz-TARGET FILE` repeats.
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${1:-30}
shift || true
targets=("$@")
[ ${#targets[@]} -gt 0 ] || targets=(block tx rlp trie)
out=build/fuzz
declare -A longest=([block]=32768 [tx]=4096 [rlp]=16384 [trie]=1024)

make -s fuzz
tests=()
archive=../../../shared/ethereum-tests/ethereum-tests-2024-10-24.tar.xz
if [ -f "$archive" ]; then
  if [ ! -d "$out/tests" ]; then
    rm -rf "$out/tests.part"
    mkdir -p "$out/tests.part"
    tar -xJf "$archive" -C "$out/tests.part"
    mv "$out/tests.part" "$out/tests"
  fi
  tests=("$out"/tests/{GeneralStateTests,EIPTests,BlockchainTests,TransactionTests})
fi
python3 tests/run.py seeds "$out/seeds" ../../samples/transfers.json "${tests[@]}" --count 400

for target in "${targets[@]}"; do
  corpus=$out/corpus-$target log=$out/log-$target
  mkdir -p "$corpus"
  "$out/fuzz-$target" -max_total_time="$seconds" -max_len="${longest[$target]}" -timeout=120 -print_final_stats=1 \
    -artifact_prefix="$out/finding-$target-" "$corpus" "$out/seeds/$target" >"$log" 2>&1 \
    || { echo "$target: FINDING"; tail -40 "$log"; exit 1; }
  runs=$(grep -o 'number_of_executed_units: *[0-9]*' "$log" | grep -o '[0-9]*$')
  covered=$(grep -o ' cov: [0-9]*' "$log" | tail -1 | grep -o '[0-9]*$')
  echo "$target: no finding, $runs runs, $covered edges covered"
done
