/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What each part of a query's text is, and that the parts are all of it. */
#include "query/highlight.h"

#include "base/buf.h"

#include "check.h"

/* A letter for each byte: what it is, by the order of enum syntax_role. */
static const char letters[] = " CFftnro|k#!";

/* Roles by hand: Command, Function, field, text, number, regex, operator, ...
 */
static const struct {
    const char *text, *roles;
} cases[] = {
    {"filter action = \"a|b\" # c | d", "CCCCCC ffffff o ttttt #######"},
    {"fields a, strlen(b) as c\n| limit any 5",
     "CCCCCC f| FFFFFF|f| kk f | CCCCC kkk n"},
    {"stats count(*) as n by bin(5m) offset 1h",
     "CCCCC FFFFF|o| kk f kk FFF|nn| kkkkkk nn"},
    {"sort by a desc, b / c", "CCCC kk f kkkk| f o f"},
    {"filter a like /x|#y\\/z/ or b=~/q/ / 2",
     "CCCCCC f oooo rrrrrrrrr oo foorrr o n"},
    {"parse @message /(?<n>a)/ | parse b \"* *\" as c, d",
     "CCCCC ffffffff rrrrrrrrr | CCCCC f ttttt kk f| f"},
    {"filter a not in [1, 'x'] and not (b = true)",
     "CCCCCC f ooo oo |n| ttt| ooo ooo |f o kkkk|"},
    {"filter a in (stats count(*) by b) and c = 1",
     "CCCCCC f oo |CCCCC FFFFF|o| kk f| ooo f o n"},
    {"fields `a b`, c[0].d", "CCCCCC fffff| f|n||f"},
    {"fields c[0].1a.b, d", "CCCCCC f|n||ffff| f"},
    {"fields count, limit", "CCCCCC fffff| fffff"},
    {"$top-bytes(count = 3) | limit 1", "CCCCCCCCCC|fffff o n| | CCCCC n"},
    {"lookup t port as dstPort OUTPUT service",
     "CCCCCC f ffff kk fffffff kkkkkk fffffff"},
    {"join type=left left=l right=r where l.a = r.a (limit 1)",
     "CCCC kkkkokkkk kkkkof kkkkkof kkkkk fff o fff |CCCCC n|"},
    {"json field=a \"b\" as c", "CCCC kkkkkof ttt kk f"},
    {"SOURCE \"vpc\" | estimate", "CCCCCC ttttt | CCCCCCCC"},
    {"parse a '* *' | as b, | c | limit 1",
     "CCCCC f ttttt | kk f| | f | CCCCC n"},
    /* Broken texts. */
    {"", ""},
    {"  \n", "   "},
    {"fitler a", "!!!!!! f"},
    {"fields strlne(a)", "CCCCCC !!!!!!|f|"},
    {"filter a = \"b | limit 1\n| limit 2",
     "CCCCCC f o !ttttttttttt | CCCCC n"},
    {"filter a like /b", "CCCCCC f oooo !r"},
    {"fields `a", "CCCCCC !f"},
    {"fields a), b]", "CCCCCC f!| f!"},
    {"filter a && b || c", "CCCCCC f !! f !! f"},
    {"fields 5x, \xc3\xa9, a.", "CCCCCC !!| !!| !!"},
    {"filter a -- b", "CCCCCC f !! f"},
    {"| | a ||", "| | ! !!"},
};

static void says_what_each_part_is(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct str text = str_of(cases[i].text);
        struct arena a = {0};
        struct buf roles = {0};
        uint32_t n;
        struct syntax_span *spans = highlight_query(&a, text, &n);

        for (uint32_t k = 0; k < n; k++)
            for (uint32_t at = spans[k].at.start; at < spans[k].at.end; at++)
                buf_char(&roles, letters[spans[k].role]);
        check_text(cases[i].text, buf_str(&roles), cases[i].roles);
        buf_done(&roles);
        arena_done(&a);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(says_what_each_part_is),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
