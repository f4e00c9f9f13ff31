/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "grown_holds.h"

#include "input_file.h"
#include "unwrap_reference.h"

enum { PARTS = 3, BLOCKS_MAX = 40 };

/* The blocks there are now, one after the other, each read twice. */
static void read_blocks(struct source *s, struct buf *out, struct buf *why)
{
    struct source_room room = {.p = NULL}, again = {.p = NULL};
    struct err err = {.code = ERR_NONE};
    bool final;
    uint32_t n = source_blocks(s, &final);

    for (uint32_t i = 0; i < n && i < BLOCKS_MAX && !why->n; i++) {
        struct source_text one, other;

        if (source_block_in(s, i, &room, &one, &err) != SOURCE_READ_OK ||
            source_block_in(s, i, &again, &other, &err) != SOURCE_READ_OK)
            buf_printf(why, "block %u of what grew: %s", i, err.msg);
        else if (!str_eq(one.text, other.text))
            buf_printf(why, "block %u of what grew reads otherwise", i);
        else
            buf_add(out, one.text);
    }
    source_room_done(&room);
    source_room_done(&again);
}

/* Let the bytes come in parts, and read what is there then. */
static struct source *grow(struct input_file *file, struct str bytes,
                           uint64_t seed, struct buf *why)
{
    struct source *s = NULL;
    struct err err = {.code = ERR_NONE};

    for (unsigned i = 0; i < PARTS && !why->n; i++) {
        size_t n = i + 1 < PARTS ? seed % (bytes.n + 1) : bytes.n;

        seed = seed >> 21 ^ seed << 7;
        fwrite(bytes.p, 1, n, file->f);
        fflush(file->f);
        bytes = str_slice(bytes, n, bytes.n);
        if (!s)
            s = source_follow(NULL, file->path, &err);
        else
            source_look(s, false);
        /* Half a Parquet file is none. */
        if (!s && err.code == ERR_NONE)
            buf_text(why, "it cannot be followed, for no reason");
    }
    if (s)
        source_look(s, true);
    return s;
}

/* Is each line JSON that the reference knows, and holds events alone? */
static bool are_deliveries(struct str bytes)
{
    struct str line;
    bool are = true;

    while (are && bytes.n && str_split(&bytes, '\n', &line)) {
        struct expected_lines e = {.kind = EXPECTED_NONE};

        json_reference(line, &e);
        are = !e.open && e.kind != EXPECTED_ROWS && !e.row.n;
        expected_done(&e);
    }
    return are;
}

static void compare(struct source *grown, struct source *whole,
                    struct str bytes, struct buf *why)
{
    struct buf text = {0};
    struct input_text want = {.blocks = 0};
    bool plain = source_kind(whole) == SOURCE_PLAIN &&
                 source_kind(grown) == SOURCE_PLAIN &&
                 source_record_kind(grown) == RECORD_NONE;

    if (source_awaits_end(grown))
        buf_text(why, "it has ended and is waited for");
    else if (source_grows(grown))
        read_blocks(grown, &text, why);
    if (!why->n && source_grows(grown) &&
        (plain || (source_record_kind(grown) == RECORD_EVENTS &&
                   are_deliveries(bytes)))) {
        input_text_read(whole, BLOCKS_MAX, &want, why);
        if (!str_eq(buf_str(&want.text), buf_str(&text)))
            buf_printf(why, "%zu bytes grew to a text of %zu, not %zu", bytes.n,
                       text.n, want.text.n);
    }
    input_text_done(&want);
    buf_done(&text);
}

bool grown_holds(struct str bytes, uint64_t seed, struct buf *why)
{
    struct input_file growing, file;
    struct source *grown, *whole;
    struct err err;

    if (!input_file_open(&growing, STR("")) || !input_file_open(&file, bytes))
        return true;
    grown = grow(&growing, bytes, seed, why);
    whole = source_open(NULL, file.path, &err);
    if (grown && whole && !why->n)
        compare(grown, whole, bytes, why);
    source_close(grown);
    source_close(whole);
    input_file_close(&growing);
    input_file_close(&file);
    return !why->n;
}
