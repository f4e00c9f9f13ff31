/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Is a text a flow record, whatever it stands in? Log collectors put records
 * into members and columns of many names ("_raw", "line", "original"); what
 * they put there tells more than what they call it.
 */
#ifndef SOURCE_RECORD_LOOK_H
#define SOURCE_RECORD_LOOK_H

#include "base/str.h"

#include <stdbool.h>

/* Shorter texts are none. */
enum { RECORD_LOOK_BYTES = 20 };

/* Several words, at least one of which only flow records have. */
bool record_look(struct str text);

#endif
