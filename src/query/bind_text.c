/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Expressions as texts. A column without alias is named by its expression as
 * typed, and such a column can be named again by the same text, whatever its
 * case and white space.
 */
#include "query/bind_int.h"

/* How white space and letters are treated. */
enum text_form { FORM_NAME, FORM_KEY };

struct squeezer {
    enum text_form form;
    char *out;
    size_t n, cap; /* what is beyond cap is left out */
    int depth;     /* parentheses open */
    bool pending;  /* white space since the last byte written */
};

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c >= '0' && c <= '9') || c == '_' || c == '@' || c == '"' ||
           c == '\'' || c == '`' || (unsigned char)c >= 0x80;
}

static void emit(struct squeezer *s, char c)
{
    if (s->n < s->cap)
        s->out[s->n++] = c;
}

/* Write c, and before it the space that is due. */
static void put(struct squeezer *s, char c)
{
    bool apart = s->n && is_word(s->out[s->n - 1]) && is_word(c);

    /* Inside parentheses a space stays only where words would run together. */
    if (s->pending && s->n && s->form == FORM_NAME && (s->depth == 0 || apart))
        emit(s, ' ');
    s->pending = false;
    if (s->form == FORM_KEY && c >= 'A' && c <= 'Z')
        c = (char)(c - 'A' + 'a');
    emit(s, c);
    s->depth += (c == '(') - (c == ')');
}

/* The quoted text that starts at i goes over as it is; where it ends. */
static size_t put_quoted(struct squeezer *s, struct str text, size_t i)
{
    char quote = text.p[i];

    put(s, quote);
    for (i++; i < text.n; i++) {
        emit(s, text.p[i]);
        if (text.p[i] == quote)
            return i + 1;
        if (text.p[i] == '\\' && quote != '`' && i + 1 < text.n)
            emit(s, text.p[++i]);
    }
    return i;
}

/* At most cap bytes of text in a form. */
static struct str squeeze(struct arena *arena, struct str text,
                          enum text_form form, size_t cap)
{
    struct squeezer s = {.form = form, .cap = cap < text.n ? cap : text.n};
    size_t i = 0;

    s.out = arena_alloc(arena, s.cap + 1);
    while (i < text.n && s.n < s.cap) {
        char c = text.p[i];

        if (c == '"' || c == '\'' || c == '`') {
            i = put_quoted(&s, text, i);
        } else if (c == '#') {
            i += str_find(str_slice(text, i, text.n), STR("\n"));
            s.pending = true;
        } else if (is_space(c)) {
            s.pending = true;
            i++;
        } else {
            put(&s, c);
            i++;
        }
    }
    return (struct str){s.out, s.n};
}

struct str bind_source(const struct binder *b, struct span at)
{
    return str_slice(b->q->text, at.start, at.end);
}

struct str bind_text_name(struct arena *arena, struct str text)
{
    return squeeze(arena, text, FORM_NAME, text.n);
}

struct str bind_text_key(struct arena *arena, struct str text)
{
    return squeeze(arena, text, FORM_KEY, text.n);
}

static const struct bound_name *find_text(struct binder *b, struct str text,
                                          bool by_text)
{
    const struct scope_build *scope = b->scope;
    struct str key;
    uint32_t i;

    if (scope->longest_key == 0)
        return NULL;
    /* One byte more than any key tells that none fits. */
    key = squeeze(&b->q->arena, text, FORM_KEY, scope->longest_key + 1);
    i = name_index_get(&scope->by_key[by_text], key);
    return i == NAME_NONE ? NULL : &scope->names[i];
}

const struct bound_name *bind_find_text(struct binder *b, struct str text)
{
    return find_text(b, text, true);
}

bool bind_tell_alias(struct binder *b, const struct expr *e)
{
    const struct bound_name *n = find_text(b, bind_source(b, e->at), false);

    if (n)
        err_set_at(b->err, ERR_QUERY, e->at,
                   "`stats` named this column `%.*s`; write that name",
                   STR_ARG(str_slice(n->name, 0, 60)));
    return n;
}
