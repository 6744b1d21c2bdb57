#!/usr/bin/env bash
# Builds files once more, from a copy of the source in folders of other names and depth, and compares them byte for
# byte with those built already. Usage: check_reproducible.sh SOURCE CROSS_FILE BUILT_FILE...
set -euo pipefail

source=$(cd "$1" && pwd)
cross=$2
shift 2
export CCACHE_DISABLE=1  # a cached object would hide a difference
name=$(basename "$cross" .ini)
passed=0
failed=0

report() {  # report GOOD TEXT
    if [ "$1" = 0 ]; then passed=$((passed + 1)) && echo "ok $2"; else failed=$((failed + 1)) && echo "FAIL $2"; fi
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
copy="$work/another name/deeper"
mkdir -p "$copy"
tar -C "$source" --exclude=./.git --exclude='./build*' -cf - . | tar -C "$copy" -xf -

again=$work/elsewhere
meson setup "$again" "$copy" --cross-file "$copy/cross/$name.ini" >"$work/log" 2>&1 || { tail -n 20 "$work/log"; again=; }
for built in "$@"; do
    built=$(realpath "$built")
    file=$(basename "$built")
    target=$([ -z "$again" ] || ninja -C "$again" -t targets all | sed -n "s/^\(.*\b$file\): .*/\1/p" | head -n 1)
    [ -z "$target" ] || ninja -C "$again" "$target" >"$work/log" 2>&1 || tail -n 20 "$work/log"
    result=0
    cmp "$built" "$again/$target" || result=1
    report "$result" "$name: $file built twice is the same ($(stat -c %s "$built") bytes)"
    result=0
    if grep -qaF -e "$source" -e "$(dirname "$built")" "$built"; then result=1; fi
    report "$result" "$name: $file names no folder of the machine it was built on"
done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
