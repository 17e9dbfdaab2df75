#!/usr/bin/env bash
# Runs the AVX-512 kernels on an emulated processor, for machines whose own has none:
#   tests/emulated-avx512/run.sh [quick|check|prove|all]
# quick (default), check: Zkfp.KernelCheck's comparison with the scalar code at small and at all sizes; prove: samples/hello.proof made again, byte for
# byte, and verified; all: all of it. Bochs boots a Debian kernel whose initial file system holds the published programs; what they print comes out
# of the serial port. Exit 0 only if all were equal and the JIT compiled the kernels for Lanes512 (narrower lanes only in transforms too short for sixteen).
#
# Needs Debian's bochs, bochs-term, bochsbios, vgabios, busybox-static, isolinux, syslinux-common, xorriso, and apt to download a kernel.
#   BOCHS=FILE     another emulator. What is recorded in docs/decisions/0002 was run with 3.0 (Debian 13's source package) built with
#                  ./configure --with-nogui --with-term --enable-x86-64 --enable-avx --enable-evex --enable-cpu-level=6 \
#                      --enable-all-optimizations --disable-debugger --enable-pci --disable-docbook
#                  Debian 12's 2.7 has its debugger compiled in, is some ten times slower, and no run of it was waited for.
#   CPU=MODEL      another processor (bochs --help cpu); with corei7_icelake_u this kernel does not boot
#   APPEND=WORDS   more kernel arguments; NAME=VALUE becomes an environment variable of the programs
#   LIMIT=SECONDS  of the run, 14400 if absent
#   WORK=DIR       for the image and the output, out/emulated-avx512 if absent
set -euo pipefail
cd "$(dirname "$0")/../.."
mode=${1:-quick}
case $mode in quick | check | prove | all) ;; *) echo "usage: $0 [quick|check|prove|all]" >&2; exit 2 ;; esac
work=$(realpath -m "${WORK:-out/emulated-avx512}")
bochs=${BOCHS:-/usr/bin/bochs}
modules=/usr/lib/syslinux/modules/bios
for file in "$bochs" /usr/share/bochs/BIOS-bochs-latest /usr/share/vgabios/vgabios.bin /usr/lib/ISOLINUX/isolinux.bin \
    $modules/ldlinux.c32 /usr/bin/xorriso /bin/busybox; do
    [ -e "$file" ] || { echo "$file is missing: see the packages named in $0" >&2; exit 2; }
done
mkdir -p "$work"/{kernel,iso}

# The kernel for virtual machines: few drivers, boots fast.
if ! ls "$work"/kernel/boot/vmlinuz-* >/dev/null 2>&1; then
    package=$(apt-cache depends linux-image-cloud-amd64 | sed -n 's/^ *Depends: \(linux-image-[^ ]*\)$/\1/p' | head -n 1)
    (cd "$work/kernel" && apt-get download "$package" && dpkg -x "$package"_*.deb .)
fi

# The initial file system: busybox, what the runtime loads, the programs and the sample.
rm -rf "$work/initfs"
mkdir -p "$work"/initfs/{bin,proc,sys,dev,tmp,lib64}
cp /bin/busybox "$work/initfs/bin/"
install -m 755 tests/emulated-avx512/init "$work/initfs/init"
for library in /lib64/ld-linux-x86-64.so.2 /lib/x86_64-linux-gnu/{libc.so.6,libm.so.6,libdl.so.2,libpthread.so.0,librt.so.1,libgcc_s.so.1} \
    /usr/lib/x86_64-linux-gnu/{libstdc++.so.6,libssl.so.3,libcrypto.so.3}; do
    mkdir -p "$work/initfs$(dirname "$library")"
    cp -L "$library" "$work/initfs$library"
done
if [ "$mode" != prove ]; then
    dotnet publish tests/Zkfp.KernelCheck -c Release -r linux-x64 --self-contained -o "$work/initfs/check" -v q
    [ "$mode" = quick ] || : >"$work/initfs/check/all"
fi
if [ "$mode" = prove ] || [ "$mode" = all ]; then
    dotnet publish src/Cli -c Release -r linux-x64 --self-contained -o "$work/initfs/zkfp" -v q
    cp -r samples "$work/initfs/samples"
fi
find "$work/initfs" \( -name '*.pdb' -o -name '*.xml' -o -name createdump \) -delete
(cd "$work/initfs" && find . | busybox cpio -o -H newc >"$work/iso/initrd" 2>/dev/null)
cp "$work"/kernel/boot/vmlinuz-* "$work/iso/vmlinuz"
cp /usr/lib/ISOLINUX/isolinux.bin $modules/ldlinux.c32 "$work/iso/"

# Bochs gives the state of protection keys another size than Linux expects, which then does without AVX: hence clearcpuid=pku. lpj shortens delays.
cat >"$work/iso/isolinux.cfg" <<END
default linux
prompt 0
label linux
  kernel vmlinuz
  append initrd=initrd console=ttyS0 clearcpuid=pku mitigations=off nokaslr panic=-1 lpj=100000 audit=0 ${APPEND:-}
END
xorriso -as mkisofs -quiet -o "$work/disk.iso" -b isolinux.bin -c boot.cat -no-emul-boot -boot-load-size 4 -boot-info-table "$work/iso" 2>/dev/null
cat >"$work/bochsrc" <<END
config_interface: textconfig
display_library: term
cpu: model=${CPU:-corei7_skylake_x}, count=1, ips=50000000, reset_on_triple_fault=0
memory: guest=2048, host=2048
romimage: file=/usr/share/bochs/BIOS-bochs-latest
vgaromimage: file=/usr/share/vgabios/vgabios.bin
ata0-master: type=cdrom, path=$work/disk.iso, status=inserted
boot: cdrom
com1: enabled=1, mode=file, dev=$work/serial.txt
clock: sync=none, time0=utc
panic: action=fatal
log: $work/bochs.log
END
commands=()
if grep -q -- -rc <<<"$("$bochs" --help 2>&1)"; then
    echo continue >"$work/commands"
    commands=(-rc "$work/commands")
fi
: >"$work/serial.txt"
echo "running in $work: serial.txt grows; minutes on an idle machine"
BXSHARE=/usr/share/bochs TERM=xterm timeout -s KILL "${LIMIT:-14400}" nice -n 10 "$bochs" -q -f "$work/bochsrc" "${commands[@]}" \
    </dev/null >"$work/screen.txt" 2>&1 || true
tr -d '\r' <"$work/serial.txt" | sed -n '/^emulated:/,$p'
grep -q '^PASS' "$work/serial.txt"
