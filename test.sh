#!/usr/bin/env bash
# Builds everything, checks format and prebuilt guests, runs all tests. Last line: `N passed, N failed`.
set -uo pipefail
cd "$(dirname "$0")"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
results=artifacts/tests
rm -rf "$results"
mkdir -p "$results"
passed=0 failed=0 skipped=0

step() { # name, command…: one more passed or failed check
    local name=$1
    shift
    echo "== $name"
    if "$@"; then passed=$((passed + 1)); else
        failed=$((failed + 1))
        echo "FAILED: $name"
    fi
}

step "build" dotnet build Zkfp.sln -c Release -v q
step "format" dotnet format Zkfp.sln --verify-no-changes --no-restore -v q
if command -v npm >/dev/null && command -v gcc >/dev/null && command -v mips-linux-gnu-gcc >/dev/null; then
    step "EVM guest builds, natively and for the machine" make -s -j2 -C guests/evm host host-eip2537 mips mipsel
    if command -v python3 >/dev/null; then
        step "EVM guest: rules" python3 guests/evm/tests/rules.py guests/evm/build/host/evm-guest
        step "EVM guest: memory" python3 guests/evm/tests/memory.py guests/evm/build/host/evm-guest --block
    fi
else
    echo "== EVM guest: not built (needs npm, gcc and mips-linux-gnu-gcc); its tests skip"
fi
if [ -x guests/check.sh ]; then step "prebuilt guests equal their sources" guests/check.sh; fi
step "C interface and its samples" native/check.sh
step "command compiled ahead" tests/ahead-of-time.sh
step "generated contracts" dotnet run -c Release --no-build --project contracts/generator -- --check
if command -v npm >/dev/null; then step "L1 contracts" contracts/check.sh; else echo "== L1 contracts: not tested (needs npm)"; fi
if command -v npm >/dev/null && command -v gcc >/dev/null && [ -x guests/evm/build/host/evm-guest ]; then
    step "KZG" native/kzg/build.sh
    step "devnet" ./devnet.sh ci
    if command -v python3 >/dev/null; then step "roles killed at random points" python3 tests/kill-9/run.py --points 5; fi
else
    echo "== devnet: not tested (needs npm, gcc and the guest's host build)"
fi

# With the rest of the tests they are made by the processor's widest vectors.
step "recursion keys are the same with 256-bit vectors" env DOTNET_EnableAVX512=0 \
    dotnet test tests/Zkfp.Recursion.Tests -c Release --no-build -v q --filter Keys_follow_from_the_source

echo "== tests"
dotnet test Zkfp.sln -c Release --no-build --logger "console;verbosity=minimal" --logger "trx" --results-directory "$results"
status=$?
for trx in "$results"/*.trx; do
    [ -e "$trx" ] || continue
    counters=$(grep -o '<Counters [^>]*>' "$trx")
    p=$(sed -E 's/.* passed="([0-9]+)".*/\1/' <<<"$counters")
    total=$(sed -E 's/.* total="([0-9]+)".*/\1/' <<<"$counters")
    executed=$(sed -E 's/.* executed="([0-9]+)".*/\1/' <<<"$counters")
    passed=$((passed + p))
    skipped=$((skipped + total - executed))
    failed=$((failed + executed - p))
done
if [ $status -ne 0 ] && [ $failed -eq 0 ]; then failed=1; fi
[ $skipped -eq 0 ] || echo "$skipped skipped, named above"
echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
