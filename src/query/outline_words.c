/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The words of each command, and what stands between them. A command that is
 * not listed takes expressions. Sections of one command follow one another.
 */
#include "query/outline.h"

static const struct section sections[] = {
    {STAGE_SOURCE, "", WANT_NOTHING, "logGroups dataSource", "", "", 0},
    {STAGE_FILTER, "", WANT_VALUE, "", "", "", 0},
    {STAGE_FILTER_INDEX, "", WANT_FIELD, "", "", "", 0},
    {STAGE_STATS, "", WANT_VALUE, "", "", "as by", WANT_NEW_NAME},
    {STAGE_STATS, "by", WANT_VALUE, "", "", "as offset", WANT_NEW_NAME},
    {STAGE_STATS, "offset", WANT_PERIOD, "", "", "", 0},
    {STAGE_SORT, "", WANT_VALUE, "", "by", "desc asc", 0},
    {STAGE_LIMIT, "", WANT_NUMBER, "", "any", "", 0},
    {STAGE_PARSE, "", WANT_VALUE, "", "", "as logfmt csv xml multi",
     WANT_NEW_NAME},
    {STAGE_JSON, "", WANT_WORD, "", "field=", "", 0},
    {STAGE_JSON, "field", WANT_FIELD, "", "", "as", WANT_NEW_NAME},
    {STAGE_DEDUP, "", WANT_FIELD, "", "", "", 0},
    {STAGE_ACCUM, "", WANT_FIELD, "", "", "as", WANT_NEW_NAME},
    {STAGE_COUNT_FREQUENT, "", WANT_FIELD, "", "", "", 0},
    {STAGE_ADDTOTALS, "", WANT_FIELD, "", "fieldname= row= col=", "", 0},
    {STAGE_ADDTOTALS, "fieldname", WANT_FIELD, "", "", "row= col=", 0},
    {STAGE_ADDTOTALS, "row", WANT_FIELD, "true false", "", "fieldname= col=",
     0},
    {STAGE_ADDTOTALS, "col", WANT_FIELD, "true false", "", "fieldname= row=",
     0},
    {STAGE_AUTOREGRESS, "", WANT_FIELD, "", "", "as p=", WANT_NEW_NAME},
    {STAGE_AUTOREGRESS, "p", WANT_NUMBER, "", "", "", 0},
    {STAGE_FILLDOWN, "", WANT_FIELD, "", "", "", 0},
    {STAGE_FILLMISSING, "", WANT_WORD, "", "with", "", 0},
    {STAGE_FILLMISSING, "with", WANT_VALUE, "", "", "for", 0},
    {STAGE_FILLMISSING, "for", WANT_FIELD, "", "", "", 0},
    {STAGE_OUTLIER, "", WANT_FIELD, "", "action= param= uselower= mark=", "",
     0},
    {STAGE_OUTLIER, "action", WANT_FIELD, "remove transform", "", "", 0},
    {STAGE_OUTLIER, "param", WANT_FIELD, "", "", "", 0},
    {STAGE_OUTLIER, "uselower", WANT_FIELD, "true false", "", "", 0},
    {STAGE_OUTLIER, "mark", WANT_FIELD, "true false", "", "", 0},
    {STAGE_SESSIONIZE, "", WANT_FIELD, "", "", "maxspan as", WANT_NEW_NAME},
    {STAGE_SESSIONIZE, "maxspan", WANT_PERIOD, "", "", "as", WANT_NEW_NAME},
    {STAGE_UNNEST, "", WANT_FIELD, "", "", "into", 0},
    {STAGE_UNNEST, "into", WANT_NEW_NAME, "", "", "", 0},
    {STAGE_EXPAND, "", WANT_FIELD, "", "", "", 0},
    {STAGE_PATTERN, "", WANT_VALUE, "", "", "", 0},
    {STAGE_DIFF, "", WANT_WORD, "previousDay previousWeek previousMonth", "",
     "", 0},
    {STAGE_ANOMALY, "", WANT_NOTHING, "", "", "", 0},
    {STAGE_ESTIMATE, "", WANT_NOTHING, "", "", "", 0},
    {STAGE_RELEVANTFIELDS, "", WANT_FIELD, "", "where", "where", 0},
    {STAGE_RELEVANTFIELDS, "where", WANT_VALUE, "", "", "", 0},
    {STAGE_LOGCOMPARE, "", WANT_WORD, "", "timeshift", "", 0},
    {STAGE_LOGCOMPARE, "timeshift", WANT_PERIOD, "", "", "", 0},
    {STAGE_JOIN, "", WANT_WORD, "", "type= left= right= where", "", 0},
    {STAGE_JOIN, "type", WANT_WORD, "inner left", "", "left= right= where", 0},
    {STAGE_JOIN, "left", WANT_NEW_NAME, "", "", "type= right= where", 0},
    {STAGE_JOIN, "right", WANT_NEW_NAME, "", "", "type= left= where", 0},
    {STAGE_JOIN, "where", WANT_FIELD, "", "", "", 0},
    {STAGE_APPENDCOLS, "", WANT_WORD, "", "override= max=", "", 0},
    {STAGE_APPENDCOLS, "override", WANT_WORD, "true false", "", "max=", 0},
    {STAGE_APPENDCOLS, "max", WANT_NUMBER, "", "", "override=", 0},
    {STAGE_LOOKUP, "", WANT_TABLE, "", "", "", 0},
    {STAGE_LOOKUP, "(table)", WANT_COLUMN, "", "", "as OUTPUT OUTPUTNEW",
     WANT_FIELD},
    {STAGE_LOOKUP, "OUTPUT", WANT_COLUMN, "", "", "as", WANT_NEW_NAME},
    {STAGE_LOOKUP, "OUTPUTNEW", WANT_COLUMN, "", "", "as", WANT_NEW_NAME},
    {STAGE_CIDRLOOKUP, "", WANT_TABLE, "", "", "", 0},
    {STAGE_CIDRLOOKUP, "(table)", WANT_FIELD, "", "", "as OUTPUT OUTPUTNEW",
     WANT_COLUMN},
    {STAGE_CIDRLOOKUP, "OUTPUT", WANT_COLUMN, "", "", "as", WANT_NEW_NAME},
    {STAGE_CIDRLOOKUP, "OUTPUTNEW", WANT_COLUMN, "", "", "as", WANT_NEW_NAME},
    {STAGE_SAVED, "", WANT_NOTHING, "", "", "", 0},
    {STAGE_COUNT, "", WANT_VALUE, "", "", "as by", WANT_NEW_NAME},
};

enum { N_SECTIONS = sizeof sections / sizeof *sections };

const struct section *section_from(enum stage_kind stage, struct str word)
{
    for (size_t i = 0; i < N_SECTIONS; i++)
        if (sections[i].stage == stage &&
            str_eq_nocase(str_of(sections[i].from), word))
            return &sections[i];
    return NULL;
}

const struct section *section_first(enum stage_kind stage)
{
    const struct section *s = section_from(stage, STR(""));

    return s ? s : &sections[N_SECTIONS - 1];
}

bool section_has(const char *list, struct str word)
{
    struct str rest = str_of(list), one;

    while (str_split(&rest, ' ', &one)) {
        if (str_ends(one, STR("=")))
            one.n--;
        if (word.n > 0 && str_eq_nocase(one, word))
            return true;
    }
    return false;
}

/* Each command with its other spellings. */
static const char *const commands[STAGE_COUNT] = {
#define STAGE(id, word, more, ...) [STAGE_##id] = word " " more,
#include "query/stages.def"
#undef STAGE
};

enum stage_kind outline_command(struct str word)
{
    for (unsigned i = 0; i < STAGE_COUNT; i++)
        if (section_has(commands[i], word))
            return (enum stage_kind)i;
    return STAGE_COUNT;
}
