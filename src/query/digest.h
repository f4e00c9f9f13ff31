/* SPDX-License-Identifier: GPL-3.0-or-later */
/* MD5 and SHA-256 of a text, for the functions of these names. */
#ifndef QUERY_DIGEST_H
#define QUERY_DIGEST_H

#include "base/str.h"

#include <stdint.h>

enum { MD5_BYTES = 16, SHA256_BYTES = 32 };

void digest_md5(struct str s, uint8_t out[MD5_BYTES]);
void digest_sha256(struct str s, uint8_t out[SHA256_BYTES]);

#endif
