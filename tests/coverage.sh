#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# coverage.sh FOLDER: how many lines of src/ have been run by what was run in
# FOLDER, a build with --coverage. A line for each folder of src/, then the
# files below 85 %. Exit status 1 when base, flow, scan, query or engine is
# below 90 %.
#
# A line is one that has code in any object, and is covered when it was run
# in any: that counts lines of headers and of macros once. All objects are
# looked at, also those of files that nothing has run.

here=$(cd "$(dirname "$0")/.." && pwd) || exit 99
cd "${1:?which folder?}" || exit 99

# shellcheck disable=SC2038 # no odd names in a build
find src tests -name '*.gcno' | xargs "${GCOV:-gcov}" -t 2>/dev/null |
    awk -v least=90 -v low=85 -f "$here/tests/coverage.awk"
