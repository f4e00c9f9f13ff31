/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What libisal alone can do: inflates gzip files, checksums included, into a
 * buffer that is used again, and does nothing with the text. Threads take one
 * file after the other. Prints how many bytes of text there were.
 *
 *     bench_inflate [--threads N] FILE...
 */
#include "base/mem.h"
#include "base/team.h"

#include <getopt.h>
#include <isa-l/igzip_lib.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Both stay in the second-level cache. */
enum { IN_BYTES = 64 << 10, OUT_BYTES = 64 << 10 };

struct bench {
    char **paths;
    size_t n;
    atomic_size_t next;
    atomic_uint_fast64_t bytes;
    atomic_bool failed;
};

struct inflating {
    struct inflate_state state;
    FILE *file;
    uint8_t in[IN_BYTES];
    uint8_t out[OUT_BYTES];
};

/* Bytes that wait, more of them when none do; false at the end. */
static bool feed(struct inflating *x)
{
    if (x->state.avail_in)
        return true;
    x->state.next_in = x->in;
    x->state.avail_in = (uint32_t)fread(x->in, 1, IN_BYTES, x->file);
    return x->state.avail_in > 0;
}

static void begin_member(struct inflating *x)
{
    isal_inflate_reset(&x->state);
    x->state.crc_flag = ISAL_GZIP;
}

/* All members; false when they are damaged. *bytes grows. */
static bool inflate_all(struct inflating *x, uint64_t *bytes)
{
    bool in_member = false;

    while (feed(x)) {
        if (!in_member)
            begin_member(x);
        x->state.next_out = x->out;
        x->state.avail_out = OUT_BYTES;
        if (isal_inflate(&x->state) != ISAL_DECOMP_OK)
            return false;
        *bytes += OUT_BYTES - x->state.avail_out;
        in_member = x->state.block_state != ISAL_BLOCK_FINISH;
    }
    /* What is made of the last input may be more than one buffer of text. */
    while (in_member) {
        x->state.next_out = x->out;
        x->state.avail_out = OUT_BYTES;
        if (isal_inflate(&x->state) != ISAL_DECOMP_OK ||
            x->state.avail_out == OUT_BYTES)
            return x->state.block_state == ISAL_BLOCK_FINISH;
        *bytes += OUT_BYTES - x->state.avail_out;
        in_member = x->state.block_state != ISAL_BLOCK_FINISH;
    }
    return true;
}

static bool inflate_file(struct inflating *x, const char *path, uint64_t *bytes)
{
    bool good;

    isal_inflate_init(&x->state);
    x->file = fopen(path, "rb");
    if (!x->file)
        return false;
    setvbuf(x->file, NULL, _IONBF, 0);
    good = inflate_all(x, bytes);
    fclose(x->file);
    return good;
}

static void inflate_some(void *arg, unsigned thread)
{
    struct bench *b = arg;
    struct inflating *x = mem_alloc(sizeof *x);
    uint64_t bytes = 0;
    size_t i;

    (void)thread;
    while ((i = atomic_fetch_add(&b->next, 1)) < b->n) {
        if (inflate_file(x, b->paths[i], &bytes))
            continue;
        fprintf(stderr, "bench_inflate: %s: cannot be inflated\n", b->paths[i]);
        atomic_store(&b->failed, true);
    }
    atomic_fetch_add(&b->bytes, bytes);
    free(x);
}

int main(int argc, char **argv)
{
    static const struct option options[] = {
        {"threads", required_argument, NULL, 't'},
        {0},
    };
    struct bench b = {.n = 0};
    unsigned threads = team_default_size();

    for (int c; (c = getopt_long(argc, argv, "", options, NULL)) != -1;) {
        if (c != 't')
            return 2;
        threads = (unsigned)strtoul(optarg, NULL, 10);
    }
    b.paths = argv + optind;
    b.n = (size_t)(argc - optind);
    team_run(threads, inflate_some, &b);
    printf("%llu\n", (unsigned long long)b.bytes);
    return b.failed;
}
