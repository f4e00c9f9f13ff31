/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Commands that compare two sets of rows (query-language 7.21). */
#include "query/parse_int.h"

bool parse_pattern(struct parser *p, struct stage *s)
{
    if (p->tok.kind == TOK_PIPE || p->tok.kind == TOK_END)
        return parser_expected(p, "a text such as @message");
    return parse_expr(p, &s->pattern);
}

bool parse_diff(struct parser *p, struct stage *s)
{
    static const struct {
        const char *word;
        int days;
    } before[] = {
        {"previousDay", 1}, {"previousWeek", 7}, {"previousMonth", 30}};
    enum { DAY_MS = 24 * 60 * 60 * 1000 };

    for (size_t i = 0; i < sizeof before / sizeof *before; i++) {
        if (parser_at_word(p, before[i].word)) {
            s->diff_ms = (int64_t)before[i].days * DAY_MS;
            return parser_next(p);
        }
    }
    if (p->tok.kind == TOK_NAME)
        return parser_expected(
            p, "`previousDay`, `previousWeek`, `previousMonth` or `|`");
    return true;
}

bool parse_anomaly(struct parser *p, struct stage *s)
{
    (void)p, (void)s;
    return true;
}

/* [field, ...] where condition */
bool parse_relevantfields(struct parser *p, struct stage *s)
{
    while (!parser_at_word(p, "where")) {
        if (s->compare.n && !parser_take(p, TOK_COMMA, "`,` or `where`"))
            return false;
        s->compare.fields = parser_grow(p, s->compare.fields, s->compare.n,
                                        sizeof(*s->compare.fields));
        if (p->tok.kind != TOK_NAME)
            return parser_expected(p, "`where` and a condition");
        if (!parse_field(p, &s->compare.fields[s->compare.n++]))
            return false;
    }
    p->operators = 0;
    return parser_next(p) && parse_expr(p, &s->compare.condition);
}

/* timeshift period */
bool parse_logcompare(struct parser *p, struct stage *s)
{
    if (!parser_at_word(p, "timeshift"))
        return parser_expected(p, "`timeshift` and a period such as 7d");
    if (!parser_next(p))
        return false;
    /* "timeshift=7d" and "timeshift -7d" say the same. */
    if ((p->tok.kind == TOK_EQ || p->tok.kind == TOK_MINUS) && !parser_next(p))
        return false;
    if (p->tok.kind != TOK_PERIOD)
        return parser_expected(p, "a period such as 7d");
    return parse_period(p, &s->compare.shift);
}
