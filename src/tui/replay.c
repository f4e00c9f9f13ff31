/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Playing a tape, an item at a time; of a text a part at a time. */
#include "tui/replay.h"

#include "base/buf.h"
#include "base/file.h"
#include "base/mem.h"
#include "tui/tape.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_H = 24, FIRST_W = 80, FILE_MAX = 64 << 20 };

struct replay {
    struct arena arena;
    struct buf file;
    struct tape_item *items;
    size_t n, at;
    struct buf waiting; /* bytes before the items: a text begun, or unread */
    size_t taken;       /* of those */
    int h, w;           /* as they were last set; 0: not yet */
};

struct replay *replay_open(const char *path, struct err *err)
{
    struct replay *r = mem_calloc(1, sizeof *r);
    struct err why = {0};

    if (!file_load(path, FILE_MAX, &r->file)) {
        err_set(err, ERR_USAGE, "%s: %s", path, strerror(errno));
        replay_free(r);
        return NULL;
    }
    if (!tape_parse(&r->arena, buf_str(&r->file), &r->items, &r->n, &why)) {
        err_set(err, ERR_USAGE, "%s: %s", path, why.msg);
        replay_free(r);
        return NULL;
    }
    return r;
}

void replay_free(struct replay *r)
{
    if (!r)
        return;
    arena_done(&r->arena);
    buf_done(&r->file);
    buf_done(&r->waiting);
    free(r);
}

void replay_first_size(const struct replay *r, int *h, int *w)
{
    bool given = r->n && r->items[0].kind == TAPE_SIZE;

    *h = r->h ? r->h : given ? r->items[0].h : FIRST_H;
    *w = r->w ? r->w : given ? r->items[0].w : FIRST_W;
}

static struct str waiting(const struct replay *r)
{
    return (struct str){r->waiting.p + r->taken, r->waiting.n - r->taken};
}

enum replay_next replay_next(const struct replay *r)
{
    static const enum replay_next next[] = {
        [TAPE_KEY] = REPLAY_INPUT,
        [TAPE_TEXT] = REPLAY_INPUT,
        [TAPE_SCREEN] = REPLAY_SCREEN,
        [TAPE_SIZE] = REPLAY_SIZE,
    };

    if (r->taken < r->waiting.n)
        return REPLAY_INPUT;
    return r->at < r->n ? next[r->items[r->at].kind] : REPLAY_END;
}

struct str replay_take_screen(struct replay *r)
{
    return r->items[r->at++].text;
}

void replay_take_size(struct replay *r, int *h, int *w)
{
    *h = r->h = r->items[r->at].h;
    *w = r->w = r->items[r->at++].w;
}

static void put_waiting(struct replay *r, struct str bytes)
{
    buf_reset(&r->waiting);
    r->taken = 0;
    buf_add(&r->waiting, bytes);
}

void replay_unread(struct replay *r, struct str bytes)
{
    struct buf all = {0};

    if (!bytes.n)
        return;
    buf_add(&all, bytes);
    buf_add(&all, waiting(r));
    put_waiting(r, buf_str(&all));
    buf_done(&all);
}

int replay_take_key(struct replay *r)
{
    if (replay_next(r) != REPLAY_INPUT)
        return -1;
    if (r->taken == r->waiting.n) {
        const struct tape_item *item = &r->items[r->at++];

        if (item->kind == TAPE_KEY)
            return item->code;
        put_waiting(r, item->text);
    }
    return (unsigned char)r->waiting.p[r->taken++];
}

size_t replay_take_bytes(struct replay *r, char *out, size_t cap)
{
    size_t n;

    if (replay_next(r) != REPLAY_INPUT)
        return 0;
    if (r->taken == r->waiting.n) {
        const struct tape_item *item = &r->items[r->at++];

        if (item->kind == TAPE_KEY)
            return tape_key_bytes(item, out);
        put_waiting(r, item->text);
    }
    n = r->waiting.n - r->taken;
    n = n < cap ? n : cap;
    memcpy(out, r->waiting.p + r->taken, n);
    r->taken += n;
    return n;
}
