/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A thread that takes in what comes to the inputs of a dataset, and tells the
 * jobs that wait for it. It looks as often as there is something, but neither
 * more than a few times a second nor for a large share of the time.
 */
#ifndef ENGINE_GROWTH_H
#define ENGINE_GROWTH_H

#include "base/err.h"
#include "scan/dataset.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

struct growth;

/* Nothing happens before growth_start. */
struct growth *growth_new(struct dataset *ds);
void growth_free(struct growth *g);
bool growth_start(struct growth *g, struct err *err);
void growth_stop(struct growth *g);
bool growth_runs(const struct growth *g);

/* Changes when new segments have come. */
uint64_t growth_version(struct growth *g);
/*
 * Until the version is another than this, *stop is set, or so much time has
 * passed (negative: however long).
 */
void growth_wait(struct growth *g, uint64_t version, int64_t most_ms,
                 const atomic_bool *stop);
/* After a *stop was set: who waits looks at it. */
void growth_wake(struct growth *g);

#endif
