/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Decimals as texts: a whole number of up to 16 bytes, of which the last
 * digits, as many as the scale says, stand behind the point; zeros at the end
 * there are not written, so that a port is one in a decimal column, too.
 */
#include "source/parquet_int.h"

#include <string.h>

__extension__ typedef unsigned __int128 wide;

/* Digits from the last to the first, in front of end; where they begin. */
static char *put_digits(char *end, wide v, unsigned scale)
{
    char *p = end;

    for (; scale > 0 && v % 10 == 0; scale--)
        v /= 10;
    for (unsigned digits = 0; v > 0 || digits <= scale; digits++) {
        if (digits == scale && scale > 0)
            *--p = '.';
        *--p = (char)('0' + (int)(v % 10));
        v /= 10;
    }
    return p;
}

static size_t text_of(wide v, unsigned scale, char out[PARQUET_WORD_TEXT])
{
    char digits[PARQUET_WORD_TEXT];
    char *end = digits + sizeof digits;
    bool negative = v >> 127;
    char *p = put_digits(end, negative ? -v : v, scale);

    if (negative)
        *--p = '-';
    memcpy(out, p, (size_t)(end - p));
    return (size_t)(end - p);
}

size_t parquet_decimal_word(int64_t v, unsigned scale,
                            char out[PARQUET_WORD_TEXT])
{
    /* Two's complement with the sign in all bits above. */
    wide high = v < 0 ? ~(wide)0 << 64 : 0;

    return text_of(high | (uint64_t)v, scale, out);
}

bool parquet_decimal_bytes(struct str bytes, unsigned scale,
                           char out[PARQUET_WORD_TEXT], size_t *n)
{
    wide v = bytes.n && (unsigned char)bytes.p[0] & 0x80 ? ~(wide)0 : 0;

    if (bytes.n > PARQUET_DECIMAL_BYTES)
        return false;
    for (size_t i = 0; i < bytes.n; i++)
        v = v << 8 | (unsigned char)bytes.p[i];
    *n = bytes.n ? text_of(v, scale, out) : 0;
    return true;
}
