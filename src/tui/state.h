/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files that the program keeps for itself (design.md 7). */
#ifndef TUI_STATE_H
#define TUI_STATE_H

/*
 * $XDG_STATE_HOME/vpcscope/NAME, or below ~/.local/state, the folders it lies
 * in made; NULL without a home. To be freed.
 */
char *state_path(const char *name);
/* Make the folders that path lies in; it is changed meanwhile. */
void state_make_folders(char *path);

#endif
