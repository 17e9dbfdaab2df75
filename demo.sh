#!/usr/bin/env bash
# The main job: proves what a stock Go program (sha256sum, static Linux/MIPS32) did with a real file, then verifies the proof
# against the program and the output. Usage: ./demo.sh [FILE]; without one, the first 99,936 bytes of the program, 12.6 million instructions.
set -euo pipefail
cd "$(dirname "$0")"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
elf=guests/samples/prebuilt/sha256sum-go-be.elf
mkdir -p out
input=${1:-out/demo.input}
[ $# -gt 0 ] || head -c 99936 "$elf" >"$input"

dotnet publish src/Cli -c Release -o out/bin -v q
echo "== run: $elf < $input"
out/bin/zkfp run "$elf" --stdin "$input" >out/demo.output
cat out/demo.output
echo "== prove"
out/bin/zkfp prove "$elf" --stdin "$input" -o out/demo.proof
echo "== verify: this program printed exactly these bytes and exited with this code"
out/bin/zkfp verify out/demo.proof --elf "$elf" --expect-output out/demo.output
