/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "source/strip.h"

#include "base/date.h"
#include "base/mem.h"
#include "base/num.h"
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

static bool is_quote(char c)
{
    return c == '"' || c == '\'';
}

/* A record in quotes: without them and what a list or JSON puts behind. */
static struct str cut_quotes(struct str line)
{
    size_t end = line.n;

    if (!line.n || !is_quote(line.p[0]))
        return line;
    while (end > 1 && strchr(",}]", line.p[end - 1]))
        end--;
    if (end > 1 && is_quote(line.p[end - 1]))
        end--;
    line = str_slice(line, 1, end);
    return str_ends(line, STR("\\n")) ? str_slice(line, 0, line.n - 2) : line;
}

static bool is_number(struct str word)
{
    uint64_t v;

    return num_parse_uint(word, UINT64_MAX, &v);
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
        else if (!is_number(word)) /* of a line, of repetitions */
            *name = word;
    }
    *line = str_trim(*line);
    if (how.glued && !cut_glued(line, name))
        return false;
    *line = str_trim(cut_quotes(*line));
    return line->n > 0;
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
        if (!str_trim(whole).n)
            record_no_line(&u->lines);
        else if (strip_line(s->how, &line, &time, &name))
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
