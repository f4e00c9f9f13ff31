/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tape_holds.h"

#include "input_file.h"

#include "base/utf8.h"
#include "engine/local.h"
#include "query/tree.h"
#include "tui/tape.h"
#include "tui/tui.h"

#include <inttypes.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { CELLS_MAX = 20000, STATUS_DONE = 0, STATUS_INTERRUPTED = 130 };

/* With an IPv6 address, a record without traffic, and hostile text. */
static const char log_text[] =
    "version account-id interface-id srcaddr dstaddr srcport dstport protocol "
    "packets bytes start end action log-status\n"
    "2 123456789012 eni-0a 10.0.0.1 10.0.1.9 40000 443 6 10 1000 1756900800 "
    "1756900860 ACCEPT OK\n"
    "2 123456789012 eni-0a 203.0.113.5 10.0.1.9 50000 22 6 2 120 1756900860 "
    "1756900880 REJECT OK\n"
    "2 123456789012 eni-0b - - - - - - - 1756901100 1756901160 - NODATA\n"
    "2 123456789012 eni-0b 2001:db8::1 2001:db8::9 1024 53 17 1 80 1756901400 "
    "1756901401 ACCEPT OK\n"
    "2 x\033[2Jy \xff\xe2\x80\xae 203.0.113.5 10.0.1.9 50001 3389 6 3 180 "
    "1756904400 1756904410 REJECT OK\n"
    "a line that does not fit\n";

/* Tapes and bytes. */

/* What a terminal sends for the items; Enter is a CR. */
static void bytes_of(const struct tape_item *items, size_t n, struct buf *out)
{
    for (size_t i = 0; i < n; i++) {
        char key[8];

        if (items[i].kind == TAPE_TEXT)
            buf_add(out, items[i].text);
        else if (items[i].kind == TAPE_KEY)
            buf_add(out, (struct str){key, tape_key_bytes(&items[i], key)});
    }
}

static void check_bytes(const struct tape_item *items, size_t n,
                        struct str bytes, struct buf *why)
{
    struct buf want = {0}, got = {0};

    buf_add(&want, bytes);
    for (size_t i = 0; i < want.n; i++)
        if (want.p[i] == '\n')
            want.p[i] = '\r';
    bytes_of(items, n, &got);
    if (!str_eq(buf_str(&want), buf_str(&got)))
        buf_printf(why, "%zu bytes were written to the tape, it gives %zu",
                   want.n, got.n);
    buf_done(&want);
    buf_done(&got);
}

/* The bytes as --record writes them. */
static void record(struct str bytes, struct buf *out)
{
    char *text = NULL;
    size_t n = 0;
    struct tape_writer writer = {.out = open_memstream(&text, &n)};

    tape_put_bytes(&writer, bytes);
    tape_put_pause(&writer);
    fclose(writer.out);
    buf_add(out, (struct str){text, n});
    free(text);
}

/* The tape that the bytes are or make; false when it need not be played. */
static bool make_tape(struct str bytes, struct buf *tape, struct buf *why)
{
    struct arena a = {0};
    struct tape_item *items = NULL;
    struct err err = {.code = ERR_NONE};
    size_t n = 0;
    bool fits = true;

    buf_add(tape, bytes);
    if (!tape_parse(&a, bytes, &items, &n, &err)) {
        if (err.code == ERR_NONE || !err.msg[0])
            buf_text(why, "a tape is refused without a word");
        buf_reset(tape);
        record(bytes, tape);
        if (tape_parse(&a, buf_str(tape), &items, &n, &err))
            check_bytes(items, n, bytes, why);
        else
            buf_printf(why, "what is recorded is no tape: %s", err.msg);
    }
    for (size_t i = 0; i < n; i++)
        fits &=
            items[i].kind != TAPE_SIZE || items[i].w * items[i].h <= CELLS_MAX;
    arena_done(&a);
    return fits && !why->n;
}

/* An engine that looks at what it is asked for. */
struct watched {
    struct engine_ops ops; /* first: the engine's */
    const struct engine_ops *real;
    struct buf *why;
};

static void check_error(struct str text, const struct err *err, struct buf *why)
{
    if (err->code == ERR_NONE || !err->msg[0] || err->at.start > err->at.end ||
        err->at.end > text.n)
        buf_printf(why, "the query %.*s is refused: \"%s\" at %u-%u",
                   STR_ARG(text), err->msg, err->at.start, err->at.end);
}

static void check_query(struct str text, struct buf *why)
{
    struct err err = {.code = ERR_NONE};
    struct query *q = query_parse(text, false, &err);

    if (!q)
        check_error(text, &err, why);
    query_free(q);
}

static struct job *start(struct engine *e, const struct job_request *request,
                         uint32_t *which, struct err *err)
{
    struct watched *w = (struct watched *)(uintptr_t)e->ops;
    struct job *job;

    for (uint32_t i = 0; i < request->n_queries; i++)
        check_query(request->queries[i].text, w->why);
    job = w->real->start(e, request, which, err);
    if (!job)
        check_error(request->queries[*which].text, err, w->why);
    return job;
}

/* Standard output, caught. */
struct output {
    int before;
    struct input_file file;
};

static bool catch_output(struct output *o)
{
    fflush(stdout);
    if (!input_file_open(&o->file, STR("")))
        return false;
    o->before = dup(STDOUT_FILENO);
    return dup2(fileno(o->file.f), STDOUT_FILENO) >= 0;
}

static void release_output(struct output *o, struct buf *text)
{
    size_t n;

    fflush(stdout);
    dup2(o->before, STDOUT_FILENO);
    close(o->before);
    rewind(o->file.f);
    do {
        n = fread(buf_room(text, BUFSIZ), 1, BUFSIZ, o->file.f);
        text->n += n;
    } while (n);
    input_file_close(&o->file);
}

/* Lines of characters, none of which steers a terminal. */
static void check_screens(struct str text, struct buf *why)
{
    if (!str_starts(text, STR("--- ")))
        buf_text(why, "there is no last screen");
    if (utf8_find_invalid(text) < text.n)
        buf_printf(why, "byte %zu of the screens is no UTF-8",
                   utf8_find_invalid(text));
    while (text.n && !why->n) {
        size_t n;
        uint32_t c = utf8_decode(text, &n);

        if (c != '\n' && !utf8_is_harmless(c))
            buf_printf(why, "the screen has the character %" PRIx32, c);
        text = str_slice(text, n, text.n);
    }
}

/* No file of the user's is read or written. */
static void leave_home(void)
{
    static const char *const folders[] = {"HOME", "XDG_STATE_HOME",
                                          "XDG_CONFIG_HOME", "XDG_CACHE_HOME",
                                          "TMPDIR"};

    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
        setenv(folders[i], "/dev/null/none", 1);
    if (!setlocale(LC_ALL, "C.UTF-8"))
        setlocale(LC_ALL, "");
}

/* Nothing else is there to be opened. */
static bool refuse(struct tui_next *next, struct err *err)
{
    (void)next;
    return err_set(err, ERR_USAGE, "not here");
}

static void explore(struct dataset *ds, const char *tape, struct buf *why)
{
    struct local_options local = {.threads = 1, .memory_bytes = 64 << 20};
    struct engine *engine = local_engine_new(ds, &local);
    struct watched watched = {.real = engine->ops, .why = why};
    struct tui_next next = {.open = refuse};
    struct tui_options options = {
        .window = TIME_WINDOW_ALL, .next = &next, .replay = tape};
    struct output output;
    struct buf text = {0};

    watched.ops = *engine->ops;
    watched.ops.start = start;
    engine->ops = &watched.ops;
    if (catch_output(&output)) {
        int status = tui_run(engine, &options);

        release_output(&output, &text);
        if (status != STATUS_DONE && status != STATUS_INTERRUPTED)
            buf_printf(why, "the explorer ends with %d", status);
        check_screens(buf_str(&text), why);
    }
    engine->ops->free(engine);
    buf_done(&text);
    tui_next_forget(&next);
}

bool tape_holds(struct str bytes, struct buf *why)
{
    struct dataset_options options = {.memory_bytes = 64 << 20,
                                      .keep_columns = true};
    struct input_file log, keys;
    struct buf tape = {0};
    struct dataset *ds;

    leave_home();
    if (make_tape(bytes, &tape, why) &&
        input_file_open(&log, str_of(log_text)) &&
        input_file_open(&keys, buf_str(&tape))) {
        ds = dataset_new(&options, NULL);
        dataset_add(ds, log.path);
        explore(ds, keys.path, why);
        dataset_free(ds);
        input_file_close(&keys);
        input_file_close(&log);
    }
    buf_done(&tape);
    return !why->n;
}
