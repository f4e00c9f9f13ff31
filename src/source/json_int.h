/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A JSON delivery while it is read: the stack of what is open, and the
 * members of the innermost object. One direction: tokens (unwrap_json.c) are
 * taken as values (json_values.c), open and close levels (json_levels.c),
 * which look at members (json_members.c) and their texts (json_text.c). An
 * object like the one before is taken at once (json_shape.c).
 */
#ifndef SOURCE_JSON_INT_H
#define SOURCE_JSON_INT_H

#include "source/unwrap.h"

enum { DEPTH_MAX = 64, MEMBERS_MAX = 512, SHAPE_MEMBERS_MAX = 32 };

/* Bytes [from, to) of the stream; a string's are those between its quotes. */
struct piece {
    uint64_t from, to;
    bool escaped; /* holds a backslash */
    bool null;    /* the word null */
};

struct member {
    struct piece name, value;
};

/* What the name of a member says about its value. */
enum meaning {
    MEANS_NOTHING,
    MEANS_MESSAGE,
    MEANS_RECORD, /* not by its name: the value looks like one */
    MEANS_DATA,   /* the record, or a delivery, in base64 */
    MEANS_TIME,
    MEANS_STREAM,
    MEANS_FIELD,
    MEANS_VALUE,
    MEANS_TYPE,
    MEANINGS
};

/* An object or list that is open. */
struct level {
    uint64_t from; /* its bracket */
    bool list;
    bool nested;        /* an object that held another container */
    bool rows;          /* a list that held {"field", "value"} */
    bool control;       /* a message of the service to itself: no events */
    bool container;     /* an object that may well be without records */
    bool field;         /* an object that is part of a row */
    uint64_t before;    /* lines made before it began */
    struct buf stream;  /* of the events in it; empty: as outside */
    struct buf message; /* of an object that went on after a container */
    struct buf time;
};

/* A member whose name and place are those of the object before, see
   json_shape.c. */
struct shape_member {
    size_t fixed_to; /* the end of the fixed text before its value */
    size_t name_at;  /* of the name in that */
    size_t name_n;
    bool escaped;
    bool word; /* the value has no quotes */
    enum meaning meaning;
};

/* What objects that follow each other have in common. */
struct shape {
    size_t n; /* members; 0: nothing is known */
    struct shape_member members[SHAPE_MEMBERS_MAX];
    struct buf fixed; /* all but the values, from bracket to bracket */
    bool container;
    struct member found[SHAPE_MEMBERS_MAX]; /* in the object at hand */
};

struct json {
    struct unwrap unwrap; /* first */
    bool inner;           /* a delivery in another */
    unsigned depth;
    struct level levels[DEPTH_MAX];
    struct member members[MEMBERS_MAX]; /* of the innermost object */
    size_t n_members;
    size_t place[MEANINGS]; /* of a member that means it, from 1; 0: none */
    bool name_next;         /* of an object: a name, not a value, comes */
    struct piece name;
    struct buf scratch, name_text, decoded;
    struct shape shape;
};

/* json_text.c */
/* The text of a piece; in *scratch when escapes had to be undone. */
struct str json_text(struct json *j, const struct piece *p,
                     struct buf *scratch);

/* json_ends.c */
/*
 * The string whose first byte is at `at`; false when its end is not there, and
 * out->to is how far it was looked for.
 */
bool json_find_string(struct json *j, uint64_t at, struct piece *out);
/* A number, true, false, null: up to what ends a value. */
void json_find_word(struct json *j, uint64_t at, struct piece *out);

/* json_members.c */
enum meaning json_meaning(struct str name);
/* Of the innermost object. by_name: what the name says. */
void json_add_member(struct json *j, const struct member *m,
                     enum meaning by_name);
void json_forget_members(struct json *j);
/* The first that means it; NULL: none does. */
const struct member *json_member(struct json *j, enum meaning wanted);
/* The one with the record: what looks like one goes before a name. */
const struct member *json_message(struct json *j);
/* Copy its text to *out; false when there is none. */
bool json_copy_member(struct json *j, enum meaning wanted, struct buf *out);

/* json_levels.c */
struct level *json_top(struct json *j);
/* The bracket is at unwrap.at. False: too deep. */
bool json_open_level(struct json *j, bool list);
/* unwrap.at is behind the bracket. */
void json_close_level(struct json *j);
/* The log stream that the innermost object, or one around it, names. */
struct str json_stream_around(const struct json *j);

/* json_values.c */
/* A string or a word, unwrap.at is behind it. */
void json_take_value(struct json *j, const struct piece *value);

/* json_shape.c */
/* Take a whole object that differs in its values alone from the one before;
   false: it does not, or not all of it is there. */
bool json_take_alike(struct json *j);
/* The innermost object ends behind unwrap.at: is it one to remember? */
void json_learn_shape(struct json *j);
void json_shape_done(struct shape *s);

#endif
