/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Base64 as RFC 4648 has it: the usual alphabet, padded, no line breaks. */
#ifndef BASE_BASE64_H
#define BASE_BASE64_H

#include "base/buf.h"

/* The 64 characters in order; a NUL follows. */
extern const char base64_alphabet[65];

/* The four characters that stand for the n bytes at p; n is 1 to 3. */
void base64_quad(const char *p, size_t n, char out[4]);
/* Append all of bytes. */
void base64_append(struct buf *out, struct str bytes);

#endif
