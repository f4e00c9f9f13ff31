#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# What can be seen without running anything: "make lint". A tool that is not
# there is skipped, with a word; LINT_ALL=1 makes that a failure.
#
#   .clang-tidy          the checks of clang-tidy, and why some are left out
#   cppcheck.suppress    what cppcheck says and is not so
#   .shellcheckrc        the same for shellcheck
#
# CHECK_FLAGS has the flags that the sources are compiled with.

srcdir=${srcdir:-.} builddir=${builddir:-.}
cd "$srcdir" || exit 99
lint=tests/lint
jobs=$(nproc 2>/dev/null || echo 1)
status=0

# part TOOL COMMAND...: succeeds without a word, or fails.
part() {
    tool=$1
    shift
    if ! command -v "$tool" >/dev/null; then
        echo "$tool: skipped, it is not installed"
        [ -z "${LINT_ALL-}" ] || status=1
    elif "$@"; then
        echo "$tool: ok"
    else
        echo "$tool: FAILED"
        status=1
    fi
}

# The flags are words of their own, some with quotes that make makes, and
# name folders as they are seen from where the build is.
tidy() {
    find "$PWD/src" -name '*.c' | sort | (
        cd "$builddir" || exit 1
        xargs -P "$jobs" -n 8 sh -c '
            flags=$1
            shift
            eval "clang-tidy --quiet \"\$@\" -- $flags \
                -DVPCSCOPE_DATA=\\\"\\\" -DVPCSCOPE_SYSCONF=\\\"\\\"" 2>/dev/null' sh "$CHECK_FLAGS"
    )
}

cpp() {
    cppcheck -q --error-exitcode=1 --inline-suppr --std=c11 \
        --enable=warning,performance,portability -j "$jobs" \
        --suppressions-list=$lint/cppcheck.suppress -DHAVE_CONFIG_H \
        -Isrc -I"$builddir" src
}

# Scripts say what shell they are for, libraries of them by a directive.
shell() {
    find . -name 'build*' -type d -prune -o -type f -print |
        grep -E '\.sh$|^\./bootstrap$|^\./\.ci/run$|/bench/compare$' | sort |
        xargs shellcheck -S warning
}

manual() {
    mandoc -T lint -W warning man/*.[1-9] |
        grep -v 'UNSUPP: ignoring macro in table' && return 1
    return 0
}

part mandoc manual
part shellcheck shell
part cppcheck cpp
part clang-tidy tidy
exit $status
