#!/bin/sh
# build.sh OUT: builds the Rust samples with std for mips and mipsel. Debian's packages rustc-web, cargo-web and rust-web-src have
# what it takes: std is built from source, because nobody ships it for these targets any more. What comes out depends on the
# sources, rustc and the cross compilers' C library only. Two minutes on two cores.
set -eu
out=${1:?output folder}
mkdir -p "$out"
out=$(cd "$out" && pwd)
cd "$(dirname "$0")"
library=$(/usr/bin/rustc --print sysroot)/lib/rustlib/src/rust
vendor=$library/vendor
[ -d "$vendor" ] || vendor=$library/library/vendor
flags="-Ctarget-feature=+crt-static -Crelocation-model=static --remap-path-prefix=$PWD=. --remap-path-prefix=$library=rust"
build() { # FOLDER PROGRAM NAME
    (cd "$1" && env RUSTC_BOOTSTRAP=1 RUSTC=/usr/bin/rustc \
        CARGO_TARGET_MIPS_UNKNOWN_LINUX_GNU_LINKER=mips-linux-gnu-gcc CARGO_TARGET_MIPS_UNKNOWN_LINUX_GNU_RUSTFLAGS="$flags" \
        CARGO_TARGET_MIPSEL_UNKNOWN_LINUX_GNU_LINKER=mipsel-linux-gnu-gcc CARGO_TARGET_MIPSEL_UNKNOWN_LINUX_GNU_RUSTFLAGS="$flags" \
        /usr/bin/cargo build --release --offline -Zbuild-std=std,panic_unwind -Zbuild-std-features= --target mips-unknown-linux-gnu --target mipsel-unknown-linux-gnu \
        --target-dir "$out/target" --config 'source.crates-io.replace-with="vendored"' --config "source.vendored.directory=\"$vendor\"")
    cp "$out/target/mips-unknown-linux-gnu/release/$2" "$out/$3.be.elf"
    cp "$out/target/mipsel-unknown-linux-gnu/release/$2" "$out/$3.le.elf"
}
build . zkfp-sample rust
build primitives primitives primitives
