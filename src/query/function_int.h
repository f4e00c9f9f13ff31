/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the files of scalar functions (fn_*.c) share: the list of them for
 * the table, and how they take texts and build new ones. All of them follow
 * query-language.md 8: a null or unfitting argument gives null unless the
 * function says otherwise; nothing is ever an error while rows run.
 */
#ifndef QUERY_FUNCTION_INT_H
#define QUERY_FUNCTION_INT_H

#include "query/function.h"

/* fn_number.c */
scalar_fn fn_abs, fn_ceil, fn_floor, fn_round, fn_sqrt, fn_log, fn_pow, fn_mod,
    fn_greatest, fn_least, fn_to_number, fn_to_int, fn_to_long, fn_haversine,
    fn_is_numeric, fn_histogram;
/* fn_general.c */
scalar_fn fn_is_present, fn_coalesce, fn_if, fn_case, fn_message_size,
    fn_query_start_time, fn_query_end_time, fn_query_time_range, fn_unmask;
/* fn_string.c */
scalar_fn fn_is_empty, fn_is_blank, fn_concat, fn_ltrim, fn_rtrim, fn_trim,
    fn_strlen, fn_to_upper, fn_to_lower, fn_substr, fn_str_contains,
    fn_starts_with, fn_ends_with;
/* fn_replace.c */
scalar_fn fn_replace, fn_regex_replace, fn_split;
prepare_fn fn_prepare_regex_replace;
/* fn_encode.c */
scalar_fn fn_url_encode, fn_url_decode, fn_base64_encode, fn_base64_decode,
    fn_hex_to_ascii, fn_hex_to_dec, fn_dec_to_hex;
/* fn_digest.c */
scalar_fn fn_md5, fn_sha256;
/* fn_json.c */
scalar_fn fn_json_parse, fn_json_stringify, fn_json_array_size,
    fn_json_array_contains;
/* fn_time.c */
scalar_fn fn_date_floor, fn_date_ceil, fn_from_millis, fn_to_millis, fn_now;
/* fn_parse_date.c, fn_format_date.c */
scalar_fn fn_parse_date, fn_format_date;
prepare_fn fn_prepare_parse_date, fn_prepare_format_date;
/* fn_ip.c */
scalar_fn fn_is_valid_ip, fn_is_valid_ipv4, fn_is_valid_ipv6,
    fn_is_ip_in_subnet, fn_is_ipv4_in_subnet, fn_is_ipv6_in_subnet,
    fn_is_private_ip, fn_is_public_ip, fn_is_reserved_ip, fn_ipv4_to_number;
prepare_fn fn_prepare_subnet;

/*
 * The text of v, borrowed from it or made in the arena; false for null and
 * for lists, which count as null here.
 */
bool fn_text(const struct call_env *env, struct value v, struct str *out);
/* v as an integer, cut towards zero; false when it is none that fits. */
bool fn_int(struct value v, int64_t *out);
/* v as a double; false when it is no number. */
bool fn_double(struct value v, double *out);
/* d as an integer when it is one that fits, else as it is. */
struct value fn_whole(double d);

/*
 * A text that grows in the arena; what does not fit there is left out, and the
 * arena is full. All but arena zero is empty.
 */
struct text_builder {
    struct arena *arena;
    char *p;
    size_t n, cap;
};
void builder_add(struct text_builder *b, struct str s);
void builder_char(struct text_builder *b, char c);
struct value builder_value(const struct text_builder *b);

#endif
