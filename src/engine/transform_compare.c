/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * relevantfields and logcompare: for each field the counts of its values on
 * two sides, the rows in question and those they are compared with, become a
 * score and the values that make it (divergence.h). Values with little
 * support on both sides count as one; numbers are cut into classes of like
 * weight, of which the run that parts the sides best gives the score.
 */
#include "base/buf.h"
#include "base/mem.h"
#include "engine/divergence.h"
#include "engine/table.h"
#include "engine/convert.h"
#include "engine/transform.h"
#include "query/bind_compare.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    MIN_COUNT = 5,   /* of a value that counts for itself, on both sides */
    CLASSES = 32,    /* of numbers */
    SHOWN_OVER = 4,  /* contributors that occur more often than elsewhere */
    SHOWN_UNDER = 2  /* and less often */
};

/* Its share on one side at least, for a value that counts for itself. */
static const double min_share = 0.005;

/* A value, or a class of numbers from it to last. */
struct entry {
    struct value value, last;
    struct sides_count count;
    bool pooled; /* all the others together */
};

struct side {
    struct entry *items;
    size_t n;
    uint64_t all_a, all_b;
    bool has_run;     /* numbers: a run of classes that parts the sides */
    struct entry run;
};

struct scored {
    const struct compare_field *field;
    double score;
    struct str contributors;
    struct value median_a, median_b;
};

static uint64_t count_at(const struct subquery *sub, uint64_t row,
                         uint32_t column)
{
    struct num n = value_num(subquery_value(sub, row, column));

    return n.kind == NUM_INT && n.i > 0 ? (uint64_t)n.i : 0;
}

static uint64_t total_of(const struct subquery *sub)
{
    return sub->n_rows ? count_at(sub, 0, 0) : 0;
}

/* --- Values of both sides together ------------------------------------- */

/* Add the counts of one side to the items, which room is for. */
static void add_counts(struct side *x, struct table *numbers,
                       struct dict *dict, const struct subquery *sub,
                       bool second)
{
    for (uint64_t i = 0; i < sub->n_rows; i++) {
        struct value v = subquery_value(sub, i, 0);
        cell key = cell_of_value(dict, v);
        uint32_t number = table_add_one(numbers, &key);

        if (number == x->n)
            x->items[x->n++] = (struct entry){.value = v, .last = v};
        if (second)
            x->items[number].count.b = count_at(sub, i, 1);
        else
            x->items[number].count.a = count_at(sub, i, 1);
    }
}

/*
 * The smallest count of a list that was cut: a value that is not in it occurs
 * no more often than that.
 */
static uint64_t least_count(const struct subquery *sub)
{
    if (sub->n_rows < COMPARE_VALUES)
        return 0;
    return count_at(sub, sub->n_rows - 1, 1);
}

/* b counted all rows: what is left are those not in question. */
static void subtract(struct side *x, uint64_t least_b)
{
    for (size_t i = 0; i < x->n; i++) {
        struct sides_count *c = &x->items[i].count;

        if (c->b == 0)
            c->b = least_b > c->a ? least_b : c->a;
        c->b -= c->a < c->b ? c->a : c->b;
    }
}

static struct side sides_of(const struct transform_rows *rows, uint32_t field)
{
    struct subquery *const *subs = rows->spec->subs;
    const struct subquery *a = subs[2 * field + 2], *b = subs[2 * field + 3];
    bool all = rows->spec->stage->kind == STAGE_RELEVANTFIELDS;
    bool cut = !((const struct compare *)rows->spec->prep)->fields[field].number;
    struct table numbers;
    struct side x = {.all_a = total_of(subs[0]), .all_b = total_of(subs[1])};

    x.items = mem_calloc(a->n_rows + b->n_rows + 1, sizeof *x.items);
    table_init(&numbers, 1, 0, NULL);
    add_counts(&x, &numbers, dataset_dict(rows->ds), a, false);
    add_counts(&x, &numbers, dataset_dict(rows->ds), b, true);
    table_done(&numbers);
    if (all) {
        subtract(&x, cut ? least_count(b) : 0);
        x.all_b -= x.all_a < x.all_b ? x.all_a : x.all_b;
    }
    return x;
}

/* --- Numbers ----------------------------------------------------------- */

static int order_entries(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;

    return value_order(x->value, y->value);
}

/* Texts that are no numbers come first in the order. */
static size_t count_texts(const struct side *x)
{
    size_t n = 0;

    while (n < x->n && value_num(x->items[n].value).kind == NUM_NONE)
        n++;
    return n;
}

/* The value in the middle of one side; items are in order. */
static struct value median(const struct side *x, size_t from, bool second)
{
    uint64_t all = 0, seen = 0;

    for (size_t i = from; i < x->n; i++)
        all += second ? x->items[i].count.b : x->items[i].count.a;
    for (size_t i = from; i < x->n; i++) {
        seen += second ? x->items[i].count.b : x->items[i].count.a;
        if (all && 2 * seen >= all)
            return value_of_num(value_num(x->items[i].value));
    }
    return value_null();
}

/*
 * Neighbours together until a class has its part of both sides: half of the
 * weight is each side's.
 */
static void make_classes(struct side *x, size_t from)
{
    double weight = 0, part = 1.0 / CLASSES;
    size_t to = from;

    for (size_t i = from; i < x->n; i++) {
        struct entry next = x->items[i];
        double own = 0;

        if (x->all_a)
            own += (double)next.count.a / (double)x->all_a / 2;
        if (x->all_b)
            own += (double)next.count.b / (double)x->all_b / 2;
        /* One that is a class by itself stays one. */
        if (i > from && weight + own <= part) {
            x->items[to - 1].last = next.value;
            x->items[to - 1].count.a += next.count.a;
            x->items[to - 1].count.b += next.count.b;
            weight += own;
        } else {
            x->items[to++] = next;
            weight = own;
        }
    }
    x->n = to;
}

/* --- Score and contributors -------------------------------------------- */

static double share(uint64_t count, uint64_t all)
{
    return all ? (double)count / (double)all : 0;
}

static bool is_over(const struct side *x, const struct entry *i)
{
    return share(i->count.a, x->all_a) > share(i->count.b, x->all_b);
}

static bool has_support(const struct side *x, struct sides_count c)
{
    return c.a + c.b >= MIN_COUNT &&
           ((double)c.a >= min_share * (double)x->all_a ||
            (double)c.b >= min_share * (double)x->all_b);
}

/* What is left of both sides becomes the last item. */
static void pool_rest(struct side *x)
{
    struct entry rest = {.pooled = true};
    size_t n = 0;
    uint64_t a = 0, b = 0;

    for (size_t i = 0; i < x->n; i++) {
        if (!has_support(x, x->items[i].count))
            continue;
        a += x->items[i].count.a;
        b += x->items[i].count.b;
        x->items[n++] = x->items[i];
    }
    rest.count.a = x->all_a > a ? x->all_a - a : 0;
    rest.count.b = x->all_b > b ? x->all_b - b : 0;
    if (rest.count.a + rest.count.b)
        x->items[n++] = rest;
    x->n = n;
}

/* The run of classes as one; items before `from` are no numbers. */
static double score_run(struct side *x, const struct sides_count *counts,
                        size_t from, size_t to)
{
    size_t first, last;
    double score = divergence_of_run(counts + from, to - from, x->all_a,
                                     x->all_b, &first, &last);

    x->has_run = score > 0 && last > first;
    x->run = (struct entry){.value = x->items[from + first].value,
                            .last = x->items[from + last].last};
    for (size_t i = from + first; x->has_run && i <= from + last; i++) {
        x->run.count.a += counts[i].a;
        x->run.count.b += counts[i].b;
    }
    return score;
}

/*
 * What lies in values too rare to be named explains nothing to anybody: the
 * rest, which is the last item, counts only where there is less of it.
 */
static double score_values(const struct side *x,
                           const struct sides_count *counts)
{
    bool unnamed = x->n && x->items[x->n - 1].pooled &&
                   is_over(x, &x->items[x->n - 1]);

    return divergence_score(counts, x->n - unnamed, x->all_a, x->all_b);
}

/* Of numbers, the classes come behind the texts. */
static double score_of(struct side *x, bool number)
{
    struct sides_count *counts = mem_alloc(x->n * sizeof *counts);
    size_t from = 0;
    double score;

    for (size_t i = 0; i < x->n; i++)
        counts[i] = x->items[i].count;
    while (number && from < x->n &&
           value_num(x->items[from].value).kind == NUM_NONE)
        from++;
    score = number ? score_run(x, counts, from, x->n) : score_values(x, counts);
    free(counts);
    return score;
}

/* "61%", "2.5%", "0.03%" */
static void put_share(struct buf *out, double s)
{
    double percent = 100 * s;
    int digits = percent >= 10 || percent == 0 ? 0 : percent >= 1 ? 1 : 2;

    if (percent > 0 && percent < 0.005)
        buf_text(out, "<0.01%");
    else
        buf_printf(out, "%.*f%%", digits, percent);
}

static void put_entry(struct buf *out, const struct side *x,
                     const struct entry *item)
{
    if (item->pooled) {
        buf_text(out, "others");
    } else if (item->value.type == VALUE_NULL) {
        buf_text(out, "null");
    } else {
        value_append(out, item->value);
        if (!value_same(item->value, item->last)) {
            buf_text(out, "-");
            value_append(out, item->last);
        }
    }
    buf_text(out, " (");
    put_share(out, share(item->count.a, x->all_a));
    buf_text(out, " vs ");
    put_share(out, share(item->count.b, x->all_b));
    buf_char(out, ')');
}

struct ranked {
    const struct entry *item;
    double term;
};

static int order_ranked(const void *a, const void *b)
{
    const struct ranked *x = a, *y = b;

    if (x->item->pooled != y->item->pooled)
        return x->item->pooled ? 1 : -1;
    if (x->term != y->term)
        return x->term > y->term ? -1 : 1;
    return value_order(x->item->value, y->item->value);
}

/* Those that occur too often, then those too seldom, the weightiest first. */
static void put_contributors(struct buf *out, const struct side *x)
{
    struct ranked *r = mem_alloc(x->n * sizeof *r);

    for (size_t i = 0; i < x->n; i++)
        r[i] = (struct ranked){&x->items[i],
                               divergence_term(x->items[i].count, x->all_a,
                                               x->all_b)};
    qsort(r, x->n, sizeof *r, order_ranked);
    if (x->has_run)
        put_entry(out, x, &x->run);
    for (int under = 0; under < 2; under++) {
        int left = under ? SHOWN_UNDER : SHOWN_OVER;
        const char *before = out->n ? under ? "; fewer: " : "; " : "";

        if (under && !out->n)
            before = "fewer: ";

        for (size_t i = 0; i < x->n && left > 0; i++) {
            if (r[i].term <= 0 || is_over(x, r[i].item) == (under == 1))
                continue;
            buf_text(out, before);
            put_entry(out, x, r[i].item);
            before = ", ";
            left--;
        }
    }
    free(r);
}

static struct scored score_field(struct transform_rows *rows, uint32_t field)
{
    const struct compare *c = rows->spec->prep;
    struct scored out = {.field = &c->fields[field],
                         .median_a = value_null(),
                         .median_b = value_null()};
    struct side x = sides_of(rows, field);
    struct buf text = {0};

    if (out.field->number) {
        qsort(x.items, x.n, sizeof *x.items, order_entries);
        size_t texts = count_texts(&x);

        out.median_a = median(&x, texts, false);
        out.median_b = median(&x, texts, true);
        make_classes(&x, texts);
    } else {
        pool_rest(&x);
    }
    out.score = score_of(&x, out.field->number);
    if (out.score > 0)
        put_contributors(&text, &x);
    out.contributors = arena_copy(rows->arena, buf_str(&text));
    buf_done(&text);
    free(x.items);
    return out;
}

static int order_scored(const void *a, const void *b)
{
    const struct scored *x = a, *y = b;

    if (x->score != y->score)
        return x->score > y->score ? -1 : 1;
    return str_cmp(x->field->name, y->field->name);
}

/* Four decimals say enough. */
static struct value rounded(double score)
{
    return value_double(round(score * 10000) / 10000);
}

static void put_row(struct transform_rows *rows, uint64_t i,
                    const struct scored *s)
{
    rows->out[0][i] = value_text(s->field->name);
    rows->out[1][i] = rounded(s->score);
    rows->out[2][i] = value_text(s->contributors);
    rows->out[3][i] = s->median_a;
    rows->out[4][i] = s->median_b;
}

bool transform_compare(struct transform_rows *rows, struct err *err)
{
    const struct compare *c = rows->spec->prep;
    struct scored *all = mem_calloc(c->n, sizeof *all);
    uint32_t n = 0;
    bool done = true;

    while (done && n < c->n) {
        all[n] = score_field(rows, n);
        n++;
        if (atomic_load(rows->stop))
            done = err_set(err, ERR_CANCELLED, "cancelled");
    }
    qsort(all, n, sizeof *all, order_scored);
    rows->n_out = n;
    rows->from = mem_alloc(n * sizeof *rows->from);
    for (uint32_t k = 0; k < rows->spec->n_out; k++)
        rows->out[k] = arena_calloc(rows->arena, n, sizeof **rows->out);
    for (uint32_t i = 0; i < n; i++) {
        rows->from[i] = TRANSFORM_NEW;
        put_row(rows, i, &all[i]);
    }
    free(all);
    return done;
}
