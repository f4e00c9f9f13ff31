/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/inputs.h"

#include "base/date.h"
#include "cli/status.h"
#include "cli/watch.h"

#include <stdio.h>

bool inputs_relative(const struct options *o)
{
    return o->from.kind == TIME_FROM_NEWEST || o->to.kind == TIME_FROM_NEWEST;
}

bool inputs_from_now(const struct options *o)
{
    return o->anchor == ANCHOR_NOW || (o->anchor == ANCHOR_USUAL && o->follow);
}

bool inputs_await(struct dataset *ds, size_t *seen)
{
    enum { TICK_MS = 100 };

    while (dataset_n_files(ds) == 0 && !dataset_ended(ds) &&
           !watch_interrupted) {
        dataset_wait(ds, TICK_MS);
        dataset_look(ds);
        inputs_tell(ds, seen);
    }
    return dataset_n_files(ds) > 0;
}

/* The window, as far as it is known before anything is read. */
static void known_window(const struct options *o, int64_t window[2])
{
    window[0] = o->from.kind == TIME_ABSOLUTE ? o->from.ms : INT64_MIN;
    window[1] = o->to.kind == TIME_ABSOLUTE ? o->to.ms : INT64_MAX;
}

struct dataset *inputs_open(const struct options *o, struct err *err)
{
    int64_t window[2];
    struct dataset_options d = {
        .format = o->format,
        .threads = o->threads,
        .memory_bytes = o->memory_bytes,
        .keep_columns = !o->has_query || (o->follow && inputs_relative(o)),
        .follows = o->follow && !o->explain};

    known_window(o, window);
    /* In the explorer the range may be changed to any other. */
    if (o->has_query)
        d.only_ms = (const int64_t(*)[2]) & window;
    struct dataset *ds = dataset_new(&d, err);
    if (ds)
        dataset_add_all(ds, (const char *const *)o->paths, (size_t)o->n_paths);
    if (ds && o->n_paths == 0 && !o->start)
        dataset_add(ds, "-");
    return ds;
}

static int64_t resolve(struct time_point p, int64_t open, int64_t newest)
{
    switch (p.kind) {
    case TIME_OPEN:
        break;
    case TIME_ABSOLUTE:
        return p.ms;
    case TIME_FROM_NEWEST:
        return newest - p.ms;
    }
    return open;
}

bool inputs_window(const struct options *o, struct engine *engine,
                   struct time_window *out, struct err *err)
{
    int64_t oldest, newest = 0;
    if (inputs_from_now(o))
        newest = date_now_ms();
    else if (inputs_relative(o) &&
             !engine->ops->time_range(engine, &oldest, &newest))
        return err_set(err, ERR_USAGE,
                       "no record has a start time to count back from: give "
                       "--from as a date");
    out->from_ms = resolve(o->from, INT64_MIN, newest);
    out->to_ms = resolve(o->to, INT64_MAX, newest);
    if (o->follow && o->to.kind == TIME_FROM_NEWEST)
        out->to_ms = INT64_MAX; /* what comes is newer */
    if (out->from_ms <= out->to_ms)
        return true;
    char from[DATE_TEXT_MAX], to[DATE_TEXT_MAX];
    size_t from_n = date_format(out->from_ms, from);
    size_t to_n = date_format(out->to_ms, to);
    return err_set(err, ERR_USAGE, "--from %.*s is after --to %.*s",
                   (int)from_n, from, (int)to_n, to);
}

size_t inputs_fields(struct dataset *ds, struct arena *arena,
                     const struct str **out)
{
    size_t n = dataset_layout_fields(ds, NULL, 0);
    field_id *ids = arena_calloc(arena, n, sizeof *ids);
    struct str *names = arena_calloc(arena, n, sizeof *names);

    (void)dataset_layout_fields(ds, ids, n);
    for (size_t i = 0; i < n; i++)
        names[i] = str_of(fields_get(dataset_fields(ds), ids[i])->query_name);
    *out = names;
    return n;
}

void inputs_tell(const struct dataset *ds, size_t *seen)
{
    for (; *seen < dataset_messages(ds); ++*seen)
        fprintf(stderr, "vpcscope: %s\n", dataset_message(ds, *seen).text);
}

bool inputs_have_told(const struct dataset *ds, const char *text)
{
    for (size_t i = 0; i < dataset_messages(ds); i++)
        if (str_starts(str_of(dataset_message(ds, i).text), str_of(text)))
            return true;
    return false;
}

int inputs_status(const struct dataset *ds)
{
    bool unreadable = false, damaged = false;
    for (size_t i = 0; i < dataset_messages(ds); i++) {
        enum message_kind kind = dataset_message(ds, i).kind;
        unreadable |= kind == MESSAGE_UNREADABLE;
        damaged |= kind == MESSAGE_DAMAGED;
    }
    if (unreadable || dataset_n_files(ds) == 0)
        return STATUS_INPUT;
    return damaged ? STATUS_INCOMPLETE : STATUS_DONE;
}
