#!/usr/bin/env bash
# Installs compiler and forge from the lock file, builds the contracts, runs their tests and compares gas with gas/*.json
# (`check.sh --update` writes them). Last line: `N passed, N failed`.
set -uo pipefail
cd "$(dirname "$0")"
[ node_modules/.package-lock.json -nt package-lock.json ] || npm ci --no-audit --no-fund --loglevel=error || { echo "0 passed, 1 failed"; exit 1; }
forge() { node node_modules/@foundry-rs/forge/bin.mjs "$@"; }
passed=0 failed=0
run() { # forge test with these arguments; adds up what it says
    local out
    out=$(forge test "$@" 2>&1)
    local status=$?
    grep -v '^\[PASS\]' <<<"$out"
    local line
    line=$(grep -oE '[0-9]+ tests passed, [0-9]+ failed' <<<"$out" | tail -1)
    if [ -z "$line" ]; then failed=$((failed + 1)) && return; fi
    local p f
    read -r p _ _ f _ <<<"$line"
    passed=$((passed + p))
    failed=$((failed + f))
    if [ $status -ne 0 ] && [ "$f" = 0 ]; then failed=$((failed + 1)); fi
}

run --no-match-contract GasTest
# Whole transactions, as a wallet would pay for them.
if [ "${1:-}" = --update ]; then
    run --isolate --match-contract GasTest
else
    FORGE_SNAPSHOT_CHECK=true run --isolate --match-contract GasTest
fi
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
