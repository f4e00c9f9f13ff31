/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "source/parquet_page.h"

#include "source/thrift.h"

struct reading {
    struct thrift t;
    struct parquet_page *page;
    bool bad;
};

/* A count that is stored with a sign. */
static uint32_t count(struct reading *r, const struct thrift_field *f)
{
    int64_t v = thrift_int(&r->t, f);

    if (v < 0 || v > INT32_MAX) {
        r->bad = true;
        return 0;
    }
    return (uint32_t)v;
}

/* A dictionary's begins in the same way; it has no levels. */
static void read_data(struct reading *r, bool levels)
{
    struct thrift_field f = {0};

    while (thrift_next(&r->t, &f)) {
        if (f.id == 1)
            r->page->values = count(r, &f);
        else if (f.id == 2)
            r->page->encoding = count(r, &f);
        else if (f.id == 3 && levels)
            r->page->levels = count(r, &f);
        else
            thrift_skip(&r->t, &f);
    }
}

static void read_data_2(struct reading *r)
{
    struct thrift_field f = {0};

    /* Some writers state no nulls where there are: the levels tell them. */
    while (thrift_next(&r->t, &f)) {
        if (f.id == 1)
            r->page->values = count(r, &f);
        else if (f.id == 4)
            r->page->encoding = count(r, &f);
        else if (f.id == 5)
            r->page->levels_n = count(r, &f);
        else if (f.id == 6)
            r->page->repeats_n = count(r, &f);
        else if (f.id == 7)
            r->page->packed = thrift_bool(&r->t, &f);
        else
            thrift_skip(&r->t, &f);
    }
}

static void read_header(struct reading *r)
{
    struct thrift_field f = {0};

    while (thrift_next(&r->t, &f)) {
        if (f.id == 1)
            r->page->type = count(r, &f);
        else if (f.id == 2)
            r->page->n = count(r, &f);
        else if (f.id == 3)
            r->page->packed_n = count(r, &f);
        else if ((f.id == 5 || f.id == 7) && thrift_is_struct(&r->t, &f))
            read_data(r, f.id == 5);
        else if (f.id == 8 && thrift_is_struct(&r->t, &f))
            read_data_2(r);
        else
            thrift_skip(&r->t, &f);
    }
}

bool parquet_page_read(struct str bytes, struct parquet_page *out)
{
    enum { LEVELS_IN_RUNS = 3 };
    struct reading r = {.t = thrift_begin(bytes), .page = out};

    *out = (struct parquet_page){
        .type = PAGE_INDEX, .levels = LEVELS_IN_RUNS, .packed = true};
    read_header(&r);
    out->header_n = (uint32_t)(r.t.p - bytes.p);
    return !r.t.bad && !r.bad && out->n <= PARQUET_PAGE_MAX &&
           (uint64_t)out->levels_n + out->repeats_n <= out->n &&
           (uint64_t)out->levels_n + out->repeats_n <= out->packed_n;
}
