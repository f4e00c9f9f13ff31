/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What batch and explorer share: opening the paths, the time window that
 * counts from the newest record, and telling the user about the inputs.
 */
#ifndef CLI_INPUTS_H
#define CLI_INPUTS_H

#include "base/arena.h"
#include "cli/options.h"
#include "engine/engine.h"
#include "scan/dataset.h"

/* Open everything the options name. NULL with *err when --format is wrong. */
struct dataset *inputs_open(const struct options *o, struct err *err);
/*
 * With --follow: until the first records are there, with messages told as by
 * inputs_tell. False when they will not come, or Ctrl-C was pressed (once
 * watch_prepare was called).
 */
bool inputs_await(struct dataset *ds, size_t *seen);
/* Do --from, --to or --last count back from something? */
bool inputs_relative(const struct options *o);
/* And is that the clock? */
bool inputs_from_now(const struct options *o);
/*
 * --from, --to and --last as a window; reads the newest time when they count
 * back from it. With --follow --last is open at its end. False with *err when
 * no record has a time or it is upside down.
 */
bool inputs_window(const struct options *o, struct engine *engine,
                   struct time_window *out, struct err *err);
/*
 * The names of the fields that the layouts found so far have, as queries name
 * them; arena memory. Returns how many.
 */
size_t inputs_fields(struct dataset *ds, struct arena *arena,
                     const struct str **out);
/* Print messages about inputs on stderr from number *seen on. */
void inputs_tell(const struct dataset *ds, size_t *seen);
/* Does a message begin with this text? That of an err may be cut. */
bool inputs_have_told(const struct dataset *ds, const char *text);
/* STATUS_DONE, STATUS_INPUT or STATUS_INCOMPLETE by the messages so far. */
int inputs_status(const struct dataset *ds);

#endif
