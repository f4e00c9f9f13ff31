/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The local engine: requests become plans, plans become jobs. */
#include "engine/local.h"

#include "base/date.h"
#include "base/mem.h"
#include "base/pool.h"
#include "base/team.h"
#include "engine/growth.h"
#include "engine/job.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* Of the memory for groups, what waits for the next job. */
enum { KEEP_SHARE = 8, KEEP_MOST = 256 << 20 };

struct local_engine {
    struct engine base;
    struct dataset *ds;
    unsigned threads;
    uint64_t memory_bytes;
    int64_t timeout_ms;
    uint32_t own_groups;
    struct pool *pool;   /* groups of one job after the other */
    struct growth *growth;
    atomic_int_least64_t trimmed_ns; /* as in job_setup */
    struct ahead *ahead; /* NULL: columns wait for a query */
    struct lookup_tables *tables;
    int64_t now_ms;     /* 0: the system's clock */
    struct arena arena; /* the title */
    struct str title;
    size_t title_files; /* when it was made */
};

static struct local_engine *local_of(struct engine *e)
{
    /* base is the first member. */
    return (struct local_engine *)e;
}

static int64_t now_ns(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static uint64_t quarter_of_memory(void)
{
    long pages = sysconf(_SC_PHYS_PAGES), size = sysconf(_SC_PAGESIZE);

    if (pages <= 0 || size <= 0)
        return UINT64_C(1) << 30;
    return (uint64_t)pages * (uint64_t)size / 4;
}

static bool time_range_of(void *arg, int64_t *oldest_ms, int64_t *newest_ms)
{
    struct local_engine *e = arg;

    return dataset_time_range(e->ds, e->threads, oldest_ms, newest_ms);
}

/* Plans of all queries; NULL with *which and *err. */
static struct plan **make_plans(struct local_engine *e,
                                const struct job_request *request,
                                uint32_t *which, struct err *err)
{
    struct plan **plans = mem_calloc(request->n_queries, sizeof *plans);
    size_t cap = fields_count(dataset_fields(e->ds));
    field_id *loaded = mem_calloc(cap, sizeof *loaded);
    size_t n_loaded = dataset_layout_fields(e->ds, loaded, cap);
    struct bind_options options = {
        .fields = dataset_fields(e->ds),
        .awaited =
            dataset_totals(e->ds).complete ? NULL : dataset_fields(e->ds),
        .loaded = loaded,
        .n_loaded = n_loaded < cap ? n_loaded : cap,
        .tables = e->tables,
    };
    int64_t now_ms = e->now_ms ? e->now_ms : date_now_ms();
    uint32_t i = 0;

    for (; i < request->n_queries; i++) {
        plans[i] =
            plan_new(&request->queries[i], request, now_ms, &options, err);
        if (!plans[i])
            break;
        plan_settle_windows(plans[i], time_range_of, e);
        if (!plan_choose_files(plans[i], e->ds, err)) {
            plan_release(plans[i]);
            break;
        }
    }
    free(loaded);
    if (i == request->n_queries)
        return plans;
    *which = i;
    for (uint32_t k = 0; k < i; k++)
        plan_release(plans[k]);
    free(plans);
    return NULL;
}

static struct job *local_start(struct engine *base,
                               const struct job_request *request,
                               uint32_t *which, struct err *err)
{
    struct local_engine *e = local_of(base);
    struct job_setup setup = {
        .ds = e->ds,
        .n_plans = request->n_queries,
        .window = request->window,
        .threads = e->threads,
        .memory_bytes = e->memory_bytes,
        .snapshot_ms = request->snapshot_ms,
        .timeout_ms = request->timeout_ms ? request->timeout_ms : e->timeout_ms,
        .growth = request->follows && growth_runs(e->growth) ? e->growth : NULL,
        .only_new = request->only_new,
        .one_in = request->one_in,
        .trimmed_ns = &e->trimmed_ns,
        .ahead = e->ahead,
        .pool = e->pool,
        .own_groups = e->own_groups,
    };
    uint32_t unused;

    setup.plans = make_plans(e, request, which ? which : &unused, err);
    return setup.plans ? local_job_new(&setup, err) : NULL;
}

static struct str folder_of(const struct local_engine *e, uint32_t file)
{
    struct str path = str_of(dataset_path(e->ds, file));

    return str_slice(path, 0, path.n - str_base_name(path).n);
}

static bool all_in_folder(const struct local_engine *e, struct str folder)
{
    for (uint32_t i = 1; i < dataset_n_files(e->ds); i++)
        if (!str_eq(folder_of(e, i), folder))
            return false;
    return folder.n > 1;
}

/* "flow.log", "logs/ (12 files)", "a.log and 3 more", "standard input" */
static struct str make_title(struct local_engine *e)
{
    size_t n = dataset_n_files(e->ds);

    e->title_files = n;
    if (n == 0)
        return STR("no records");
    struct str first = str_base_name(str_of(dataset_path(e->ds, 0)));
    struct str folder = folder_of(e, 0);
    if (n == 1 && str_eq(first, STR("-")))
        return STR("standard input");
    if (n == 1)
        return arena_copy(&e->arena, first);
    if (!all_in_folder(e, folder))
        return arena_printf(&e->arena, "%.*s and %zu more", STR_ARG(first),
                            n - 1);
    return arena_printf(&e->arena, "%.*s/ (%zu files)",
                        STR_ARG(str_base_name(str_slice(folder, 0, folder.n - 1))),
                        n);
}

static struct engine_info local_info(struct engine *base)
{
    struct local_engine *e = local_of(base);
    struct dataset_totals totals = dataset_totals(e->ds);
    bool following = growth_runs(e->growth);

    if (e->title_files != dataset_n_files(e->ds))
        e->title = make_title(e);
    return (struct engine_info){
        .title = e->title,
        .files = dataset_n_files(e->ds),
        .bytes = dataset_bytes(e->ds),
        .rows = totals.rows,
        .bad_lines = totals.bad_lines,
        .all_scanned = totals.complete,
        .following = following,
        .growth = growth_version(e->growth),
        .ended = following && dataset_ended(e->ds),
        .memory_bytes = e->memory_bytes,
    };
}

static bool local_follow(struct engine *base, bool on, struct err *err)
{
    struct local_engine *e = local_of(base);

    if (on)
        return growth_start(e->growth, err);
    growth_stop(e->growth);
    return true;
}

static size_t local_fields(struct engine *base, struct engine_field *out,
                           size_t cap)
{
    struct local_engine *e = local_of(base);
    const struct fields *fields = dataset_fields(e->ds);
    field_id *ids = mem_calloc(cap, sizeof *ids);
    size_t n = dataset_layout_fields(e->ds, ids, cap);

    for (size_t i = 0; i < n && i < cap; i++) {
        const struct field *f = fields_get(fields, ids[i]);

        out[i] = (struct engine_field){ids[i], str_of(f->query_name), f, true};
    }
    free(ids);
    return n;
}

static bool local_time_range(struct engine *base, int64_t *oldest_ms,
                             int64_t *newest_ms)
{
    struct local_engine *e = local_of(base);

    ahead_hold(e->ahead);
    bool known = dataset_time_range(e->ds, e->threads, oldest_ms, newest_ms);
    ahead_let(e->ahead);
    return known;
}

static const char *local_message(struct engine *base, size_t i)
{
    struct local_engine *e = local_of(base);

    return i < dataset_messages(e->ds) ? dataset_message(e->ds, i).text : NULL;
}

static size_t local_bad_lines(struct engine *base,
                              struct engine_bad_line *out, size_t cap)
{
    struct local_engine *e = local_of(base);
    struct bad_line *lines = mem_calloc(cap + 1, sizeof *lines);
    size_t n = dataset_bad_lines(e->ds, lines, cap);

    for (size_t i = 0; i < n && i < cap; i++)
        out[i] = (struct engine_bad_line){.path = lines[i].path,
                                          .line = lines[i].line,
                                          .count = lines[i].count,
                                          .why = lines[i].why,
                                          .text = lines[i].text};
    free(lines);
    return n;
}

static size_t local_guesses(struct engine *base, struct engine_guess *out,
                            size_t cap)
{
    struct local_engine *e = local_of(base);
    struct guessed *guessed = mem_calloc(cap + 1, sizeof *guessed);
    size_t n = dataset_guessed(e->ds, guessed, cap);

    for (size_t i = 0; i < n && i < cap; i++)
        out[i] = (struct engine_guess){.path = guessed[i].path,
                                       .order = guessed[i].order,
                                       .lines = guessed[i].lines,
                                       .named = guessed[i].named,
                                       .unnamed = guessed[i].unnamed};
    free(guessed);
    return n;
}

static bool local_explain(struct engine *base,
                          const struct job_request *request, struct buf *out,
                          struct err *err)
{
    struct local_engine *e = local_of(base);
    uint32_t which;
    struct plan **plans = make_plans(e, request, &which, err);

    if (!plans)
        return false;
    for (uint32_t i = 0; i < request->n_queries; i++) {
        if (i > 0)
            buf_char(out, '\n');
        plan_explain(plans[i], dataset_fields(e->ds), out);
        plan_release(plans[i]);
    }
    free(plans);
    return true;
}

static void local_free(struct engine *base)
{
    struct local_engine *e = local_of(base);

    growth_free(e->growth);
    ahead_free(e->ahead);
    pool_release(e->pool);
    arena_done(&e->arena);
    free(e);
}

static const struct engine_ops local_engine_ops = {
    .start = local_start,
    .info = local_info,
    .fields = local_fields,
    .time_range = local_time_range,
    .follow = local_follow,
    .message = local_message,
    .bad_lines = local_bad_lines,
    .guesses = local_guesses,
    .explain = local_explain,
    .free = local_free,
};

struct engine *local_engine_new(struct dataset *ds,
                                const struct local_options *options)
{
    struct local_engine *e = mem_calloc(1, sizeof *e);

    e->base.ops = &local_engine_ops;
    e->ds = ds;
    e->threads = options->threads ? options->threads : team_default_size();
    e->memory_bytes =
        options->memory_bytes ? options->memory_bytes : quarter_of_memory();
    e->own_groups = options->own_groups;
    e->timeout_ms = options->timeout_ms;
    e->pool = pool_new(e->memory_bytes / KEEP_SHARE < KEEP_MOST
                           ? e->memory_bytes / KEEP_SHARE
                           : KEEP_MOST);
    e->tables = options->tables;
    e->now_ms = options->now_ms;
    atomic_init(&e->trimmed_ns, now_ns());
    e->ahead = options->ahead ? ahead_new(ds, e->threads) : NULL;
    e->growth = growth_new(ds);
    e->title = make_title(e);
    return &e->base;
}
