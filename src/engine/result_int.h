/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Making results; only the job does. */
#ifndef ENGINE_RESULT_INT_H
#define ENGINE_RESULT_INT_H

#include "engine/result.h"
#include "engine/serial.h"

/*
 * The result that a merged partial state gives: runs the serial rest of its
 * plan. The state is used up. NULL with *err.
 */
struct result *result_new(const struct serial *how, struct partial *partial,
                          bool is_partial, struct err *err);
/* Rows that could not be read again while it was made. */
uint64_t result_lost(const struct result *r);

#endif
