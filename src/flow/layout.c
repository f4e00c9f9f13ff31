/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reading a record layout from a header line or from what the user wrote, and
 * recognising lines of the default layout. Layouts are interned: a list of
 * columns is stored once, so equal layouts have one address. There are few,
 * and they are looked for once per header, so the list is searched in order.
 */
#include "flow/layout.h"

#include "base/arena.h"
#include "base/hash.h"
#include "base/mem.h"
#include "base/num.h"
#include "base/team.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DEFAULT_COLUMNS = 14, COLUMNS_MAX = 512, NAME_MAX_LEN = 64 };

struct layouts {
    pthread_mutex_t lock; /* for the list and the arena */
    struct fields *fields;
    const struct layout **list;
    uint64_t *hashes; /* of their columns, for the search */
    size_t n;
    size_t cap, cap_hashes;
    struct arena arena;
    const struct layout *raw;
    const struct layout *standard;
    struct layout no_records;
};

/* Columns of a layout that is being read. */
struct columns {
    size_t n;
    field_id ids[COLUMNS_MAX];
};

static bool has_column(const struct columns *c, field_id id)
{
    for (size_t i = 0; i < c->n; i++) {
        if (c->ids[i] == id)
            return true;
    }
    return false;
}

static const struct layout *make(struct arena *a, const struct columns *c)
{
    struct layout *layout = arena_alloc(a, sizeof *layout);
    field_id *cols = arena_alloc(a, c->n * sizeof *cols);
    size_t n_places = 0;

    for (size_t i = 0; i < c->n; i++) {
        cols[i] = c->ids[i];
        if (cols[i] != FIELD_NONE && n_places <= cols[i])
            n_places = (size_t)cols[i] + 1;
    }
    int16_t *place = arena_alloc(a, n_places * sizeof *place);
    for (size_t id = 0; id < n_places; id++)
        place[id] = -1;
    for (size_t i = 0; i < c->n; i++)
        if (cols[i] != FIELD_NONE)
            place[cols[i]] = (int16_t)i;
    *layout = (struct layout){.n = (uint16_t)c->n,
                              .cols = cols,
                              .place = place,
                              .n_places = (uint16_t)n_places};
    return layout;
}

static const struct layout *find(const struct layouts *l,
                                 const struct columns *c, uint64_t hash)
{
    for (size_t i = 0; i < l->n; i++) {
        const struct layout *known = l->list[i];

        if (l->hashes[i] == hash && known->n == c->n &&
            memcmp(known->cols, c->ids, c->n * sizeof *c->ids) == 0)
            return known;
    }
    return NULL;
}

static const struct layout *intern(struct layouts *l, const struct columns *c)
{
    uint64_t hash = hash_bytes(c->ids, c->n * sizeof *c->ids);

    pthread_mutex_lock(&l->lock);
    const struct layout *layout = find(l, c, hash);
    if (!layout) {
        layout = make(&l->arena, c);
        l->list = mem_grow(l->list, l->n, &l->cap, sizeof *l->list);
        l->hashes =
            mem_grow(l->hashes, l->n, &l->cap_hashes, sizeof *l->hashes);
        l->hashes[l->n] = hash;
        l->list[l->n++] = layout;
    }
    pthread_mutex_unlock(&l->lock);
    return layout;
}

struct layouts *layouts_new(struct fields *fields)
{
    struct layouts *l = mem_calloc(1, sizeof *l);
    struct columns c = {.n = 0};

    _Static_assert(FIELD_LOG_STATUS == DEFAULT_COLUMNS - 1,
                   "the default format is the beginning of the catalogue");
    team_lock_init(&l->lock);
    l->fields = fields;
    l->raw = intern(l, &c);
    for (; c.n < DEFAULT_COLUMNS; c.n++)
        c.ids[c.n] = (field_id)c.n;
    l->standard = intern(l, &c);
    l->no_records = (struct layout){.no_records = true};
    return l;
}

void layouts_free(struct layouts *l)
{
    if (!l)
        return;
    pthread_mutex_destroy(&l->lock);
    arena_done(&l->arena);
    free(l->list);
    free(l->hashes);
    free(l);
}

const struct layout *layouts_of(struct layouts *l, const field_id *cols,
                                size_t n)
{
    struct columns c = {.n = n < COLUMNS_MAX ? n : COLUMNS_MAX};

    memcpy(c.ids, cols, c.n * sizeof *cols);
    return intern(l, &c);
}

const struct layout *layouts_of_event(struct layouts *l,
                                      const struct layout *record)
{
    struct columns c = {.n = LAYOUT_EVENT_WORDS};

    if (record->n == 0)
        return record;
    c.ids[0] =
        layout_place(record, FIELD_START) < 0 ? FIELD_START : FIELD_EVENT_TIME;
    c.ids[1] = FIELD_EVENT_STREAM;
    for (uint16_t i = 0; i < record->n && c.n < COLUMNS_MAX; i++)
        c.ids[c.n++] = record->cols[i];
    return intern(l, &c);
}

const struct layout *layouts_behind(struct layouts *l,
                                    const struct layout *record, int n,
                                    int time, int name)
{
    struct columns c = {.n = 0};
    char text[24];

    for (int i = 0; i < n; i++) {
        int length = snprintf(text, sizeof text, "prefix_%d", i + 1);

        c.ids[c.n++] =
            i == time ? FIELD_EVENT_TIME
            : i == name
                ? FIELD_EVENT_STREAM
                : fields_add(l->fields, (struct str){text, (size_t)length});
    }
    for (uint16_t i = 0; i < record->n && c.n < COLUMNS_MAX; i++) {
        if (has_column(&c, record->cols[i]))
            return NULL;
        c.ids[c.n++] = record->cols[i];
    }
    return intern(l, &c);
}

struct fields *layouts_fields(struct layouts *l)
{
    return l->fields;
}

const struct layout *layouts_default(struct layouts *l)
{
    return l->standard;
}

const struct layout *layouts_raw(struct layouts *l)
{
    return l->raw;
}

const struct layout *layouts_no_records(struct layouts *l)
{
    return &l->no_records;
}

/* Cut the next run of bytes that are not in separators off *rest. */
static bool next_word(struct str *rest, const char *separators,
                      struct str *word)
{
    size_t from = 0;
    size_t n_separators = strlen(separators);

    while (from < rest->n && memchr(separators, rest->p[from], n_separators))
        from++;
    size_t to = from;
    while (to < rest->n && !memchr(separators, rest->p[to], n_separators))
        to++;
    *word = str_slice(*rest, from, to);
    *rest = str_slice(*rest, to, rest->n);
    return word->n > 0;
}

/* What stands between the words of a record. */
static const char BLANKS[] = " \t\r";

bool layout_next_word(struct str *line, struct str *word)
{
    return next_word(line, BLANKS, word);
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Something a header could have as the name of a column. */
static bool looks_like_name(struct str s)
{
    if (s.n == 0 || s.n > NAME_MAX_LEN ||
        !(is_letter(s.p[0]) || s.p[0] == '_' || s.p[0] == '@'))
        return false;
    for (size_t i = 1; i < s.n; i++) {
        char c = s.p[i];

        if (!is_letter(c) && !(c >= '0' && c <= '9') && !memchr("-_.@", c, 4))
            return false;
    }
    return true;
}

/* One more column of this name; false when there is no room for it. */
static bool add_column(struct layouts *l, struct columns *c, struct str name)
{
    field_id named = fields_add(l->fields, name);
    field_id id = named;

    if (c->n == COLUMNS_MAX)
        return false;
    for (unsigned nth = 2; id != FIELD_NONE && has_column(c, id); nth++)
        id = fields_add_repeat(l->fields, named, nth);
    if (id == FIELD_NONE)
        return false;
    c->ids[c->n++] = id;
    return true;
}

/* What the words of a line are. */
struct naming {
    size_t n;
    size_t known;   /* in the catalogue */
    size_t special; /* of these, no words that a sentence could have */
    size_t strange; /* neither there nor in what is known of the file */
};

/*
 * What is known of the file before a line, for its names. Those of other
 * files are not asked: a line would mean what happened to be read first.
 */
struct past_lines {
    const struct layout *first;  /* of the header that is trusted, or NULL */
    const struct layout *before; /* in force, or NULL */
};

/* Two words in one, as srcAddr and logStatus are, unlike start and action. */
static bool is_special(const struct layouts *l, field_id id)
{
    const char *c = fields_get(l->fields, id)->query_name;

    while (*c && !(*c >= 'A' && *c <= 'Z'))
        c++;
    return *c;
}

static bool names(const struct layout *layout, field_id id)
{
    return layout && id != FIELD_NONE && layout_place(layout, id) >= 0;
}

/* False: they are not all names. */
static bool read_naming(const struct layouts *l, struct str line, bool trust,
                        struct past_lines past, struct naming *out)
{
    struct str word;

    *out = (struct naming){.n = 0};
    for (; next_word(&line, BLANKS, &word); out->n++) {
        field_id id = field_by_log_name(word);

        if (out->n == COLUMNS_MAX || !looks_like_name(word))
            return false;
        if (id != FIELD_NONE) {
            out->known++;
            out->special += is_special(l, id);
            continue;
        }
        id = fields_by_log_name(l->fields, word);
        bool in_first = names(past.first, id);
        if (out->n == 0 && !trust && !in_first)
            return false; /* header.h tells lines by their first word */
        out->strange += !in_first && !names(past.before, id);
    }
    return true;
}

/*
 * Does the line name columns? Half of the words must be in the catalogue.
 * The others must have been met in a header before, unless trusted, or among
 * so many that are in it, of which the first is one, that no record and no
 * sentence is like that.
 */
static bool is_header(const struct layouts *l, struct str line, bool trust,
                      struct past_lines past)
{
    enum { MANY = 5, ENOUGH = 3 };
    struct naming w;

    if (!read_naming(l, line, trust, past, &w) || w.n < 2 ||
        w.known < w.n - w.known)
        return false;
    return trust || !w.strange ||
           (w.known >= MANY && w.strange <= w.known / MANY) ||
           (w.special &&
            (w.known >= ENOUGH || (past.before && w.n == past.before->n)));
}

/* The layout of the line's words; NULL: there is no room for so many. */
static const struct layout *layout_of_words(struct layouts *l, struct str line)
{
    struct columns c;
    struct str word;

    c.n = 0;
    while (next_word(&line, BLANKS, &word)) {
        if (c.n == COLUMNS_MAX)
            return NULL;
        /* What the session has no room for is a column without a field. */
        if (!add_column(l, &c, word))
            c.ids[c.n++] = FIELD_NONE;
    }
    return intern(l, &c);
}

const struct layout *layouts_from_header(struct layouts *l, struct str line,
                                         bool trust)
{
    struct past_lines none = {NULL, NULL};

    return is_header(l, line, trust, none) ? layout_of_words(l, line) : NULL;
}

const struct layout *layouts_from_later_header(struct layouts *l,
                                               struct str line,
                                               const struct layout *first,
                                               const struct layout *before)
{
    struct past_lines past = {first, before};

    return is_header(l, line, false, past) ? layout_of_words(l, line) : NULL;
}

const struct layout *layouts_from_known_names(struct layouts *l,
                                              struct str line)
{
    enum { ENOUGH = 5 };
    struct columns c;
    struct str word;
    size_t known = 0;

    c.n = 0;
    while (next_word(&line, BLANKS, &word)) {
        known += field_by_log_name(word) != FIELD_NONE;
        if (c.n == COLUMNS_MAX)
            return NULL;
        if (!add_column(l, &c, word))
            c.ids[c.n++] = FIELD_NONE;
    }
    bool addresses =
        has_column(&c, FIELD_SRCADDR) && has_column(&c, FIELD_DSTADDR);
    if (!known || (known < ENOUGH && known < c.n - known && !addresses))
        return NULL;
    return intern(l, &c);
}

const struct layout *layouts_from_names(struct layouts *l,
                                        const struct str *names, size_t n)
{
    enum { ENOUGH = 5 };
    struct columns c;
    size_t known = 0;

    for (size_t i = 0; i < n; i++)
        known += field_by_log_name(names[i]) != FIELD_NONE;
    if (known < 2 || (known < ENOUGH && known < n - known))
        return NULL;
    c.n = 0;
    for (size_t i = 0; i < n; i++) {
        if (!add_column(l, &c, names[i]))
            return NULL;
    }
    return intern(l, &c);
}

const struct layout *layouts_from_format(struct layouts *l, struct str spec,
                                         struct err *err)
{
    /* Spaces and commas, and what is around names in "$${a}" and shells. */
    static const char around[] = " ,\t\r\n${}\"'\\";
    struct columns c;
    struct str word;

    c.n = 0;
    while (next_word(&spec, around, &word)) {
        if (!looks_like_name(word)) {
            err_set(err, ERR_USAGE, "\"%.*s\" in the format is no field name",
                    STR_ARG(str_slice(word, 0, NAME_MAX_LEN)));
            return NULL;
        }
        if (!add_column(l, &c, word)) {
            err_set(err, ERR_USAGE, "the format has too many columns");
            return NULL;
        }
    }
    if (c.n == 0) {
        err_set(err, ERR_USAGE, "the format names no field");
        return NULL;
    }
    return intern(l, &c);
}

static bool is_dash(struct str s)
{
    return s.n == 1 && s.p[0] == '-';
}

static bool is_count(struct str s)
{
    uint64_t v;

    return is_dash(s) || num_parse_uint(s, UINT64_MAX, &v);
}

static bool is_one_of(struct str s, const char *const *words)
{
    for (; *words; words++) {
        if (str_eq(s, str_of(*words)))
            return true;
    }
    return false;
}

/*
 * Ids and addresses are not looked at: they are masked in many published
 * logs, and the rest is telling enough.
 */
bool layout_is_default_record(struct str line)
{
    static const char *const actions[] = {"ACCEPT", "REJECT", "-", NULL};
    static const char *const states[] = {"OK", "NODATA", "SKIPDATA", "-", NULL};
    struct str words[DEFAULT_COLUMNS];
    struct str surplus;

    for (size_t i = 0; i < DEFAULT_COLUMNS; i++) {
        if (!next_word(&line, BLANKS, &words[i]))
            return false;
    }
    for (size_t i = FIELD_SRCPORT; i <= FIELD_END; i++) {
        if (!is_count(words[i]))
            return false;
    }
    return !next_word(&line, BLANKS, &surplus) && words[FIELD_VERSION].n <= 2 &&
           !is_dash(words[FIELD_VERSION]) && is_count(words[FIELD_VERSION]) &&
           is_one_of(words[FIELD_ACTION], actions) &&
           is_one_of(words[FIELD_LOG_STATUS], states);
}
