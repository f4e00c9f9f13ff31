/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of completion share. */
#ifndef QUERY_COMPLETE_INT_H
#define QUERY_COMPLETE_INT_H

#include "query/complete.h"
#include "query/name_index.h"
#include "query/outline.h"

/* --- complete_scope.c: the names that some stages leave ------------------ */

struct visible_name {
    struct str name;
    struct str help;
    field_id origin; /* the log's field that it is, or FIELD_NONE */
    bool as_written; /* its expression's text stands for it */
};

struct visible {
    struct visible_name *names; /* each once */
    uint32_t n;
    struct name_index by_name;
    bool log; /* the log's fields can be named as well */
};

/* A stage of the text, without the "|" around it. */
struct typed_stage {
    uint32_t query; /* where the query it is of begins */
    enum stage_kind kind;
    struct span at; /* .end is 0 while no "|" ends it */
};

/* The names that the stages of one query leave, those that have an end. */
void complete_scope(struct arena *a, struct str text,
                    const struct typed_stage *stages, uint32_t n,
                    uint32_t query, const struct bind_options *options,
                    struct visible *out);
/* The field of the log that a name is. */
field_id complete_origin(const struct visible *v,
                         const struct bind_options *options, struct str name);

/* --- complete_list.c: candidates that match what was typed --------------- */

struct candidates {
    struct arena *arena;
    struct str typed;
    bool called; /* "(" stands behind the place */
    struct candidate *items;
    uint32_t n, cap;
    uint8_t best; /* the least .match so far, over 2 when there is none */
};

void candidates_add(struct candidates *c, enum candidate_kind kind,
                    struct str name, struct str insert, struct str help,
                    uint32_t order);
/* Drop the near ones when there are others, and sort. */
void candidates_sort(struct candidates *c);

/* Whole tables of the language; the number is the order of the first. */
void candidates_commands(struct candidates *c, bool first, uint32_t order);
enum function_choice { FUNCTIONS_SCALAR, FUNCTIONS_AGGREGATE };
void candidates_functions(struct candidates *c, enum function_choice choice,
                          uint32_t order);
/* Words separated by spaces; with_as: "as" too. */
void candidates_words(struct candidates *c, const char *words, bool with_as,
                      uint32_t order);
void candidates_operators(struct candidates *c, uint32_t order);
void candidates_periods(struct candidates *c, uint32_t order);
/* Each name behind the prefix, such as "left.". */
void candidates_fields(struct candidates *c, const struct visible *v,
                       const struct bind_options *options, struct str prefix,
                       uint32_t order);
/* What may stand behind "in". */
void candidates_lists(struct candidates *c, uint32_t order);
void candidates_saved(struct candidates *c, const struct complete_names *names,
                      uint32_t order);

#endif
