/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Strings and numbers as JSON writes them (RFC 8259). */
#ifndef BASE_JSON_TEXT_H
#define BASE_JSON_TEXT_H

#include "base/buf.h"
#include "base/num.h"
#include "base/str.h"

/*
 * Append s in quotes; bytes that are no UTF-8 become U+FFFD. What a terminal
 * must not get is escaped, so that JSON can be looked at.
 */
void json_text_string(struct buf *out, struct str s);
/* Append JSON on one line with what is harmful in its strings escaped. */
void json_text_harmless(struct buf *out, struct str json);
/* Append n, which is not NUM_NONE. */
void json_text_number(struct buf *out, struct num n);

#endif
