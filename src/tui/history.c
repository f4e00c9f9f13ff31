/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A line is written with one write under a lock on the file. Whoever shortens
 * the file puts a new one in its place, so a lock counts only while the name
 * still leads to the file that was locked.
 */
#include "tui/history.h"

#include "base/arena.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "tui/state.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

char *history_path(void)
{
    return state_path("runs.jsonl");
}

/* --- One line ------------------------------------------------------------ */

static json_t *text_json(struct str text)
{
    json_t *json = json_stringn(text.n ? text.p : "", text.n);
    struct buf clean = {0};

    if (json)
        return json;
    utf8_clean(&clean, text, SIZE_MAX); /* it was no UTF-8 */
    json = json_stringn(clean.p, clean.n);
    buf_done(&clean);
    return json;
}

static char *run_line(const struct history_run *run)
{
    json_t *o = json_object();
    char *text;

    json_object_set_new(o, "time", json_integer(run->time_ms));
    json_object_set_new(o, "query", text_json(run->query));
    json_object_set_new(o, "files", text_json(run->files));
    if (run->window.from_ms != INT64_MIN)
        json_object_set_new(o, "from", json_integer(run->window.from_ms));
    if (run->window.to_ms != INT64_MAX)
        json_object_set_new(o, "to", json_integer(run->window.to_ms));
    json_object_set_new(o, "rows", json_integer((json_int_t)run->rows));
    json_object_set_new(o, "seconds", json_real(run->seconds));
    text = json_dumps(o, JSON_COMPACT | JSON_REAL_PRECISION(6));
    json_decref(o);
    return text;
}

static struct str take_text(struct arena *a, const json_t *o, const char *key)
{
    const json_t *v = json_object_get(o, key);

    return arena_copy(
        a, (struct str){json_string_value(v), json_string_length(v)});
}

static int64_t take_integer(const json_t *o, const char *key, int64_t none)
{
    const json_t *v = json_object_get(o, key);

    return json_is_integer(v) ? json_integer_value(v) : none;
}

static bool read_line(struct arena *a, struct str line, struct history_run *out)
{
    json_t *o = json_loadb(line.p, line.n, 0, NULL);
    bool good = json_is_string(json_object_get(o, "query"));

    if (good)
        *out = (struct history_run){
            .query = take_text(a, o, "query"),
            .files = take_text(a, o, "files"),
            .time_ms = take_integer(o, "time", 0),
            .window = {take_integer(o, "from", INT64_MIN),
                       take_integer(o, "to", INT64_MAX)},
            .rows = (uint64_t)take_integer(o, "rows", 0),
            .seconds = json_number_value(json_object_get(o, "seconds")),
        };
    json_decref(o);
    return good;
}

/* --- The file ------------------------------------------------------------ */

/* The name still leads to this open file. */
static bool is_current(int fd, const char *path)
{
    struct stat open_file, named;

    return fstat(fd, &open_file) == 0 && stat(path, &named) == 0 &&
           open_file.st_ino == named.st_ino && open_file.st_dev == named.st_dev;
}

static bool is_plain(int fd)
{
    struct stat st;

    return fstat(fd, &st) == 0 && S_ISREG(st.st_mode);
}

/* Open and lock; -1 with errno. */
static int open_locked(const char *path, int flags, int lock)
{
    for (;;) {
        int fd = open(path, flags | O_NONBLOCK | O_NOCTTY | O_CLOEXEC, 0600);

        if (fd < 0)
            return -1;
        if (!is_plain(fd)) {
            close(fd);
            errno = EINVAL;
            return -1;
        }
        while (flock(fd, lock) != 0 && errno == EINTR)
            ;
        if (is_current(fd, path))
            return fd;
        close(fd);
    }
}

static int order_queries(const void *a, const void *b)
{
    const struct history_run *x = *(const struct history_run *const *)a;
    const struct history_run *y = *(const struct history_run *const *)b;
    int order = str_cmp(x->query, y->query);

    /* Of equal ones the newest, which stands last in the file, goes first. */
    return order ? order : (x < y) - (x > y);
}

/* Of runs in the order of the file: the newest first, each query once. */
static void fold(struct history *h)
{
    struct history_run *kept = mem_calloc(h->n + 1, sizeof *kept);
    struct history_run **sorted = mem_calloc(h->n + 1, sizeof *sorted);
    bool *again = mem_calloc(h->n + 1, sizeof *again);
    size_t n = 0;

    for (size_t i = 0; i < h->n; i++)
        sorted[i] = &h->runs[i];
    if (h->n)
        qsort(sorted, h->n, sizeof *sorted, order_queries);
    for (size_t i = 1; i < h->n; i++)
        if (str_eq(sorted[i]->query, sorted[i - 1]->query))
            again[sorted[i] - h->runs] = true;
    for (size_t i = h->n; i-- > 0;)
        if (!again[i] && n < HISTORY_RUNS_MAX)
            kept[n++] = h->runs[i];
    free(sorted);
    free(again);
    free(h->runs);
    h->runs = kept;
    h->n = n;
}

static void read_runs(struct str text, struct history *out)
{
    struct history_run run;
    struct str line;

    *out = (struct history){.arena = mem_calloc(1, sizeof *out->arena)};
    while (str_split(&text, '\n', &line)) {
        if (!line.n || !read_line(out->arena, line, &run))
            continue;
        out->runs = mem_grow(out->runs, out->n, &out->cap, sizeof run);
        out->runs[out->n++] = run;
    }
    fold(out);
}

/* Put a file with the newest runs in the place of the one that is locked. */
static bool shorten(int fd, const char *path)
{
    struct buf old = {0}, text = {0};
    struct history h;
    bool good;

    lseek(fd, 0, SEEK_SET);
    file_get(fd, &old);
    read_runs(buf_str(&old), &h);
    for (size_t i = h.n; i-- > 0;) {
        char *line = run_line(&h.runs[i]);

        buf_printf(&text, "%s\n", line);
        free(line);
    }
    good = file_write(path, buf_str(&text), 0600, true);
    history_done(&h);
    buf_done(&old);
    buf_done(&text);
    return good;
}

/* A line that is there in part only would spoil the next one. */
static bool append_whole(int fd, struct str line)
{
    off_t size = lseek(fd, 0, SEEK_END);
    int error;

    if (file_put(fd, line))
        return true;
    error = errno;
    if (size >= 0 && ftruncate(fd, size) != 0)
        error = errno;
    errno = error;
    return false;
}

static bool is_kept_out(struct str query)
{
    return !str_trim(query).n || query.p[0] == ' ';
}

bool history_append(const char *path, const struct history_run *run,
                    struct err *err)
{
    struct buf line = {0};
    char *json;
    bool good;
    int fd;

    if (is_kept_out(run->query))
        return true;
    fd = open_locked(path, O_RDWR | O_CREAT | O_APPEND, LOCK_EX);
    if (fd < 0)
        return err_set(err, ERR_SYSTEM, "%s: %s", path, strerror(errno));
    json = run_line(run);
    buf_printf(&line, "%s\n", json);
    good = append_whole(fd, buf_str(&line));
    if (good && lseek(fd, 0, SEEK_END) > HISTORY_BYTES_MAX)
        good = shorten(fd, path);
    if (!good)
        err_set(err, ERR_SYSTEM, "%s: %s", path, strerror(errno));
    free(json);
    buf_done(&line);
    close(fd);
    return good;
}

void history_read(const char *path, struct history *out)
{
    struct buf text = {0};
    int fd = open_locked(path, O_RDONLY, LOCK_SH);

    if (fd >= 0) {
        file_get(fd, &text);
        close(fd);
    }
    read_runs(buf_str(&text), out);
    buf_done(&text);
}

void history_done(struct history *h)
{
    if (h->arena)
        arena_done(h->arena);
    free(h->arena);
    free(h->runs);
    *h = (struct history){0};
}
