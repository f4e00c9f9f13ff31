/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Gestures between the two sides of a flow: either side is a value, and the
 * return traffic. Two fields are sides when their names differ in "src" and
 * "dst" alone and the catalogue has both, however they are spelled.
 */
#include "flow/field.h"
#include "query/edit_int.h"

#include "query/print.h"

#include <string.h>

enum { SIDE_LETTERS = 3 };

/* "dst" for "src" and back; the case of each letter stays. */
static bool turn(char p[SIDE_LETTERS])
{
    struct str word = {p, SIDE_LETTERS};
    const char *other = str_eq_nocase(word, STR("src"))   ? "dst"
                        : str_eq_nocase(word, STR("dst")) ? "src"
                                                          : NULL;

    for (int i = 0; other && i < SIDE_LETTERS; i++)
        p[i] = (char)(other[i] ^ (p[i] & 0x20 ? 0 : 0x20));
    return other != NULL;
}

/* A name without its backticks. */
static struct str bare(struct str name)
{
    bool quoted = name.n > 1 && name.p[0] == '`' && name.p[name.n - 1] == '`';

    return quoted ? str_slice(name, 1, name.n - 1) : name;
}

/* The field on the other side, spelled alike; false when there is none. */
static bool other_side(struct arena *a, struct str name, struct str *out)
{
    if (field_by_log_name(bare(name)) == FIELD_NONE)
        return false;
    for (size_t i = 0; i + SIDE_LETTERS <= name.n; i++) {
        struct str copy = arena_copy(a, name);
        char *p = (char *)(uintptr_t)copy.p;

        if (turn(p + i) && field_by_log_name(bare(copy)) != FIELD_NONE) {
            *out = copy;
            return true;
        }
    }
    return false;
}

/* --- Either side -------------------------------------------------------- */

static void write_test(struct buf *b, struct str name, struct value v)
{
    print_name(b, name);
    buf_text(b, " = ");
    edit_write_value(b, v);
}

bool edit_either(struct arena *a, struct str text, struct str field,
                 struct value value, struct edit *out, struct err *err)
{
    struct buf b = {0};
    struct draft d;
    struct str name, other;

    if (!draft_open(&d, a, text, err))
        return false;
    name = draft_spelling(&d, field);
    if (!other_side(a, name, &other))
        return draft_finish(
            &d, out,
            arena_printf(a, "%.*s has no other side", STR_ARG(name)));
    buf_text(&b, "filter (");
    write_test(&b, name, value);
    buf_text(&b, " or ");
    write_test(&b, draft_spelling(&d, other), value);
    buf_char(&b, ')');
    struct str stage = edit_take(a, &b);
    if (draft_has_filter(&d, stage))
        return draft_finish(&d, out, STR("already filtered by that"));
    if (draft_insert(&d, draft_filter_place(&d, name), stage, err))
        return draft_finish(&d, out, draft_say_inserted(&d, "added"));
    draft_close(&d);
    return false;
}

/* --- The return traffic ------------------------------------------------- */

struct turning {
    struct arena *arena;
    struct str text; /* as it was */
    char *turned;    /* the same with sides changed: as long */
    bool any;
};

static void turn_field(void *arg, const struct expr *field)
{
    struct turning *t = arg;
    struct span at = field->at;
    struct str other;

    if (!other_side(t->arena, str_slice(t->text, at.start, at.end), &other))
        return;
    memcpy(t->turned + at.start, other.p, other.n);
    t->any = true;
}

bool edit_reverse(struct arena *a, struct str text, struct edit *out,
                  struct err *err)
{
    struct str copy = arena_copy(a, text);
    struct turning t = {a, text, (char *)(uintptr_t)copy.p, false};
    struct draft d;

    if (!draft_open(&d, a, text, err))
        return false;
    for (const struct stage *s = d.q->stages; s && s->kind != STAGE_STATS;
         s = s->next)
        if (stage_filters(s))
            expr_each_field(s->filter, turn_field, &t);
    if (!t.any)
        return draft_finish(&d, out,
                            STR("no filter names a source or a destination"));
    if (draft_replace(&d, (struct span){0, (uint32_t)text.n}, copy, err)) {
        d.inserted = (struct span){0, 0};
        return draft_finish(&d, out, STR("the other direction"));
    }
    draft_close(&d);
    return false;
}
