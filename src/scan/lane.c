/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Places are one array for the segment; rows go to the decoder in batches.
 *
 * Kept columns of a field lie side by side in slabs, as they were made: they
 * are used together, so they also go together when the budget is full.
 */
#include "scan/lane.h"

#include "base/mem.h"
#include "scan/parquet_scan.h"

#include <stdlib.h>
#include <string.h>

struct lane *lane_new(field_id field, enum field_type type, struct dict *dict,
                      enum cpu_level level)
{
    struct lane *lane = mem_calloc(1, sizeof *lane);

    lane->field = field;
    lane->type = type;
    lane->level = level;
    decoder_init(&lane->decoder, type, dict, level);
    return lane;
}

void lane_free(struct lane *lane)
{
    decoder_done(&lane->decoder);
    parquet_lane_free(lane->parquet);
    free(lane->places);
    free(lane->done);
    free(lane);
}

void lane_reserve(struct lane *lane, size_t n_rows)
{
    if (n_rows <= lane->cap_places)
        return;
    lane->cap_places = n_rows * 2;
    lane->places =
        mem_realloc(lane->places, lane->cap_places * sizeof *lane->places);
}

void lane_note(struct lane *lane, const struct slice *slices, uint32_t first,
               uint32_t n)
{
    size_t end = (size_t)first + n;

    lane_reserve(lane, end);
    if (slices) {
        memcpy(lane->places + first, slices, n * sizeof *slices);
        return;
    }
    for (size_t row = first; row < end; row++)
        lane->places[row] = (struct slice){UINT32_MAX, 0};
}

/* Has the row the field, and is its text still there? */
static bool has_text(struct slice place, struct str text)
{
    return (uint64_t)place.at + place.n <= text.n;
}

void lane_decode_all(struct lane *lane, struct str text, uint32_t n_rows)
{
    const struct slice *places = lane->places;

    decoder_begin(&lane->decoder, text);
    for (uint32_t row = 0, end; row < n_rows; row = end) {
        bool has = has_text(places[row], text);

        end = row + 1;
        while (end < n_rows && end - row < BATCH_ROWS &&
               has_text(places[end], text) == has)
            end++;
        decoder_add(&lane->decoder, has ? places + row : NULL, end - row);
    }
}

/* Rows whose texts are not next to each other, on their way to the decoder. */
struct gathered {
    uint32_t n;
    uint32_t rows[BATCH_ROWS];
    struct slice slices[BATCH_ROWS];
};

static void flush(struct lane *lane, struct gathered *g)
{
    if (g->n > 0)
        decoder_put(&lane->decoder, g->rows, g->slices, g->n);
    g->n = 0;
}

static void begin_rows(struct lane *lane, struct str text, uint32_t n_rows)
{
    size_t words = ((size_t)n_rows + 63) / 64;

    if (words > lane->cap_done) {
        lane->cap_done = words * 2;
        lane->done =
            mem_realloc(lane->done, lane->cap_done * sizeof *lane->done);
    }
    memset(lane->done, 0, words * sizeof *lane->done);
    decoder_begin_rows(&lane->decoder, text, n_rows);
    lane->state = LANE_PART;
}

void lane_decode_rows(struct lane *lane, struct str text, uint32_t n_rows,
                      const uint32_t *rows, uint32_t n)
{
    struct gathered g = {.n = 0};

    if (!lane_has_column(lane))
        begin_rows(lane, text, n_rows);
    for (uint32_t i = 0; i < n; i++) {
        uint32_t row = rows[i];
        uint64_t bit = UINT64_C(1) << (row & 63);

        if (lane->done[row >> 6] & bit)
            continue;
        lane->done[row >> 6] |= bit;
        if (!has_text(lane->places[row], text)) {
            decoder_put(&lane->decoder, &row, NULL, 1);
            continue;
        }
        g.rows[g.n] = row;
        g.slices[g.n++] = lane->places[row];
        if (g.n == BATCH_ROWS)
            flush(lane, &g);
    }
    flush(lane, &g);
    lane->column = decoder_column(&lane->decoder);
}

/* Keeping columns. */

struct keeping {
    struct lane *lane;
    struct cache *cache;
};

void lane_close(struct lane *lane, struct cache *cache)
{
    if (lane->slab)
        cache_slab_close(cache, lane->slab);
    lane->slab = NULL;
}

void lane_rest(struct lane *lane, struct cache *cache)
{
    struct dict *dict = lane->decoder.table.dict;

    lane_close(lane, cache);
    lane->slab_bytes = 0;
    free(lane->places);
    free(lane->done);
    lane->places = NULL;
    lane->done = NULL;
    lane->cap_places = lane->cap_done = 0;
    parquet_lane_free(lane->parquet);
    lane->parquet = NULL;
    decoder_done(&lane->decoder);
    memset(&lane->decoder, 0, sizeof lane->decoder);
    decoder_init(&lane->decoder, lane->type, dict, lane->level);
}

/* Slabs double, so that little data needs little memory. */
static void *take_memory(void *arg, size_t bytes)
{
    struct keeping *k = arg;
    struct lane *lane = k->lane;
    void *piece = lane->slab ? slab_take(lane->slab, bytes) : NULL;

    if (piece)
        return piece;
    lane_close(lane, k->cache);
    lane->slab_bytes = lane->slab_bytes ? lane->slab_bytes * 2 : SLAB_FIRST;
    if (lane->slab_bytes > SLAB_HUGE)
        lane->slab_bytes = SLAB_HUGE;
    lane->slab = cache_slab_open(k->cache, bytes + 16, lane->slab_bytes);
    return slab_take(lane->slab, bytes);
}

void lane_keep(struct lane *lane, struct cache *cache, struct cache_key key)
{
    struct keeping k = {lane, cache};
    struct column *c = decoder_finish(&lane->decoder, take_memory, &k);

    lane->entry = cache_put_in(cache, key, c, lane->slab);
    lane->column = cache_value(lane->entry);
}
