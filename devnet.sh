#!/usr/bin/env bash
# Runs `zkfp devnet` for what can go wrong and for both places of data, and the game of an oracle client.
# Usage: devnet.sh [all|ci]: all eight pairs and the oracle's game, or two of them and that game with an attester's proofs.
# Needs what the README's install line names: the contracts' npm packages, the guest's host build, and native/kzg/build.sh for blobs and BLS.
# Last line: `N passed, N failed`.
set -uo pipefail
cd "$(dirname "$0")"
runs=("--da calldata --fault segment --quorum ecdsa" "--da blob --fault data --quorum bls" "--game oracle --verifier dev")
if [ "${1:-all}" = all ]; then runs=("--da calldata --fault "{root,segment,data,quorum}" --quorum ecdsa" "--da blob --fault "{root,segment,data,quorum}" --quorum bls" "--game oracle"); fi
zkfp=src/Cli/bin/Release/net10.0/zkfp
[ -x "$zkfp" ] || dotnet build src/Cli -c Release -v q || { echo "0 passed, 1 failed"; exit 1; }
passed=0 failed=0
for run in "${runs[@]}"; do
    echo "== zkfp devnet $run"
    # shellcheck disable=SC2086
    if "$zkfp" devnet $run; then passed=$((passed + 1)); else failed=$((failed + 1)); fi
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
