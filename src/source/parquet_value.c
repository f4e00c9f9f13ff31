/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From raw words to the integers and texts that parquet.h speaks of. */
#include "source/parquet_int.h"

#include "base/date.h"
#include "base/num.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

bool parquet_is_int(enum parquet_kind kind, int64_t raw)
{
    return kind < KIND_UINT64 || (kind == KIND_UINT64 && raw >= 0) ||
           kind == KIND_MILLIS || kind == KIND_MICROS || kind == KIND_NANOS;
}

static int64_t floor_div(int64_t v, int64_t by)
{
    int64_t q = v / by;

    return q - (v % by < 0);
}

int64_t parquet_int(enum parquet_kind kind, int64_t raw)
{
    int64_t ms = raw;

    if (kind < KIND_MILLIS)
        return raw;
    if (kind == KIND_MICROS)
        ms = floor_div(raw, 1000);
    else if (kind == KIND_NANOS)
        ms = floor_div(raw, 1000000);
    return ms % 1000 == 0 ? ms / 1000 : ms;
}

static double bits_to_double(enum parquet_kind kind, int64_t raw)
{
    double d;
    float f;
    uint32_t low = (uint32_t)raw;

    memcpy(&d, &raw, sizeof d);
    memcpy(&f, &low, sizeof f);
    return kind == KIND_FLOAT ? (double)f : d;
}

static size_t double_text(double d, char out[PARQUET_WORD_TEXT])
{
    _Static_assert((int)PARQUET_WORD_TEXT >= (int)NUM_TEXT_MAX, "room");
    if (isnan(d)) {
        out[0] = '-';
        return 1;
    }
    if (isinf(d))
        return (size_t)snprintf(out, PARQUET_WORD_TEXT, d < 0 ? "-inf" : "inf");
    return num_format_double(d, out);
}

size_t parquet_word_text(const struct parquet_column *column, int64_t raw,
                         char out[PARQUET_WORD_TEXT])
{
    const int64_t day_ms = 86400000;
    struct civil day;

    switch (column->kind) {
    case KIND_BOOLEAN:
        return (size_t)snprintf(out, PARQUET_WORD_TEXT, raw ? "true" : "false");
    case KIND_FLOAT:
    case KIND_DOUBLE:
        return double_text(bits_to_double(column->kind, raw), out);
    case KIND_DECIMAL:
        return parquet_decimal_word(raw, column->scale, out);
    case KIND_DATE:
        day = date_civil(raw * day_ms);
        return (size_t)snprintf(out, PARQUET_WORD_TEXT,
                                "%04" PRId64 "-%02d-%02d", day.year, day.month,
                                day.day);
    default:
        return (size_t)snprintf(out, PARQUET_WORD_TEXT, "%" PRIu64,
                                (uint64_t)raw);
    }
}
