#!/bin/sh
# Installs what the test gateway needs into a cache folder. Does nothing when the lock file has not changed.
# LANSHAO_GATEWAY_MODULES says where (its last part must be node_modules); default: .cache/gateway/node_modules.
set -eu
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
modules=${LANSHAO_GATEWAY_MODULES:-"$here/../../.cache/gateway/node_modules"}
stamp="$modules/.lanshao-lock"
lock=$(cksum < "$here/package-lock.json")

if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$lock" ]; then
    exit 0
fi
folder=$(dirname -- "$modules")
mkdir -p "$folder"
cp "$here/package.json" "$here/package-lock.json" "$here/.npmrc" "$folder/"
cd "$folder"
npm ci --legacy-peer-deps --omit=dev --ignore-scripts --no-audit --no-fund
printf '%s' "$lock" > "$stamp"
