#!/usr/bin/env bash
# Fetches Debian's static busybox for mipsel, as packaged, into FOLDER/bin/busybox. Usage: fetch-busybox.sh FOLDER
# apt works on lists of its own in that folder, so that the machine's architectures and lists stay as they are. Exits with 77 where the package is not to be had.
set -uo pipefail

[ $# = 1 ] || { echo "usage: $0 FOLDER" >&2; exit 2; }
mkdir -p "$1" && cd "$1" || exit 2
[ ! -x bin/busybox ] || exit 0
missing() { echo "busybox-static:mipsel is not to be had: $1" >&2; exit 77; }
for tool in apt-get dpkg dpkg-deb timeout; do command -v $tool >/dev/null || missing "no $tool"; done

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
chmod 755 "$scratch" # apt downloads as a user of its own
mkdir -p "$scratch/lists/partial" "$scratch/cache/archives/partial"
apt() {
    timeout "$1" apt-get -qq -o APT::Architectures::="$(dpkg --print-architecture)" -o APT::Architectures::=mipsel -o APT::Sandbox::User=root \
        -o Dir::State::Lists="$scratch/lists" -o Dir::Cache="$scratch/cache" "${@:2}" >/dev/null 2>&1
}
apt 120 update || missing "apt-get update fails"
(cd "$scratch" && apt 60 download busybox-static:mipsel) || missing "apt-get download fails (no network, or no mipsel in this release)"
dpkg-deb --fsys-tarfile "$scratch"/busybox-static_*.deb | tar -x ./bin/busybox || missing "the package has no bin/busybox"
