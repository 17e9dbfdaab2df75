#!/usr/bin/env bash
# Runs `zkfp devnet` for what can go wrong and for both places of data. Usage: devnet.sh [all|ci]: all eight pairs, or two of them.
# Needs what the README's install line names: the contracts' npm packages, the guest's host build, and native/kzg/build.sh for blobs and BLS.
# Last line: `N passed, N failed`.
set -uo pipefail
cd "$(dirname "$0")"
pairs=("calldata segment" "blob data") # ECDSA with calldata, BLS with blobs
if [ "${1:-all}" = all ]; then pairs=({calldata,blob}" "{root,segment,data,quorum}); fi
zkfp=src/Cli/bin/Release/net10.0/zkfp
[ -x "$zkfp" ] || dotnet build src/Cli -c Release -v q || { echo "0 passed, 1 failed"; exit 1; }
passed=0 failed=0
for pair in "${pairs[@]}"; do
    read -r da fault <<<"$pair"
    quorum=ecdsa
    [ "$da" = calldata ] || quorum=bls
    echo "== zkfp devnet --da $da --fault $fault --quorum $quorum"
    if "$zkfp" devnet --da "$da" --fault "$fault" --quorum "$quorum"; then passed=$((passed + 1)); else failed=$((failed + 1)); fi
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
