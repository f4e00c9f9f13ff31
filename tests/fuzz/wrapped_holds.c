/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "wrapped_holds.h"

#include "clean_reference.h"
#include "input_file.h"
#include "unwrap_reference.h"

#include "source/packing.h"
#include "source/parquet.h"
#include "source/wrapping.h"

#include <string.h>

enum { BLOCKS_MAX = 4 };

static bool is_text(struct str bytes)
{
    return !packing_of(str_slice(bytes, 0, PACKING_HEAD_BYTES)) &&
           !parquet_is(bytes);
}

static const struct wrapping *wrapping_in(struct str text)
{
    return wrapping_of(str_slice(text, 0, WRAPPING_HEAD_BYTES));
}

/* The lines, taken one byte at a time, then two, three... and from one on. */
static void read_in_pieces(const struct wrapping *wrapping, struct str bytes,
                           struct buf *out)
{
    enum { PIECE_MAX = 61 };
    struct str rest = str_slice(bytes, WRAPPING_HEAD_BYTES, bytes.n);
    size_t n = 1, got;
    struct stream *s;

    s = wrapping->open(stream_of_text(rest),
                       str_slice(bytes, 0, WRAPPING_HEAD_BYTES));
    do {
        got = s->read(s, buf_room(out, n), n);
        out->n += got;
        n = n % PIECE_MAX + 1;
    } while (got);
    s->close(s);
}

/* The lines through a file; false when that did not hold what it must. */
static bool read_file(struct str bytes, struct input_text *out, bool *damaged,
                      struct buf *why)
{
    struct input_file file;
    struct err err = {.code = ERR_NONE};
    struct source *s = NULL;

    if (!input_file_open(&file, bytes)) {
        buf_text(why, "there is no temporary file");
        return false;
    }
    s = source_open(NULL, file.path, &err);
    if (!s)
        buf_printf(why, "cannot be opened: %s", err.msg);
    else
        input_text_read(s, BLOCKS_MAX, out, why);
    *damaged = s && source_damage(s);
    source_close(s);
    input_file_close(&file);
    return !why->n;
}

/* The lines of the references; what is broken off is told as damage. */
static void compare(const struct wrapping *wrapping, struct str bytes,
                    struct str text, bool damaged, struct buf *why)
{
    struct expected_lines e = {.kind = EXPECTED_NONE};

    if (strcmp(wrapping->name, "JSON") == 0)
        json_reference(bytes, &e);
    else if (strcmp(wrapping->name, "CSV") == 0)
        csv_reference(bytes, &e);
    else
        tabbed_reference(bytes, &e);
    if (damaged && !e.open)
        buf_text(why, "damage is told where there is none");
    else
        expected_compare(&e, text, why);
    expected_done(&e);
}

bool wrapped_holds(struct str bytes, struct buf *why)
{
    const struct wrapping *wrapping;
    struct input_text got = {.blocks = 0};
    struct buf clean = {0}, pieces = {0};
    bool damaged = false;

    clean_reference(bytes, &clean);
    wrapping = is_text(bytes) ? wrapping_in(buf_str(&clean)) : NULL;
    if (wrapping && read_file(bytes, &got, &damaged, why)) {
        read_in_pieces(wrapping, buf_str(&clean), &pieces);
        /* What is broken off may end in half a line, which is not given. */
        if (!str_starts(buf_str(&pieces), buf_str(&got.text)) ||
            (!damaged && got.text.n != pieces.n))
            buf_text(why, "in pieces it reads otherwise");
        else
            compare(wrapping, buf_str(&clean), buf_str(&got.text), damaged,
                    why);
    }
    buf_done(&clean);
    buf_done(&pieces);
    input_text_done(&got);
    return !why->n;
}

/* Is the text whole JSON, whose lines are events? */
static bool is_whole(struct str bytes)
{
    struct expected_lines e = {.kind = EXPECTED_NONE};
    bool whole;

    json_reference(bytes, &e);
    whole = !e.open && e.kind == EXPECTED_EVENTS && !e.row.n;
    expected_done(&e);
    return whole;
}

/* Is text nothing but once, again and again? */
static bool repeats(struct str text, struct str once)
{
    while (text.n && str_starts(text, once))
        text = str_slice(text, once.n, text.n);
    return !text.n;
}

bool wrapped_blocks_hold(struct str bytes, struct buf *why)
{
    enum { LINES_BYTES = SOURCE_BLOCK_BYTES + (64 << 10) };
    const struct wrapping *wrapping = wrapping_in(bytes);
    struct input_text once = {.blocks = 0}, many = {.blocks = 0};
    struct buf all = {0};
    bool damaged;
    size_t times;

    if (!is_text(bytes) || !wrapping || strcmp(wrapping->name, "JSON") != 0 ||
        !is_whole(bytes))
        return true;
    if (read_file(bytes, &once, &damaged, why) && once.text.n) {
        times = LINES_BYTES / once.text.n + 1;
        /* What makes few lines of much text would take too long. */
        for (size_t i = 0; i < times && bytes.n < 8 * once.text.n; i++) {
            buf_add(&all, bytes);
            buf_char(&all, '\n');
        }
        if (all.n && read_file(buf_str(&all), &many, &damaged, why) &&
            (many.text.n != times * once.text.n ||
             !repeats(buf_str(&many.text), buf_str(&once.text))))
            buf_printf(why,
                       "%zu times the text is %zu bytes, not %zu times "
                       "%zu",
                       times, many.text.n, times, once.text.n);
    }
    buf_done(&all);
    input_text_done(&once);
    input_text_done(&many);
    return !why->n;
}
