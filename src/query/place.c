/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Places in a query's text: line and column, and the line with a caret. */
#include "query/tree.h"

#include "base/buf.h"
#include "base/json_text.h"
#include "base/utf8.h"

/* Start of the line that holds offset. */
static size_t line_start(struct str text, size_t offset)
{
    while (offset > 0 && text.p[offset - 1] != '\n')
        offset--;
    return offset;
}

void query_place(struct str text, uint32_t offset, uint32_t *line,
                 uint32_t *column)
{
    size_t at = offset < text.n ? offset : text.n;
    size_t start = line_start(text, at);

    *line = 1;
    for (size_t i = 0; i < start; i++)
        *line += text.p[i] == '\n';
    *column = 1 + (uint32_t)utf8_count(str_slice(text, start, at));
}

/* Longer lines are cut around the place. */
enum { LINE_SHOWN = 160, SHOWN_BEFORE = 60 };

/* Not in the middle of a character: the bytes of one go on with 10xxxxxx. */
static size_t whole_character(struct str text, size_t at)
{
    while (at > 0 && at < text.n && ((unsigned char)text.p[at] & 0xc0) == 0x80)
        at--;
    return at;
}

/* The part of the line [start, end) around from that is shown. */
static struct span shown_part(struct str text, size_t start, size_t end,
                              size_t from)
{
    if (end - start <= LINE_SHOWN)
        return (struct span){(uint32_t)start, (uint32_t)end};
    if (from - start > SHOWN_BEFORE)
        start = whole_character(text, from - SHOWN_BEFORE);
    if (end - start > LINE_SHOWN)
        end = whole_character(text, start + LINE_SHOWN);
    return (struct span){(uint32_t)start, (uint32_t)end};
}

void query_explain_at(struct buf *out, struct str text, struct span at,
                      const char *msg)
{
    size_t from = at.start < text.n ? at.start : text.n;
    size_t start = line_start(text, from), end, to, carets, before;
    uint32_t row, column;
    struct span part;

    end = start + str_find(str_slice(text, start, text.n), STR("\n"));
    if (end > start && text.p[end - 1] == '\r')
        end--;
    if (from > end)
        from = end;
    part = shown_part(text, start, end, from);
    to = at.end > part.end ? part.end : at.end;
    carets = utf8_width(str_slice(text, from, to));
    before = utf8_width(str_slice(text, part.start, from));
    query_place(text, at.start, &row, &column);
    buf_printf(out, "vpcscope: query:%u:%u: ", row, column);
    utf8_clean(out, str_of(msg), SIZE_MAX);
    buf_char(out, '\n');
    if (part.start > start) {
        buf_text(out, "...");
        before += 3;
    }
    utf8_clean(out, str_slice(text, part.start, part.end), SIZE_MAX);
    buf_text(out, part.end < end ? "...\n" : "\n");
    for (; before > 0; before--)
        buf_char(out, ' ');
    do
        buf_char(out, '^');
    while (carets-- > 1);
    buf_char(out, '\n');
}

void query_explain_json(struct buf *out, struct str text, struct span at,
                        const char *msg)
{
    size_t start = at.start < text.n ? at.start : text.n;
    size_t end = at.end < text.n ? at.end : text.n;
    uint32_t line, column;

    query_place(text, at.start, &line, &column);
    buf_text(out, "{\"message\":");
    json_text_string(out, str_of(msg));
    buf_printf(out,
               ",\"location\":{\"line\":%u,\"column\":%u,"
               "\"startCharOffset\":%zu,\"endCharOffset\":%zu,"
               "\"startByteOffset\":%zu,\"endByteOffset\":%zu}}\n",
               line, column, utf8_count(str_slice(text, 0, start)),
               utf8_count(str_slice(text, 0, end)), start, end);
}
