#!/usr/bin/env bash
# Installs the Debian packages that are missing, and says so. Never fails: what cannot be installed is
# named, and the rest of the set-up goes on. A list: which ones; else build/packages.txt.
set -uo pipefail
cd "$(dirname "$0")/.."
mkdir -p .work
log=.work/apt.log
list=${1:-build/packages.txt}

say() { printf '%s\n' "$*"; }

if [ "$(uname -s)" != Linux ]; then exit 0; fi
if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
    if [ ! -e .work/said-no-apt ]; then
        say "This is not a Debian-like system: install Qt's libraries, a Chinese font and Chromium yourself;"
        say "$list lists them by their Debian names."
        touch .work/said-no-apt
    fi
    exit 0
fi

# Provides, too: newer releases rename libglib2.0-0 to libglib2.0-0t64, which provides the old name.
present=$(dpkg-query -W -f='${db:Status-Status} ${Package}, ${Provides}\n' |
    sed -n 's/^installed //p' | tr ',' '\n' | sed 's/(.*//; s/[[:space:]]//g' | sort -u)
wanted=$(sed 's/#.*//' $list | awk 'NF { print $1 }' | sort -u)
missing=$(comm -13 <(printf '%s\n' "$present") <(printf '%s\n' "$wanted"))
command -v chromium >/dev/null && missing=$(grep -v '^chromium' <<<"$missing")
if [ ! -x .venv/bin/python ] && python=$(build/python.sh 2>/dev/null); then
    "$python" -c 'import ensurepip, venv' 2>/dev/null ||
        missing="$missing python$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')-venv"
fi
missing=$(echo $missing)
[ -n "$missing" ] || exit 0

if [ "$(id -u)" = 0 ]; then as_root=()
elif sudo -n true 2>/dev/null; then as_root=(sudo -n)
else
    say "Missing Debian packages, and no right to install them. As root, please:"
    say "    apt-get install --no-install-recommends $missing"
    exit 0
fi
apt() {
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get -o DPkg::Lock::Timeout=300 -q -y "$@" >>"$log" 2>&1
}

purposes=$(sed 's/#.*//' $list | awk -v m=" $missing " 'NF && index(m, " " $1 " ") { $1 = ""; print }' |
    sort -u | paste -sd, | sed 's/^ //')
say "Installing Debian packages${purposes:+ for $purposes}:"
say "    $missing"
: >"$log"
apt install --no-install-recommends $missing && exit 0
apt update && apt install --no-install-recommends $missing && exit 0

# One unknown name stops them all: try each alone and name those that stay away.
absent=
for package in $missing; do
    apt install --no-install-recommends "$package" || absent="$absent $package"
done
[ -z "$absent" ] || say "Could not install:$absent (why: $log). Going on without."
