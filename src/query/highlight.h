/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The text of a query in parts by what they are, for colours, while it is
 * being typed: any text has them, however broken. Whether a field exists is
 * not looked at; the binder has notices for that.
 */
#ifndef QUERY_HIGHLIGHT_H
#define QUERY_HIGHLIGHT_H

#include "base/arena.h"
#include "base/err.h"

enum syntax_role {
    SYNTAX_SPACE,
    SYNTAX_COMMAND,
    SYNTAX_FUNCTION,
    SYNTAX_FIELD, /* also new names, tables and their columns */
    SYNTAX_TEXT,
    SYNTAX_NUMBER, /* and periods */
    SYNTAX_REGEX,
    SYNTAX_OPERATOR, /* signs, and the words and, or, not, like, in */
    SYNTAX_MARK,     /* | , : and brackets */
    SYNTAX_KEYWORD,  /* as, by, desc, true, ... */
    SYNTAX_COMMENT,
    SYNTAX_ERROR /* no token; no command; no function; closes nothing */
};

struct syntax_span {
    struct span at;
    enum syntax_role role;
};

/*
 * The parts of the text in order, *n of them, in the arena: the first begins
 * at 0, each where the one before ends, the last ends with the text, and none
 * is empty. Text at most UINT32_MAX bytes. What is never closed goes to the
 * end of its line, its opening sign being an error.
 */
struct syntax_span *highlight_query(struct arena *a, struct str text,
                                    uint32_t *n);

#endif
