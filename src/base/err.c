/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Filling an error. The message often quotes what the user or a file said,
 * so it is made one harmless line here, in the one place that all pass.
 */
#include "base/err.h"

#include "base/utf8.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/*
 * What a terminal must not get becomes '?'; when the message was cut, so is a
 * code point of which only the beginning is left.
 */
static void tidy(char *msg, bool was_cut)
{
    size_t n = strlen(msg);
    size_t i = 0;

    while (i < n) {
        size_t len;
        uint32_t cp = utf8_decode((struct str){msg + i, n - i}, &len);
        bool broken = cp == 0xfffd && len == 1;

        if (was_cut && broken && n - i < 4 && (unsigned char)msg[i] >= 0xc0) {
            msg[i] = '\0';
            return;
        }
        if (broken || !utf8_is_harmless(cp))
            memset(msg + i, '?', len);
        i += len;
    }
}

static __attribute__((format(printf, 4, 0))) void
fill(struct err *err, enum err_code code, struct span at, const char *format,
     va_list args)
{
    if (!err || err->code != ERR_NONE)
        return;
    err->code = code;
    err->at = at;
    int n = vsnprintf(err->msg, sizeof err->msg, format, args);
    tidy(err->msg, n >= (int)sizeof err->msg);
}

bool err_set(struct err *err, enum err_code code, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    fill(err, code, (struct span){0, 0}, format, args);
    va_end(args);
    return false;
}

bool err_set_at(struct err *err, enum err_code code, struct span at,
                const char *format, ...)
{
    va_list args;

    va_start(args, format);
    fill(err, code, at, format, args);
    va_end(args);
    return false;
}
