/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The set of files: what is known of them all, messages. */
#include "scan/dataset_int.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/spill.h"
#include "base/team.h"
#include "base/utf8.h"
#include "scan/scanner.h"

#include <stdlib.h>
#include <time.h>
#include <unistd.h>

/* Of the memory, what different texts take before they go to disk. */
enum { DICT_SHARE = 4 };

static uint64_t default_budget(void)
{
    long pages = sysconf(_SC_PHYS_PAGES);
    long page = sysconf(_SC_PAGESIZE);

    if (pages <= 0 || page <= 0)
        return UINT64_C(1) << 30;
    return (uint64_t)pages * (uint64_t)page / 4;
}

/*
 * Where columns are kept for a long time a quarter of the budget is left to
 * what keeps no account: threads at work, and answers that were left for
 * others.
 */
static uint64_t cache_budget(const struct dataset_options *options)
{
    uint64_t bytes =
        options->memory_bytes ? options->memory_bytes : default_budget();

    return options->keep_columns ? bytes / 4 * 3 : bytes;
}

struct dataset *dataset_new(const struct dataset_options *options,
                            struct err *err)
{
    struct dataset *ds = mem_calloc(1, sizeof *ds);

    team_lock_init(&ds->lock);
    ds->handles = handles_new(0);
    ds->dict = dict_new();
    if (options->memory_bytes) {
        ds->spill = spill_new(options->memory_bytes);
        dict_allow_spill(ds->dict, ds->spill,
                         options->memory_bytes / DICT_SHARE);
    }
    ds->fields = fields_new();
    ds->layouts = layouts_new(ds->fields);
    header_filter_init(&ds->filter, ds->fields);
    ds->memory_bytes = options->memory_bytes;
    ds->cache = cache_new(cache_budget(options));
    ds->keep_columns = options->keep_columns;
    ds->threads = options->threads ? options->threads : team_default_size();
    handles_limit_unpacking(ds->handles, options->memory_bytes, ds->threads);
    ds->from_ms = options->only_ms ? (*options->only_ms)[0] : INT64_MIN;
    ds->to_ms = options->only_ms ? (*options->only_ms)[1] : INT64_MAX;
    /* Memory that is not touched costs nothing. */
    ds->files = mem_calloc((size_t)1 << FILE_BITS, sizeof(struct file *));
    if (options->follows)
        ds->follow = follow_new(ds, options->polls);
    if (options->format) {
        ds->format =
            layouts_from_format(ds->layouts, str_of(options->format), err);
        if (!ds->format) {
            dataset_free(ds);
            return NULL;
        }
    }
    return ds;
}

bool dataset_keeps_columns(const struct dataset *ds)
{
    return ds->keep_columns;
}

void dataset_free(struct dataset *ds)
{
    if (!ds)
        return;
    /* Cached text may belong to a source: it goes first. */
    cache_free(ds->cache);
    follow_free(ds->follow);
    for (size_t i = 0; i < ds->n_files; i++)
        file_free(ds->files[i]);
    handles_free(ds->handles);
    free(ds->files);
    free(ds->paths);
    free(ds->known.slots);
    free(ds->messages);
    free(ds->guessed);
    free(ds->met);
    arena_done(&ds->arena);
    layouts_free(ds->layouts);
    fields_free(ds->fields);
    dict_free(ds->dict);
    spill_release(ds->spill);
    pthread_mutex_destroy(&ds->lock);
    free(ds);
}

/* Messages. */

void dataset_tell(struct dataset *ds, enum message_kind kind, const char *path,
                  const char *what)
{
    struct buf name = {.p = NULL};

    /* Whoever wrote the files chose their names. */
    utf8_clean(&name, str_of(path), SIZE_MAX);
    pthread_mutex_lock(&ds->lock);
    struct str text =
        arena_printf(&ds->arena, "%.*s: %s", STR_ARG(buf_str(&name)), what);
    ds->messages = mem_grow(ds->messages, ds->n_messages, &ds->cap_messages,
                            sizeof *ds->messages);
    ds->messages[ds->n_messages++] = (struct message){kind, text.p};
    pthread_mutex_unlock(&ds->lock);
    buf_done(&name);
}

size_t dataset_messages(const struct dataset *ds)
{
    struct dataset *d = (struct dataset *)(uintptr_t)ds;

    pthread_mutex_lock(&d->lock);
    size_t n = d->n_messages;
    pthread_mutex_unlock(&d->lock);
    return n;
}

struct message dataset_message(const struct dataset *ds, size_t i)
{
    struct dataset *d = (struct dataset *)(uintptr_t)ds;

    pthread_mutex_lock(&d->lock);
    struct message m = d->messages[i];
    pthread_mutex_unlock(&d->lock);
    return m;
}

void dataset_note_guess(struct dataset *ds, const char *path,
                        const struct guess *g)
{
    pthread_mutex_lock(&ds->lock);
    ds->guessed = mem_grow(ds->guessed, ds->n_guessed, &ds->cap_guessed,
                           sizeof *ds->guessed);
    ds->guessed[ds->n_guessed++] = (struct guessed){
        .path = arena_printf(&ds->arena, "%s", path).p,
        .order = g->order,
        .lines = g->lines,
        .named = g->order ? g->layout->n : g->known,
        .unnamed = g->unnamed,
    };
    pthread_mutex_unlock(&ds->lock);
}

size_t dataset_guessed(const struct dataset *ds, struct guessed *out,
                       size_t cap)
{
    struct dataset *d = (struct dataset *)(uintptr_t)ds;

    pthread_mutex_lock(&d->lock);
    size_t n = d->n_guessed;
    for (size_t i = 0; i < n && i < cap; i++)
        out[i] = d->guessed[i];
    pthread_mutex_unlock(&d->lock);
    return n;
}

static void remember_path(struct dataset *ds, const char *path)
{
    ds->paths =
        mem_grow(ds->paths, ds->n_paths, &ds->cap_paths, sizeof *ds->paths);
    ds->paths[ds->n_paths++] = arena_copy(&ds->arena, str_of(path)).p;
}

size_t dataset_add_all(struct dataset *ds, const char *const *paths, size_t n)
{
    size_t n_added = 0;

    if (!ds->follow) {
        for (size_t i = 0; i < n; i++)
            remember_path(ds, paths[i]);
        return dataset_walk(ds, paths, n);
    }
    for (size_t i = 0; i < n; i++) {
        remember_path(ds, paths[i]);
        n_added += follow_add(ds->follow, paths[i]);
    }
    return n_added;
}

size_t dataset_add(struct dataset *ds, const char *path)
{
    return dataset_add_all(ds, &path, 1);
}

/* What is known of all files. */

struct fields *dataset_fields(struct dataset *ds)
{
    return ds->fields;
}

uint64_t dataset_reserve(struct dataset *ds, uint64_t before, uint64_t now)
{
    return cache_reserve(ds->cache, before, now);
}

static int64_t clock_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/*
 * What is cooled has to come back when it is asked for, and all threads wait
 * for each other meanwhile: after each few segments that was most of what
 * jobs did, where these are the small ones of a file that was followed.
 */
uint64_t dataset_cool_texts(struct dataset *ds)
{
    enum { PAUSE_MS = 100 };
    int64_t now = clock_ms(), last = atomic_load(&ds->cooled_ms);

    if (now - last < PAUSE_MS ||
        !atomic_compare_exchange_strong(&ds->cooled_ms, &last, now))
        return 0;
    dict_cool(ds->dict);
    uint64_t bytes = dict_bytes(ds->dict);
    cache_reserve(ds->cache, atomic_exchange(&ds->texts_reserved, bytes),
                  bytes);
    return bytes;
}

struct dict *dataset_dict(struct dataset *ds)
{
    return ds->dict;
}

size_t dataset_n_files(const struct dataset *ds)
{
    return ds->n_files;
}

const char *dataset_path(const struct dataset *ds, uint32_t file)
{
    return ds->files[file]->path;
}

bool dataset_is_dear(const struct dataset *ds, uint32_t file)
{
    return ds->files[file]->packed || ds->files[file]->parquet;
}

int64_t dataset_mtime_ms(const struct dataset *ds, uint32_t file)
{
    return source_mtime_ms(ds->files[file]->source);
}

uint64_t dataset_bytes(const struct dataset *ds)
{
    return atomic_load(&ds->bytes);
}

void dataset_follow(struct dataset *ds)
{
    if (!ds->follow)
        ds->follow = follow_new(ds, false);
}

bool dataset_look(struct dataset *ds)
{
    return follow_look(ds->follow);
}

bool dataset_wait(struct dataset *ds, int most_ms)
{
    return follow_wait(ds->follow, most_ms);
}

void dataset_wake(struct dataset *ds)
{
    follow_wake(ds->follow);
}

bool dataset_ended(const struct dataset *ds)
{
    return follow_ended(ds->follow);
}

uint64_t dataset_generation(struct dataset *ds)
{
    return atomic_load(&ds->generation);
}

bool dataset_may_name(field_id field)
{
    return field == FIELD_ACCOUNT_ID || field == FIELD_REGION;
}

static bool has_met(const struct dataset *ds, field_id field)
{
    for (size_t i = 0; i < ds->n_met; i++) {
        if (ds->met[i] == field)
            return true;
    }
    return false;
}

static void meet(struct dataset *ds, field_id field)
{
    if (has_met(ds, field))
        return;
    ds->met = mem_grow(ds->met, ds->n_met, &ds->cap_met, sizeof *ds->met);
    ds->met[ds->n_met++] = field;
}

void dataset_meet(struct dataset *ds, struct file *f,
                  const struct layout *layout)
{
    bool leaves_out = false;

    pthread_mutex_lock(&ds->lock);
    for (uint16_t i = 0; i < layout->n; i++)
        if (layout->cols[i] != FIELD_NONE)
            meet(ds, layout->cols[i]);
        else
            leaves_out = true;
    bool told = ds->left_out;
    ds->left_out = told || leaves_out;
    pthread_mutex_unlock(&ds->lock);
    if (leaves_out && !told)
        file_tell(ds, f, MESSAGE_NOTE,
                  "with it there are more than 4,096 columns with names of "
                  "their own: the values of the others are left out");
}

void dataset_meet_named(struct dataset *ds, const struct file *f)
{
    pthread_mutex_lock(&ds->lock);
    if (f->account.n)
        meet(ds, FIELD_ACCOUNT_ID);
    if (f->region.n)
        meet(ds, FIELD_REGION);
    pthread_mutex_unlock(&ds->lock);
}

size_t dataset_layout_fields(struct dataset *ds, field_id *out, size_t cap)
{
    pthread_mutex_lock(&ds->lock);
    size_t n = ds->n_met;
    for (size_t i = 0; i < n && i < cap; i++)
        out[i] = ds->met[i];
    pthread_mutex_unlock(&ds->lock);
    return n;
}

/* Columns take a third of their text; a few lines can make it more. */
bool dataset_has_room(struct dataset *ds, unsigned n_segments)
{
    enum { SEGMENT_MAX = 4 * SOURCE_BLOCK_BYTES };

    return cache_room(ds->cache) >= (uint64_t)n_segments * SEGMENT_MAX;
}

struct dataset_totals dataset_totals(struct dataset *ds)
{
    uint64_t n_read = atomic_load(&ds->n_read);

    return (struct dataset_totals){
        .rows = atomic_load(&ds->rows),
        .bad_lines = atomic_load(&ds->bad_lines),
        .text_bytes = atomic_load(&ds->text_bytes),
        .segments = (uint32_t)n_read,
        .complete = atomic_load(&ds->n_unended) == 0 &&
                    n_read == atomic_load(&ds->n_segments),
        .cache_bytes = cache_bytes(ds->cache),
        .text_reads = atomic_load(&ds->text_reads),
    };
}
