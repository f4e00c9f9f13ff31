/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A way through one column: page after page of a chunk, batch after batch of
 * a page. Pages before the wanted row are passed over by their headers; the
 * page that has it is unpacked, and its values before the row are dropped.
 * What is unpacked is one page and one dictionary at a time.
 */
#include "source/parquet_int.h"

#include "base/mem.h"
#include "source/parquet_codec.h"
#include "source/parquet_dict.h"
#include "source/parquet_page.h"
#include "source/parquet_values.h"

#include <stdlib.h>
#include <string.h>

enum {
    WINDOW_BYTES = 256 << 10, /* read at once, where there is as much */
    HEADER_MAX = 64 << 10,    /* headers are some dozen bytes, usually */
    /*
     * Before parquet-mr 1.2.9 the header of the dictionary was not counted
     * among the bytes of a chunk: its last page ends so much later.
     */
    UNCOUNTED_BYTES = 100,
    WORDS_TEXT = PARQUET_BATCH_ROWS * PARQUET_WORD_TEXT
};

#define CHANGED "the file changed while it was read"

struct parquet_cursor {
    struct parquet *p; /* NULL: nowhere yet */
    uint32_t column;
    uint32_t group;
    bool failed;  /* the chunk is damaged */
    uint64_t row; /* of the group: the next to be given */
    uint64_t end; /* row after the piece */

    uint64_t at;               /* of the next page, in the file */
    uint64_t pages_end;        /* no page begins from here on, */
    uint64_t at_end;           /* nor has bytes */
    uint64_t rows_begun;       /* of the pages before at */
    struct source_room window; /* bytes of the file from window_at on */
    uint64_t window_at;
    size_t window_n;

    uint64_t left;   /* rows of the page that were not given yet */
    struct str text; /* the page, as parquet_values.h wants it */
    bool with_levels;
    struct parquet_rle levels;
    struct parquet_values values;
    struct source_room page;
    struct parquet_dict_room dict;
    bool has_dict;
    uint64_t dict_number;
    struct parquet_unpacker unpacker;

    /* The batch. */
    bool null[PARQUET_BATCH_ROWS];
    uint32_t codes[PARQUET_BATCH_ROWS];
    int64_t ints[PARQUET_BATCH_ROWS];
    struct slice slices[PARQUET_BATCH_ROWS];
    char words[PARQUET_PAD + WORDS_TEXT + 1 + PARQUET_PAD];
};

struct parquet_cursor *parquet_cursor_new(void)
{
    return mem_calloc(1, sizeof(struct parquet_cursor));
}

void parquet_cursor_free(struct parquet_cursor *c)
{
    if (!c)
        return;
    source_room_done(&c->window);
    source_room_done(&c->page);
    parquet_dict_done(&c->dict);
    parquet_values_done(&c->values);
    parquet_unpacker_done(&c->unpacker);
    free(c);
}

size_t parquet_cursor_memory(const struct parquet_cursor *c)
{
    return c->window.cap + c->page.cap + c->dict.text.cap + c->dict.made.cap +
           c->dict.ints.cap + c->dict.slices.cap;
}

static const struct parquet_column *column_of(const struct parquet_cursor *c)
{
    return &c->p->columns[c->column];
}

static const struct parquet_chunk *chunk_of(const struct parquet_cursor *c)
{
    return &c->p->chunks[(size_t)c->group * c->p->n_columns + c->column];
}

static bool fail(struct parquet_cursor *c, const char *why)
{
    parquet_tell(c->p, c->column, c->group, why);
    c->failed = true;
    c->left = 0;
    return false;
}

/* Bytes of the file. */

static size_t bytes_left(const struct parquet_cursor *c)
{
    return (size_t)(c->at_end - c->at);
}

/* What the window has from c->at on. */
static struct str in_window(const struct parquet_cursor *c)
{
    if (c->at < c->window_at || c->at >= c->window_at + c->window_n)
        return STR("");
    size_t from = (size_t)(c->at - c->window_at);
    return (struct str){c->window.p + from, c->window_n - from};
}

/* The window begins at c->at and has n bytes, which are in the chunk. */
static bool move_window(struct parquet_cursor *c, size_t n)
{
    size_t left = bytes_left(c);
    size_t wanted = n > WINDOW_BYTES ? n : WINDOW_BYTES;

    c->window_n = 0;
    source_room_reserve(&c->window, wanted);
    if (wanted > left)
        wanted = left;
    if (!parquet_read(c->p, c->window.p, wanted, c->at))
        return fail(c, CHANGED);
    c->window_at = c->at;
    c->window_n = wanted;
    return true;
}

static bool read_header(struct parquet_cursor *c, struct parquet_page *page)
{
    size_t most = bytes_left(c) < HEADER_MAX ? bytes_left(c) : HEADER_MAX;
    struct str bytes = in_window(c);

    if (c->at >= c->pages_end)
        return fail(c, "pages are missing");
    if (bytes.n > 0 && parquet_page_read(bytes, page))
        return true;
    if (bytes.n < most && !move_window(c, most))
        return false;
    if (!parquet_page_read(in_window(c), page))
        return fail(c, "the header of a page is damaged");
    return true;
}

/* Pages. */

/*
 * Unpack the page whose header is before c->at to room: PARQUET_PAD zeros,
 * its bytes, a "-", zeros.
 */
static bool unpack(struct parquet_cursor *c, const struct parquet_page *page,
                   struct source_room *room)
{
    size_t plain = page->type == PAGE_DATA_2
                       ? (size_t)page->levels_n + page->repeats_n
                       : 0;
    unsigned codec = page->packed ? chunk_of(c)->codec : CODEC_NONE;

    if (page->n > c->p->pages_most || page->packed_n > c->p->pages_most)
        return fail(c, "a page takes more than --memory allows");
    source_room_reserve(room, (size_t)page->n + 2 * PARQUET_PAD + 1);
    char *out = room->p + PARQUET_PAD;
    memset(room->p, 0, PARQUET_PAD);
    out[page->n] = '-';
    memset(out + page->n + 1, 0, PARQUET_PAD);
    if (codec == CODEC_NONE && page->packed_n == page->n &&
        in_window(c).n < page->n)
        return parquet_read(c->p, out, page->n, c->at) || fail(c, CHANGED);
    if (in_window(c).n < page->packed_n && !move_window(c, page->packed_n))
        return false;
    struct str bytes = str_slice(in_window(c), 0, page->packed_n);
    if (plain)
        memcpy(out, bytes.p, plain);
    const char *why =
        parquet_unpack(&c->unpacker, codec, str_slice(bytes, plain, bytes.n),
                       out + plain, page->n - plain);
    return !why || fail(c, why);
}

static bool load_dict(struct parquet_cursor *c, const struct parquet_page *page)
{
    if (!unpack(c, page, &c->dict.text))
        return false;
    const char *why = parquet_dict_load(&c->dict, column_of(c), page);
    if (why)
        return fail(c, why);
    c->has_dict = true;
    c->dict_number++;
    return true;
}

/* Cut the definition levels off the front of a page. */
static bool take_levels(struct parquet_cursor *c,
                        const struct parquet_page *page, struct str *data)
{
    uint32_t n = page->levels_n;

    if (page->type == PAGE_DATA_2) {
        *data = str_slice(*data, page->repeats_n, data->n);
    } else if (!column_of(c)->optional) {
        return true;
    } else {
        if (page->levels != ENCODING_RLE)
            return fail(c, "a page has levels of a kind that is not supported");
        if (data->n < 4)
            return fail(c, "the data of a page end too early");
        const unsigned char *u = (const unsigned char *)data->p;
        n = u[0] | (uint32_t)u[1] << 8 | (uint32_t)u[2] << 16 |
            (uint32_t)u[3] << 24;
        *data = str_slice(*data, 4, data->n);
        if (n > data->n)
            return fail(c, "the data of a page end too early");
    }
    c->levels = parquet_rle_begin(str_slice(*data, 0, n), 1);
    /* In version 2 pages without nulls may lack them. */
    c->with_levels =
        column_of(c)->optional && (n > 0 || page->type == PAGE_DATA);
    *data = str_slice(*data, n, data->n);
    return true;
}

static bool load_page(struct parquet_cursor *c, const struct parquet_page *page)
{
    if (!unpack(c, page, &c->page))
        return false;
    struct str data = {c->page.p + PARQUET_PAD, page->n};
    c->text = parquet_padded(&c->page, page->n);
    c->with_levels = false;
    if (!take_levels(c, page, &data))
        return false;
    const char *why =
        parquet_values_begin(&c->values, column_of(c), page->encoding, data);
    if (why)
        return fail(c, why);
    if (parquet_values_coded(&c->values) && !c->has_dict)
        return fail(c, "the dictionary is missing");
    c->left = page->values;
    return true;
}

/* Pass the next page; load it when it is a dictionary or has the wanted row. */
static bool next_page(struct parquet_cursor *c, uint64_t wanted)
{
    struct parquet_page page;

    if (!read_header(c, &page))
        return false;
    c->at += page.header_n;
    if (page.packed_n > bytes_left(c))
        return fail(c, "a page is longer than its column chunk");
    bool is_data = page.type == PAGE_DATA || page.type == PAGE_DATA_2;
    if (is_data) {
        if (page.values > c->p->groups[c->group].rows - c->rows_begun)
            return fail(c, "there are more values than rows");
        c->rows_begun += page.values;
    }
    if (page.type == PAGE_DICTIONARY && !load_dict(c, &page))
        return false;
    if (is_data && wanted < c->rows_begun && !load_page(c, &page))
        return false;
    c->at += page.packed_n;
    return true;
}

/* Batches. */

/* Which of n rows are null? How many are not; UINT32_MAX: it is not known. */
static uint32_t read_levels(struct parquet_cursor *c, uint32_t n)
{
    uint32_t present = 0;

    if (!c->with_levels || parquet_rle_all(&c->levels, 1, n))
        return n;
    if (parquet_rle_get(&c->levels, c->codes, n) < n)
        return UINT32_MAX;
    for (uint32_t i = 0; i < n; i++) {
        c->null[i] = c->codes[i] == 0;
        present += c->codes[i] != 0;
    }
    return present;
}

/* The present values stand in front: to their rows; the others are fill. */
#define SPREAD(c, array, present, n, fill)                                     \
    do {                                                                       \
        uint32_t from = (present);                                             \
        for (uint32_t to = (n); to-- > 0;)                                     \
            (c)->array[to] = (c)->null[to] ? (fill) : (c)->array[--from];      \
    } while (0)

static bool read_codes(struct parquet_cursor *c, uint32_t n, uint32_t present,
                       struct parquet_batch *out)
{
    uint32_t largest = 0;

    if (parquet_values_codes(&c->values, c->codes, present) < present)
        return false;
    for (uint32_t i = 0; i < present; i++)
        largest = c->codes[i] > largest ? c->codes[i] : largest;
    if (present && largest >= c->dict.dict.n)
        return false;
    if (present < n)
        SPREAD(c, codes, present, n, c->dict.dict.n);
    out->codes = c->codes;
    out->dict = &c->dict.dict;
    out->dict_number = c->dict_number;
    return true;
}

/* The bytes of numbers in c->slices become texts; false: one is too long. */
static bool decimals_to_texts(struct parquet_cursor *c, uint32_t present,
                              struct str *text)
{
    unsigned scale = column_of(c)->scale;
    size_t at = PARQUET_PAD;

    for (uint32_t i = 0; i < present; i++) {
        struct slice s = c->slices[i];
        size_t len;

        if (!parquet_decimal_bytes((struct str){text->p + s.at, s.n}, scale,
                                   c->words + at, &len))
            return fail(c, PARQUET_TOO_MANY_DIGITS);
        c->slices[i] = (struct slice){(uint32_t)at, (uint32_t)len};
        at += len;
    }
    *text = parquet_end_texts(c->words, at);
    return true;
}

static bool read_texts(struct parquet_cursor *c, uint32_t n, uint32_t present,
                       struct parquet_batch *out)
{
    struct str text = c->text;

    if (parquet_values_texts(&c->values, &text, c->slices, present) < present)
        return false;
    if (column_of(c)->kind == KIND_DECIMAL_TEXT &&
        !decimals_to_texts(c, present, &text))
        return false;
    struct slice dash = parquet_dash(text);
    for (uint32_t i = 0; i < present; i++) {
        if (c->slices[i].n == 0)
            c->slices[i] = dash;
    }
    if (present < n)
        SPREAD(c, slices, present, n, dash);
    out->slices = c->slices;
    out->text = text;
    return true;
}

/* The words in c->ints, in front, become texts, or stay for nulls "-". */
static void words_to_texts(struct parquet_cursor *c, uint32_t present,
                           uint32_t n, struct parquet_batch *out)
{
    size_t at = PARQUET_PAD;

    for (uint32_t i = 0; i < present; i++) {
        size_t len = parquet_word_text(column_of(c), c->ints[i], c->words + at);

        c->slices[i] = (struct slice){(uint32_t)at, (uint32_t)len};
        at += len;
    }
    out->text = parquet_end_texts(c->words, at);
    if (present < n)
        SPREAD(c, slices, present, n, parquet_dash(out->text));
    out->slices = c->slices;
}

static bool read_words(struct parquet_cursor *c, uint32_t n, uint32_t present,
                       struct parquet_batch *out)
{
    enum parquet_kind kind = column_of(c)->kind;
    bool ints = true;

    if (parquet_values_words(&c->values, c->ints, present) < present)
        return false;
    for (uint32_t i = 0; ints && i < present; i++)
        ints = parquet_is_int(kind, c->ints[i]);
    if (!ints) {
        words_to_texts(c, present, n, out);
        return true;
    }
    for (uint32_t i = 0; kind >= KIND_MILLIS && i < present; i++)
        c->ints[i] = parquet_int(kind, c->ints[i]);
    if (present < n)
        SPREAD(c, ints, present, n, 0);
    out->ints = c->ints;
    return true;
}

/* The next rows, at most n, of the page and of those after it. */
static bool read_batch(struct parquet_cursor *c, uint64_t n,
                       struct parquet_batch *out)
{
    while (c->left == 0) {
        if (!next_page(c, c->row))
            return false;
    }
    uint32_t rows = n < PARQUET_BATCH_ROWS ? (uint32_t)n : PARQUET_BATCH_ROWS;
    if (c->left < rows)
        rows = (uint32_t)c->left;
    uint32_t present = read_levels(c, rows);
    *out = (struct parquet_batch){.n = rows};
    bool good = present != UINT32_MAX;
    if (good && parquet_values_coded(&c->values))
        good = read_codes(c, rows, present, out);
    else if (good && parquet_is_text(column_of(c)))
        good = read_texts(c, rows, present, out);
    else if (good)
        good = read_words(c, rows, present, out);
    if (!good)
        return fail(c, "the data of a page end too early or are damaged");
    out->null = present < rows ? c->null : NULL;
    c->left -= rows;
    return true;
}

static void begin_chunk(struct parquet_cursor *c, uint32_t group)
{
    c->group = group;
    c->failed = false;
    c->row = 0;
    c->rows_begun = 0;
    c->left = 0;
    c->has_dict = false;
    c->window_n = 0;
    c->at = chunk_of(c)->at;
    c->pages_end = c->at + chunk_of(c)->bytes;
    c->at_end = c->pages_end + UNCOUNTED_BYTES;
    if (c->at_end > c->p->bytes)
        c->at_end = c->p->bytes;
}

void parquet_cursor_seek(struct parquet_cursor *c, struct parquet *p,
                         uint32_t column, uint32_t piece)
{
    struct parquet_piece to = parquet_piece(p, piece);
    struct parquet_batch passed;
    bool behind = c->p != p || c->column != column || c->group != to.group ||
                  c->failed || c->row > to.first;

    c->p = p;
    c->column = column;
    if (behind)
        begin_chunk(c, to.group);
    c->end = to.first + to.rows;
    /* Whole pages are passed over; of one that is loaded, rows are dropped. */
    while (!c->failed && c->row < to.first) {
        if (c->left > 0) {
            if (read_batch(c, to.first - c->row, &passed))
                c->row += passed.n;
        } else if (next_page(c, to.first)) {
            c->row = c->rows_begun - c->left;
        }
    }
}

bool parquet_cursor_next(struct parquet_cursor *c, struct parquet_batch *out)
{
    if (c->failed || c->row >= c->end || !read_batch(c, c->end - c->row, out))
        return false;
    c->row += out->n;
    return true;
}
