#!/bin/sh
# A registry file made by `upsmd registry` goes through the real `reg import` and `reg export` and back, and deletions
# mean the same to both. Usage: reg_roundtrip.sh BUILD_DIR WINEPREFIX (a ready prefix; one key is made and removed).
# $WINE is the Wine to use, by default the installed one.
set -eu

build=$(realpath "$1")
export WINEPREFIX="$2" WINEDEBUG=-all
wine=${WINE:-wine}
unset DISPLAY

upsmd=
for place in "$build/bin/upsmd" "$build/apps/upsmd/upsmd"; do
    if [ -x "$place" ]; then upsmd=$place; fi
done
if [ -z "$upsmd" ]; then
    echo "reg_roundtrip: no upsmd in $build/bin or $build/apps/upsmd" >&2
    exit 1
fi

key='HKEY_LOCAL_MACHINE\SYSTEM\UpsmdRoundTrip'
work=$(mktemp -d)
cleanup() {
    "$wine" reg delete "$key" /f >/dev/null 2>&1 || true
    rm -rf "$work"
}
trap cleanup EXIT
cd "$work"
"$wine" reg delete "$key" /f >/dev/null 2>&1 || true

fail() {
    echo "reg_roundtrip: $1" >&2
    exit 1
}

# One sorted line for each value, with its key; order in the file does not count.
listing() {
    "$upsmd" registry "$1" list "$key" | awk '/^  /{print key " |" $0; next} {key = $0}' | sort
}

# What Wine has below the key, as a listing.
windows_listing() {
    rm -f back.reg fresh.reg
    "$wine" reg export "$key" back.reg /y >/dev/null || fail "reg export failed"
    "$upsmd" registry fresh.reg import back.reg || fail "the file of reg export was refused"
    listing fresh.reg
}

compare() {
    listing ours.reg >ours.txt
    windows_listing >theirs.txt
    [ -s ours.txt ] || fail "$1: nothing listed"
    diff -u ours.txt theirs.txt || fail "$1: content differs"
}

put() { "$upsmd" registry ours.reg set "$@"; }

put "$key" Port sz COM1
put "$key" '' sz 'the default value'
put "$key" 'quo"ted\name' sz 'C:\Program Files\"x"\'
put "$key" Empty sz ''
put "$key" Text sz 'Grüße, 日本語, 🔋; no comment [x]'
put "$key" Path expand_sz '%SystemRoot%\system32\upsmd.dll with a text that is longer than one line of hex data'
put "$key" Small dword 0
put "$key" Big dword 0xffffffff
put "$key\\Sub [key]\\Deep" Options dword 0x7f

cat >foreign.reg <<EOF
Windows Registry Editor Version 5.00

; types that upsmd only carries
[$key\\Foreign]
"Multi"=hex(7):61,00,62,00,00,00,63,00,00,00,00,00
"Binary"=hex:00,01,02,03,04,05,06,07,08,09,0a,0b,0c,0d,0e,0f,10,11,12,13,14,15,\\
  16,17,18,19,1a,1b,1c,1d,1e,1f
"None"=hex(0):
"Qword"=hex(b):01,02,03,04,05,06,07,08
"Lines"=hex(1):61,00,0d,00,0a,00,62,00,00,00
"Doomed"="x"

[$key\\Doomed\\Below]
"x"="y"
EOF
"$upsmd" registry ours.reg import foreign.reg

"$wine" reg import ours.reg >/dev/null 2>&1 || fail "reg import refused our file"
compare "after reg import of the registry file itself"
"$wine" reg query "$key" /v Big | grep -q 'REG_DWORD *0xffffffff' || fail "reg query does not see the dword"

"$upsmd" registry ours.reg export exported.reg
"$wine" reg delete "$key" /f >/dev/null
"$wine" reg import exported.reg >/dev/null 2>&1 || fail "reg import refused our export"
compare "after reg import of an export"

printf 'Windows Registry Editor Version 5.00\r\n\r\n[%s\\Foreign]\r\n"Doomed"=-\r\n\r\n[-%s\\Doomed]\r\n' \
    "$key" "$key" >deletions.reg
"$upsmd" registry ours.reg import deletions.reg
"$wine" reg import deletions.reg >/dev/null 2>&1 || fail "reg import refused the deletions"
compare "after deletions"
if grep -q Doomed ours.txt; then fail "the deletions did nothing"; fi

echo "reg_roundtrip: $(wc -l <ours.txt) values came back as they were"
