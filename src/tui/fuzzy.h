/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How well a text answers what someone typed to find it. */
#ifndef TUI_FUZZY_H
#define TUI_FUZZY_H

#include "base/str.h"

/*
 * The words of wanted, separated by blanks, must each stand in text: their
 * letters in order, others between them, whatever their case. Larger is
 * better: letters that follow each other and beginnings of words count most.
 * -1: it is no match. Nothing wanted matches everything, with 0.
 */
int fuzzy_score(struct str text, struct str wanted);

#endif
