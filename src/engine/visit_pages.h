/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Going over rows in the order of the pages, where memory is too short to sort
 * them by that: they go by way of the disk, so that pages that are dear are
 * opened once all the same.
 */
#ifndef ENGINE_VISIT_PAGES_H
#define ENGINE_VISIT_PAGES_H

#include "base/spill.h"
#include "engine/visit.h"

struct page_visit {
    const uint64_t *ids; /* of n rows, in any order */
    size_t n;
    const struct needs *needs; /* as for visit_rows */
    visit_fn *fn;
    void *arg;
    const atomic_bool *stop; /* or NULL */
    size_t most_bytes;       /* memory for it, about */
    struct spill *spill;     /* where that is too little */
};

/*
 * As visit_rows. A page is opened more than once only when its rows alone
 * take more than the memory. False when fn stopped or stop was set, or the
 * disk took no more: then *err says so.
 */
bool visit_pages(struct batch *b, const struct page_visit *v, struct err *err);

#endif
