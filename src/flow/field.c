/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The registry of fields. Ids below FIELD_CATALOGUE_SIZE are the constant
 * catalogue; those above were added by headers and live in chunks that never
 * move. A chunk is published before the count that covers it, so readers need
 * no lock; adding takes one.
 */
#include "flow/field.h"

#include "base/arena.h"
#include "base/mem.h"
#include "base/team.h"

#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

enum { CHUNK_SIZE = 64, N_CHUNKS = 64, EXTRA_WIDTH = 12 };

static const struct field catalogue[] = {
#define FIELD(id, log, query, type, version, width, help)                      \
    [FIELD_##id] = {log, query, type, version, width, help},
#include "flow/fields.def"
#undef FIELD
};

/* Second names that the services' documentation has, or had, for fields:
   Insights, the tables that Athena was first described with, the first
   version of flow logs. */
static const struct {
    const char *name;
    field_id id;
} aliases[] = {
    {"startTime", FIELD_START},
    {"endTime", FIELD_END},
    {"sourceAddress", FIELD_SRCADDR},
    {"destinationAddress", FIELD_DSTADDR},
    {"sourcePort", FIELD_SRCPORT},
    {"destinationPort", FIELD_DSTPORT},
    {"numPackets", FIELD_PACKETS},
    {"numBytes", FIELD_BYTES},
    {"windowStart", FIELD_START},
    {"windowEnd", FIELD_END},
    {"flowLogStatus", FIELD_LOG_STATUS},
    {"account", FIELD_ACCOUNT_ID},
};

enum { N_ALIASES = sizeof aliases / sizeof *aliases };

struct fields {
    pthread_mutex_t lock; /* for adding */
    _Atomic(struct field *) chunks[N_CHUNKS];
    atomic_size_t n_extra;
    struct arena texts;
};

struct fields *fields_new(void)
{
    struct fields *f = mem_calloc(1, sizeof *f);

    team_lock_init(&f->lock);
    return f;
}

void fields_free(struct fields *f)
{
    if (!f)
        return;
    for (unsigned i = 0; i < N_CHUNKS; i++)
        free(atomic_load(&f->chunks[i]));
    arena_done(&f->texts);
    pthread_mutex_destroy(&f->lock);
    free(f);
}

size_t fields_count(const struct fields *f)
{
    return FIELD_CATALOGUE_SIZE +
           atomic_load_explicit(&f->n_extra, memory_order_acquire);
}

const struct field *fields_get(const struct fields *f, field_id id)
{
    if (id < FIELD_CATALOGUE_SIZE)
        return &catalogue[id];
    unsigned i = id - (unsigned)FIELD_CATALOGUE_SIZE;
    assert(i / CHUNK_SIZE < N_CHUNKS);
    const struct field *chunk =
        atomic_load_explicit(&f->chunks[i / CHUNK_SIZE], memory_order_acquire);
    return &chunk[i % CHUNK_SIZE];
}

/* The next byte of a name that counts, lower-cased; '\0' at the end. */
static char next_letter(struct str name, size_t *i)
{
    while (*i < name.n && (name.p[*i] == '-' || name.p[*i] == '_'))
        ++*i;
    if (*i == name.n)
        return '\0';
    char c = name.p[(*i)++];
    return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}

/* Equal but for case, hyphens and underscores. */
static bool same_name(struct str a, const char *b)
{
    size_t i = 0;
    char c, other;

    do {
        c = next_letter(a, &i);
        while (*b == '-' || *b == '_')
            b++;
        other = *b >= 'A' && *b <= 'Z' ? (char)(*b | 0x20) : *b;
        if (c != other)
            return false;
        b++;
    } while (c);
    return i == a.n;
}

field_id field_by_log_name(struct str name)
{
    for (field_id id = 0; id < FIELD_CATALOGUE_SIZE; id++) {
        if (same_name(name, catalogue[id].log_name))
            return id;
    }
    for (unsigned i = 0; i < N_ALIASES; i++) {
        if (same_name(name, aliases[i].name))
            return aliases[i].id;
    }
    return FIELD_NONE;
}

const char *field_log_name(field_id id)
{
    return catalogue[id].log_name;
}

const char *field_alias(size_t i)
{
    return i < N_ALIASES ? aliases[i].name : NULL;
}

field_id fields_by_log_name(const struct fields *f, struct str name)
{
    field_id known = field_by_log_name(name);
    size_t n = fields_count(f);

    for (size_t id = FIELD_CATALOGUE_SIZE; known == FIELD_NONE && id < n;
         id++) {
        if (same_name(name, fields_get(f, (field_id)id)->log_name))
            known = (field_id)id;
    }
    return known;
}

field_id fields_find(const struct fields *f, struct str query_name)
{
    size_t n = fields_count(f);

    for (size_t id = 0; id < n; id++) {
        if (str_eq(query_name, str_of(fields_get(f, (field_id)id)->query_name)))
            return (field_id)id;
    }
    for (unsigned i = 0; i < N_ALIASES; i++) {
        if (str_eq(query_name, str_of(aliases[i].name)))
            return aliases[i].id;
    }
    return FIELD_NONE;
}

field_id fields_find_lenient(const struct fields *f, struct str name)
{
    field_id id = fields_find(f, name);

    return id != FIELD_NONE ? id : fields_by_log_name(f, name);
}

/* "aBC" for "a-b-c"; one more "@" before a name that begins with one. */
static struct str camel_case(struct arena *a, struct str log_name)
{
    char *text = arena_alloc(a, log_name.n + 2);
    size_t n = 0;
    bool raise = false;

    if (str_starts(log_name, STR("@")))
        text[n++] = '@';
    for (size_t i = 0; i < log_name.n; i++) {
        char c = log_name.p[i];

        if (c == '-' || c == '_') {
            raise = n > 0;
            continue;
        }
        text[n++] = raise && c >= 'a' && c <= 'z' ? (char)(c & ~0x20) : c;
        raise = false;
    }
    text[n] = '\0';
    return n ? (struct str){text, n} : arena_copy(a, log_name);
}

/* name, or name_2, name_3 ... when a field has it already. */
static struct str unused_name(struct fields *f, struct str name)
{
    struct str tried = name;

    for (unsigned i = 2; fields_find(f, tried) != FIELD_NONE; i++)
        tried = arena_printf(&f->texts, "%.*s_%u", STR_ARG(name), i);
    return tried;
}

/* A new field; its names live in the registry. Locked. */
static field_id append(struct fields *f, struct str log_name,
                       struct str query_name, const struct field *like)
{
    size_t i = atomic_load(&f->n_extra);

    if (i >= (size_t)CHUNK_SIZE * N_CHUNKS)
        return FIELD_NONE;
    struct field *chunk = atomic_load(&f->chunks[i / CHUNK_SIZE]);
    if (!chunk) {
        chunk = mem_calloc(CHUNK_SIZE, sizeof *chunk);
        atomic_store_explicit(&f->chunks[i / CHUNK_SIZE], chunk,
                              memory_order_release);
    }
    chunk[i % CHUNK_SIZE] = *like;
    chunk[i % CHUNK_SIZE].log_name = log_name.p;
    chunk[i % CHUNK_SIZE].query_name = unused_name(f, query_name).p;
    atomic_store_explicit(&f->n_extra, i + 1, memory_order_release);
    return (field_id)(FIELD_CATALOGUE_SIZE + i);
}

/* Names are strings in C from here on; a Parquet file may have any bytes. */
static struct str without_nul(struct arena *a, struct str name)
{
    char *copy;

    if (!memchr(name.p, '\0', name.n))
        return name;
    copy = arena_alloc(a, name.n);
    for (size_t i = 0; i < name.n; i++)
        copy[i] = name.p[i] ? name.p[i] : '?';
    return (struct str){copy, name.n};
}

field_id fields_add(struct fields *f, struct str log_name)
{
    static const struct field unknown = {
        .type = TYPE_TEXT,
        .width = EXTRA_WIDTH,
        .help = "column named by the header, not in the catalogue",
    };

    pthread_mutex_lock(&f->lock);
    log_name = without_nul(&f->texts, log_name);
    field_id id = fields_by_log_name(f, log_name);
    if (id == FIELD_NONE) {
        id = append(f, arena_copy(&f->texts, log_name),
                    camel_case(&f->texts, log_name), &unknown);
    }
    pthread_mutex_unlock(&f->lock);
    return id;
}

/*
 * The name of a repeated column: another "_2" as long as a header would mean
 * another field by it ("a_2" is "a2"). *id: the field that has it already.
 */
static struct str repeat_name(struct fields *f, const char *of, unsigned nth,
                              field_id *id)
{
    struct str name = arena_printf(&f->texts, "%s_%u", of, nth);

    for (;;) {
        *id = fields_by_log_name(f, name);
        if (*id == FIELD_NONE ||
            str_eq(name, str_of(fields_get(f, *id)->log_name)))
            return name;
        name = arena_printf(&f->texts, "%.*s_%u", STR_ARG(name), nth);
    }
}

field_id fields_add_repeat(struct fields *f, field_id of, unsigned nth)
{
    struct field like = *fields_get(f, of);

    like.help = "column that repeats another of the same record";
    pthread_mutex_lock(&f->lock);
    field_id id;
    struct str log_name = repeat_name(f, like.log_name, nth, &id);
    if (id == FIELD_NONE) {
        id = append(f, log_name,
                    arena_printf(&f->texts, "%s_%u", like.query_name, nth),
                    &like);
    }
    pthread_mutex_unlock(&f->lock);
    return id;
}

void fields_sort(const struct fields *f, field_id *ids, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        field_id id = ids[i];
        size_t k = i;

        for (; k && strcmp(fields_get(f, ids[k - 1])->log_name,
                           fields_get(f, id)->log_name) > 0;
             k--)
            ids[k] = ids[k - 1];
        ids[k] = id;
    }
}
