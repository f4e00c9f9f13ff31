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
    COPIES = 2 /* the text that was packed, and the lines made of it */
};

/*
 * All the text of a stream; false: there is more than is sensible, or than
 * there is room for.
 */
static bool read_all(struct stream *s, const struct unpack_room *room,
                     struct buf *out)
{
    size_t got = READ_BYTES;

    while (got == READ_BYTES && out->n < INNER_BYTES_MAX &&
           (out->n + READ_BYTES < out->cap ||
            unpack_room_holds(room, COPIES * (2 * out->n + READ_BYTES)))) {
        got = s->read(s, buf_room(out, READ_BYTES), READ_BYTES);
        out->n += got;
    }
    return got < READ_BYTES;
}

/* The text inside gzip, if it is that; *made holds it. */
static struct str unpack(struct str data, const struct unpack_room *room,
                         struct buf *made)
{
    struct stream *s;
    struct str none = {NULL, 0};
    bool whole;

    if (!gzip_is(data))
        return data;
    s = gzip_stream(stream_of_text(data), none);
    whole = read_all(s, room, made) && !s->damage;
    s->close(s);
    return whole ? buf_str(made) : none;
}

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

bool unwrap_inner(struct record_lines *lines, struct str data,
                  struct unpack_room *room)
{
    struct buf made = {0}, text = {0};
    struct str json = unpack(data, room, &made), none = {NULL, 0}, rest, line;
    bool is = json_is(json);

    if (is) {
        struct stream *below = stream_of_text(json);

        below->room = room;
        struct stream *s = json_inner_stream(below, none);
        is = read_all(s, room, &text) &&
             ((const struct unwrap *)s)->lines.kind != RECORD_ROWS;
        s->close(s);
        rest = buf_str(&text);
        while (is && str_split(&rest, '\n', &line))
            take_line(lines, line);
    }
    buf_done(&made);
    buf_done(&text);
    return is;
}
