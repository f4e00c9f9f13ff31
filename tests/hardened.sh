#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The program is built with the flags against exploits that configure found:
# what the linker made of them is in the file.

builddir=${builddir:-.}
program=$builddir/vpcscope
cflags=$(sed -n 's/^HARDEN_CFLAGS = *//p' "$builddir/Makefile")
ldflags=$(sed -n 's/^HARDEN_LDFLAGS = *//p' "$builddir/Makefile")
count=0

# holds NAME FLAG FLAGS COMMAND...: if the flag was used, the command succeeds.
holds() {
    count=$((count + 1))
    name=$1 flag=$2 flags=$3
    shift 3
    case " $flags " in
    *"$flag"*) ;;
    *)
        echo "ok $count - $name # SKIP built without $flag"
        return
        ;;
    esac
    if "$@"; then
        echo "ok $count - $name"
    else
        echo "not ok $count - $name"
    fi
}

says() { # OPTION PATTERN
    readelf "$1" "$program" 2>/dev/null | grep -qE "$2"
}
says_not() {
    ! says "$@"
}

if ! command -v readelf >/dev/null; then
    echo "1..0 # SKIP no readelf"
    exit
fi
holds 'it is loaded anywhere' ' -pie' "$ldflags" says -h 'Type: *DYN'
holds 'tables of the linker are read only' relro "$ldflags" \
    says -l GNU_RELRO
holds 'and filled at the start' -z,now "$ldflags" says -d 'BIND_NOW|NOW'
holds 'nothing runs from the stack' noexecstack "$ldflags" \
    says_not -l 'GNU_STACK.*E +0x|RWE'
holds 'stacks have a guard' stack-protector "$cflags" \
    says -s __stack_chk_fail
holds 'the library checks sizes' _FORTIFY_SOURCE "$cflags" \
    says -s '__[a-z]+_chk'
echo "1..$count"
