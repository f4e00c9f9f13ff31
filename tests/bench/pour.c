/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Some thousand lines of genlog are made once and written again and again,
 * with other times. The last bytes of a slice wait for the next one, as those
 * of a writer with a buffer do: so lines are seen that are not whole yet.
 */
#include "pour.h"

#include "gen_write.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

enum {
    POOL_LINES = 20000,
    SLICE_MS = 20,
    HELD_BYTES = 9, /* of a slice, until the next one */
    LINE_MAX_BYTES = 512,
    BUFFER_BYTES = 1 << 20,
    TIME_DIGITS = 10,
    SPAN_S = 60,
    /* What of a file stays readable; as much is taken away at a time. */
    HOLE_BYTES = 256 << 20,
    NAME_BYTES = 40,
    /* Files that are no longer written to: the last ones stay; others go once
       they are counted. */
    KEPT_FILES = 8,
    OLD_FILES = 8192
};

struct pool_line {
    const char *text;
    size_t n;       /* with the newline */
    size_t times;   /* where start is; end is behind it */
    uint64_t bytes; /* the field */
};

/* A file that is no longer written to. */
struct old_file {
    char name[NAME_BYTES];
    uint64_t written; /* lines in all files when it was left */
};

struct pour {
    const struct pour_options *o;
    struct pour_shared *shared;
    char *pool; /* header and lines, as one text */
    size_t pool_n, header_n;
    struct pool_line lines[POOL_LINES];
    uint64_t written, sum; /* with what waits in the buffer */
    char buffer[BUFFER_BYTES];
    size_t n;
    char times[2 * TIME_DIGITS + 24]; /* "START END" of now */

    int fd;
    char name[NAME_BYTES]; /* of a folder: the file written to */
    uint64_t in_file;      /* lines of it */
    uint64_t size, hole;   /* of the one file: written, taken away */
    uint64_t n_turns;
    struct old_file old[OLD_FILES]; /* a ring */
    size_t first_old, end_old;
    uint64_t spare_written; /* as of old files, of the one that is cut */
};

static void fail(const char *what)
{
    perror(what);
    _exit(1);
}

static double now_s(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* The pool. */

/* Where word i of a line begins, from 0. */
static const char *word(const char *line, int i)
{
    while (i-- > 0)
        line = strchr(line, ' ') + 1;
    return line;
}

static struct pool_line line_at(const char *text)
{
    enum { WORD_BYTES = 9, WORD_START = 10 };
    struct pool_line line = {.text = text};

    line.n = (size_t)(strchr(text, '\n') - text) + 1;
    line.times = (size_t)(word(text, WORD_START) - text);
    line.bytes = strtoull(word(text, WORD_BYTES), NULL, 10); /* "-": 0 */
    return line;
}

static void make_pool(struct pour *p)
{
    static struct gen_writer writer; /* its buffer is large */
    const struct gen_options model = {.rows = POOL_LINES,
                                      .seed = 9,
                                      .start = 1788415200,
                                      .span_s = 3600,
                                      .reject = 100,
                                      .ipv6 = 20,
                                      .nodata = 2,
                                      .bursts = 1};
    struct gen_layout layout;
    const char *bad;
    int bad_n;
    FILE *out = open_memstream(&p->pool, &p->pool_n);

    if (!out || !gen_layout_parse(&layout, "default", &bad, &bad_n))
        fail("no lines");
    gen_write_init(&writer, &layout, out);
    gen_write_header(&writer);
    gen_run(&model, gen_write_record, &writer);
    if (!gen_write_done(&writer) || fclose(out))
        fail("no lines");
    const char *at = strchr(p->pool, '\n') + 1;
    p->header_n = (size_t)(at - p->pool);
    for (size_t i = 0; i < POOL_LINES; i++) {
        p->lines[i] = line_at(at);
        at += p->lines[i].n;
    }
}

/* Writing. */

static void write_bytes(struct pour *p, const char *from, size_t n)
{
    p->size += n;
    while (n) {
        ssize_t done = write(p->fd, from, n);

        if (done < 0)
            fail("cannot write");
        from += done;
        n -= (size_t)done;
    }
}

/* What of the one file was counted long ago is taken from the disk. */
static void dig(struct pour *p)
{
    if (p->o->shape != POUR_FILE || p->size - p->hole < 2 * HOLE_BYTES)
        return;
#ifdef FALLOC_FL_PUNCH_HOLE
    if (fallocate(p->fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE,
                  (off_t)p->hole, HOLE_BYTES) &&
        errno != EOPNOTSUPP)
        fail("cannot make a hole");
#endif
    p->hole += HOLE_BYTES;
}

/* Write the buffer but for its last bytes; held: how many. */
static void flush(struct pour *p, size_t held)
{
    size_t n = p->n > held ? p->n - held : 0;

    write_bytes(p, p->buffer, n);
    memmove(p->buffer, p->buffer + n, p->n - n);
    p->n -= n;
    dig(p);
}

static void tell(struct pour *p, uint64_t lines, uint64_t sum)
{
    atomic_store(&p->shared->bytes_field, sum);
    atomic_store(&p->shared->written, lines);
}

static void set_times(struct pour *p)
{
    long now = (long)time(NULL);

    snprintf(p->times, sizeof p->times, "%ld %ld", now - SPAN_S, now);
}

static void put_line(struct pour *p)
{
    const struct pool_line *line = &p->lines[p->written % POOL_LINES];

    memcpy(p->buffer + p->n, line->text, line->n);
    memcpy(p->buffer + p->n + line->times, p->times, 2 * TIME_DIGITS + 1);
    p->n += line->n;
    p->written++;
    p->in_file++;
    p->sum += line->bytes;
}

/* Files of a folder. */

/*
 * Are the first lines counted? How many are says nothing of which; but lines
 * that came some time after would not be before them.
 */
static bool is_counted(const struct pour *p, uint64_t lines)
{
    enum { AFTER_S = 2 };

    return atomic_load(&p->shared->counted) >=
           lines + (uint64_t)p->o->rate * AFTER_S;
}

static void open_file(struct pour *p, const char *name, int how)
{
    p->fd = open(name, O_WRONLY | O_CREAT | O_CLOEXEC | how, 0600);
    if (p->fd < 0)
        fail(name);
    snprintf(p->name, sizeof p->name, "%s", name);
    p->in_file = 0;
    write_bytes(p, p->pool, p->header_n);
}

static struct old_file *oldest(struct pour *p)
{
    return &p->old[p->first_old % OLD_FILES];
}

static bool has_old(const struct pour *p)
{
    return p->end_old - p->first_old > KEPT_FILES;
}

/* The oldest of the files go, once they are counted. */
static void leave(struct pour *p, const char *name)
{
    struct old_file *file = &p->old[p->end_old % OLD_FILES];

    file->written = p->written;
    snprintf(file->name, sizeof file->name, "%s", name);
    p->end_old++;
    while (has_old(p) && is_counted(p, oldest(p)->written)) {
        if (unlink(oldest(p)->name))
            fail("cannot delete");
        p->first_old++;
    }
    if (p->end_old - p->first_old == OLD_FILES) {
        fprintf(stderr, "pour: too many files are not counted\n");
        _exit(1);
    }
}

static bool is_spare(const char *name)
{
    return strcmp(name, "spare.log") == 0;
}

/*
 * The next file: the log by its old name, after it was renamed; one that is
 * new; one that is cut.
 */
static void turn(struct pour *p)
{
    enum { RENAME, NEW, CUT, KINDS };
    char name[NAME_BYTES];
    uint64_t n = ++p->n_turns;

    flush(p, 0);
    tell(p, p->written, p->sum);
    close(p->fd);
    if (is_spare(p->name)) {
        p->spare_written = p->written;
    } else {
        bool live = strcmp(p->name, "live.log") == 0;

        snprintf(name, sizeof name, "live.log.%06lu", (unsigned long)n);
        if (live && rename("live.log", name))
            fail("cannot rename");
        leave(p, live ? name : p->name);
    }
    snprintf(name, sizeof name, "new-%06lu.log", (unsigned long)n);
    if (n % KINDS == CUT && is_counted(p, p->spare_written))
        open_file(p, "spare.log", O_TRUNC);
    else
        open_file(p, n % KINDS == NEW ? name : "live.log", O_EXCL);
    atomic_store(&p->shared->turns, n);
}

static void open_first(struct pour *p)
{
    p->fd = p->o->pipe;
    if (p->o->shape == POUR_PIPE) {
        write_bytes(p, p->pool, p->header_n);
        return;
    }
    if (chdir(p->o->folder))
        fail(p->o->folder);
    open_file(p, p->o->shape == POUR_FILE ? "flow.log" : "live.log", O_EXCL);
}

/* Time. */

static void write_slice(struct pour *p, uint64_t due)
{
    uint64_t whole, sum;

    set_times(p);
    while (p->written < due) {
        if (p->o->shape == POUR_FOLDER && p->in_file >= p->o->turn_lines)
            turn(p);
        put_line(p);
        if (p->n > BUFFER_BYTES - LINE_MAX_BYTES)
            flush(p, 0);
    }
    whole = p->written;
    sum = p->sum;
    if (due < p->o->lines) {
        whole--;
        sum -= p->lines[whole % POOL_LINES].bytes;
    }
    flush(p, due < p->o->lines ? HELD_BYTES : 0);
    tell(p, whole, sum);
}

static void run(struct pour *p)
{
    struct timespec pause = {.tv_nsec = SLICE_MS * 1000000L};
    double start, late = 0;

    make_pool(p);
    open_first(p);
    set_times(p);
    put_line(p);
    flush(p, 0);
    tell(p, p->written, p->sum);
    while (!atomic_load(&p->shared->go))
        nanosleep(&pause, NULL);
    start = now_s();
    while (p->written < p->o->lines) {
        uint64_t due = (uint64_t)((now_s() - start) * p->o->rate) + 1;

        if (due > p->written)
            write_slice(p, due < p->o->lines ? due : p->o->lines);
        double after = now_s() - start - (double)p->written / p->o->rate;
        late = after > late ? after : late;
        atomic_store(&p->shared->late_ms, (unsigned)(late * 1000));
        nanosleep(&pause, NULL);
    }
}

struct pour_shared *pour_share(void)
{
    void *p = mmap(NULL, sizeof(struct pour_shared), PROT_READ | PROT_WRITE,
                   MAP_SHARED | MAP_ANONYMOUS, -1, 0);

    return p == MAP_FAILED ? NULL : p;
}

pid_t pour_start(const struct pour_options *o, struct pour_shared *shared)
{
    pid_t child = fork();

    if (child == 0) {
        struct pour *p = calloc(1, sizeof *p);

#ifdef __linux__
        prctl(PR_SET_PDEATHSIG, SIGTERM);
#endif
        if (!p)
            fail("no memory");
        p->o = o;
        p->shared = shared;
        run(p);
        _exit(0);
    }
    return child;
}
