#!/usr/bin/env bash
# Builds libzkfp.so (NativeAOT; needs the .NET SDK and a C compiler as linker) into a folder, with zkfp.h. Usage: build.sh [FOLDER] [RID]
#
# Compiled ahead, code for one vector width cannot be chosen at run time as the JIT does it: the library is built for the base of its architecture and, on x86-64,
# again for AVX2 and AVX-512. The loader picks the best by itself (glibc-hwcaps, glibc 2.33 and later); copies of the base alone run everywhere.
set -euo pipefail
cd "$(dirname "$0")"
out=${1:-../out/native}
rid=${2:-linux-$(uname -m | sed 's/x86_64/x64/; s/aarch64/arm64/')}
mkdir -p "$out"
build() { # folder, instruction sets
    rm -rf ../artifacts/native-build
    dotnet publish Zkfp.Native -r "$rid" -c Release -v q -o ../artifacts/native-build -p:ZkfpCpu="$2"
    mkdir -p "$1"
    cp ../artifacts/native-build/libzkfp.so "$1/"
}
build "$out" ""
if [ "$rid" = linux-x64 ]; then
    build "$out/glibc-hwcaps/x86-64-v3" x86-64-v3
    build "$out/glibc-hwcaps/x86-64-v4" x86-64-v4
fi
rm -rf ../artifacts/native-build
cp zkfp.h "$out/"
