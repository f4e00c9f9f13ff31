/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The catalogue: every field a VPC or Transit Gateway flow log can have
 * (flow/fields.def), and the columns a header names that we do not know yet.
 * A field has one id for the whole session.
 */
#ifndef FLOW_FIELD_H
#define FLOW_FIELD_H

#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum field_type {
    TYPE_TEXT,  /* ids, names: many or few distinct texts */
    TYPE_IP,    /* IPv4 or IPv6 address */
    TYPE_PORT,  /* 0..65535 */
    TYPE_SMALL, /* small number: version, protocol, tcp-flags, codes */
    TYPE_INT,   /* 64-bit counter */
    TYPE_TIME   /* Unix seconds */
};

typedef uint16_t field_id;

enum catalogue {
#define FIELD(id, ...) FIELD_##id,
#include "flow/fields.def"
#undef FIELD
    FIELD_CATALOGUE_SIZE
};
#define FIELD_NONE ((field_id)UINT16_MAX)

struct field {
    const char *log_name;   /* as in a header: "pkt-srcaddr" */
    const char *query_name; /* canonical Insights name: "pktSrcAddr" */
    enum field_type type;
    uint8_t version;  /* flow log version that brought it; 0 unknown */
    uint8_t width;    /* table column width that shows usual values */
    const char *help; /* one phrase */
};

/* The registry of a session: the catalogue and what headers added. */
struct fields;

struct fields *fields_new(void);
void fields_free(struct fields *f);
/* Number of fields so far; ids are below it. Safe from any thread. */
size_t fields_count(const struct fields *f);
/* Valid for the life of the registry; takes no lock. */
const struct field *fields_get(const struct fields *f, field_id id);
/*
 * The catalogue field that a header token names. Case, hyphens and
 * underscores do not count, so the query names are taken too, as some exports
 * have them: "pkt-srcaddr", "PKT_SRCADDR", "pktSrcAddr", "startTime".
 * FIELD_NONE when the catalogue does not know it.
 */
field_id field_by_log_name(struct str name);
/* "pkt-srcaddr" of a field of the catalogue. */
const char *field_log_name(field_id id);
/* The i-th of the other names that it knows; NULL: no more. */
const char *field_alias(size_t i);
/* As field_by_log_name, or a field that a header added before. */
field_id fields_by_log_name(const struct fields *f, struct str name);
/*
 * The field of a header column: a known one, or a new text field, "aBC" for
 * "a-b-c" ("aBC_2" when that is taken). FIELD_NONE when 4096 were added.
 */
field_id fields_add(struct fields *f, struct str log_name);
/*
 * The field of a column that stands in a record for the nth time (2, 3, ...):
 * of the same type, "srcAddr_2" for "srcAddr". FIELD_NONE as above.
 */
field_id fields_add_repeat(struct fields *f, field_id of, unsigned nth);
/*
 * The field of a canonical query name, exact: "srcAddr"; also "startTime"
 * and "endTime". FIELD_NONE when there is none.
 */
field_id fields_find(const struct fields *f, struct str query_name);
/*
 * The same after lower-casing and deleting - and _ (query-language 15.1):
 * "src_addr", "pkt-srcaddr", "StartTime".
 */
field_id fields_find_lenient(const struct fields *f, struct str name);

/* Put a few fields into the order of their log names. */
void fields_sort(const struct fields *f, field_id *ids, size_t n);

#endif
