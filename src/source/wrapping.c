/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "source/wrapping.h"

#include "source/source.h"
#include "source/unwrap.h"

#include <stdlib.h>
#include <string.h>

static const struct wrapping wrappings[] = {
    {"JSON", json_is, json_stream},
    {"CSV", csv_is, csv_stream},
    {"the AWS CLI's text", tabbed_is, tabbed_stream},
};

const struct wrapping *wrapping_of(struct str head)
{
    for (size_t i = 0; i < sizeof wrappings / sizeof *wrappings; i++)
        if (wrappings[i].is(head))
            return &wrappings[i];
    return NULL;
}

enum record_kind wrapping_kind(const struct stream *s)
{
    return ((const struct unwrap *)s)->lines.kind;
}

struct unwrapped wrapping_text(const struct wrapping *w, struct str text,
                               struct source_room *room)
{
    struct stream *s = w->open(stream_of_text(text), (struct str){"", 0});
    struct unwrapped u = {.n = 0};

    source_room_reserve(room, text.n + 1);
    for (;;) {
        u.n += s->read(s, room->p + u.n, room->cap - u.n);
        if (u.n < room->cap)
            break;
        source_room_reserve(room, room->cap * 2);
    }
    u.kind = wrapping_kind(s);
    u.damage = s->damage;
    s->close(s);
    return u;
}

/* Case, hyphens, underscores and blanks do not count. */
static bool same_name(struct str name, const char *known)
{
    for (size_t i = 0; i < name.n; i++) {
        char c = name.p[i];

        if (c == '-' || c == '_' || c == ' ')
            continue;
        if (c >= 'A' && c <= 'Z')
            c = (char)(c - 'A' + 'a');
        /* A NUL in the name is no end of the known one. */
        if (!*known || c != *known)
            return false;
        known++;
    }
    return !*known;
}

bool unwrap_telling(struct str name)
{
    static const char *const telling[] = {
        "message",       "@message", "body",    "logevents",
        "events",        "results",  "records", "srcaddr",
        "sourceaddress", "dstaddr",  "dstport", "interfaceid",
        "raw",           "awslogs",  "kinesis", "event.original"};

    for (size_t i = 0; i < sizeof telling / sizeof *telling; i++)
        if (same_name(name, telling[i]))
            return true;
    return false;
}

/* Then they are whole ones; else it is the text below, cleaned. */
static bool makes_lines(const struct unwrap *u)
{
    return u->lines.kind != RECORD_NONE;
}

/* What is wrong with the data below is wrong with the text made of them. */
static void note_damage(struct unwrap *u)
{
    const struct stream *below = u->window.below;

    if (!below->damage || u->stream.damage)
        return;
    u->stream.damage = below->damage;
    u->stream.whole = makes_lines(u) || below->whole;
}

static size_t unwrap_read(struct stream *s, char *out, size_t n)
{
    struct unwrap *u = (struct unwrap *)s;
    struct buf *made = &u->lines.out;
    size_t total = 0;

    while (total < n) {
        size_t left = made->n - u->given;
        size_t now = left < n - total ? left : n - total;

        if (now) {
            memcpy(out + total, made->p + u->given, now);
            u->given += now;
            total += now;
            continue;
        }
        buf_reset(made);
        u->given = 0;
        if (!u->step || !u->step(u)) {
            u->step = NULL;
            note_damage(u);
            if (!made->n)
                break;
        }
    }
    return total;
}

static void unwrap_close(struct stream *s)
{
    struct unwrap *u = (struct unwrap *)s;

    u->window.below->close(u->window.below);
    if (u->done)
        u->done(u);
    window_done(&u->window);
    record_lines_done(&u->lines);
    free(u);
}

struct stream *unwrap_begin(struct unwrap *u, struct stream *below,
                            struct str head, bool (*step)(struct unwrap *u),
                            void (*done)(struct unwrap *u))
{
    *u = (struct unwrap){.stream = {.read = unwrap_read,
                                    .close = unwrap_close,
                                    .room = below->room},
                         .step = step,
                         .done = done};
    window_begin(&u->window, below, head);
    return &u->stream;
}

void unwrap_fail(struct unwrap *u, const char *why)
{
    const struct stream *below = u->window.below;

    u->stream.damage = below->damage ? below->damage : why;
    u->stream.whole = makes_lines(u);
}

bool unwrap_is_cut(const struct unwrap *u)
{
    const struct stream *below = u->window.below;

    return below->damage && !below->whole;
}

/* Bytes of s before a newline or, in cells, a TAB. */
static size_t find_end(struct str s, bool cells)
{
    const char *end = memchr(s.p, '\n', s.n);
    size_t n = end ? (size_t)(end - s.p) : s.n;
    const char *tab = cells ? memchr(s.p, '\t', n) : NULL;

    return tab ? (size_t)(tab - s.p) : n;
}

static bool next_piece(struct unwrap *u, bool cells, struct str *out)
{
    struct window *w = &u->window;
    uint64_t from = u->at;
    int c;

    w->pin = from;
    while ((c = window_byte(w, u->at)) >= 0 && c != '\n' &&
           !(cells && c == '\t'))
        u->at += find_end(window_slice(w, u->at, w->origin + w->n), cells);
    *out = window_slice(w, from, u->at);
    if (c < 0 &&
        (u->at == from || (!window_is_full(w, u->at) && unwrap_is_cut(u))))
        return false;
    u->at += c >= 0;
    if (out->n && out->p[out->n - 1] == '\r')
        out->n--;
    return true;
}

bool unwrap_line(struct unwrap *u, struct str *line)
{
    return next_piece(u, false, line);
}

bool unwrap_cell(struct unwrap *u, struct str *cell)
{
    return next_piece(u, true, cell);
}

bool unwrap_skip_bom(struct unwrap *u)
{
    struct window *w = &u->window;
    bool found = window_byte(w, u->at) == 0xef &&
                 window_byte(w, u->at + 1) == 0xbb &&
                 window_byte(w, u->at + 2) == 0xbf;

    u->at += found ? 3 : 0;
    return found;
}

size_t unwrap_words(struct str text)
{
    size_t words = 0;

    for (size_t i = 0; i < text.n; i++)
        words += text.p[i] != ' ' && (i == 0 || text.p[i - 1] == ' ');
    return words;
}

bool unwrap_is_record(struct str text)
{
    return unwrap_words(text) >= UNWRAP_RECORD_WORDS;
}
