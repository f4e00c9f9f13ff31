/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows of a page whose time lies in the time window. */
#ifndef ENGINE_WINDOW_H
#define ENGINE_WINDOW_H

#include "engine/engine.h"
#include "engine/relation.h"
#include "engine/selection.h"

/*
 * Select those of the n rows of r's open page; how many rows have no time.
 * times are wanted already.
 */
uint32_t window_select(struct time_window window, struct relation *r,
                       uint32_t n, struct selection *out);

#endif
