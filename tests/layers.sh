#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The house keeps its order: includes point one way only, headers compile
# alone, every source file names its licence.

cd "${srcdir:?}/src" || exit 99
n=0

# report NAME COMPLAINTS: a test that passes when there are none.
report() {
    n=$((n + 1))
    if [ -z "$2" ]; then
        echo "ok $n - $1"
    else
        echo "not ok $n - $1"
        echo "$2" | sed 's/^/# /'
    fi
}

# foreign FOLDER FOLDERS: includes of FOLDER's files beyond FOLDERS.
foreign() {
    known=$(echo "$2" | tr ' ' '|')
    grep -nE '^#[[:space:]]*include "' "$1"/*.[ch] "$1"/*.def 2>/dev/null |
        grep -vE "include \"(($known)/|config[.]h)"
}

while read -r folder below; do
    report "$folder includes only itself and what is below" \
        "$(foreign "$folder" "$folder $below")"
done <<'ORDER'
base
flow base
source base
query flow source base
scan flow source base
engine query scan flow source base
output engine query scan flow source base
tui output engine query scan flow source base
cli tui output engine query scan flow source base
ORDER

report "every folder of src is in that order" "$(for d in */; do
    case $d in
    base/ | flow/ | source/ | query/ | scan/ | engine/) ;;
    output/ | tui/ | cli/) ;;
    *) echo "$d" ;;
    esac
done)"
report "a header ending in _int.h stays in its folder" "$(
    grep -nE '^#[[:space:]]*include ".*_int[.]h"' ./*/*.[ch] |
        awk -F'[/:"]' '$2 != $6')"
report "only tui includes curses and readline" "$(
    grep -nE '^#[[:space:]]*include <(.*curses|panel|readline/.*)[.h]*>' \
        ./*/*.[ch] | grep -v '^./tui/')"
report "every source file names its licence in its first line" "$(
    for f in */*.[ch] */*.def; do
        sed -n 1p "$f" | grep -q 'SPDX-License-Identifier: GPL-3.0-or-later' ||
            echo "$f"
    done)"
report "include guards are named after folder and file" "$(
    for h in */*.h; do
        guard=$(echo "$h" | tr 'a-z/.' 'A-Z__')
        grep -q "^#ifndef $guard\$" "$h" || echo "$h: not $guard"
    done)"

cd "${builddir:?}" || exit 99
for h in "$srcdir"/src/*/*.h; do
    # shellcheck disable=SC2086 # CC and the flags are words
    report "${h#"$srcdir"/src/} compiles alone" \
        "$(printf '#include "%s"\n' "${h#"$srcdir"/src/}" |
            ${CC:?} ${HEADER_FLAGS-} -x c -fsyntax-only - 2>&1)"
done

echo "1..$n"
