/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tui/session_file.h"

#include "base/buf.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "tui/state.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { FILE_MAX = 64 << 20 };

static const struct str suffix = {".json", 5};

char *session_absolute(const char *path)
{
    char *folder = path[0] == '/' ? NULL : getcwd(NULL, 0);
    struct buf b = {0};

    if (folder)
        buf_printf(&b, "%s/", folder);
    buf_text(&b, path);
    free(folder);
    return b.p ? b.p : mem_calloc(1, 1);
}

json_t *session_text(struct str text)
{
    json_t *json = json_stringn(text.n ? text.p : "", text.n);
    struct buf clean = {0};

    if (json)
        return json;
    utf8_clean(&clean, text, SIZE_MAX);
    json = json_stringn(clean.p, clean.n);
    buf_done(&clean);
    return json;
}

char *session_new_path(void)
{
    char name[64];
    time_t now = time(NULL);
    struct tm t;

    if (!gmtime_r(&now, &t))
        return NULL;
    snprintf(name, sizeof name, "sessions/%04d%02d%02dT%02d%02d%02dZ-%ld.json",
             t.tm_year + 1900, t.tm_mon + 1, t.tm_mday, t.tm_hour, t.tm_min,
             t.tm_sec, (long)getpid());
    return state_path(name);
}

/* --- Reading ------------------------------------------------------------- */

/* Names of files, at least one; standard input cannot be read again. */
static bool are_files(const json_t *names)
{
    for (size_t i = 0; i < json_array_size(names); i++) {
        const char *name = json_string_value(json_array_get(names, i));

        if (!name || !strcmp(name, "-"))
            return false;
    }
    return json_array_size(names) > 0;
}

json_t *session_read(const char *path, struct err *err)
{
    struct buf text = {0};
    json_error_t why = {0};
    bool there = file_load_plain(path, FILE_MAX, &text);
    json_t *root = there ? json_loadb(text.n ? text.p : "", text.n, 0, &why)
                         : NULL;
    json_t *version = json_object_get(root, "version");

    buf_done(&text);
    if (!root)
        err_set(err, ERR_INPUT, "the session %.80s cannot be read: %.80s", path,
                there ? why.text : strerror(errno));
    else if (json_integer_value(version) != SESSION_VERSION ||
             !are_files(json_object_get(root, "files")) ||
             json_array_size(json_object_get(root, "steps")) == 0)
        err_set(err, ERR_INPUT, "%.120s is no session of this version", path);
    else
        return root;
    json_decref(root);
    return NULL;
}

static char *copy_string(const json_t *json)
{
    return json_is_string(json) ? str_dup(str_of(json_string_value(json)))
                                : NULL;
}

/* Copies of the texts of an array; *n of them. */
static char **take_texts(const json_t *array, size_t *n)
{
    char **texts = mem_calloc(json_array_size(array) + 1, sizeof *texts);

    *n = 0;
    for (size_t i = 0; i < json_array_size(array); i++) {
        char *text = copy_string(json_array_get(array, i));

        if (text)
            texts[(*n)++] = text;
    }
    return texts;
}

static void free_texts(char **texts, size_t n)
{
    for (size_t i = 0; i < n; i++)
        free(texts[i]);
    free(texts);
}

bool session_read_info(const char *path, struct session_info *out)
{
    struct err ignored = {0};
    json_t *root = session_read(path, &ignored);
    const json_t *steps = json_object_get(root, "steps");
    size_t at = (size_t)json_integer_value(json_object_get(root, "current"));

    if (!root)
        return false;
    *out = (struct session_info){
        .path = str_dup(str_of(path)),
        .format = copy_string(json_object_get(root, "format")),
        .query =
            copy_string(json_object_get(json_array_get(steps, at), "query")),
        .n_steps = json_array_size(steps),
        .n_marks = json_array_size(json_object_get(root, "marks")),
        .saved_ms = json_integer_value(json_object_get(root, "saved"))};
    out->files = take_texts(json_object_get(root, "files"), &out->n_files);
    out->tables = take_texts(json_object_get(root, "tables"), &out->n_tables);
    json_decref(root);
    return true;
}

void session_info_done(struct session_info *s)
{
    free_texts(s->files, s->n_files);
    free_texts(s->tables, s->n_tables);
    free(s->path);
    free(s->format);
    free(s->query);
    *s = (struct session_info){0};
}

static int order_saved(const void *a, const void *b)
{
    const struct session_info *x = a, *y = b;

    if (x->saved_ms != y->saved_ms)
        return x->saved_ms > y->saved_ms ? -1 : 1;
    return strcmp(y->path, x->path);
}

struct session_info *session_list(size_t *n)
{
    char *folder = state_path("sessions/");
    DIR *dir = folder ? opendir(folder) : NULL;
    struct session_info *list = NULL;
    struct dirent *entry;
    struct buf path = {0};
    size_t cap = 0;

    *n = 0;
    while (dir && (entry = readdir(dir))) {
        if (!str_ends(str_of(entry->d_name), suffix))
            continue;
        buf_reset(&path);
        buf_printf(&path, "%s%s", folder, entry->d_name);
        list = mem_grow(list, *n, &cap, sizeof *list);
        *n += session_read_info(path.p, &list[*n]);
    }
    if (dir)
        closedir(dir);
    if (*n)
        qsort(list, *n, sizeof *list, order_saved);
    buf_done(&path);
    free(folder);
    return list;
}

void session_list_free(struct session_info *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        session_info_done(&list[i]);
    free(list);
}

/* Do both names lead to one file? Names of what is gone must be equal. */
static bool same_file(const char *a, const char *b)
{
    char *x = realpath(a, NULL), *y = realpath(b, NULL);
    bool same = x && y ? !strcmp(x, y) : !strcmp(a, b);

    free(x);
    free(y);
    return same;
}

static bool is_over(const struct session_info *s, char *const *files, size_t n)
{
    bool same = s->n_files == n;

    for (size_t i = 0; same && i < n; i++) {
        char *absolute = session_absolute(files[i]);

        same = same_file(s->files[i], absolute);
        free(absolute);
    }
    return same;
}

bool session_find(char *const *files, size_t n, struct session_info *out,
                  struct err *err)
{
    size_t n_sessions;
    struct session_info *list = session_list(&n_sessions);
    bool found = false;

    for (size_t i = 0; !found && i < n_sessions; i++)
        if (n == 0 || is_over(&list[i], files, n)) {
            *out = list[i];
            list[i] = (struct session_info){0};
            found = true;
        }
    session_list_free(list, n_sessions);
    return found || err_set(err, ERR_USAGE,
                            n ? "there is no session over these files"
                              : "there is no session to resume");
}

/* --- Writing ------------------------------------------------------------- */

static void drop_old(void)
{
    size_t n;
    struct session_info *list = session_list(&n);

    for (size_t i = SESSIONS_MAX; i < n; i++)
        unlink(list[i].path);
    session_list_free(list, n);
}

bool session_write(const char *path, const char *text, struct err *err)
{
    if (!file_write(path, str_of(text), 0600, true))
        return err_set(err, ERR_SYSTEM, "%.150s: %s", path, strerror(errno));
    drop_old();
    return true;
}
