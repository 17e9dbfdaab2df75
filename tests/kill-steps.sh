#!/usr/bin/env bash
# Kills a prover and two workers on one work folder at random moments, starts them again, and compares what comes out with an undisturbed run.
# Usage: tests/kill-steps.sh [SEED [KILLS [KEYS]]]
# KEYS: recursion circuits with a leaf for the sample's class, as 'zkfp keys' writes them; without it those of the build.
# Last line: "equal after N kills, seed S".
set -uo pipefail
cd "$(dirname "$0")/.."
seed=${1:-1} kills=${2:-20} keys=${3:-}
zkfp=(dotnet "src/Cli/bin/Release/net10.0/zkfp.dll")
[ -f "${zkfp[1]}" ] || { echo "not built: dotnet build -c Release src/Cli"; exit 2; }
set_of=()
[ -z "$keys" ] || set_of=(--recursion-keys "$keys")
folder=$(mktemp -d)
pids=()
cleanup() {
    for p in "${pids[@]}"; do kill -9 "$p" 2>/dev/null; done
    rm -rf "$folder"
}
trap cleanup EXIT
prove=("${zkfp[@]}" prove samples/hello.elf --cells-per-shard 540000 --threads 1 --quiet "${set_of[@]}")

"${prove[@]}" -o "$folder/expected" --work-dir "$folder/undisturbed" || exit 1
RANDOM=$seed
killed=0
while [ ! -f "$folder/proof" ]; do
    pids=()
    # The folder is kept, so that a worker that is still at it finds what it needs.
    "${prove[@]}" -o "$folder/proof" --work-dir "$folder/work" --keep-work 2>>"$folder/log" &
    pids+=($!)
    mkdir -p "$folder/work"
    for _ in 1 2; do
        "${zkfp[@]}" job run --work-dir "$folder/work" --wait --threads 1 --quiet "${set_of[@]}" 2>>"$folder/log" &
        pids+=($!)
    done

    if [ $killed -lt "$kills" ]; then
        # One of them, somewhere in the next ten seconds; then all.
        sleep "$((RANDOM % 10)).$((RANDOM % 10))"
        kill -9 "${pids[RANDOM % ${#pids[@]}]}" 2>/dev/null && killed=$((killed + 1))
        sleep "0.$((RANDOM % 10))"
        for p in "${pids[@]}"; do kill -9 "$p" 2>/dev/null && killed=$((killed + 1)); done
    fi

    wait "${pids[0]}" 2>/dev/null
    for p in "${pids[@]:1}"; do kill -9 "$p" 2>/dev/null; wait "$p" 2>/dev/null; done
done

grep -v "is not used, it is made again" "$folder/log" | sort | uniq -c | head -20
cmp "$folder/expected" "$folder/proof" && echo "equal after $killed kills, seed $seed"
