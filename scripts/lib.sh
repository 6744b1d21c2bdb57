# Shared by the bash scripts of this folder: source it. Sets `root` (the checkout) and `cache` (downloads and the
# private Wine, shared by all checkouts of one user; UPSMD_CACHE_DIR moves it).
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cache=${UPSMD_CACHE_DIR:-${XDG_CACHE_HOME:-${HOME:-$root/build}/.cache}/upsmd}

say() { printf '%s\n' "$*" >&2; }
die() { say "${0##*/}: $*"; exit 1; }

# LD_PRELOAD, which gives ptys their modem lines, separates its entries by spaces and colons and cannot quote them.
require_plain_path() {
    case $root in
        *[[:space:]:]*) die "the simulator needs a checkout whose path has no space and no colon: $root" ;;
    esac
}

# Runs a command as root; `$1` says what for.
as_root() {
    local purpose=$1
    shift
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo -- "$@"
    else
        die "neither root nor sudo is at hand to $purpose"
    fi
}

# The Wine that runs 32-bit and 64-bit programs: the system's where its 32-bit half is installed, else the private
# tree that setup-wine makes. Keyed by the package's version, because the two halves must be of one version.
wine_version() { dpkg-query -W -f '${Version}' libwine:amd64 2>/dev/null || true; }
wine_tree() {
    if [ -x /usr/lib/wine/wine ] && [ -x /usr/lib/wine/wine64 ]; then
        echo /usr/lib/wine
    else
        echo "$cache/wine-$(wine_version)/usr/lib/wine"
    fi
}

apcupsd_tree() { echo "$cache/apcupsd"; }
