#!/usr/bin/env bash
# Fetches the pinned third-party C sources of the guest's cryptography into build/deps (ignored by
# git): blst as npm's c-kzg carries it, and c-kzg itself for native/kzg. A package whose bytes do not have the pinned SHA-512 is refused.
# Also makes the constant generator table of secp256k1 with the host's compiler (HOST_CC, default cc). Usage: fetch-deps.sh [DIR]
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
dest=${1:-$here/build/deps}

# name  version  integrity (npm's subresource form: base64 of SHA-512)  path inside the package  name under DIR
pins=(
  "c-kzg 4.1.0 eliOBB2GKoT5Nk4LwN418O8kWfXCwepHj3kd6z0zKrzIdJbry0Y8IDPYzE5Dxw/fs386PGO6zQRqy8LSVtR5tQ== deps/blst blst"
  "c-kzg 4.1.0 eliOBB2GKoT5Nk4LwN418O8kWfXCwepHj3kd6z0zKrzIdJbry0Y8IDPYzE5Dxw/fs386PGO6zQRqy8LSVtR5tQ== deps/c-kzg c-kzg"
)

stamp=$dest/.fetched
want=$(printf '%s\n' "${pins[@]}"; cat "$here/crypto/gen_secp256k1_table.c" | sha256sum)
if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$want" ]; then
  exit 0
fi

tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
mkdir -p "$dest"
for pin in "${pins[@]}"; do
  read -r name version integrity inside outside <<<"$pin"
  tarball=$name-$version.tgz
  [ -f "$tmp/$tarball" ] || (cd "$tmp" && npm pack --silent --ignore-scripts "$name@$version" >/dev/null)
  got=$(openssl dgst -sha512 -binary "$tmp/$tarball" | base64 -w0)
  if [ "$got" != "$integrity" ]; then
    echo "fetch-deps: $name@$version: SHA-512 is $got, expected $integrity" >&2
    exit 1
  fi
  mkdir "$tmp/$outside"
  tar -xzf "$tmp/$tarball" -C "$tmp/$outside" --strip-components=1
  rm -rf "${dest:?}/$outside"
  cp -R "$tmp/$outside/$inside" "$dest/$outside"
done
"${HOST_CC:-cc}" -O1 -w -I"$here/include" -I"$here/.." -o "$tmp/gen" "$here/crypto/gen_secp256k1_table.c"
"$tmp/gen" >"$dest/secp256k1_table.h"
printf '%s\n' "$want" >"$stamp"
