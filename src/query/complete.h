/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What may stand at a place in a query that is being typed: commands, fields,
 * functions, words and names by the tables of the language and by the stages
 * before the place. Values of fields are the caller's to find: it is told of
 * which field. Nothing here fails, whatever the text is.
 */
#ifndef QUERY_COMPLETE_H
#define QUERY_COMPLETE_H

#include "query/bind.h"

enum complete_expect {
    COMPLETE_NOTHING,  /* a comment, a pattern, a number: nothing to list */
    COMPLETE_COMMAND,  /* the start of a stage */
    COMPLETE_VALUE,    /* an expression: fields, functions */
    COMPLETE_FIELD,    /* a field and nothing computed */
    COMPLETE_OPERATOR, /* operators, and words such as by, as, desc */
    COMPLETE_WORD,     /* words of the command only */
    COMPLETE_SEEN,     /* a value of .field, best one seen in the data */
    COMPLETE_NAME,     /* a new name: nothing to list */
    COMPLETE_PERIOD,
    COMPLETE_TABLE,  /* a table of lookup */
    COMPLETE_COLUMN, /* a column of that table */
    COMPLETE_SAVED   /* a saved query */
};

enum candidate_kind {
    CANDIDATE_COMMAND,
    CANDIDATE_SAVED,
    CANDIDATE_NAME,  /* that the query defined, or a column of its stats */
    CANDIDATE_FIELD, /* of the log, or a system field */
    CANDIDATE_FUNCTION,
    CANDIDATE_WORD,
    CANDIDATE_OPERATOR,
    CANDIDATE_TABLE,
    CANDIDATE_COLUMN,
    CANDIDATE_PERIOD
};

struct candidate {
    enum candidate_kind kind;
    struct str name;   /* as shown: "srcAddr", "pkt-x", "strlen" */
    struct str insert; /* "srcAddr", "`pkt-x`", "strlen(" */
    struct str help;   /* one line; may be empty */
    uint8_t match;     /* 0: begins with what was typed, 1: holds it,
                          2: is near to it */
    uint32_t order;    /* within a match, before the name */
};

struct completion {
    enum complete_expect expect;
    struct span at;    /* what an insertion takes the place of */
    struct str typed;  /* of it, what is before the cursor, without quotes */
    struct str field;  /* COMPLETE_SEEN: its name, as the query has it */
    field_id field_id; /* the log's field that this is, or FIELD_NONE */
    struct candidate *items; /* best first */
    uint32_t n;
};

/* What is known beside the text. */
struct complete_names {
    /* Fields; of loaded ones only those, when .loaded is set. Tables. */
    const struct bind_options *bind;
    const struct str *tables; /* names for lookup */
    uint32_t n_tables;
    const struct str *saved; /* names of saved queries */
    uint32_t n_saved;
};

/*
 * What may stand where the cursor is, at most text.n; memory is the arena's.
 *
 * A candidate begins with what was typed, or holds it; when none does, those
 * within two edits are listed, one of a short word. Case, "_" and "-" do not
 * count. Names are those that the stages before this one leave: a stage among
 * them that is wrong is passed over. With COMPLETE_SEEN there are candidates
 * only when something was typed outside quotes, fields and functions being
 * values as well; the caller's values come first.
 */
void complete_at(struct arena *a, struct str text, uint32_t cursor,
                 const struct complete_names *names, struct completion *out);
/* A value as it is to be inserted: a number bare, else in quotes. */
struct str complete_value(struct arena *a, struct str value);

/* What the cursor is inside of. */
struct signature {
    struct str text; /* "substr(text, start[, length])", "sort expr ..." */
    struct str help;
    struct span argument; /* of the text, what is being written; or empty */
    uint32_t index;       /* of a function's argument, from 0 */
    bool is_function;     /* else a command */
    struct span at;       /* its name in the query */
};

/* False when there is none. */
bool complete_signature(struct arena *a, struct str text, uint32_t cursor,
                        struct signature *out);

#endif
