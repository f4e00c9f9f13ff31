/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The gesture on what relevantfields found: back to the records it names. */
#include "base/num.h"
#include "query/edit_int.h"

#include "query/print.h"

static const struct stage *find_comparison(const struct draft *d)
{
    const struct stage *s = d->q->stages;

    while (s && s->kind != STAGE_RELEVANTFIELDS && s->kind != STAGE_LOGCOMPARE)
        s = s->next;
    return s;
}

/* The first contributor, without its shares; false when none is named. */
static bool first_value(struct str contributors, struct str *out)
{
    size_t end = str_find(contributors, STR(" ("));

    *out = str_slice(contributors, 0, end);
    return end < contributors.n && !str_starts(*out, STR("fewer: ")) &&
           !str_eq(*out, STR("others"));
}

/* "44-88" as two numbers; neither may be negative. */
static bool as_range(struct str value, struct str *low, struct str *high)
{
    size_t dash = str_find(value, STR("-"));

    *low = str_slice(value, 0, dash);
    *high = str_slice(value, dash + 1 < value.n ? dash + 1 : value.n, value.n);
    return num_parse(*low).kind != NUM_NONE &&
           num_parse(*high).kind != NUM_NONE;
}

static void write_condition(struct buf *b, struct str name, struct str value)
{
    struct str low, high;

    if (str_eq(value, STR("null"))) {
        buf_text(b, "not ispresent(");
        print_name(b, name);
        buf_char(b, ')');
        return;
    }
    print_name(b, name);
    if (as_range(value, &low, &high)) {
        buf_printf(b, " >= %.*s and ", STR_ARG(low));
        print_name(b, name);
        buf_printf(b, " <= %.*s", STR_ARG(high));
    } else {
        buf_text(b, " = ");
        edit_write_value(b, value_text(value));
    }
}

bool edit_difference(struct arena *a, struct str text, struct str field,
                     struct str contributors, struct edit *out,
                     struct err *err)
{
    const struct stage *s;
    struct buf b = {0};
    struct draft d;
    struct str value;

    if (!draft_open(&d, a, text, err))
        return false;
    s = find_comparison(&d);
    if (!s || !first_value(contributors, &value))
        return draft_finish(
            &d, out,
            arena_printf(a, "no value of %.*s stands out", STR_ARG(field)));
    buf_text(&b, "filter ");
    write_condition(&b, draft_spelling(&d, field), value);
    struct str stage = edit_take(a, &b);
    if (draft_cut(&d, s, err) &&
        draft_insert(&d, draft_filter_place(&d, field), stage, err))
        return draft_finish(&d, out, draft_say_inserted(&d, "added"));
    draft_close(&d);
    return false;
}
