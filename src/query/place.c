/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Places in a query's text: line and column, and the line with a caret. */
#include "query/tree.h"

#include "base/buf.h"
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

void query_explain_at(struct buf *out, struct str text, struct span at,
                      const char *msg)
{
    size_t from = at.start < text.n ? at.start : text.n;
    size_t start = line_start(text, from);
    struct str line = str_slice(text, start, text.n);
    uint32_t row, column;
    size_t to, carets;

    line = str_slice(line, 0, str_find(line, STR("\n")));
    if (str_ends(line, STR("\r")))
        line.n--;
    to = at.end > start + line.n ? start + line.n : at.end;
    carets = utf8_width(str_slice(text, from, to));
    query_place(text, at.start, &row, &column);
    buf_printf(out, "vpcscope: query:%u:%u: %s\n", row, column, msg);
    utf8_clean(out, line, SIZE_MAX);
    buf_char(out, '\n');
    for (size_t i = utf8_width(str_slice(text, start, from)); i > 0; i--)
        buf_char(out, ' ');
    do
        buf_char(out, '^');
    while (carets-- > 1);
    buf_char(out, '\n');
}
