/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "source/arrival.h"

#include "base/mem.h"
#include "source/clean.h"
#include "source/handle.h"
#include "source/packing.h"
#include "source/parquet.h"
#include "source/unwrap.h"

#include <stdlib.h>
#include <time.h>

enum {
    /* A first line is told within this; subscription payloads are long. */
    HEAD_BYTES = 256 << 10,
    /* Who writes a file pauses for less. */
    SETTLED_MS = 1000
};

bool arrival_is_settled(const struct stat *st)
{
    struct timespec now;

    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)(now.tv_sec - st->st_mtim.tv_sec) * 1000 +
               (now.tv_nsec - st->st_mtim.tv_nsec) / 1000000 >=
           SETTLED_MS;
}

/* Does the text begin as JSON does? */
static bool is_object(struct str text)
{
    text = str_trim(text);
    return text.n && (text.p[0] == '{' || text.p[0] == '[');
}

/* Behind a text in quotes, which starts at i; the end where it is cut. */
static size_t skip_quoted(struct str s, size_t i)
{
    for (i++; i < s.n && s.p[i] != '"'; i++)
        i += s.p[i] == '\\';
    return i + 1;
}

/* Is all that a line opens closed in it? */
static bool is_balanced(struct str line)
{
    size_t depth = 0;

    for (size_t i = 0; i < line.n; i++) {
        char c = line.p[i];

        if (c == '"')
            i = skip_quoted(line, i) - 1;
        else if (c == '{' || c == '[')
            depth++;
        else if ((c == '}' || c == ']') && depth-- == 0)
            return false;
    }
    return depth == 0;
}

static enum arrival arrival_of_text(struct str head, bool full, bool ended,
                                    const struct wrapping **wrapping)
{
    struct str rest = head, line = {"", 0};
    bool has_line = str_split(&rest, '\n', &line) && line.n < head.n;

    struct str first = str_slice(head, 0, WRAPPING_HEAD_BYTES);

    *wrapping = wrapping_of(first);
    /* Half a line may look as if it were another kind. */
    if (has_line && json_is(first) && is_object(line) && is_balanced(line))
        return ARRIVAL_WRAPPED_LINES;
    if (!ended && !full && (!has_line || (!*wrapping && is_object(head))))
        return ARRIVAL_OPEN;
    return *wrapping ? ARRIVAL_WHOLE : ARRIVAL_LINES;
}

/* Can its lines be read without cleaning the text? */
static bool has_lines(struct str head)
{
    const struct cleaning *cleaning = NULL;
    bool has = true;

    while ((cleaning = cleaning_of(head, cleaning)))
        has = has && cleaning->has_lines;
    return has;
}

enum arrival arrival_of(struct handle *file, bool ended,
                        const struct wrapping **wrapping)
{
    char *bytes = mem_alloc(HEAD_BYTES);
    struct str head = {bytes, handle_read(file, bytes, HEAD_BYTES, 0)};
    enum arrival arrival;

    if (packing_of(head) || parquet_is(head))
        arrival = ARRIVAL_WHOLE;
    else
        arrival = arrival_of_text(head, head.n == HEAD_BYTES, ended, wrapping);
    if (arrival != ARRIVAL_OPEN && !has_lines(head))
        arrival = ARRIVAL_WHOLE;
    free(bytes);
    return arrival;
}
