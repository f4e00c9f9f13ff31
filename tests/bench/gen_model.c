/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Time goes in windows of a minute.  Each window has its share of the rows of
 * each class (accepted, noise, burst, NODATA, SKIPDATA); the shares are dealt
 * to the interfaces, then each interface writes one block of records which
 * all carry its start and end of that window, as real logs do.  Shares are
 * exact over the whole log; everything else is drawn.
 */
#include "gen_int.h"

#include <stdio.h>
#include <stdlib.h>

#define WINDOW_S 60u
#define MAX_BURST 20000u /* records of one scan */

/* --- Windows --------------------------------------------------------- */

/* The part of `total` that falls into window w. */
static uint64_t share(const struct gen_model *m, uint64_t total, uint32_t w)
{
    uint64_t all = m->weight[m->n_windows];

    return total * m->weight[w + 1] / all - total * m->weight[w] / all;
}

static void deal(struct gen_model *m, enum gen_class class, uint64_t n)
{
    while (n-- > 0) {
        uint32_t x = rng_below(&m->rng, m->n_slots[class]);

        m->hosts[m->slots[class][x]].left[class]++;
    }
}

/* The scan of this window: all on one public host, or on each in turn. */
static void deal_burst(struct gen_model *m, uint32_t w)
{
    m->burst = NULL;
    for (uint32_t i = 0; i < m->opt->bursts; i++) {
        const struct gen_burst *b = &m->bursts[i];

        if (w < b->first || w >= b->first + b->windows)
            continue;
        if (w == b->first)
            m->burst_step = 0;
        uint64_t at = w - b->first;
        uint64_t n =
            b->rows * (at + 1) / b->windows - b->rows * at / b->windows;

        m->burst = b;
        for (uint32_t k = 0; n > 0; k++) {
            struct gen_host *h = &m->hosts[b->sweep ? k % m->n_hosts : 0];

            if (h->iface.public) {
                h->left[GEN_BURST]++;
                n--;
            }
        }
        return; /* bursts never overlap */
    }
}

/*
 * Start and end of each interface in this window.  A few blocks come late:
 * they carry the window before, which gives the steps back that real files
 * have.
 */
static void set_times(struct gen_model *m, uint32_t w, uint32_t *order)
{
    uint32_t base = m->opt->start + w * WINDOW_S;

    for (uint32_t i = 0; i < m->n_hosts; i++) {
        struct gen_host *h = &m->hosts[i];
        uint32_t at = rng_below(&m->rng, 32), k = i;

        h->start = base + at;
        h->end = h->start + rng_range(&m->rng, 4, 59 - at);
        for (; k > 0 && m->hosts[order[k - 1]].start > h->start; k--)
            order[k] = order[k - 1];
        order[k] = i;
    }
    if (w > 0 && rng_chance(&m->rng, 120)) {
        struct gen_host *h = &m->hosts[rng_below(&m->rng, m->n_hosts)];

        h->start -= WINDOW_S;
        h->end -= WINDOW_S;
    }
}

static void emit_empty(struct gen_model *m, const struct gen_host *h,
                       enum gen_status status)
{
    struct gen_record rec = {
        .iface = &h->iface, .start = h->start, .end = h->end, .status = status};

    m->emit(m->ctx, &rec);
}

/* All records of an interface in this window, its classes mixed. */
static void emit_block(struct gen_model *m, struct gen_host *h)
{
    for (;;) {
        uint64_t all = 0, done = 1;
        unsigned c = 0;

        for (unsigned i = 0; i < GEN_CLASSES; i++)
            all += h->left[i];
        if (all == 0)
            return;
        uint64_t x = rng_below(&m->rng, (uint32_t)all);
        while (x >= h->left[c])
            x -= h->left[c++];
        if (c == GEN_ACCEPTED && h->iface.role == GEN_NAT)
            done = gen_emit_nat(m, h, h->left[c]);
        else if (c == GEN_ACCEPTED)
            done = gen_emit_talk(m, h, h->left[c]);
        else if (c == GEN_NOISE)
            gen_emit_noise(m, h);
        else if (c == GEN_BURST)
            gen_emit_burst(m, h);
        else
            emit_empty(m, h, c == GEN_EMPTY ? GEN_NODATA : GEN_SKIPDATA);
        h->left[c] -= done;
    }
}

static void run_window(struct gen_model *m, uint32_t w, uint32_t *order)
{
    set_times(m, w, order);
    deal(m, GEN_ACCEPTED, share(m, m->totals[GEN_ACCEPTED], w));
    deal(m, GEN_NOISE, share(m, m->totals[GEN_NOISE], w));
    deal(m, GEN_EMPTY, share(m, m->totals[GEN_EMPTY], w));
    deal(m, GEN_SKIPPED, share(m, m->totals[GEN_SKIPPED], w));
    deal_burst(m, w);
    for (uint32_t i = 0; i < m->n_hosts; i++)
        emit_block(m, &m->hosts[order[i]]);
}

/* --- Setting up ------------------------------------------------------ */

/* How busy each window is: a slow wave with some unrest. */
static void plan_windows(struct gen_model *m)
{
    uint32_t half = m->n_windows / 2 + 1;

    m->weight[0] = 0;
    for (uint32_t w = 0; w < m->n_windows; w++) {
        uint32_t up = w < half ? w : m->n_windows - w;

        m->weight[w + 1] = m->weight[w] + 800 + (uint64_t)up * 400 / half +
                           rng_below(&m->rng, 200);
    }
}

static uint64_t least(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

/*
 * Bursts take up to an eighth of all rows and 3/5 of the rejected ones, but
 * none more than a scan of some minutes makes.
 */
static void plan_bursts(struct gen_model *m)
{
    const struct gen_options *o = m->opt;
    uint64_t rejects = o->rows * o->reject / 1000;
    uint64_t rows = least(least(rejects * 3 / 5, o->rows / 8),
                          (uint64_t)o->bursts * MAX_BURST);

    for (uint32_t i = 0; i < o->bursts; i++) {
        struct gen_burst *b = &m->bursts[i];
        uint64_t slot = m->n_windows / o->bursts;

        b->rows = rows * (i + 1) / o->bursts - rows * i / o->bursts;
        b->windows = slot < 6 ? 1 : rng_range(&m->rng, 3, slot < 12 ? 3 : 6);
        b->first = (uint32_t)(i * slot + (slot - b->windows) * 9 / 10);
        b->source = GEN_IP(185, 220, 101, rng_range(&m->rng, 1, 254));
        b->sweep = i % 2 == 1;
        b->port = i % 4 == 1 ? 22 : 3389;
    }
    m->totals[GEN_BURST] = rows;
    m->totals[GEN_NOISE] = rejects - m->totals[GEN_BURST];
    m->totals[GEN_EMPTY] = o->rows * o->nodata / 1000;
    m->totals[GEN_SKIPPED] = o->rows * o->skipdata / 1000;
    m->totals[GEN_ACCEPTED] =
        o->rows - rejects - m->totals[GEN_EMPTY] - m->totals[GEN_SKIPPED];
}

static uint32_t count_hosts(const struct gen_options *o, uint32_t n_windows)
{
    uint64_t n = o->interfaces ? o->interfaces : o->rows / n_windows / 24;

    if (n < GEN_ROLES)
        n = GEN_ROLES; /* one of each role at least */
    return n > 1000 ? 1000 : (uint32_t)n;
}

static void *alloc(size_t n, size_t size)
{
    void *p = calloc(n, size);

    if (!p) {
        fputs("genlog: out of memory\n", stderr);
        exit(1);
    }
    return p;
}

static void plan_hosts(struct gen_model *m)
{
    for (uint32_t i = 0; i < m->n_hosts; i++)
        gen_host_init(&m->hosts[i], i, &m->rng);
    for (unsigned c = 0; c < GEN_CLASSES; c++) {
        m->slots[c] =
            alloc((size_t)m->n_hosts * GEN_MAX_WEIGHT, sizeof(uint32_t));
        for (uint32_t i = 0; i < m->n_hosts; i++) {
            uint32_t weight =
                gen_role_weight((enum gen_class)c, m->hosts[i].iface.role);

            while (weight-- > 0)
                m->slots[c][m->n_slots[c]++] = i;
        }
    }
}

void gen_run(const struct gen_options *opt, gen_emit_fn *emit, void *ctx)
{
    struct gen_model m = {.opt = opt, .emit = emit, .ctx = ctx};

    rng_init(&m.rng, opt->seed);
    m.n_windows = opt->span_s / WINDOW_S;
    m.n_hosts = count_hosts(opt, m.n_windows);
    m.hosts = alloc(m.n_hosts, sizeof *m.hosts);
    m.weight = alloc(m.n_windows + 1, sizeof *m.weight);
    m.bursts = alloc(opt->bursts + 1, sizeof *m.bursts);
    uint32_t *order = alloc(m.n_hosts, sizeof *order);

    plan_hosts(&m);
    plan_windows(&m);
    plan_bursts(&m);
    for (uint32_t w = 0; w < m.n_windows; w++)
        run_window(&m, w, order);
    for (unsigned c = 0; c < GEN_CLASSES; c++)
        free(m.slots[c]);
    free(order);
    free(m.bursts);
    free(m.weight);
    free(m.hosts);
}
