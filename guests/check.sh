#!/bin/sh
# Rebuilds the firmware and the prebuilt sample and compares them with what is committed. Skips by name what it has no compiler for.
set -eu
cd "$(dirname "$0")"
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
if command -v mips-linux-gnu-gcc >/dev/null 2>&1; then
    firmware/build.sh "$tmp/firmware"
    for f in firmware-be.elf firmware-le.elf; do
        cmp "$tmp/firmware/$f" "firmware/prebuilt/$f" || { echo "guests/firmware/prebuilt/$f differs: run guests/firmware/build.sh"; exit 1; }
    done
    echo "firmware: prebuilt files are what the sources build"
else
    echo "firmware: skipped, no mips-linux-gnu-gcc"
fi
want="go1.19.8"
have=$(command -v go >/dev/null 2>&1 && go env GOVERSION || echo none)
if [ "$have" = "$want" ]; then
    samples/go/build.sh "$tmp/go" mips sha256sum
    samples/go/build.sh "$tmp/go" "mips mipsle" oracle
    for f in sha256sum.mips:sha256sum-go-be oracle.mips:oracle-go-be oracle.mipsle:oracle-go-le; do
        cmp "$tmp/go/${f%:*}" "samples/prebuilt/${f#*:}.elf" || { echo "guests/samples/prebuilt/${f#*:}.elf differs: run guests/samples/go/build.sh"; exit 1; }
    done
    echo "samples: the prebuilt Go programs are what their sources build"
    ledger/build.sh "$tmp/ledger"
    cmp "$tmp/ledger/ledger-mips.elf" ledger/prebuilt/ledger-mips.elf || { echo "guests/ledger/prebuilt/ledger-mips.elf differs: run guests/ledger/build.sh"; exit 1; }
    (cd ledger && go vet . && go test .)
    echo "ledger: the prebuilt program is what its source builds"
else
    echo "samples: skipped, Go $have is not $want"
fi
# Compiler and C library as they were; others build other bytes.
want="libc6-dev-mips-cross 2.36-8cross2 libc6-dev-mipsel-cross 2.36-8cross2 rust-web-src 1.96.0+dfsg1-1~deb12u2 rustc-web 1.96.0+dfsg1-1~deb12u2"
have=$(dpkg-query -W -f '${Package} ${Version} ' libc6-dev-mips-cross libc6-dev-mipsel-cross rust-web-src rustc-web 2>/dev/null || true)
if [ "${have% }" = "$want" ] && [ -x /usr/bin/cargo ]; then
    samples/rust/build.sh "$tmp/rust"
    for e in be le; do
        cmp "$tmp/rust/rust.$e.elf" "samples/prebuilt/std-rust-$e.elf" || { echo "guests/samples/prebuilt/std-rust-$e.elf differs: run guests/samples/rust/build.sh"; exit 1; }
    done
    echo "samples: the prebuilt Rust programs are what their source builds"
else
    echo "samples: Rust skipped, not installed as it was built with: $want and cargo-web"
fi
if [ -f evm/build/mips/precompile ]; then
    cmp evm/build/mips/precompile evm/prebuilt/precompile-mips.elf || { echo "guests/evm/prebuilt/precompile-mips.elf differs: run make -C guests/evm build/mips/precompile and copy it"; exit 1; }
    echo "precompile: the prebuilt file is what the sources build"
else
    echo "precompile: skipped, not built (make -C guests/evm build/mips/precompile)"
fi
for target in mips mipsel; do
    built="evm/build/$target/evm-guest"
    if [ -f "$built" ]; then
        cmp "$built" "evm/prebuilt/evm-guest-$target.elf" || { echo "guests/evm/prebuilt/evm-guest-$target.elf differs: run make -C guests/evm $target and copy build/$target/evm-guest"; exit 1; }
        echo "EVM guest: the prebuilt $target file is what the sources build"
    else
        echo "EVM guest: $target skipped, not built (make -C guests/evm $target)"
    fi
done
sdk/check.sh
