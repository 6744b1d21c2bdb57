#!/usr/bin/env bash
# The minidriver template, built as its README says, keeps the contract. Usage: template_test.sh SOURCE CROSS_FILE UPSMD_HOST_EXE
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
meson setup "$work/build" "$1/docs/minidriver-template" --cross-file "$2" >"$work/log" 2>&1 &&
    ninja -C "$work/build" >>"$work/log" 2>&1 || { cat "$work/log"; echo "0 passed, 1 failed"; exit 1; }
"$1/scripts/wine" "$3" --conformance "Z:$work/build/vendorups.dll" 2>"$work/errors" | tr -d '\r'
