/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A result is a relation, the ids of its rows in order, and the slots that
 * are its columns. Values are made when rows are read; raw records are read
 * from their files again, through a scanner of the result's own.
 */
#include "engine/result_int.h"

#include "base/big.h"
#include "base/mem.h"
#include "engine/relation_scan.h"
#include "engine/visit.h"

#include <assert.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

struct result {
    atomic_uint refs;
    pthread_mutex_t reading; /* the relation and env serve one at a time */
    struct plan *plan;
    struct dataset *ds;
    struct call_env env;
    struct relation *rel;
    struct spill *spill; /* or NULL */
    uint64_t *ids;
    uint64_t n;
    struct result_column *columns;
    uint32_t n_columns;
    uint32_t n_keys;
    bool partial;
    bool spilled; /* the job has put something on disk */
    uint64_t memory_bytes;
    uint64_t matched;
    uint64_t lost;
    struct estimates estimates;
};

static const struct scope *last_scope(const struct plan *p)
{
    return &p->bound->scopes[p->bound->n_scopes - 1];
}

static void fill_columns(struct result *r)
{
    const struct bound *b = r->plan->bound;
    const struct scope *scope = last_scope(r->plan);
    bool leading = true;

    r->n_columns = b->n_columns;
    r->columns = mem_calloc(b->n_columns, sizeof *r->columns);
    for (uint32_t i = 0; i < b->n_columns; i++) {
        const struct output_column *c = &b->columns[i];
        bool key = scope->slots[c->slot].kind == SLOT_KEY;

        r->columns[i] = (struct result_column){
            .name = c->name,
            .type = c->type,
            .number_text = c->numeric_field,
            .key = key,
            .estimate = estimates_slot(&r->estimates, c->slot) != ESTIMATE_NONE,
        };
        leading = leading && key;
        r->n_keys += leading;
    }
}

static void destroy(struct result *r)
{
    relation_free(r->rel);
    estimates_done(&r->estimates);
    regex_scratch_free(r->env.regex);
    big_free(r->ids);
    spill_release(r->spill);
    free(r->columns);
    plan_release(r->plan);
    pthread_mutex_destroy(&r->reading);
    free(r);
}

/* False with *err when some value is null for want of effort. */
static bool regex_did_all(const struct regex_scratch *scratch, struct err *err)
{
    return !regex_hit_limit(scratch) ||
           err_set(err, ERR_LIMIT,
                   "a regular expression takes too much effort");
}

struct result *result_new(const struct serial *how, struct gathered *gathered,
                          bool is_partial, struct err *err)
{
    struct result *r = mem_calloc(1, sizeof *r);
    struct serial s = *how;

    atomic_init(&r->refs, 1);
    pthread_mutex_init(&r->reading, NULL);
    r->plan = (struct plan *)(uintptr_t)how->plan;
    plan_retain(r->plan);
    r->ds = how->ds;
    r->memory_bytes = how->memory_bytes;
    r->env = *how->env;
    r->env.regex = regex_scratch_new();
    regex_scratch_stop(r->env.regex, how->cancel);
    r->partial = is_partial;
    r->matched = gathered->matched;
    s.env = &r->env;
    for (uint32_t i = 0; i < r->plan->n_subs; i++) {
        const struct estimates *of_sub = &r->plan->subs[i].estimates;

        estimates_add(&s.estimates, of_sub->items, of_sub->n);
    }
    bool done = serial_run(&s, gathered, err);
    regex_scratch_stop(r->env.regex, NULL); /* the job goes */
    r->estimates = s.estimates;
    if (!done) {
        destroy(r);
        return NULL;
    }
    r->rel = s.rel;
    r->ids = s.ids;
    r->n = s.n;
    r->lost = s.lost;
    r->spill = spill_retain(s.spill);
    r->spilled = s.spill && spill_written(s.spill) > 0;
    fill_columns(r);
    if (!regex_did_all(r->env.regex, err)) {
        destroy(r);
        return NULL;
    }
    return r;
}

void result_retain(struct result *r)
{
    atomic_fetch_add(&r->refs, 1);
}

void result_release(struct result *r)
{
    if (r && atomic_fetch_sub(&r->refs, 1) == 1)
        destroy(r);
}

void result_rest(struct result *r)
{
    pthread_mutex_lock(&r->reading);
    relation_rest(r->rel);
    pthread_mutex_unlock(&r->reading);
}

uint64_t result_bytes(const struct result *r)
{
    return big_bytes(r->ids) + relation_bytes(r->rel);
}

uint32_t result_n_columns(const struct result *r)
{
    return r->n_columns;
}

const struct result_column *result_column(const struct result *r, uint32_t i)
{
    assert(i < r->n_columns);
    return &r->columns[i];
}

/* The next byte of a name that counts, in lower case; 0 at the end. */
static char next_byte(struct str s, size_t *at)
{
    while (*at < s.n) {
        char c = s.p[(*at)++];

        if (c >= 'A' && c <= 'Z')
            return (char)(c - 'A' + 'a');
        if (c != ' ' && c != '\t' && c != '\n' && c != '\r')
            return c;
    }
    return 0;
}

static bool same_name(struct str a, struct str b)
{
    size_t i = 0, k = 0;
    char c;

    do {
        c = next_byte(a, &i);
        if (c != next_byte(b, &k))
            return false;
    } while (c);
    return true;
}

int result_find_column(const struct result *r, struct str name)
{
    for (uint32_t i = 0; i < r->n_columns; i++) {
        if (same_name(r->columns[i].name, name))
            return (int)i;
    }
    return -1;
}

uint64_t result_n_rows(const struct result *r)
{
    return r->n;
}

bool result_is_raw(const struct result *r)
{
    return r->plan->bound->raw;
}

bool result_reads_far(const struct result *r)
{
    return r->plan->bound->n_scopes == 1 || r->spilled;
}

uint64_t result_memory(const struct result *r)
{
    return r->memory_bytes;
}

uint32_t result_n_keys(const struct result *r)
{
    return r->n_keys;
}

bool result_is_partial(const struct result *r)
{
    return r->partial;
}

uint64_t result_matched(const struct result *r)
{
    return r->matched;
}

const struct estimate *result_estimates(const struct result *r, uint32_t *n)
{
    *n = r->estimates.n;
    return r->estimates.items;
}

uint64_t result_lost(const struct result *r)
{
    return r->lost;
}

/* Reading. */

/* Mark the values of column k that are estimates. */
static void mark_estimates(const struct result *r, uint32_t k, struct batch *b,
                           const size_t *at, struct value *out)
{
    const struct bound *bound = r->plan->bound;
    uint32_t slot = slot_base(b->rel->scope, bound->columns[k].slot);
    uint8_t marks[BATCH_ROWS];

    if (estimates_slot(&r->estimates, slot) != ESTIMATE_SOME ||
        !b->rel->ops->estimates)
        memset(marks, 1, b->n);
    else
        b->rel->ops->estimates(b->rel, slot, b->rows, b->n, marks);
    for (uint32_t i = 0; i < b->n; i++) {
        struct value *v = &out[at[i] * bound->n_columns + k];

        if (marks[i])
            *v = value_as_estimate(*v);
    }
}

void result_batch_values(const struct result *r, struct batch *b,
                         const size_t *at, struct arena *arena,
                         struct value *out)
{
    const struct bound *bound = r->plan->bound;
    uint32_t n = bound->n_columns;

    for (uint32_t k = 0; k < n; k++) {
        const struct value *v = batch_slot(b, bound->columns[k].slot);

        for (uint32_t i = 0; i < b->n; i++)
            out[at[i] * n + k] = value_keep(arena, v[i]);
        if (r->columns[k].estimate)
            mark_estimates(r, k, b, at, out);
    }
}

struct reading {
    struct result *r;
    struct arena *arena;
    struct value *out;
};

static bool read_batch(void *arg, struct batch *b, const size_t *at)
{
    struct reading *g = arg;

    result_batch_values(g->r, b, at, g->arena, g->out);
    return true;
}

bool result_lost_rows(struct err *err)
{
    return err_set(err, ERR_INPUT,
                   "a file changed: its records cannot be read any more");
}

bool result_read(struct result *r, uint64_t first, uint32_t n,
                 struct arena *arena, struct value *out, struct err *err)
{
    struct reading g = {r, arena, out};
    struct batch *b = mem_alloc(sizeof *b);
    uint64_t lost = 0;

    assert(first + n <= r->n);
    for (size_t i = 0; i < (size_t)n * r->n_columns; i++)
        out[i] = value_null();
    pthread_mutex_lock(&r->reading);
    batch_init(b, r->rel, &r->env);
    visit_rows(b, r->ids + first, n, &r->plan->output_needs, read_batch, &g,
               NULL, &lost);
    bool good = regex_did_all(r->env.regex, err) && batch_check(b, err);
    batch_done(b);
    pthread_mutex_unlock(&r->reading);
    free(b);
    return good && (lost == 0 || result_lost_rows(err));
}

void result_texts_to_disk(const struct result *r, struct arena *arena,
                          size_t most_bytes)
{
    arena->spill = r->spill;
    arena->most_bytes = most_bytes;
}

void result_batch_lines(struct batch *b, const size_t *at, struct arena *arena,
                        struct str *out)
{
    struct value *lines = batch_take(b);

    b->rel->ops->system(b->rel, SYSTEM_MESSAGE,
                        (struct rows){b->rows, b->n, &b->arena}, lines);
    for (uint32_t i = 0; i < b->n; i++)
        out[at[i]] = arena_copy(arena, (struct str){lines[i].s, lines[i].n});
    batch_give(b, lines);
}

struct line_reading {
    struct arena *arena;
    struct str *out;
};

static bool read_lines(void *arg, struct batch *b, const size_t *at)
{
    struct line_reading *g = arg;

    result_batch_lines(b, at, g->arena, g->out);
    return true;
}

bool result_lines(struct result *r, uint64_t first, uint32_t n,
                  struct arena *arena, struct str *out, struct err *err)
{
    struct line_reading g = {arena, out};
    struct batch *b = mem_alloc(sizeof *b);
    uint64_t lost = 0;

    assert(result_is_raw(r) && first + n <= r->n);
    for (uint32_t i = 0; i < n; i++)
        out[i] = STR("");
    pthread_mutex_lock(&r->reading);
    batch_init(b, r->rel, &r->env);
    visit_rows(b, r->ids + first, n, NULL, read_lines, &g, NULL,
               &lost);
    batch_done(b);
    pthread_mutex_unlock(&r->reading);
    free(b);
    return lost == 0 || result_lost_rows(err);
}

/* For whoever reads a whole one. */

/* Is there a file among those it reads whose pages are dear? */
static bool has_dear_file(const struct result *r)
{
    for (uint32_t i = 0; i < dataset_n_files(r->ds); i++)
        if (plan_reads(r->plan, i) && dataset_is_dear(r->ds, i))
            return true;
    return false;
}

bool result_is_dear(const struct result *r)
{
    return r->spill && relation_is_scan(r->rel) && has_dear_file(r) &&
           !(dataset_keeps_columns(r->ds) &&
             dataset_has_room(r->ds, dataset_totals(r->ds).segments));
}

const struct relation *result_relation(const struct result *r)
{
    return r->rel;
}

const uint64_t *result_ids(const struct result *r)
{
    return r->ids;
}

const struct needs *result_needs(const struct result *r)
{
    return &r->plan->output_needs;
}

struct spill *result_spill(const struct result *r)
{
    return r->spill;
}

struct batch *result_batch_new(struct result *r, const atomic_bool *stop)
{
    struct batch *b = mem_alloc(sizeof *b);
    struct relation *rel = relation_scan_new(r->ds, r->rel->scope, NULL);
    struct call_env env = r->env;

    assert(relation_is_scan(r->rel));
    scanner_open_once(relation_scan_scanner(rel));
    env.regex = regex_scratch_new();
    regex_scratch_stop(env.regex, stop);
    batch_init(b, rel, &env);
    return b;
}

bool result_batch_good(const struct batch *b, struct err *err)
{
    return regex_did_all(b->env.regex, err) && batch_check(b, err);
}

void result_batch_free(struct batch *b)
{
    relation_free(b->rel);
    regex_scratch_free(b->env.regex);
    batch_done(b);
    free(b);
}

bool result_origin(struct result *r, uint64_t row, const char **path,
                   uint64_t *offset)
{
    struct scanner *s;

    assert(result_is_raw(r) && row < r->n);
    pthread_mutex_lock(&r->reading);
    s = relation_scan_at(r->rel, r->ids[row]);
    if (s) {
        *path = dataset_path(r->ds, row_id_file(r->ids[row]));
        *offset = scanner_line_offset(s, row_id_row(r->ids[row]));
    }
    pthread_mutex_unlock(&r->reading);
    return s != NULL;
}

bool result_time(struct result *r, uint64_t row, int64_t *ms)
{
    uint32_t at;

    assert(result_is_raw(r) && row < r->n);
    if (!relation_scan_at(r->rel, r->ids[row]))
        return false;
    at = row_id_row(r->ids[row]);
    r->rel->ops->times(r->rel, &at, 1, ms);
    return *ms != NO_TIME;
}

/* --- Records, whatever the query ----------------------------------------- */

uint64_t result_record(const struct result *r, uint64_t row)
{
    assert(result_is_raw(r) && row < r->n);
    return r->ids[row];
}

struct str result_pointer(struct arena *a, uint64_t record, uint64_t offset)
{
    return arena_printf(a, "%" PRIu32 ":%" PRIu64, row_id_file(record), offset);
}

bool result_find(const struct result *r, uint64_t record, uint64_t *row)
{
    for (uint64_t i = 0; result_is_raw(r) && i < r->n; i++)
        if (r->ids[i] == record) {
            *row = i;
            return true;
        }
    return false;
}

/* Where row 0 of a segment begins; false when there is none to read. */
static bool segment_offset(struct result *r, uint64_t segment_id,
                           uint64_t *offset)
{
    struct scanner *s = relation_scan_at(r->rel, segment_id);

    if (!s || scanner_rows(s) == 0)
        return false;
    *offset = scanner_line_offset(s, 0);
    return true;
}

/* The last segment of a file that begins at offset or before. */
static bool find_segment(struct result *r, uint32_t file, uint64_t offset,
                         uint32_t *segment)
{
    uint32_t low = 0, high = 1;
    uint64_t at;

    if (!segment_offset(r, row_id_make(file, 0, 0), &at) || at > offset)
        return false;
    while (high < 1u << SEGMENT_BITS &&
           segment_offset(r, row_id_make(file, high, 0), &at) && at <= offset) {
        low = high;
        high *= 2;
    }
    while (low + 1 < high) {
        uint32_t middle = low + (high - low) / 2;

        if (segment_offset(r, row_id_make(file, middle, 0), &at) &&
            at <= offset)
            low = middle;
        else
            high = middle;
    }
    *segment = low;
    return true;
}

static bool find_line(struct result *r, uint32_t file, uint32_t segment,
                      uint64_t offset, uint64_t *record)
{
    struct scanner *s = relation_scan_at(r->rel, row_id_make(file, segment, 0));
    uint32_t low = 0, high = s ? scanner_rows(s) : 0;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;

        if (scanner_line_offset(s, middle) < offset)
            low = middle + 1;
        else
            high = middle;
    }
    *record = row_id_make(file, segment, low);
    return s && low < scanner_rows(s) && scanner_line_offset(s, low) == offset;
}

bool result_locate(struct result *r, const char *path, uint64_t offset,
                   uint64_t *record)
{
    uint32_t segment;

    for (uint32_t file = 0;
         result_is_raw(r) && file < dataset_n_files(r->ds); file++)
        if (!strcmp(dataset_path(r->ds, file), path))
            return find_segment(r, file, offset, &segment) &&
                   find_line(r, file, segment, offset, record);
    return false;
}

bool result_find_row(const struct result *r, const struct result *earlier,
                     uint64_t row, uint64_t near, uint64_t *out)
{
    if (!result_is_raw(r) || !result_is_raw(earlier) || row >= earlier->n)
        return false;
    uint64_t id = earlier->ids[row];
    near = near < r->n ? near : r->n;
    for (uint64_t far = 0; far < near || near + far < r->n; far++) {
        bool after = near + far < r->n && r->ids[near + far] == id;

        if (!after && !(far < near && r->ids[near - far - 1] == id))
            continue;
        *out = after ? near + far : near - far - 1;
        return true;
    }
    return false;
}

uint64_t result_line_number(struct result *r, uint64_t row)
{
    struct scanner *s;

    assert(result_is_raw(r) && row < r->n);
    s = relation_scan_at(r->rel, r->ids[row]);
    return s ? scanner_line_number(s, row_id_row(r->ids[row])) : 0;
}
