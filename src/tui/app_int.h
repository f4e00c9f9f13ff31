/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Setting up, drawing and feeding the explorer: for loop.c. */
#ifndef TUI_APP_INT_H
#define TUI_APP_INT_H

#include "tui/app.h"

void app_init(struct app *app, struct engine *engine,
              const struct tui_options *options);
void app_done(struct app *app);

/*
 * $XDG_STATE_HOME/vpcscope/history, its folders made; NULL without a home.
 * To be freed.
 */
char *app_history_path(void);

/* Lay the screen out and load what its panes show. */
void frame_load(struct app *app);
/* Draw all of it. */
void frame_draw(const struct app *app);

/* Run a query as if it had been typed: a wrong one stays in the prompt. */
void input_run_query(struct app *app, struct str text);
/* Take in what the terminal sent; false when there was nothing. */
bool input_take(struct app *app);
/* How long until a paste without an end counts as over; negative: never. */
int64_t input_wait_ms(const struct app *app);
/* End it when it does. */
void input_tick(struct app *app);
/* Do what a key says, while the prompt has not the focus. */
void input_key(struct app *app, int code);
/* The user acts: notices and complaints have been seen. */
void input_seen(struct app *app);

#endif
