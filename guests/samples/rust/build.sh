#!/bin/sh
# build.sh OUT [ARCH]: builds the Rust sample with std for mips and mipsel. Debian's packages rustc-web, cargo-web and rust-web-src
# have what it takes: std is built from source, because nobody ships it for these targets any more.
set -eu
out=${1:?output folder}
mkdir -p "$out"
out=$(cd "$out" && pwd)
cd "$(dirname "$0")"
vendor=$(/usr/bin/rustc --print sysroot)/lib/rustlib/src/rust/vendor
[ -d "$vendor" ] || vendor=$(/usr/bin/rustc --print sysroot)/lib/rustlib/src/rust/library/vendor
for arch in ${2:-mips mipsel}; do
    prefix=$(printf %s "CARGO_TARGET_${arch}_UNKNOWN_LINUX_GNU" | tr a-z A-Z)
    env RUSTC_BOOTSTRAP=1 RUSTC=/usr/bin/rustc "${prefix}_LINKER=$arch-linux-gnu-gcc" \
        "${prefix}_RUSTFLAGS=-Ctarget-feature=+crt-static -Crelocation-model=static" \
        /usr/bin/cargo build --release --offline -Zbuild-std=std,panic_abort --target "$arch-unknown-linux-gnu" --target-dir "$out/target" \
        --config 'source.crates-io.replace-with="vendored"' --config "source.vendored.directory=\"$vendor\""
    cp "$out/target/$arch-unknown-linux-gnu/release/zkfp-sample" "$out/rust.$arch"
done
