/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A page is a segment. Columns are looked up once for each segment. The
 * captures of a positional parse are columns too wherever every line of the
 * segment is as many single words as the parse has stars.
 */
#include "engine/relation_scan.h"

#include "base/mem.h"
#include "engine/convert.h"
#include "engine/kernel.h"
#include "engine/result.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* Seconds are not greater, milliseconds are. */
static const int64_t max_start_s = INT32_MAX;

struct relation_scan {
    struct relation rel;
    struct dataset *ds;
    struct scanner *scanner;
    bool own;
    uint64_t page;                 /* open; PAGE_NONE */
    const struct column **columns; /* [slot], of the open segment */
    bool *known;                   /* [slot]: columns[slot] is set */
    field_id *fields;              /* room for what is wanted */
    bool layout_known;
    const struct layout *layout; /* when the segment is regular */
};

#define PAGE_NONE UINT64_MAX

static struct relation_scan *scan_of(const struct relation *r)
{
    /* rel is the first member of what relation_scan_new made. */
    return (struct relation_scan *)(uintptr_t)r;
}

static void forget_columns(struct relation_scan *s)
{
    memset(s->known, 0, s->rel.scope->n_slots * sizeof *s->known);
}

static void forget(struct relation_scan *s)
{
    forget_columns(s);
    s->layout_known = false;
}

void relation_scan_moved(struct relation *r)
{
    struct relation_scan *s = scan_of(r);

    forget(s);
    s->page =
        row_id_make(scanner_file(s->scanner), scanner_segment(s->scanner), 0) >>
        ROW_BITS;
}

static uint64_t scan_page(const struct relation *r, uint64_t id)
{
    (void)r;
    return id >> ROW_BITS;
}

static bool scan_open(struct relation *r, uint64_t page)
{
    struct relation_scan *s = scan_of(r);
    uint64_t id = page << ROW_BITS;

    /* The last segment of a followed file may have got more. */
    if (page == s->page && (!s->own || scanner_is_current(s->scanner)))
        return true;
    forget(s);
    s->page = PAGE_NONE;
    if (!s->scanner)
        s->scanner = scanner_new(s->ds);
    if (!scanner_open(s->scanner, row_id_file(id), row_id_segment(id)))
        return false;
    s->page = page;
    return true;
}

struct scanner *relation_scan_scanner(struct relation *r)
{
    return scan_of(r)->scanner;
}

struct scanner *relation_scan_at(struct relation *r, uint64_t id)
{
    return scan_open(r, scan_page(r, id)) ? scan_of(r)->scanner : NULL;
}

static uint32_t scan_row(const struct relation *r, uint64_t id)
{
    return row_id_row(id) - scanner_first_row(scan_of(r)->scanner);
}

static uint64_t scan_id(const struct relation *r, uint32_t row)
{
    const struct relation_scan *s = scan_of(r);

    return s->page << ROW_BITS | (row + scanner_first_row(s->scanner));
}

/* The log field behind a slot in the open segment, or FIELD_NONE. */
static field_id field_of(struct relation_scan *s, const struct slot *slot)
{
    if (slot->kind == SLOT_FIELD)
        return slot->field;
    if (slot->kind != SLOT_CAPTURE || slot->parse->positional == 0 ||
        slot->parse->multi)
        return FIELD_NONE;
    if (!s->layout_known) {
        s->layout = scanner_regular_layout(s->scanner);
        s->layout_known = true;
    }
    if (!s->layout || s->layout->n != slot->parse->positional)
        return FIELD_NONE;
    return s->layout->cols[slot->capture];
}

static const struct column *scan_column(struct relation *r, uint32_t slot)
{
    struct relation_scan *s = scan_of(r);

    if (!s->known[slot]) {
        field_id field = field_of(s, &r->scope->slots[slot]);

        s->columns[slot] =
            field == FIELD_NONE ? NULL : scanner_column(s->scanner, field);
        s->known[slot] = true;
    }
    return s->columns[slot];
}

static void column_values(const struct dict *dict, const struct column *c,
                          struct rows rows, struct value *out)
{
    cell *cells = arena_alloc(rows.arena, rows.n * sizeof *cells);

    column_cells(c, rows.at, rows.n, cells);
    for (uint32_t i = 0; i < rows.n; i++)
        out[i] = value_of_cell(dict, cells[i]);
}

static int64_t time_of_cell(const struct dict *dict, cell c)
{
    struct num n = value_num(value_of_cell(dict, c));

    return n.kind == NUM_INT ? range_ms(n.i) : NO_TIME;
}

/* Times of all rows that are no exceptions, by the width of the column. */
static void widen_times(const struct column *c, const uint32_t *rows,
                        uint32_t n, int64_t *out)
{
    bool certain = range_ms(c->min) != NO_TIME && range_ms(c->max) != NO_TIME;
    bool seconds = certain && c->max <= max_start_s;

    kernel_ints(c, rows, n, out);
    if (certain && c->min > max_start_s)
        return;
    for (uint32_t i = 0; seconds && i < n; i++)
        out[i] *= 1000;
    for (uint32_t i = 0; !seconds && i < n; i++)
        out[i] = range_ms(out[i]);
}

void scan_times(struct scanner *s, const struct dict *dict,
                const uint32_t *rows, uint32_t n, int64_t *out)
{
    const struct column *c = scanner_column(s, FIELD_START);

    if (c->kind != COLUMN_INT) {
        for (uint32_t i = 0; i < n; i++)
            out[i] = time_of_cell(dict, column_cell(c, rows[i]));
        return;
    }
    widen_times(c, rows, n, out);
    for (uint32_t i = 0; c->exc_bits && i < n; i++) {
        if (column_is_exception(c, rows[i]))
            out[i] = time_of_cell(dict, column_cell(c, rows[i]));
    }
}

static void scan_rel_times(struct relation *r, const uint32_t *rows, uint32_t n,
                           int64_t *out)
{
    scan_times(scan_of(r)->scanner, r->dict, rows, n, out);
}

static void timestamps(struct relation_scan *s, struct rows rows,
                       struct value *out)
{
    int64_t *times = arena_alloc(rows.arena, rows.n * sizeof *times);

    scan_times(s->scanner, s->rel.dict, rows.at, rows.n, times);
    for (uint32_t i = 0; i < rows.n; i++)
        out[i] = times[i] == NO_TIME ? value_null() : value_time(times[i]);
}

static bool is_none(struct value v)
{
    return v.type == VALUE_NULL || value_same(v, value_text(STR("-")));
}

/* The stream of the event, else the interface id, else the file's name. */
static void log_streams(struct relation_scan *s, struct rows rows,
                        struct value *out)
{
    const char *path = dataset_path(s->ds, scanner_file(s->scanner));
    struct value name = value_text(str_base_name(str_of(path)));

    const struct column *streams =
        scanner_column(s->scanner, FIELD_EVENT_STREAM);
    struct value *of_event = arena_alloc(rows.arena, rows.n * sizeof *of_event);

    column_values(s->rel.dict, streams, rows, of_event);
    column_values(s->rel.dict, scanner_column(s->scanner, FIELD_INTERFACE_ID),
                  rows, out);
    for (uint32_t i = 0; i < rows.n; i++) {
        if (!is_none(of_event[i]))
            out[i] = of_event[i];
        else if (is_none(out[i]))
            out[i] = name;
    }
}

static void pointers(struct relation_scan *s, struct rows rows,
                     struct value *out)
{
    for (uint32_t i = 0; i < rows.n; i++)
        out[i] = value_text(
            result_pointer(rows.arena, scan_id(&s->rel, rows.at[i]),
                           scanner_line_offset(s->scanner, rows.at[i])));
}

static void same_value(struct rows rows, struct value v, struct value *out)
{
    for (uint32_t i = 0; i < rows.n; i++)
        out[i] = v;
}

static void scan_system(struct relation *r, enum system_field f,
                        struct rows rows, struct value *out)
{
    struct relation_scan *s = scan_of(r);
    uint32_t file = scanner_file(s->scanner);
    int64_t mtime_ms = dataset_mtime_ms(s->ds, file);

    switch (f) {
    case SYSTEM_TIMESTAMP:
        timestamps(s, rows, out);
        break;
    case SYSTEM_MESSAGE:
        for (uint32_t i = 0; i < rows.n; i++)
            out[i] = value_text(scanner_line(s->scanner, rows.at[i]));
        break;
    case SYSTEM_INGESTION_TIME:
        same_value(rows, mtime_ms ? value_time(mtime_ms) : value_null(), out);
        break;
    case SYSTEM_LOG_STREAM:
        log_streams(s, rows, out);
        break;
    case SYSTEM_LOG:
        same_value(rows, value_text(str_of(dataset_path(s->ds, file))), out);
        break;
    case SYSTEM_PTR:
        pointers(s, rows, out);
        break;
    case SYSTEM_ACCOUNT:
        column_values(r->dict, scanner_column(s->scanner, FIELD_ACCOUNT_ID),
                      rows, out);
        break;
    case SYSTEM_SOURCE_NAME:
        same_value(rows, value_text(STR("amazon_vpc")), out);
        break;
    case SYSTEM_SOURCE_TYPE:
        same_value(rows, value_text(STR("flow")), out);
        break;
    }
}

static bool scan_gather(struct relation *r, uint32_t slot, struct rows rows,
                        struct value *out)
{
    const struct slot *s = &r->scope->slots[slot];
    const struct column *c = scan_column(r, slot);

    if (c)
        column_values(r->dict, c, rows, out);
    else if (s->kind == SLOT_SYSTEM)
        scan_system(r, s->system, rows, out);
    else if (s->kind == SLOT_NULL)
        same_value(rows, value_null(), out);
    else
        return false;
    return true;
}

/* The field that a system field is made of, or FIELD_NONE. */
static field_id system_field(enum system_field f)
{
    switch (f) {
    case SYSTEM_TIMESTAMP:
        return FIELD_START;
    case SYSTEM_LOG_STREAM:
        return FIELD_INTERFACE_ID;
    case SYSTEM_ACCOUNT:
        return FIELD_ACCOUNT_ID;
    default:
        return FIELD_NONE;
    }
}

size_t relation_scan_fields(struct relation *r, const struct needs *needs,
                            field_id *out)
{
    struct relation_scan *s = scan_of(r);
    size_t n = 0;

    for (uint32_t i = 0; i < needs->n; i++) {
        const struct slot *slot = &r->scope->slots[needs->slots[i]];
        field_id field = slot->kind == SLOT_SYSTEM ? system_field(slot->system)
                                                   : field_of(s, slot);

        if (field != FIELD_NONE)
            out[n++] = field;
    }
    if (needs->times)
        out[n++] = FIELD_START;
    return n;
}

size_t relation_scan_expected(struct relation *r, const struct needs *needs,
                              field_id *out)
{
    struct relation_scan *s = scan_of(r);

    /* As in a segment that is not regular: no field by its position. */
    s->layout = NULL;
    s->layout_known = true;
    size_t n = relation_scan_fields(r, needs, out);
    s->layout_known = false;
    return n;
}

void relation_scan_wanted(struct relation *r)
{
    forget_columns(scan_of(r));
}

static void scan_want(struct relation *r, const struct needs *needs,
                      const uint32_t *rows, uint32_t n)
{
    struct relation_scan *s = scan_of(r);
    size_t n_fields = relation_scan_fields(r, needs, s->fields);

    if (n_fields && rows)
        scanner_want_rows(s->scanner, s->fields, n_fields, rows, n);
    else if (n_fields)
        scanner_want(s->scanner, s->fields, n_fields);
    forget_columns(s);
}

static bool scan_picks_rows(const struct relation *r)
{
    const struct relation_scan *s = scan_of(r);

    return !dataset_keeps_columns(s->ds) &&
           (s->page == PAGE_NONE || scanner_is_text(s->scanner));
}

static uint32_t scan_find(struct relation *r, struct str text, uint32_t *rows)
{
    return scanner_find(scan_of(r)->scanner, text, rows);
}

static bool scan_values(struct relation *r, uint32_t slot,
                        struct value_set *out)
{
    const struct slot *s = &r->scope->slots[slot];

    return s->kind == SLOT_FIELD &&
           scanner_values(scan_of(r)->scanner, s->field, out);
}

static void scan_rest(struct relation *r)
{
    struct relation_scan *s = scan_of(r);

    if (!s->own)
        return;
    forget(s);
    s->page = PAGE_NONE;
    scanner_free(s->scanner);
    s->scanner = NULL;
}

static void scan_free(struct relation *r)
{
    struct relation_scan *s = scan_of(r);

    if (s->own)
        scanner_free(s->scanner);
    free(s->columns);
    free(s->known);
    free(s->fields);
    free(s);
}

static const struct relation_ops scan_ops = {
    .page = scan_page,
    .open = scan_open,
    .row = scan_row,
    .id = scan_id,
    .want = scan_want,
    .picks_rows = scan_picks_rows,
    .find = scan_find,
    .values = scan_values,
    .column = scan_column,
    .gather = scan_gather,
    .system = scan_system,
    .times = scan_rel_times,
    .rest = scan_rest,
    .free = scan_free,
};

bool relation_is_scan(const struct relation *r)
{
    return r->ops == &scan_ops;
}

struct relation *relation_scan_new(struct dataset *ds,
                                   const struct scope *scope,
                                   struct scanner *scanner)
{
    struct relation_scan *s = mem_calloc(1, sizeof *s);

    s->rel = (struct relation){&scan_ops, scope, dataset_dict(ds)};
    s->ds = ds;
    s->own = !scanner;
    s->scanner = scanner ? scanner : scanner_new(ds);
    s->page = PAGE_NONE;
    s->columns = mem_calloc(scope->n_slots, sizeof *s->columns);
    s->known = mem_calloc(scope->n_slots, sizeof *s->known);
    s->fields = mem_calloc((size_t)scope->n_slots + 1, sizeof *s->fields);
    return &s->rel;
}
