/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "input_file.h"

#include <sys/mman.h>
#include <unistd.h>

/* However much a text becomes when it is unpacked. */
enum { ROOM_MAX = 2 * (SOURCE_BLOCK_BYTES + SOURCE_LINE_BYTES) };

/* In memory where the system can do that. */
static FILE *new_file(void)
{
#ifdef __linux__
    int fd = memfd_create("input", MFD_CLOEXEC);

    return fd < 0 ? NULL : fdopen(fd, "w+");
#else
    return tmpfile();
#endif
}

bool input_file_open(struct input_file *file, struct str bytes)
{
    file->f = new_file();
    if (!file->f)
        return false;
    snprintf(file->path, sizeof file->path, "/dev/fd/%d", fileno(file->f));
    if (fwrite(bytes.p, 1, bytes.n, file->f) == bytes.n && !fflush(file->f))
        return true;
    fclose(file->f);
    return false;
}

void input_file_close(struct input_file *file)
{
    fclose(file->f);
}

void input_text_done(struct input_text *t)
{
    buf_done(&t->text);
}

/* Add block i to what was read; false at the end or with *why. */
static bool read_block(struct source *s, uint32_t i, struct source_room *room,
                       struct input_text *out, struct buf *why)
{
    struct err err = {.code = ERR_NONE};
    struct source_text block;
    enum source_read read = source_block_in(s, i, room, &block, &err);

    if (read == SOURCE_READ_FAILED &&
        (err.code == ERR_NONE || !source_damage(s)))
        buf_printf(why, "block %u fails and nothing is damaged", i);
    if (read != SOURCE_READ_OK)
        return false;
    if (block.text.n > (size_t)SOURCE_BLOCK_BYTES + SOURCE_LINE_BYTES ||
        room->cap > ROOM_MAX)
        buf_printf(why, "block %u has %zu bytes, in room for %zu", i,
                   block.text.n, room->cap);
    if (block.offset != out->text.n)
        buf_printf(why, "block %u is not where the one before it ends", i);
    buf_add(&out->text, block.text);
    out->blocks++;
    return !why->n;
}

/* Does the first block read the same once more? It starts all anew. */
static void read_again(struct source *s, struct source_room *room,
                       const struct input_text *t, struct buf *why)
{
    struct err err;
    struct source_text block;

    if (!t->blocks)
        return;
    if (source_block_in(s, 0, room, &block, &err) != SOURCE_READ_OK)
        buf_text(why, "the first block cannot be read again");
    else if (!str_starts(buf_str(&t->text), block.text))
        buf_text(why, "the first block reads otherwise");
}

bool input_text_read(struct source *s, uint32_t most, struct input_text *out,
                     struct buf *why)
{
    struct source_room room = {.p = NULL};

    *out = (struct input_text){.blocks = 0};
    while (out->blocks < most && read_block(s, out->blocks, &room, out, why))
        continue;
    out->ended = out->blocks < most;
    if (!why->n)
        read_again(s, &room, out, why);
    source_room_done(&room);
    return !why->n;
}
