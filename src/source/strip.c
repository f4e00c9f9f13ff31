/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "source/strip.h"

#include "base/date.h"
#include "base/mem.h"
#include "source/unwrap.h"

#include <string.h>

enum { STEP_BYTES = 32 << 10 };

struct stripper {
    struct unwrap unwrap; /* first */
    struct strip how;
};

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* Cut the next word off *line. */
static bool cut_word(struct str *line, struct str *word)
{
    size_t from = 0, to;

    while (from < line->n && is_blank(line->p[from]))
        from++;
    to = from;
    while (to < line->n && !is_blank(line->p[to]))
        to++;
    *word = str_slice(*line, from, to);
    *line = str_slice(*line, to, line->n);
    return word->n > 0;
}

/* Cut "name:" off the line; the name may have several parts, "a.log:12:". */
static bool cut_glued(struct str *line, struct str *name)
{
    struct str rest = *line, word;
    size_t end;

    if (!cut_word(&rest, &word))
        return false;
    end = word.n;
    while (end && word.p[end - 1] != ':')
        end--;
    if (!end || end == word.n)
        return false;
    *name = str_slice(word, 0, end - 1);
    *line = (struct str){word.p + end,
                         (size_t)(line->p + line->n - (word.p + end))};
    return true;
}

bool strip_line(struct strip how, struct str *line, struct str *time,
                struct str *name)
{
    struct str word;
    int64_t ms;

    *time = *name = (struct str){NULL, 0};
    for (unsigned i = 0; i < how.words; i++) {
        if (!cut_word(line, &word))
            return false;
        if (date_parse_iso(word, &ms))
            *time = word;
        else
            *name = word;
    }
    *line = str_trim(*line);
    return !how.glued || cut_glued(line, name);
}

static bool step(struct unwrap *u)
{
    const struct stripper *s = (const struct stripper *)u;
    struct str line, time, name;

    while (u->lines.out.n < STEP_BYTES) {
        struct str whole;

        if (!unwrap_line(u, &line))
            return false;
        whole = line;
        if (strip_line(s->how, &line, &time, &name))
            record_event(&u->lines, time, name, line);
        else
            record_junk(&u->lines, whole);
    }
    return true;
}

struct stream *strip_stream(struct stream *below, struct str head,
                            struct strip how)
{
    struct stripper *s = mem_calloc(1, sizeof *s);
    struct stream *stream = unwrap_begin(&s->unwrap, below, head, step, NULL);

    s->how = how;
    return stream;
}
