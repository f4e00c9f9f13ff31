/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The local engine: queries over a dataset with threads over segments. */
#ifndef ENGINE_LOCAL_H
#define ENGINE_LOCAL_H

#include "engine/engine.h"
#include "query/lookup_table.h"
#include "scan/dataset.h"

struct local_options {
    unsigned threads;      /* 0: all processors */
    uint64_t memory_bytes; /* for groups and rows of one job; 0: a quarter
                              of RAM */
    int64_t timeout_ms;    /* of a job that asks for none; 0: none */
    uint32_t own_groups;   /* groups that a thread keeps to itself, for tests;
                              0: the usual number */
    bool ahead;            /* decode columns that no query asked for while
                              no job runs; for a dataset that keeps them */
    struct lookup_tables *tables; /* for lookup and cidrlookup; borrowed */
    int64_t now_ms;        /* fixed clock for tests; 0: the system's */
};

/*
 * The dataset is borrowed and must outlive the engine, which outlives its
 * jobs.
 */
struct engine *local_engine_new(struct dataset *ds,
                                const struct local_options *options);

#endif
