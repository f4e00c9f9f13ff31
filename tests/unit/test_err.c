/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Errors: the first one wins and its message is one harmless line. */
#include "base/err.h"

#include "check.h"

#include <string.h>

static void first_error_wins(void **state)
{
    struct err err = {0};

    (void)state;
    assert_false(
        err_set_at(&err, ERR_QUERY, (struct span){3, 7}, "no %s", "field"));
    assert_false(err_set(&err, ERR_SYSTEM, "later"));
    assert_int_equal(err.code, ERR_QUERY);
    assert_int_equal(err.at.start, 3);
    assert_int_equal(err.at.end, 7);
    assert_string_equal(err.msg, "no field");
}

static void nobody_needs_to_listen(void **state)
{
    (void)state;
    assert_false(err_set(NULL, ERR_INPUT, "unheard"));
}

static void quoted_input_is_made_one_harmless_line(void **state)
{
    struct err err = {0};

    (void)state;
    err_set(&err, ERR_INPUT, "bad \"%s\"", "a\n\x1b[1m\xff\xc2\x9b");
    assert_string_equal(err.msg, "bad \"a??[1m???\"");
    err = (struct err){0};
    err_set(&err, ERR_INPUT, "%s", "ends in \xffz");
    assert_string_equal(err.msg, "ends in ?z");
}

static void long_message_is_cut_between_characters(void **state)
{
    struct err err = {0};
    char text[400];

    (void)state;
    memset(text, 'a', sizeof text);
    /* Two bytes across the last place of the message. */
    memcpy(text + sizeof err.msg - 2, "\xc3\xa9z", 4);
    err_set(&err, ERR_INPUT, "%s", text);
    assert_int_equal(strlen(err.msg), sizeof err.msg - 2);
    assert_int_equal(err.msg[sizeof err.msg - 3], 'a');
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(first_error_wins),
        cmocka_unit_test(nobody_needs_to_listen),
        cmocka_unit_test(quoted_input_is_made_one_harmless_line),
        cmocka_unit_test(long_message_is_cut_between_characters),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
