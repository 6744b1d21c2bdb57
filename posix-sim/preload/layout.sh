#!/bin/sh
# layout.sh STAMP FOLDER LIBRARY64 [LIBRARY32]: puts the preload library where the loader's $LIB finds it, so that one
# LD_PRELOAD='FOLDER/$LIB/libupsmd-lines.so' serves 64-bit and 32-bit programs. What $LIB stands for depends on where the
# system's loader was built: Debian's own, other distributions' and the 32-bit loaders of both are covered.
set -eu
stamp=$1 folder=$2 wide=$3 narrow=${4:-}
lay() {
    for place in $2; do
        mkdir -p "$folder/$place"
        ln -sf "$(realpath "$1")" "$folder/$place/libupsmd-lines.so"
    done
}
lay "$wide" "lib/$(uname -m)-linux-gnu lib64"
if [ -n "$narrow" ]; then
    lay "$narrow" "lib/i386-linux-gnu lib32 lib"
else
    lay "$wide" "lib"
fi
touch "$stamp"
