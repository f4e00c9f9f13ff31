/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Values as bytes, for a temporary file of this program: what was put there is
 * taken from there the same, texts and nested values and marks of estimates.
 */
#ifndef ENGINE_VALUE_BYTES_H
#define ENGINE_VALUE_BYTES_H

#include "base/arena.h"
#include "base/buf.h"
#include "query/value.h"

void value_bytes_put(struct buf *to, struct value v);
/* The value whose bytes begin at p; returns where they end. Arena texts. */
const char *value_bytes_take(const char *p, struct arena *arena,
                             struct value *out);

#endif
