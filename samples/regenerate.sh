#!/usr/bin/env bash
# Rebuilds samples/hello.* after a change of machine, firmware or protocol: program (needs mips-linux-gnu-gcc), key, output, proof, final proofs;
# and the block of five transfers with the EVM guest's output for it (needs python3). First the keys of the recursion circuits, which belong to the machines
# (minutes, 1.5 GiB): they are part of what is built.
set -euo pipefail
cd "$(dirname "$0")/.."
if command -v mips-linux-gnu-gcc >/dev/null; then
    mips-linux-gnu-gcc -O2 -nostdlib -static -ffreestanding -mips32r2 -msoft-float -mno-abicalls -fno-pic -G0 -fno-ident -s \
        -Wl,--build-id=none -o samples/hello.elf samples/hello.c
fi
dotnet publish src/Cli -c Release -o out/bin -v q
out/bin/zkfp keys --make -o src/Prover/recursion.keys
dotnet publish src/Cli -c Release -o out/bin -v q
out/bin/zkfp run samples/hello.elf >samples/hello.output || [ $? = 3 ]
key=$(out/bin/zkfp vk samples/hello.elf --height 18 -o samples/hello.vk | sed -n 's/.*: verifying key //p')
sed -i -E "s/(my\.vk: verifying key )[0-9a-f]+/\1$key/" docs/first-proof.md
out/bin/zkfp prove samples/hello.elf --shards -o samples/hello.proof
out/bin/zkfp verify samples/hello.proof --vk samples/hello.vk --expect-output samples/hello.output
out/bin/zkfp prove samples/hello.elf -o samples/hello.final
out/bin/zkfp verify samples/hello.final --vk samples/hello.vk --expect-output samples/hello.output
out/bin/zkfp prove samples/hello.elf --l1 -o samples/hello.l1
out/bin/zkfp verify samples/hello.l1 --vk samples/hello.vk --expect-output samples/hello.output
# The contract that verifies last proofs has the key of this version in it; its gas may change: contracts/check.sh --update.
dotnet run -c Release --project contracts/generator
if command -v python3 >/dev/null; then samples/transfers.py samples/transfers.json; fi
out/bin/zkfp evm block samples/transfers.json --save-output samples/transfers.output
