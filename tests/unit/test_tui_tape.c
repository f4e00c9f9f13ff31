/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tapes: what is written reads back as the same keys. */
#include "tui/tape.h"

#include "check.h"
#include "tui/keymap.h"

#include <stdlib.h>
#include <string.h>

static struct tape_item *parse(struct arena *a, const char *text, size_t *n)
{
    struct tape_item *items = NULL;
    struct err err = {0};

    if (!tape_parse(a, str_of(text), &items, n, &err))
        fail_msg("%s: %s", text, err.msg);
    return items;
}

static void reads_keys_texts_sizes_and_screens(void **state)
{
    struct arena a = {0};
    size_t n;
    struct tape_item *items = parse(&a, "size 120x40\n"
                                        "# a comment\n"
                                        "t Ctrl-C   Enter\r\n"
                                        "screen after it \n"
                                        "\"a \\\"b\\\\\\e\\x7f\" 3",
                                    &n);

    (void)state;
    assert_int_equal(n, 7);
    assert_int_equal(items[0].kind, TAPE_SIZE);
    assert_int_equal(items[0].w, 120);
    assert_int_equal(items[0].h, 40);
    assert_int_equal(items[1].code, 't');
    assert_int_equal(items[2].code, 3);
    assert_int_equal(items[3].code, '\r');
    assert_int_equal(items[4].kind, TAPE_SCREEN);
    assert_true(str_eq(items[4].text, STR("after it")));
    assert_int_equal(items[5].kind, TAPE_TEXT);
    assert_true(str_eq(items[5].text, STR("a \"b\\\033\177")));
    assert_int_equal(items[6].code, '3');
    arena_done(&a);
}

static void an_empty_tape_has_nothing(void **state)
{
    struct arena a = {0};
    size_t n = 1;

    (void)state;
    parse(&a, "", &n);
    assert_int_equal(n, 0);
    parse(&a, "\n# nothing\n \"\"\n", &n);
    assert_int_equal(n, 0);
    arena_done(&a);
}

static void names_the_line_that_is_wrong(void **state)
{
    static const char *const wrong[] = {
        "t\nNoKey", "t\nsize 80", "t\nsize 0x5", "t\nsize 99999x5",
        "t\n\"open", "t\n\"\\q\"", "t\n\"\\x4\"", "t\n\"\\", "t\n\"\\x4",
    };

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct arena a = {0};
        struct tape_item *items;
        struct err err = {0};
        size_t n;

        if (tape_parse(&a, str_of(wrong[i]), &items, &n, &err))
            fail_msg("%s is taken", wrong[i]);
        if (!strstr(err.msg, "line 2"))
            fail_msg("%s: %s", wrong[i], err.msg);
        arena_done(&a);
    }
}

/* What a writer makes of it; to be freed. */
static char *written(void (*write)(struct tape_writer *t))
{
    char *text = NULL;
    size_t n = 0;
    struct tape_writer t = {.out = open_memstream(&text, &n)};

    write(&t);
    tape_put_pause(&t);
    fclose(t.out);
    return text;
}

static void write_session(struct tape_writer *t)
{
    tape_put_size(t, 24, 80);
    tape_put_key(t, 't');
    tape_put_key(t, '#');
    tape_put_key(t, '"');
    tape_put_key(t, 0xc3);
    tape_put_key(t, keymap_code("PgDn"));
    tape_put_pause(t);
    tape_put_bytes(t, STR("a b\"c"));
    tape_put_bytes(t, STR("\033[A\r"));
    tape_put_bytes(t, STR("\033"));
    tape_put_bytes(t, STR("\003\033[200~x\033[201~"));
}

static void writes_keys_as_the_help_spells_them(void **state)
{
    char *text = written(write_session);

    (void)state;
    assert_string_equal(text, "size 80x24\n"
                              "t \"#\" \"\\\"\" \"\\xc3\" PgDn\n"
                              "\"a b\\\"c\" Up Enter Esc Ctrl-C "
                              "\"\\e[200~x\\e[201~\"\n");
    free(text);
}

static void write_all_keys(struct tape_writer *t)
{
    struct keymap m;

    keymap_init(&m);
    for (size_t i = 0; i < m.n; i++)
        tape_put_key(t, m.items[i].code);
    keymap_done(&m);
}

static int code_of(const struct tape_item *item)
{
    return item->kind == TAPE_TEXT ? (unsigned char)item->text.p[0]
                                   : item->code;
}

static void every_key_reads_back(void **state)
{
    struct arena a = {0};
    char *text = written(write_all_keys);
    size_t n;
    struct tape_item *items = parse(&a, text, &n);

    struct keymap m;

    (void)state;
    keymap_init(&m);
    assert_int_equal(n, m.n);
    for (size_t i = 0; i < n; i++)
        if (code_of(&items[i]) != m.items[i].code)
            fail_msg("%s is read as %.*s", m.items[i].key,
                     STR_ARG(items[i].text));
    keymap_done(&m);
    free(text);
    arena_done(&a);
}

static void keys_have_the_bytes_that_terminals_send(void **state)
{
    static const struct {
        const char *key, *bytes;
    } cases[] = {
        {"a", "a"},        {"Enter", "\r"},     {"Esc", "\033"},
        {"Up", "\033[A"},  {"PgDn", "\033[6~"}, {"Ctrl-C", "\003"},
        {"Space", " "},    {"Tab", "\t"},       {"Shift-Tab", "\033[Z"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct arena a = {0};
        size_t n;
        struct tape_item *items = parse(&a, cases[i].key, &n);
        char bytes[8];
        struct str got = {bytes, tape_key_bytes(&items[0], bytes)};

        if (!str_eq(got, str_of(cases[i].bytes)))
            fail_msg("%s has other bytes", cases[i].key);
        arena_done(&a);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_keys_texts_sizes_and_screens),
        cmocka_unit_test(an_empty_tape_has_nothing),
        cmocka_unit_test(names_the_line_that_is_wrong),
        cmocka_unit_test(writes_keys_as_the_help_spells_them),
        cmocka_unit_test(every_key_reads_back),
        cmocka_unit_test(keys_have_the_bytes_that_terminals_send),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
