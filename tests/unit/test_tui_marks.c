/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Marks: their numbers, order and notes. */
#include "tui/marks.h"

#include "check.h"

static char file[] = "flow.log";
static char line[] = "2 1234";

/* Mark a record; its number. */
static unsigned add(struct marks *m, uint64_t record, int64_t time_ms)
{
    struct mark like = {.path = file,
                        .line = line,
                        .time_ms = time_ms,
                        .located = true,
                        .record = record};

    return marks_add(m, &like)->number;
}

static void numbers_are_not_given_twice(void **state)
{
    struct marks m = {0};

    (void)state;
    check_int("first", add(&m, 70, 0), 1);
    check_int("second", add(&m, 60, 0), 2);
    marks_remove(&m, marks_by_number(&m, 2));
    check_int("third", add(&m, 50, 0), 3);
    check_int("marks", m.n, 2);
    assert_null(marks_by_number(&m, 2));
    assert_null(marks_by_record(&m, 60));
    check_int("by record", marks_by_record(&m, 70)->number, 1);
    marks_done(&m);
}

static void a_given_number_has_its_place(void **state)
{
    struct marks m = {0};
    struct mark like = {.number = 7, .path = file, .line = line};

    (void)state;
    marks_add(&m, &like);
    like.number = 3;
    marks_add(&m, &like);
    check_int("the lower one first", m.items[0].number, 3);
    check_int("the next", add(&m, 1, 0), 8);
    marks_done(&m);
}

static void lists_go_by_time(void **state)
{
    struct marks m = {0};
    const struct mark *list[4];

    (void)state;
    add(&m, 1, MARK_NO_TIME);
    add(&m, 2, 2000);
    add(&m, 3, -1);
    add(&m, 4, 2000);
    marks_by_time(&m, list);
    check_int("before 1970", list[0]->number, 3);
    check_int("equal times by number", list[1]->number, 2);
    check_int("and then", list[2]->number, 4);
    check_int("without a time", list[3]->number, 1);
    marks_done(&m);
}

static void notes_are_harmless_and_go_when_empty(void **state)
{
    struct marks m = {0};
    struct mark *mark;

    (void)state;
    add(&m, 1, 0);
    mark = marks_by_number(&m, 1);
    assert_null(mark->note);
    mark_set_note(mark, STR("  first \033[2Jburst "));
    assert_string_equal(mark->note, "first ^[[2Jburst");
    mark_set_note(mark, STR("  "));
    assert_null(mark->note);
    marks_done(&m);
}

static void a_mark_not_located_matches_no_record(void **state)
{
    struct marks m = {0};
    struct mark like = {.path = file, .line = line, .record = 5};

    (void)state;
    marks_add(&m, &like);
    assert_null(marks_by_record(&m, 5));
    marks_done(&m);
}

static void there_are_not_more_than_fit(void **state)
{
    struct marks m = {0};
    struct mark like = {.path = file, .line = line};

    (void)state;
    for (int i = 0; i < MARKS_MAX; i++)
        assert_non_null(marks_add(&m, &like));
    assert_null(marks_add(&m, &like));
    marks_done(&m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_not_given_twice),
        cmocka_unit_test(a_given_number_has_its_place),
        cmocka_unit_test(lists_go_by_time),
        cmocka_unit_test(notes_are_harmless_and_go_when_empty),
        cmocka_unit_test(a_mark_not_located_matches_no_record),
        cmocka_unit_test(there_are_not_more_than_fit),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
