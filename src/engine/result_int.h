/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Making results; only the job does. */
#ifndef ENGINE_RESULT_INT_H
#define ENGINE_RESULT_INT_H

#include "engine/result.h"
#include "engine/serial.h"

/*
 * The result of what was gathered: runs the serial rest of its plan. What was
 * gathered is used up. NULL with *err.
 */
struct result *result_new(const struct serial *how, struct gathered *gathered,
                          bool is_partial, struct err *err);
/* Rows that could not be read again while it was made. */
uint64_t result_lost(const struct result *r);

#endif
