/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Shapes (query/shape.h) become patterns. Shapes of the same number of words
 * whose words are the same in at least half of the places are one pattern, in
 * which words that differ are marks as well: the rule of Drain (P. He et al.,
 * "Drain: an online log parsing approach with fixed depth tree", ICWS 2017),
 * beginning with the most frequent shapes.
 */
#include "base/big.h"
#include "base/buf.h"
#include "base/mem.h"
#include "engine/transform.h"
#include "query/shape.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { CHECK = 1024, MAX_BINS = 60 };

struct pattern {
    struct str *words; /* a word that varies is the mark of a token */
    uint32_t n_words;
    uint64_t count;    /* in question */
    uint64_t before;   /* diff: in the time before */
    uint64_t *bins;    /* anomaly */
};

/* Patterns by their number of words. */
struct patterns {
    struct arena *arena;
    struct pattern *items;
    size_t n, cap;
    struct str *split; /* the words of the shape at hand */
    size_t cap_split;
};

/* What one pattern costs, and more than this is not told apart. */
enum { MAX_PATTERNS = 4096 };

struct shape {
    struct str text;
    uint64_t count, before;
    bool timed; /* its records have a time, in this minute: */
    int64_t minute;
    uint64_t place; /* as it came */
};

static const struct str varies = {"\x01W", 2};

/* Into all->split, for the shape at hand; how many. */
static uint32_t split_words(struct patterns *all, struct str text)
{
    struct str rest = text, word;
    uint32_t n = 0;

    for (; str_split(&rest, ' ', &word); n++) {
        all->split =
            mem_grow(all->split, n, &all->cap_split, sizeof *all->split);
        all->split[n] = word;
    }
    return n;
}

/* In how many places are they the same? */
static uint32_t same_words(const struct pattern *p, const struct str *words)
{
    uint32_t same = 0;

    for (uint32_t i = 0; i < p->n_words; i++)
        same += str_eq(p->words[i], words[i]) || str_eq(p->words[i], varies);
    return same;
}

static struct pattern *find_pattern(struct patterns *all,
                                    const struct str *words, uint32_t n)
{
    struct pattern *best = NULL;
    uint32_t most = 0;

    for (size_t i = 0; i < all->n; i++) {
        struct pattern *p = &all->items[i];
        uint32_t same = p->n_words == n ? same_words(p, words) : 0;

        if (p->n_words == n && 2 * same >= n && (!best || same > most)) {
            best = p;
            most = same;
        }
    }
    return best;
}

/* The pattern of a shape, which may change by it; NULL: one too many. */
static struct pattern *add_shape(struct patterns *all, struct str shape)
{
    uint32_t n = split_words(all, shape);
    const struct str *words = all->split;
    struct pattern *p = find_pattern(all, words, n);

    if (p) {
        for (uint32_t i = 0; i < n; i++)
            if (!str_eq(p->words[i], words[i]))
                p->words[i] = varies;
        return p;
    }
    if (all->n >= MAX_PATTERNS)
        return NULL;
    all->items = mem_grow(all->items, all->n, &all->cap, sizeof *all->items);
    p = &all->items[all->n++];
    *p = (struct pattern){.n_words = n};
    p->words = arena_alloc(all->arena, n * sizeof *p->words);
    memcpy(p->words, words, n * sizeof *p->words);
    return p;
}

static int order_shapes(const void *a, const void *b)
{
    const struct shape *x = a, *y = b;

    if (x->count + x->before != y->count + y->before)
        return x->count + x->before > y->count + y->before ? -1 : 1;
    return (x->place > y->place) - (x->place < y->place);
}

/* --- Reading the counts ------------------------------------------------ */

static uint64_t count_at(const struct subquery *sub, uint64_t row,
                         uint32_t column)
{
    struct num n = value_num(subquery_value(sub, row, column));

    return n.kind == NUM_INT && n.i > 0 ? (uint64_t)n.i : 0;
}

static struct str text_at(const struct subquery *sub, uint64_t row)
{
    struct value v = subquery_value(sub, row, 0);

    return v.type == VALUE_TEXT ? (struct str){v.s, v.n} : STR("");
}

struct shapes {
    struct shape *items;
    size_t n;
    bool timed; /* some of them are */
    int64_t first_minute, last_minute;
};

static void read_shapes(struct shapes *x, const struct subquery *sub,
                        bool before)
{
    bool bins = sub->bound->n_columns == 3;

    for (uint64_t i = 0; i < sub->n_rows; i++) {
        struct shape *s = &x->items[x->n];
        uint64_t n = count_at(sub, i, bins ? 2 : 1);

        if (subquery_value(sub, i, 0).type == VALUE_NULL)
            continue;
        *s = (struct shape){.text = text_at(sub, i), .place = x->n++};
        *(before ? &s->before : &s->count) = n;
        if (!bins || subquery_value(sub, i, 1).type != VALUE_TIME)
            continue;
        s->timed = true;
        s->minute = subquery_value(sub, i, 1).i;
        if (!x->timed || s->minute < x->first_minute)
            x->first_minute = s->minute;
        if (!x->timed || s->minute > x->last_minute)
            x->last_minute = s->minute;
        x->timed = true;
    }
}

/* The most frequent first. False with *err. */
static bool shapes_of(const struct transform_rows *rows, struct shapes *x,
                      struct err *err)
{
    const struct transform *t = rows->spec;
    uint64_t n = 0;

    *x = (struct shapes){0};
    for (uint32_t i = 0; i < t->n_subs; i++)
        n += t->subs[i]->n_rows;
    x->items = transform_room(rows, n, sizeof *x->items, err);
    if (!x->items)
        return false;
    for (uint32_t i = 0; i < t->n_subs; i++)
        read_shapes(x, t->subs[i], i == 1);
    qsort(x->items, x->n, sizeof *x->items, order_shapes);
    return true;
}

/* --- Anomalies --------------------------------------------------------- */

struct bins {
    uint32_t n;
    uint64_t width_ms;
};

/* Times may be as far apart as 64 bits are. */
static uint64_t between(int64_t from, int64_t to)
{
    return (uint64_t)to - (uint64_t)from;
}

/* At most MAX_BINS of whole minutes. */
static struct bins bins_of(const struct shapes *x)
{
    enum { MINUTE_MS = 60000 };
    uint64_t minutes = between(x->first_minute, x->last_minute) / MINUTE_MS + 1;
    uint64_t each = (minutes + MAX_BINS - 1) / MAX_BINS;

    return (struct bins){.n = (uint32_t)((minutes + each - 1) / each),
                         .width_ms = each * MINUTE_MS};
}

static int order_doubles(const void *a, const void *b)
{
    const double *x = a, *y = b;

    return (*x > *y) - (*x < *y);
}

static double median(double *v, uint32_t n)
{
    qsort(v, n, sizeof *v, order_doubles);
    return n % 2 ? v[n / 2] : (v[n / 2 - 1] + v[n / 2]) / 2;
}

/*
 * The modified z-score of the bin that is furthest from the median:
 * 0.6745 (x - median) / MAD (B. Iglewicz, D. Hoaglin, "How to detect and
 * handle outliers", 1993; above 3.5 counts as one). A spread below what
 * counting alone has, the root of the median, is taken for that.
 */
struct anomaly {
    double score, expected;
    uint32_t bin;
};

static struct anomaly find_anomaly(const struct pattern *p, uint32_t n)
{
    double v[MAX_BINS], spread[MAX_BINS];
    struct anomaly best = {0};

    for (uint32_t i = 0; i < n; i++)
        v[i] = (double)p->bins[i];
    double middle = median(v, n);
    for (uint32_t i = 0; i < n; i++)
        spread[i] = fabs((double)p->bins[i] - middle);
    double mad = fmax(median(spread, n), 0.6745 * sqrt(fmax(middle, 1)));
    best.expected = middle;
    for (uint32_t i = 0; i < n; i++) {
        double score = 0.6745 * ((double)p->bins[i] - middle) / mad;

        if (fabs(score) > fabs(best.score)) {
            best.score = score;
            best.bin = i;
        }
    }
    return best;
}

/* --- Output ------------------------------------------------------------ */

/* A word with its marks as "<IP-3>", numbered on. */
static void put_word(struct buf *out, struct str word, unsigned *number)
{
    for (size_t i = 0; i < word.n; i++) {
        if (word.p[i] == SHAPE_MARK && i + 1 < word.n)
            buf_printf(out, "<%s-%u>", shape_kind(word.p[++i]), ++*number);
        else
            buf_char(out, word.p[i]);
    }
}

static struct value pattern_text(struct arena *a, const struct pattern *p)
{
    struct buf out = {0};
    unsigned number = 0;
    struct value text;

    for (uint32_t i = 0; i < p->n_words; i++) {
        if (i)
            buf_char(&out, ' ');
        put_word(&out, p->words[i], &number);
    }
    text = value_text(arena_copy(a, buf_str(&out)));
    buf_done(&out);
    return text;
}

static bool has_word(const struct pattern *p, struct str part)
{
    for (uint32_t i = 0; i < p->n_words; i++)
        for (size_t k = 0; k + part.n <= p->words[i].n; k++)
            if (str_eq_nocase(str_slice(p->words[i], k, k + part.n), part))
                return true;
    return false;
}

static struct value severity(const struct pattern *p)
{
    if (has_word(p, STR("error")))
        return value_text(STR("ERROR"));
    return value_text(has_word(p, STR("warn")) ? STR("WARN") : STR("INFO"));
}

static int order_patterns(const void *a, const void *b)
{
    const struct pattern *x = a, *y = b;

    if (x->count != y->count)
        return x->count > y->count ? -1 : 1;
    return (x->before < y->before) - (x->before > y->before);
}

static int64_t change(const struct pattern *p)
{
    return (int64_t)p->count - (int64_t)p->before;
}

/* What has changed most comes first. */
static int order_changes(const void *a, const void *b)
{
    const struct pattern *x = a, *y = b;
    int64_t i = llabs(change(x)), k = llabs(change(y));

    return i != k ? (i < k) - (i > k) : order_patterns(a, b);
}

static struct value description(struct arena *a, const struct pattern *p)
{
    if (p->before == 0)
        return value_text(STR("new: not there before"));
    if (p->count == 0)
        return value_text(STR("gone: only there before"));
    if (p->count == p->before)
        return value_text(STR("as often as before"));
    double percent = 100.0 * (double)change(p) / (double)p->before;

    return value_text(arena_printf(a, "%.0f%% %s often than before",
                                   fabs(percent),
                                   percent > 0 ? "more" : "less"));
}

static void put_pattern(struct transform_rows *rows, uint64_t i,
                        const struct pattern *p, enum stage_kind behind,
                        uint64_t total)
{
    uint32_t k = 0;

    rows->out[k++][i] = pattern_text(rows->arena, p);
    if (behind == STAGE_DIFF) {
        rows->out[k++][i] = value_int((int64_t)p->count);
        rows->out[k++][i] = value_int(change(p));
        rows->out[k++][i] = description(rows->arena, p);
    } else {
        rows->out[k++][i] = value_double(
            round(1e4 * (double)p->count / (double)total) / 1e4);
        rows->out[k++][i] = value_int((int64_t)p->count);
    }
    rows->out[k][i] = severity(p);
}

static void put_anomaly(struct transform_rows *rows, uint64_t i,
                        const struct pattern *p, const struct shapes *x,
                        struct bins bins)
{
    enum { SCORE = 4 }; /* its column */
    struct anomaly a = find_anomaly(p, bins.n);

    rows->out[SCORE][i] = value_double(round(a.score * 100) / 100);
    rows->out[SCORE + 1][i] =
        x->timed ? value_time(x->first_minute +
                              (int64_t)(a.bin * bins.width_ms))
                 : value_null();
    rows->out[SCORE + 2][i] = value_int((int64_t)p->bins[a.bin]);
    rows->out[SCORE + 3][i] = value_double(a.expected);
}

/* Shapes into patterns. False with *err, also when stopped. */
static bool gather(struct transform_rows *rows, struct patterns *all,
                   const struct shapes *x, struct bins bins, struct err *err)
{
    for (size_t i = 0; i < x->n; i++) {
        const struct shape *s = &x->items[i];
        struct pattern *p = add_shape(all, s->text);

        if (i % CHECK == 0 && atomic_load(rows->stop))
            return err_set(err, ERR_CANCELLED, "cancelled");
        if (!p)
            return err_set(err, ERR_LIMIT,
                           "the texts have more than %d patterns; take the "
                           "part that matters out with `parse` first",
                           (int)MAX_PATTERNS);
        p->count += s->count;
        p->before += s->before;
        if (bins.n == 0)
            continue;
        if (!p->bins)
            p->bins = arena_calloc(rows->arena, bins.n, sizeof *p->bins);
        if (s->timed)
            p->bins[between(x->first_minute, s->minute) / bins.width_ms] +=
                s->count;
    }
    return true;
}

static void put_all(struct transform_rows *rows, struct patterns *all,
                    const struct shapes *x, struct bins bins,
                    enum stage_kind behind)
{
    uint64_t total = 0;

    if (all->n)
        qsort(all->items, all->n, sizeof *all->items,
              behind == STAGE_DIFF ? order_changes : order_patterns);
    for (size_t i = 0; i < all->n; i++)
        total += all->items[i].count;
    rows->n_out = all->n;
    rows->from = mem_alloc(all->n * sizeof *rows->from);
    for (uint32_t k = 0; k < rows->spec->n_out; k++)
        rows->out[k] = arena_calloc(rows->arena, all->n, sizeof **rows->out);
    for (size_t i = 0; i < all->n; i++) {
        rows->from[i] = TRANSFORM_NEW;
        put_pattern(rows, i, &all->items[i], behind, total ? total : 1);
        if (behind == STAGE_ANOMALY)
            put_anomaly(rows, i, &all->items[i], x, bins);
    }
}

bool transform_pattern(struct transform_rows *rows, struct err *err)
{
    const struct stage *next = rows->spec->stage->next;
    enum stage_kind behind = next ? next->kind : STAGE_COUNT;
    struct patterns all = {.arena = rows->arena};
    struct shapes x;
    struct bins bins = {0};

    if (!shapes_of(rows, &x, err))
        return false;
    if (behind == STAGE_ANOMALY)
        bins = bins_of(&x);
    bool done = gather(rows, &all, &x, bins, err);
    if (done)
        put_all(rows, &all, &x, bins, behind);
    free(all.items);
    free(all.split);
    big_free(x.items);
    return done;
}
