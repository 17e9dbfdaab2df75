#!/bin/sh
# build.sh OUT [ARCH [PROGRAM]]: builds the C samples, static glibc with hardware floating point as Debian's cross compilers make them.
set -eu
out=${1:?output folder}
mkdir -p "$out"
out=$(cd "$out" && pwd)
cd "$(dirname "$0")"
for arch in ${2:-mips mipsel}; do
    for source in ${3:-hello float memory threads files signals traps errno waiting oraclefds holes links primitives}; do
        $arch-linux-gnu-gcc -std=gnu11 -O2 -Wall -static -pthread -o "$out/$source.$arch" "$source.c" -lm
    done
done
