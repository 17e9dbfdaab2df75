#!/bin/sh
# Builds the firmware for both endiannesses into the given folder (default: prebuilt). The result depends on the sources and the
# compiler (Debian's mips-linux-gnu-gcc 12.2) only: no paths, dates or identifiers enter it.
set -eu
cd "$(dirname "$0")"
out=${1:-prebuilt}
mkdir -p "$out"
flags="-std=gnu11 -O2 -mips32r2 -msoft-float -mno-abicalls -fno-pic -G0 -ffreestanding -nostdlib -mno-check-zero-division
  -fno-delete-null-pointer-checks -fno-strict-aliasing -fno-asynchronous-unwind-tables -fno-stack-protector
  -fno-tree-loop-distribute-patterns -fno-ident -ffile-prefix-map=$PWD=. -ffunction-sections -fdata-sections
  -mno-llsc -Wall -Wextra -Werror -Wno-array-bounds -Wno-cast-function-type -Wno-override-init"
for e in be le; do
    case $e in be) flag=-EB ;; le) flag=-EL ;; esac
    # shellcheck disable=SC2086
    mips-linux-gnu-gcc $flag $flags -static -Wl,--build-id=none,--gc-sections,-T,link.ld,-z,max-page-size=4096 \
        start.S ./*.c -o "$out/firmware-$e.elf"
    mips-linux-gnu-strip --strip-debug -w --strip-symbol='*.o' "$out/firmware-$e.elf" # function names stay, for zkfp profile
done
