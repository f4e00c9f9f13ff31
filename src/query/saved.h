/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Saved queries (query-language.md 7.22). Such a query is a text with
 * placeholders {{name}}. Comments at its top describe it; one of the form
 *
 *     # param name = value
 *
 * gives a parameter a value for when none is given. One of the form
 *
 *     # needs field, field
 *
 * names the fields without which the query has nothing to say. `$Name(name =
 * value)` as a stage stands for the text with the values put in. This is done
 * on the text, before anything else is: what runs is a query without such
 * stages.
 */
#ifndef QUERY_SAVED_H
#define QUERY_SAVED_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    SAVED_MAX_PARAMETERS = 20,
    SAVED_MAX_NEEDS = 20,
    SAVED_MAX_CHARACTERS = 10000
};

struct saved_parameter {
    struct str name;
    struct str value; /* as written; empty: one must be given */
};

/* Fields by name, in either spelling: "srcAddr", "pkt-srcaddr". */
struct saved_needs {
    struct str fields[SAVED_MAX_NEEDS];
    uint32_t n;
};

/* A saved query taken apart; all slices are of its text. */
struct saved_query {
    struct str about; /* the first comment line that says something, or "" */
    struct str body;  /* behind the comments at the top */
    struct saved_parameter parameters[SAVED_MAX_PARAMETERS];
    uint32_t n; /* in order of their first mention */
    struct saved_needs needs;
};

/* False with one sentence in *err, which does not name the query. */
bool saved_read(struct str text, struct saved_query *out, struct err *err);

/*
 * Those of the needed fields that are not among the n loaded ones (as
 * engine_ops.fields names them), joined: "azId, flowDirection". Empty when
 * none lacks, and when nothing is loaded to tell by. Arena memory.
 */
struct str saved_lacks(struct arena *arena, const struct saved_needs *needs,
                       const struct str *loaded, size_t n);

/* Is the text one literal, as an argument may be? */
bool saved_is_literal(struct str text);

/* The name as it is written behind $, in backticks where it needs them. */
void saved_put_name(struct buf *out, struct str name);
/* The stage that runs a saved query: NAME, or NAME(parameter = value, ...). */
void saved_invoke(struct buf *out, struct str call);

/* What is done with each name; the text does not outlive the call. */
typedef void saved_see(void *arg, struct str name);

enum saved_outcome { SAVED_DONE, SAVED_EXISTS, SAVED_FAILED };

/* How saved queries are found: the program implements it. */
struct saved_queries {
    /* All names, each once, in alphabetical order. */
    void (*each)(struct saved_queries *q, saved_see *see, void *arg);
    /*
     * Keep a query of the user's own. SAVED_EXISTS: there is one of this name
     * and replace is false; SAVED_FAILED with *err.
     */
    enum saved_outcome (*save)(struct saved_queries *q, struct str name,
                               struct str text, bool replace,
                               struct err *err);
    /*
     * The text of the query of this name, in the arena. False with *err:
     * ERR_QUERY when there is none.
     */
    bool (*find)(struct saved_queries *q, struct str name, struct arena *arena,
                 struct str *text, struct err *err);
};

/* What stands for one invocation. */
struct saved_piece {
    struct span at;    /* in the expanded text */
    struct span typed; /* the invocation */
    struct str name;
    struct saved_needs needs;
};

/* A query without invocations, and where its parts come from. */
struct expansion {
    struct str text;
    const struct saved_piece *pieces; /* in order */
    uint32_t n;
};

/*
 * Put saved queries in the place of their invocations; all memory is the
 * arena's. A query that cannot be parsed stays as it is, for whoever runs it
 * to say so. False with *err, whose place is in typed; *out is then typed.
 */
bool saved_expand(struct arena *arena, struct str typed, bool strict,
                  struct saved_queries *queries, struct expansion *out,
                  struct err *err);
/*
 * The place in the typed text of a place in the expanded one. *name is the
 * saved query whose text it is in, or empty.
 */
struct span expansion_place(const struct expansion *x, struct span at,
                            struct str *name);
/* The same for an error about the query, whose text then names the query. */
void expansion_err(const struct expansion *x, struct err *err);

#endif
