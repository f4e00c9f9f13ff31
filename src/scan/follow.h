/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Following the inputs of a dataset: which files there are by now, which have
 * grown, which were put in the place of others. See dataset.h for what that
 * means. All but follow_wake and follow_ended from one thread at a time.
 */
#ifndef SCAN_FOLLOW_H
#define SCAN_FOLLOW_H

#include <stdbool.h>
#include <stddef.h>

struct dataset;
struct follow;

struct follow *follow_new(struct dataset *ds, bool polls);
/* NULL is fine. Files of the dataset stay. */
void follow_free(struct follow *f);

/* As dataset_add, and from now on the path is looked at. */
size_t follow_add(struct follow *f, const char *path);
/* As dataset_look, _wait, _wake, _ended. */
bool follow_look(struct follow *f);
bool follow_wait(struct follow *f, int most_ms);
void follow_wake(struct follow *f);
bool follow_ended(const struct follow *f);

#endif
