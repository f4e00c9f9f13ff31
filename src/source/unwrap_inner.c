/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A delivery within a delivery: what a Lambda function or a Firehose stream is
 * given has base64 texts that are gzip of what CloudWatch sends, or JSON.
 */
#include "source/unwrap.h"

#include "base/buf.h"
#include "source/gzip.h"

#include <string.h>

enum {
    READ_BYTES = 32 << 10,
    INNER_BYTES_MAX = 64 << 20,
    /* Of lines from one delivery: the service's have fewer. */
    ALWAYS_BYTES = 16 << 20
};

/* A header has no time before it, which is a number or "-". */
static bool is_event(struct str line)
{
    return line.n &&
           (line.p[0] == '-' || (line.p[0] >= '0' && line.p[0] <= '9'));
}

/* A line of events: time, stream, record; a header; or junk. */
static void take_line(struct record_lines *lines, struct str line)
{
    struct str time = {NULL, 0}, stream = {NULL, 0};

    if (str_starts(line, STR(RECORD_JUNK))) {
        record_junk(lines, str_slice(line, sizeof RECORD_JUNK - 1, line.n));
        return;
    }
    if (is_event(line)) {
        str_split(&line, ' ', &time);
        str_split(&line, ' ', &stream);
    }
    if (str_eq(time, STR("-")))
        time.n = 0;
    if (str_eq(stream, STR("-")))
        stream.n = 0;
    if (line.n)
        record_event(lines, time, stream, line);
}

/* The whole lines of the text, and what is behind the last one at the end. */
static void take_lines(struct record_lines *lines, struct buf *text, bool ended)
{
    struct str rest = buf_str(text), line;
    size_t n = rest.n;

    while (n > 0 && !ended && rest.p[n - 1] != '\n')
        n--;
    rest.n = n;
    while (rest.n && str_split(&rest, '\n', &line))
        take_line(lines, line);
    memmove(text->p, text->p + n, text->n - n);
    text->n -= n;
}

/* May the lines that were made since they had n bytes take what they do? */
static bool is_held(const struct record_lines *lines, size_t n,
                    const struct unpack_room *room)
{
    size_t made = lines->out.n - n;

    return made <= ALWAYS_BYTES || unpack_room_holds(room, made);
}

/* What becomes of a delivery. */
enum taken {
    TAKEN_NOT, /* it is none, or damaged, or there are other things in it */
    TAKEN,
    TAKEN_IN_PART /* there is no room for the rest */
};

/* The events of a delivery as they come. */
static enum taken take_events(struct record_lines *lines, struct stream *s)
{
    const struct unwrap *inner = (const struct unwrap *)s;
    size_t begin = lines->out.n, got = READ_BYTES;
    struct buf text = {0};
    bool held = true;

    while (got == READ_BYTES && held && inner->lines.kind != RECORD_ROWS) {
        char *to = buf_room(&text, READ_BYTES);

        got = s->read(s, to, READ_BYTES);
        text.n += got;
        if (got < READ_BYTES || memchr(to, '\n', got))
            take_lines(lines, &text, got < READ_BYTES);
        held = is_held(lines, begin, s->room);
    }
    buf_done(&text);
    if (inner->lines.kind == RECORD_ROWS)
        return TAKEN_NOT;
    return held && !inner->window.refused ? TAKEN : TAKEN_IN_PART;
}

/* Is the packed text whole, as far as it was not read yet? */
static bool is_whole(struct stream *packed)
{
    char rest[READ_BYTES];
    uint64_t n = 0;

    while (n < INNER_BYTES_MAX &&
           packed->read(packed, rest, sizeof rest) == sizeof rest)
        n += sizeof rest;
    return !packed->damage && n < INNER_BYTES_MAX;
}

static enum taken take_delivery(struct record_lines *lines, struct str data,
                                struct unpack_room *room)
{
    struct stream *below = stream_of_text(data), *s;
    struct str none = {NULL, 0}, head = data;
    enum taken taken = TAKEN_NOT;
    char first[READ_BYTES];
    bool packed = gzip_is(data);

    below->room = room;
    if (packed) {
        below = gzip_stream(below, none);
        head = (struct str){first, below->read(below, first, sizeof first)};
    }
    if (!json_is(head)) {
        below->close(below);
        return TAKEN_NOT;
    }
    s = json_inner_stream(below, packed ? head : none);
    taken = take_events(lines, s);
    if (taken == TAKEN && packed && !is_whole(below))
        taken = TAKEN_NOT;
    s->close(s);
    return taken;
}

bool unwrap_inner(struct record_lines *lines, struct str data,
                  struct unpack_room *room, const char **damage)
{
    size_t out = lines->out.n;
    uint64_t n = lines->n;
    enum record_kind kind = lines->kind;
    enum taken taken = take_delivery(lines, data, room);

    if (taken == TAKEN_NOT) {
        /* As if it had not been looked at. */
        lines->out.n = out;
        lines->n = n;
        lines->kind = kind;
    }
    if (taken == TAKEN_IN_PART)
        *damage = "a delivery is longer than --memory has room for: use a "
                  "larger one";
    return taken != TAKEN_NOT;
}
