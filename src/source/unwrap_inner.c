/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A delivery within a delivery: what a Lambda function or a Firehose stream is
 * given has base64 texts that are gzip of what CloudWatch sends, or JSON.
 */
#include "source/unwrap.h"

#include "base/buf.h"
#include "source/gzip.h"

#include <string.h>

enum { READ_BYTES = 32 << 10 };

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

/* The events of a delivery as they come; false: there are others in it. */
static bool take_events(struct record_lines *lines, struct stream *s)
{
    const struct record_lines *inner = &((const struct unwrap *)s)->lines;
    struct buf text = {0};
    size_t got = READ_BYTES;

    while (got == READ_BYTES && inner->kind != RECORD_ROWS) {
        char *to = buf_room(&text, READ_BYTES);

        got = s->read(s, to, READ_BYTES);
        text.n += got;
        if (inner->kind != RECORD_ROWS &&
            (got < READ_BYTES || memchr(to, '\n', got)))
            take_lines(lines, &text, got < READ_BYTES);
    }
    buf_done(&text);
    return inner->kind != RECORD_ROWS;
}

bool unwrap_inner(struct record_lines *lines, struct str data,
                  struct unpack_room *room, const char **damage)
{
    struct stream *s = stream_of_text(data);
    struct str none = {NULL, 0}, head = data;
    char first[READ_BYTES];
    bool packed = gzip_is(data), is;

    s->room = room;
    if (packed) {
        s = gzip_stream(s, none);
        head = (struct str){first, s->read(s, first, sizeof first)};
    }
    is = json_is(head);
    if (is) {
        s = json_inner_stream(s, packed ? head : none);
        is = take_events(lines, s);
    }
    *damage = is || packed ? s->damage : NULL;
    if (!is && packed)
        record_junk(lines, head);
    s->close(s);
    return is || packed;
}
