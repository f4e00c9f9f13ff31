# SPDX-License-Identifier: GPL-3.0-or-later
#
# What makes mistakes harder to exploit, as far as the compiler and the linker
# have it.

# VPCSCOPE_TRY(VARIABLE, COMPILER-FLAGS, LINKER-FLAGS): appends the flags to
# VARIABLE_CFLAGS and VARIABLE_LDFLAGS when a program can be built with them
# without a warning.
AC_DEFUN([VPCSCOPE_TRY], [
    AC_MSG_CHECKING([for $2 $3])
    vpcscope_cflags=$CFLAGS
    vpcscope_ldflags=$LDFLAGS
    CFLAGS="$CFLAGS $$1_CFLAGS -Werror $2"
    LDFLAGS="$LDFLAGS $$1_LDFLAGS $3"
    AC_LINK_IFELSE([AC_LANG_PROGRAM([[#include <string.h>]],
        [[char text[8]; memset(text, 0, sizeof text); return text[0];]])],
        [AC_MSG_RESULT([yes])
        $1_CFLAGS="$$1_CFLAGS $2"
        $1_LDFLAGS="$$1_LDFLAGS $3"],
        [AC_MSG_RESULT([no])])
    CFLAGS=$vpcscope_cflags
    LDFLAGS=$vpcscope_ldflags
])

# VPCSCOPE_HARDEN(SANITIZE-FLAGS): HARDEN_CFLAGS and HARDEN_LDFLAGS. Sanitizers
# see more than the checks of the library do, and checks want optimisation.
# With that of addresses a program of the tests spends most of its time on
# starting; it does so sooner where it lies in a fixed place.
AC_DEFUN([VPCSCOPE_HARDEN], [
    HARDEN_CFLAGS=
    HARDEN_LDFLAGS=
    AC_ARG_ENABLE([hardening],
        [AS_HELP_STRING([--disable-hardening],
            [build without the flags against exploits])])
    AS_IF([test "x$enable_hardening" != xno && test -z "$1"], [
        AS_CASE([" $CFLAGS "], [*" -O0 "*], [],
            [VPCSCOPE_TRY([HARDEN], [-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3])])
        VPCSCOPE_TRY([HARDEN], [-fstack-protector-strong])
        VPCSCOPE_TRY([HARDEN], [-fstack-clash-protection])
        VPCSCOPE_TRY([HARDEN], [-fcf-protection=full])
        VPCSCOPE_TRY([HARDEN], [-fPIE], [-pie])
        VPCSCOPE_TRY([HARDEN], [], [-Wl,-z,relro,-z,now])
        VPCSCOPE_TRY([HARDEN], [], [-Wl,-z,noexecstack])])
    AS_CASE(["$1"], [*address*], [
        VPCSCOPE_TRY([HARDEN], [-fno-pie], [-no-pie])
        VPCSCOPE_TRY([HARDEN], [],
            [-fsanitize=address,undefined -static-libasan -static-libubsan])])
    AC_SUBST([HARDEN_CFLAGS])
    AC_SUBST([HARDEN_LDFLAGS])
])
