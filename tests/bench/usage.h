/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a process takes of the machine, for soaks. */
#ifndef BENCH_USAGE_H
#define BENCH_USAGE_H

#include <stdbool.h>
#include <sys/types.h>

struct usage {
    double resident_mb; /* all of it: memory of its own, and of files */
    double own_mb;      /* without the pages of files */
    double peak_mb;     /* of resident_mb, since it began */
    unsigned descriptors;
    unsigned threads;
    double cpu_s; /* since it began */
};

/* False where the system does not tell (it is in /proc), or it has ended. */
bool usage_get(pid_t pid, struct usage *out);

#endif
