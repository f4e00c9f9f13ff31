/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names to numbers, hashed; memory is an arena's. All-zero is empty. */
#ifndef QUERY_NAME_INDEX_H
#define QUERY_NAME_INDEX_H

#include "base/arena.h"
#include "base/str.h"

#include <stdint.h>

#define NAME_NONE UINT32_MAX

struct name_index {
    struct name_slot *slots;
    uint32_t n, cap; /* cap is a power of two, or 0 */
};

/* The name (borrowed) has this number from now on. */
void name_index_set(struct arena *a, struct name_index *x, struct str name,
                    uint32_t number);
/* NAME_NONE when it has none. */
uint32_t name_index_get(const struct name_index *x, struct str name);

#endif
