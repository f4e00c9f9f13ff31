/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading and writing tapes. */
#include "tui/tape.h"

#include "base/mem.h"
#include "base/num.h"
#include "tui/keymap.h"

#include <string.h>

enum { SIZE_MAX_CELLS = 1000, DELETE = 127, ESC = 27 };

/* What terminals send for keys that are no characters. */
static const struct {
    const char *name;
    const char *bytes;
} sequences[] = {
    {"Up", "\033[A"},      {"Down", "\033[B"},  {"Right", "\033[C"},
    {"Left", "\033[D"},    {"Home", "\033[H"},  {"End", "\033[F"},
    {"PgUp", "\033[5~"},   {"PgDn", "\033[6~"}, {"Shift-Tab", "\033[Z"},
    {"Backspace", "\177"}, {"Enter", "\r"},     {"Tab", "\t"},
    {"Esc", "\033"},       {"Space", " "},      {"Enter", "\n"},
};

enum { N_SEQUENCES = sizeof sequences / sizeof *sequences };

/* --- Reading -------------------------------------------------------------- */

struct reader {
    struct arena *arena;
    struct tape_item *items;
    size_t n, cap;
    unsigned line;
    struct err *err;
};

static struct tape_item *add(struct reader *r, enum tape_kind kind)
{
    if (r->n == r->cap) {
        size_t cap = r->cap ? 2 * r->cap : 64;
        struct tape_item *more = arena_calloc(r->arena, cap, sizeof *more);

        if (r->n)
            memcpy(more, r->items, r->n * sizeof *more);
        r->items = more;
        r->cap = cap;
    }
    r->items[r->n] = (struct tape_item){.kind = kind};
    return &r->items[r->n++];
}

static bool wrong(struct reader *r, const char *what, struct str word)
{
    return err_set(r->err, ERR_USAGE, "line %u: %s \"%.*s\"", r->line, what,
                   (int)(word.n < 40 ? word.n : 40), word.p);
}

static int hex_digit(char c)
{
    const char *digits = "0123456789abcdef";
    const char *at = c ? strchr(digits, c) : NULL;

    return at ? (int)(at - digits) : -1;
}

/* The character that stands behind a backslash; bytes used, or 0. */
static size_t unescape(struct str rest, char *out)
{
    if (rest.n >= 1 && (rest.p[0] == '"' || rest.p[0] == '\\')) {
        *out = rest.p[0];
        return 1;
    }
    if (rest.n >= 1 && rest.p[0] == 'e') {
        *out = ESC;
        return 1;
    }
    if (rest.n < 3 || rest.p[0] != 'x' || hex_digit(rest.p[1]) < 0 ||
        hex_digit(rest.p[2]) < 0)
        return 0;
    *out = (char)(hex_digit(rest.p[1]) << 4 | hex_digit(rest.p[2]));
    return 3;
}

/* A text in quotes at the start of *rest, which is moved behind it. */
static bool read_text(struct reader *r, struct str *rest)
{
    struct str line = *rest;
    char *text = arena_alloc(r->arena, line.n + 1);
    size_t n = 0;
    size_t i = 1;

    while (i < line.n && line.p[i] != '"') {
        if (line.p[i] != '\\') {
            text[n++] = line.p[i++];
            continue;
        }
        size_t used = unescape(str_slice(line, i + 1, line.n), &text[n]);

        if (!used)
            return wrong(r, "no such escape", str_slice(line, i, i + 2));
        n++;
        i += 1 + used;
    }
    if (i >= line.n)
        return wrong(r, "a text has no end:", line);
    if (n)
        add(r, TAPE_TEXT)->text = (struct str){text, n};
    *rest = str_slice(line, i + 1, line.n);
    return true;
}

static bool read_key(struct reader *r, struct str word)
{
    char *name = arena_alloc(r->arena, word.n + 1);
    struct tape_item *item;

    memcpy(name, word.p, word.n);
    name[word.n] = '\0';
    if (keymap_code(name) < 0)
        return wrong(r, "there is no key", word);
    item = add(r, TAPE_KEY);
    item->text = (struct str){name, word.n};
    item->code = keymap_code(name);
    return true;
}

static bool read_size(struct reader *r, struct str text)
{
    struct str w, h = text;
    uint64_t cells[2];
    struct tape_item *item;

    if (!str_split(&h, 'x', &w) ||
        !num_parse_uint(w, SIZE_MAX_CELLS, &cells[0]) ||
        !num_parse_uint(h, SIZE_MAX_CELLS, &cells[1]) || !cells[0] || !cells[1])
        return wrong(r, "a size is 80x24, not", text);
    item = add(r, TAPE_SIZE);
    item->w = (int)cells[0];
    item->h = (int)cells[1];
    return true;
}

/* A word at the start of line that is no key; *rest is what follows it. */
static bool begins_with(struct str line, struct str word, struct str *rest)
{
    if (!str_starts(line, word) || (line.n > word.n && line.p[word.n] != ' '))
        return false;
    *rest = str_trim(str_slice(line, word.n, line.n));
    return true;
}

static bool read_line(struct reader *r, struct str line)
{
    struct str rest, word;

    if (begins_with(line, STR("#"), &rest))
        return true;
    if (begins_with(line, STR("size"), &rest))
        return read_size(r, rest);
    if (begins_with(line, STR("screen"), &rest)) {
        add(r, TAPE_SCREEN)->text = rest;
        return true;
    }
    for (line = str_trim(line); line.n; line = str_trim(line)) {
        if (line.p[0] == '"') {
            if (!read_text(r, &line))
                return false;
            continue;
        }
        str_split(&line, ' ', &word);
        if (!read_key(r, word))
            return false;
    }
    return true;
}

bool tape_parse(struct arena *a, struct str text, struct tape_item **items,
                size_t *n, struct err *err)
{
    struct reader r = {.arena = a, .err = err};
    struct str line;

    while (str_split(&text, '\n', &line)) {
        r.line++;
        if (!read_line(&r, str_trim(line)))
            return false;
    }
    *items = r.items;
    *n = r.n;
    return true;
}

static size_t put_bytes(const char *bytes, char out[8])
{
    size_t n = strlen(bytes);

    memcpy(out, bytes, n);
    return n;
}

size_t tape_key_bytes(const struct tape_item *key, char out[8])
{
    struct str name = key->text;

    for (size_t i = 0; i < N_SEQUENCES; i++)
        if (str_eq(name, str_of(sequences[i].name)))
            return put_bytes(sequences[i].bytes, out);
    if (str_starts(name, STR("Alt-")) && name.n == 5) {
        out[0] = ESC;
        out[1] = name.p[4];
        return 2;
    }
    if (key->code <= 0 || key->code > 127)
        return 0;
    out[0] = (char)key->code;
    return 1;
}

/* --- Writing -------------------------------------------------------------- */

static void end_text(struct tape_writer *t)
{
    if (t->in_text)
        fputc('"', t->out);
    t->in_text = false;
}

static void end_line(struct tape_writer *t)
{
    end_text(t);
    if (t->in_line)
        fputc('\n', t->out);
    t->in_line = false;
}

static void begin_word(struct tape_writer *t)
{
    end_text(t);
    if (t->in_line)
        fputc(' ', t->out);
    t->in_line = true;
}

static void put_word(struct tape_writer *t, const char *word)
{
    begin_word(t);
    fputs(word, t->out);
}

/* alone: it is no part of a character that takes several. */
static void put_character(struct tape_writer *t, unsigned char c, bool alone)
{
    if (!t->in_text) {
        begin_word(t);
        fputc('"', t->out);
        t->in_text = true;
    }
    if (c == '"' || c == '\\')
        fprintf(t->out, "\\%c", c);
    else if (c == ESC)
        fputs("\\e", t->out);
    else if (c < ' ' || c == DELETE || (alone && c >= 0x80))
        fprintf(t->out, "\\x%02x", c);
    else
        fputc(c, t->out);
}

void tape_put_size(struct tape_writer *t, int h, int w)
{
    end_line(t);
    fprintf(t->out, "size %dx%d\n", w, h);
    fflush(t->out);
}

void tape_put_key(struct tape_writer *t, int code)
{
    char name[32];

    keymap_describe(code, name, sizeof name);
    /* As a word, "#" would begin a comment and a quote a text. */
    if (code == '"' || code == '#' || (code >= DELETE && code < 256))
        put_character(t, (unsigned char)code, true);
    else if (keymap_code(name) == code)
        put_word(t, name);
    end_text(t);
    fflush(t->out);
}

/* The longest sequence that bytes begin with; its length, or 0. */
static size_t find_sequence(struct str bytes, const char **name)
{
    size_t best = 0;

    for (size_t i = 0; i < N_SEQUENCES; i++) {
        struct str s = str_of(sequences[i].bytes);

        if (s.n > best && str_starts(bytes, s)) {
            best = s.n;
            *name = sequences[i].name;
        }
    }
    return best;
}

void tape_put_bytes(struct tape_writer *t, struct str bytes)
{
    while (bytes.n) {
        unsigned char c = (unsigned char)bytes.p[0];
        const char *name = NULL;
        size_t n = c == ' ' ? 0 : find_sequence(bytes, &name);
        char control[] = {'C', 't', 'r', 'l', '-', (char)(c | '@'), '\0'};

        /* An Esc that something follows at once begins what we do not know. */
        if (n == 1 && c == ESC && bytes.n > 1)
            n = 0;
        if (n)
            put_word(t, name);
        else if (c < ' ' && c != ESC && keymap_code(control) == c)
            put_word(t, control);
        else
            put_character(t, c, false);
        bytes = str_slice(bytes, n ? n : 1, bytes.n);
    }
    fflush(t->out);
}

void tape_put_pause(struct tape_writer *t)
{
    end_line(t);
}
