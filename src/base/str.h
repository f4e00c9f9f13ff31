/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A slice of text: pointer and length, no NUL needed, not owned. Who owns the
 * bytes and how long they live is said where the slice comes from.
 */
#ifndef BASE_STR_H
#define BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct str {
    const char *p;
    size_t n; /* bytes */
};

/* A piece of a text that is known from elsewhere, shorter than 4 GiB. */
struct slice {
    uint32_t at;
    uint32_t n;
};

/* A slice of a string literal. */
#define STR(literal) ((struct str){"" literal, sizeof(literal) - 1})
/* For printf's "%.*s". */
#define STR_ARG(s) (int)(s).n, (s).p

/* The slice of a NUL-terminated string; a null pointer gives the empty one. */
struct str str_of(const char *z);
/* Bytes [from, to) of s; both are cut to the length of s. */
struct str str_slice(struct str s, size_t from, size_t to);
bool str_eq(struct str a, struct str b);
/* Equal when ASCII letters of either case count as the same. */
bool str_eq_nocase(struct str a, struct str b);
/* <0, 0, >0 by bytes (which is the order of code points for UTF-8). */
int str_cmp(struct str a, struct str b);
bool str_starts(struct str s, struct str prefix);
bool str_ends(struct str s, struct str suffix);
/* Offset of the first needle in s, or s.n when there is none. */
size_t str_find(struct str s, struct str needle);
/* s without the spaces, tabs, CR and LF at both ends. */
struct str str_trim(struct str s);
/* Of a path what comes after the last slash. */
struct str str_base_name(struct str path);
/* A copy that ends in a zero byte; to be freed. */
char *str_dup(struct str s);
/*
 * Cut the next token off *rest at byte sep. False when nothing is left.
 * "a,b," gives "a", "b", ""; an empty text gives "" once, a null slice nothing.
 */
bool str_split(struct str *rest, char sep, struct str *token);
/*
 * Edit distance (insert, delete, replace, swap neighbours), for "did you
 * mean". Anything above cap is reported as cap + 1.
 */
unsigned str_distance(struct str a, struct str b, unsigned cap);

#endif
