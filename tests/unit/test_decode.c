/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Columns give back the texts they were made from, whatever the spelling,
 * and are as narrow as the values allow.
 */
#include "scan/decode.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/num.h"
#include "check.h"
#include "flow/addr.h"
#include "scan/cell_text.h"
#include "scan/parse.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { VALUES_MAX = 3000 };

/* The texts of a column, one after the other with blanks between. */
struct input {
    struct buf text;
    struct slice slices[VALUES_MAX];
    uint32_t n;
};

static void add(struct input *in, const char *value)
{
    in->slices[in->n++] =
        (struct slice){(uint32_t)in->text.n, (uint32_t)strlen(value)};
    buf_text(&in->text, value);
    buf_char(&in->text, ' ');
}

static struct str text_at(const struct input *in, uint32_t i)
{
    return (struct str){in->text.p + in->slices[i].at, in->slices[i].n};
}

enum { N_TYPES = TYPE_TIME + 1 };

/* A decoder for each type, used again and again, as scanners do. */
static void init_decoders(struct decoder *d, struct dict *dict,
                          enum cpu_level level)
{
    for (unsigned type = 0; type < N_TYPES; type++) {
        d[type] = (struct decoder){.n = 0};
        decoder_init(&d[type], (enum field_type)type, dict, level);
    }
}

static void free_decoders(struct decoder *d)
{
    for (unsigned type = 0; type < N_TYPES; type++)
        decoder_done(&d[type]);
}

static void add_all(const struct input *in, struct decoder *d)
{
    decoder_begin(d, buf_str(&in->text));
    for (uint32_t i = 0; i < in->n; i += BATCH_ROWS) {
        uint32_t n = in->n - i < BATCH_ROWS ? in->n - i : BATCH_ROWS;

        decoder_add(d, in->slices + i, n);
    }
}

static void *take_memory(void *arg, size_t bytes)
{
    (void)arg;
    return mem_alloc(bytes);
}

static struct column *decode(const struct input *in, struct decoder *d)
{
    add_all(in, d);
    return decoder_finish(d, take_memory, NULL);
}

/* Every row of c reads back as its text, one by one and all at once. */
static void check_texts(const struct input *in, const struct column *c,
                        struct dict *dict)
{
    static uint32_t rows[VALUES_MAX];
    static cell cells[VALUES_MAX];

    assert_int_equal(c->n, in->n);
    for (uint32_t i = 0; i < in->n; i++)
        rows[i] = in->n - 1 - i;
    column_cells(c, rows, in->n, cells);
    for (uint32_t i = 0; i < in->n; i++) {
        char room[CELL_TEXT_MAX];
        struct str want = text_at(in, i);
        cell one = column_cell(c, i);

        assert_true(one == cells[in->n - 1 - i]);
        assert_true(one == cell_of_text(dict, want));
        assert_true(str_eq(cell_to_text(dict, one, room), want));
    }
}

static const char *const odd_values[] = {
    "0", "1", "9", "80", "080", "00", "-", "--", "-1", "-0", "+1", "65535",
    "65536", "70000", "4294967295", "4294967296", "12345678", "123456789",
    "1234567812345678", "12345678123456789", "576460752303423487",
    "576460752303423488", "-576460752303423488", "-576460752303423489",
    "9223372036854775807", "9223372036854775808", "99999999999999999999999",
    "1e3", "1.5", "12a", "a12", "1234567a", "123456789a", "x", "unknown",
    "0.0.0.0", "255.255.255.255", "256.1.1.1", "1.2.3", "1.2.3.4", "1.2.3.4.5",
    "01.2.3.4", "1.2.3.04", "1..2.3", ".1.2.3", "1.2.3.", "1.2.3.4x",
    "10.20.30.40", "100.200.250.255", "192.168.1.1000", "1.1.1.a", "::",
    "2001:db8::1", "::ffff:1.2.3.4", "ACCEPT", "REJECT", "ACCEPTED",
    "eni-0123456789abcdef0", "12345678/", "1234567:", "\xd0\xb0",
    "an-identifier-that-is-longer-than-all-others-0123456789",
};

/* Usual values, one of 512 / odd of them an odd one. */
static void make_input(struct input *in, enum field_type type, uint32_t n,
                       int odd)
{
    in->n = 0;
    buf_reset(&in->text);
    for (uint32_t i = 0; i < n; i++) {
        char usual[32];

        if (type == TYPE_IP)
            snprintf(usual, sizeof usual, "%d.%d.%d.%d", rand() % 256,
                     rand() % 256, rand() % 30, rand() % 256);
        else
            snprintf(usual, sizeof usual, "%d", rand() >> rand() % 31);
        add(in, rand() % 512 < odd
                    ? odd_values[(size_t)rand() % N_ELEMENTS(odd_values)]
                    : usual);
    }
}

/* Rows of the input, rising, one of so many; some are asked for again. */
static void check_some_rows(const struct input *in, struct decoder *d,
                            struct dict *dict)
{
    static bool put[VALUES_MAX];

    memset(put, 0, sizeof put);
    decoder_begin_rows(d, buf_str(&in->text), in->n);
    for (int every = 7; every > 1; every -= 2) {
        uint32_t rows[BATCH_ROWS];
        struct slice slices[BATCH_ROWS];
        uint32_t n = 0;

        for (uint32_t row = 0; row < in->n && n < BATCH_ROWS; row++) {
            if (put[row] || rand() % every != 0)
                continue;
            put[row] = true;
            rows[n] = row;
            slices[n++] = in->slices[row];
        }
        decoder_put(d, rows, slices, n);
        const struct column *c = decoder_column(d);
        assert_int_equal(c->n, in->n);
        for (uint32_t row = 0; row < in->n; row++) {
            if (put[row])
                assert_true(column_cell(c, row) ==
                            cell_of_text(dict, text_at(in, row)));
        }
    }
}

static void every_value_reads_back(enum cpu_level level)
{
    struct dict *dict = dict_new();
    struct decoder d[N_TYPES];
    static struct input in;

    srand(3);
    init_decoders(d, dict, level);
    for (unsigned round = 0; round < 60; round++) {
        enum field_type type = (enum field_type)(round % N_TYPES);

        /* From one odd value in a column of usual ones to odd ones only. */
        make_input(&in, type, 100 + 37 * round, 1 << round / N_TYPES);
        struct column *c = decode(&in, &d[type]);
        check_texts(&in, c, dict);
        free(c);
        add_all(&in, &d[type]);
        check_texts(&in, decoder_column(&d[type]), dict);
        check_some_rows(&in, &d[type], dict);
    }
    buf_done(&in.text);
    in.text = (struct buf){.p = NULL};
    free_decoders(d);
    dict_free(dict);
}

static void every_value_reads_back_as_its_text(void **state)
{
    (void)state;
    for (int level = CPU_PORTABLE; level <= (int)cpu_level(); level++)
        every_value_reads_back((enum cpu_level)level);
}

/* Rows of a dictionary's texts and of its "-", against the same as texts. */
static void check_coded(struct input *in, struct input *rows,
                        struct decoder *d, struct dict *dict)
{
    static uint32_t codes[VALUES_MAX];
    struct decoder_coded coded = {0};

    assert_true(decoder_coded_begin(d, &coded, in->n, buf_str(&in->text),
                                    in->slices, NULL));
    for (unsigned round = 0; round < 3; round++) {
        rows->n = 0;
        buf_reset(&rows->text);
        for (uint32_t i = 0; i < VALUES_MAX; i++) {
            codes[i] = (uint32_t)rand() % (in->n + (round > 0));
            char text[80];
            struct str s = codes[i] < in->n ? text_at(in, codes[i]) : STR("-");
            snprintf(text, sizeof text, "%.*s", STR_ARG(s));
            add(rows, text);
        }
        decoder_begin(d, STR(""));
        decoder_coded_renew(&coded);
        for (uint32_t i = 0; i < rows->n; i += BATCH_ROWS) {
            uint32_t n = rows->n - i < BATCH_ROWS ? rows->n - i : BATCH_ROWS;

            decoder_add_coded(d, &coded, codes + i, round > 0, n);
        }
        check_texts(rows, decoder_column(d), dict);
        struct column *c = decoder_finish(d, take_memory, NULL);
        check_texts(rows, c, dict);
        free(c);
    }
    decoder_coded_done(&coded);
}

static void coded_values_are_those_of_their_texts(void **state)
{
    struct dict *dict = dict_new();
    struct decoder d[N_TYPES];
    static struct input in, rows;

    (void)state;
    srand(5);
    init_decoders(d, dict, cpu_level());
    for (unsigned type = 0; type < N_TYPES; type++) {
        for (int odd = 0; odd <= 512; odd = odd * 8 + 1) {
            make_input(&in, (enum field_type)type, 1 + (uint32_t)odd, odd);
            check_coded(&in, &rows, &d[type], dict);
        }
    }
    buf_done(&in.text);
    buf_done(&rows.text);
    free_decoders(d);
    dict_free(dict);
}

static void numbers_are_those_of_their_texts(void **state)
{
    /* The last ones are beyond what a cell holds. */
    static const int64_t numbers[] = {0, 80, -1, UINT32_MAX,
                                      INT64_C(4294967296), CELL_INT_MIN,
                                      CELL_INT_MAX, INT64_MIN, INT64_MAX};
    static const bool null[N_ELEMENTS(numbers)] = {[1] = true, [4] = true};
    struct dict *dict = dict_new();
    struct decoder d = {.n = 0};
    static struct input in;

    (void)state;
    decoder_init(&d, TYPE_INT, dict, cpu_level());
    for (uint32_t n = 1; n <= N_ELEMENTS(numbers); n++) {
        in.n = 0;
        buf_reset(&in.text);
        for (uint32_t i = 0; i < n; i++) {
            char text[NUM_TEXT_MAX];

            snprintf(text, sizeof text, "%jd", (intmax_t)numbers[i]);
            add(&in, null[i] ? "-" : text);
        }
        decoder_begin(&d, STR(""));
        decoder_add_numbers(&d, numbers, null, n);
        check_texts(&in, decoder_column(&d), dict);
    }
    buf_done(&in.text);
    decoder_done(&d);
    dict_free(dict);
}

static void odd_values_alone_read_back(void **state)
{
    struct dict *dict = dict_new();
    struct decoder d[N_TYPES];

    (void)state;
    init_decoders(d, dict, cpu_level());
    for (unsigned type = 0; type < N_TYPES; type++) {
        for (size_t i = 0; i < N_ELEMENTS(odd_values); i++) {
            static struct input in;

            /* At both ends of the text, where nothing can be read around. */
            in.n = 0;
            buf_reset(&in.text);
            add(&in, odd_values[i]);
            add(&in, "1");
            add(&in, "10.0.0.1");
            add(&in, odd_values[i]);
            in.text.n--;
            struct column *c = decode(&in, &d[type]);
            check_texts(&in, c, dict);
            free(c);
            buf_done(&in.text);
            in.text = (struct buf){.p = NULL};
        }
    }
    free_decoders(d);
    dict_free(dict);
}

static void columns_are_as_narrow_as_their_values(void **state)
{
    static const struct {
        enum field_type type;
        const char *values; /* with blanks between */
        enum column_kind kind;
        unsigned width;
        int64_t min, max;
        uint32_t n_exc, n_codes;
    } cases[] = {
        {TYPE_SMALL, "6 17 6 1", COLUMN_INT, 1, 1, 17, 0, 0},
        {TYPE_PORT, "80 443 65535", COLUMN_INT, 2, 80, 65535, 0, 0},
        {TYPE_TIME, "1700000000 1700000255", COLUMN_INT, 1, 1700000000,
         1700000255, 0, 0},
        {TYPE_INT, "0 65536", COLUMN_INT, 4, 0, 65536, 0, 0},
        {TYPE_INT, "-5 250", COLUMN_INT, 1, -5, 250, 0, 0},
        {TYPE_INT, "0 4294967296", COLUMN_INT, 8, 0, 4294967296, 0, 0},
        {TYPE_PORT, "80 - 443 080 22", COLUMN_INT, 2, 22, 443, 2, 0},
        {TYPE_INT, "7 7 - 7", COLUMN_INT, 0, 7, 7, 1, 0},
        {TYPE_TIME, "1700000000", COLUMN_INT, 0, 1700000000, 1700000000, 0, 0},
        {TYPE_TEXT, "OK OK", COLUMN_DICT, 0, 0, 0, 0, 1},
        {TYPE_PORT, "- - 80", COLUMN_DICT, 1, 0, 0, 0, 2},
        {TYPE_IP, "10.0.0.1 - 10.0.0.2", COLUMN_IP4, 4, 0, 0, 1, 0},
        {TYPE_IP, "::1 ::2 10.0.0.1 ::1", COLUMN_DICT, 1, 0, 0, 0, 3},
        {TYPE_TEXT, "OK OK NODATA OK", COLUMN_DICT, 1, 0, 0, 0, 2},
    };
    struct dict *dict = dict_new();
    struct decoder d[N_TYPES];

    (void)state;
    init_decoders(d, dict, cpu_level());
    for (size_t i = 0; i < N_ELEMENTS(cases); i++) {
        static struct input in;
        struct str rest = str_of(cases[i].values);
        const char *name = cases[i].values;
        struct str value;

        in.n = 0;
        buf_reset(&in.text);
        while (str_split(&rest, ' ', &value)) {
            char copy[64];

            snprintf(copy, sizeof copy, "%.*s", STR_ARG(value));
            add(&in, copy);
        }
        struct column *c = decode(&in, &d[cases[i].type]);
        check_int(name, c->kind, cases[i].kind);
        check_int(name, c->width, cases[i].width);
        check_int(name, c->n_exc, cases[i].n_exc);
        check_int(name, c->n_codes, cases[i].n_codes);
        if (c->kind == COLUMN_INT) {
            check_int(name, c->min, cases[i].min);
            check_int(name, c->max, cases[i].max);
        }
        check_texts(&in, c, dict);
        free(c);
        buf_done(&in.text);
        in.text = (struct buf){.p = NULL};
    }
    free_decoders(d);
    dict_free(dict);
}

static void rows_without_the_field_are_null(void **state)
{
    static const enum field_type types[] = {TYPE_TEXT, TYPE_IP, TYPE_INT};
    static const struct slice one = {0, 8};
    struct dict *dict = dict_new();

    (void)state;
    for (size_t i = 0; i < N_ELEMENTS(types); i++) {
        struct decoder d = {.n = 0};

        decoder_init(&d, types[i], dict, cpu_level());
        decoder_begin(&d, STR("12345678"));
        decoder_add(&d, NULL, 2);
        decoder_add(&d, &one, 1);
        decoder_add(&d, NULL, 1);
        struct column *c = decoder_finish(&d, take_memory, NULL);
        for (uint32_t row = 0; row < 4; row++)
            assert_true(column_cell(c, row) ==
                        (row == 2 ? cell_make(CELL_INT, 12345678)
                                  : cell_make(CELL_NULL, 0)));
        free(c);
        decoder_begin(&d, STR("1234567"));
        decoder_add(&d, NULL, 3);
        c = decoder_finish(&d, take_memory, NULL);
        assert_int_equal(c->kind, COLUMN_NULL);
        assert_int_equal(c->n, 3);
        assert_true(column_cell(c, 2) == cell_make(CELL_NULL, 0));
        free(c);
        decoder_done(&d);
    }
    dict_free(dict);
}

static void many_texts_widen_the_codes(void **state)
{
    struct dict *dict = dict_new();
    struct decoder d = {.n = 0};
    static struct input in;

    (void)state;
    decoder_init(&d, TYPE_TEXT, dict, cpu_level());
    for (unsigned i = 0; i < 300; i++) {
        char id[32];

        snprintf(id, sizeof id, "i-%08x", i * 2654435761u);
        add(&in, id);
    }
    struct column *c = decode(&in, &d);
    assert_int_equal(c->width, 2);
    assert_int_equal(c->n_codes, 300);
    check_texts(&in, c, dict);
    free(c);
    /* Texts of earlier segments are not counted. */
    in.n = 0;
    buf_reset(&in.text);
    add(&in, "i-00000000");
    add(&in, "new");
    add(&in, "i-00000000");
    c = decode(&in, &d);
    assert_int_equal(c->width, 1);
    assert_int_equal(c->n_codes, 2);
    check_texts(&in, c, dict);
    free(c);
    buf_done(&in.text);
    in.text = (struct buf){.p = NULL};
    decoder_done(&d);
    dict_free(dict);
}

/* Bytes that nearly make numbers and addresses, now and then any byte. */
static void add_hostile(struct input *in)
{
    static const char often[] = "00112345678999....-:/";
    char text[40];
    unsigned n = 1 + (unsigned)rand() % (rand() % 8 ? 17 : 38);

    for (unsigned i = 0; i < n; i++) {
        text[i] = often[(size_t)rand() % (sizeof often - 1)];
        if (rand() % 100 == 0)
            text[i] = (char)(rand() % 256);
    }
    in->slices[in->n++] = (struct slice){(uint32_t)in->text.n, n};
    buf_add(&in->text, (struct str){text, n});
    if (rand() % 2)
        buf_char(&in->text, ' ');
}

static void check_numbers(const struct input *in, const struct number_batch *got)
{
    int64_t min = INT64_MAX;
    int64_t max = INT64_MIN;
    uint32_t odd = 0;

    for (uint32_t i = 0; i < in->n; i++) {
        struct str s = text_at(in, i);
        int64_t v;

        if (odd < got->odd.n && got->odd.rows[odd] == i) {
            /* Only what is long, negative or without room may be a number. */
            odd++;
            assert_false(s.n <= PARSE_DIGITS_MAX && s.p[0] != '-' &&
                         in->slices[i].at >= PARSE_BEFORE &&
                         in->slices[i].at + PARSE_AFTER <= in->text.n &&
                         num_canonical_int(s, &v));
            continue;
        }
        assert_true(num_canonical_int(s, &v));
        assert_true(got->values[i] == (uint64_t)v);
        min = v < min ? v : min;
        max = v > max ? v : max;
    }
    assert_int_equal(odd, got->odd.n);
    if (min <= max) {
        assert_true(got->min == min);
        assert_true(got->max == max);
    } else {
        assert_true(got->min > got->max);
    }
}

static void check_addresses(const struct input *in,
                            const struct address_batch *got)
{
    uint32_t odd = 0;
    uint32_t v4;

    for (uint32_t i = 0; i < in->n; i++) {
        struct str s = text_at(in, i);

        if (odd < got->odd.n && got->odd.rows[odd] == i) {
            odd++;
            assert_false(in->slices[i].at >= PARSE_BEFORE &&
                         in->slices[i].at + PARSE_AFTER <= in->text.n &&
                         addr_parse_v4(s, &v4));
            continue;
        }
        assert_true(addr_parse_v4(s, &v4));
        assert_int_equal(got->values[i], v4);
    }
    assert_int_equal(odd, got->odd.n);
}

static void fast_parsers_agree_with_the_exact_ones(void **state)
{
    static struct input in;
    static struct number_batch numbers;
    static struct address_batch addresses;

    (void)state;
    srand(11);
    for (unsigned round = 0; round < 2000; round++) {
        uint32_t n = 1 + (uint32_t)rand() % BATCH_ROWS;

        in.n = 0;
        buf_reset(&in.text);
        while (in.n < n) {
            char usual[32];

            /* All spellings of addresses with octets of 1 to 3 digits. */
            snprintf(usual, sizeof usual, "%d.%d.%d.%d",
                     rand() % 300 >> rand() % 8, rand() % 300 >> rand() % 8,
                     rand() % 300 >> rand() % 8, rand() % 300 >> rand() % 8);
            if (rand() % 3 == 0)
                add_hostile(&in);
            else
                add(&in, usual);
        }
        for (int level = CPU_PORTABLE; level <= (int)cpu_level(); level++) {
            struct parsers p = parsers_at((enum cpu_level)level);

            p.numbers(buf_str(&in.text), in.slices, in.n, &numbers);
            check_numbers(&in, &numbers);
            p.addresses(buf_str(&in.text), in.slices, in.n, &addresses);
            check_addresses(&in, &addresses);
        }
    }
    buf_done(&in.text);
    in.text = (struct buf){.p = NULL};
}

static void dots_and_digits_are_those_of_a_byte_loop(void **state)
{
    static const char often[] = "./0123456789:\xae\xb0";

    (void)state;
    srand(5);
    for (unsigned round = 0; round < 20000; round++) {
        struct parse_masks want = {0, 0};
        char text[16];

        for (unsigned i = 0; i < sizeof text; i++) {
            if (rand() % 2)
                text[i] = (char)(rand() % 256);
            else
                text[i] = often[(size_t)rand() % sizeof often];
            want.dots |= (uint32_t)(text[i] == '.') << i;
            want.digits |= (uint32_t)(text[i] >= '0' && text[i] <= '9') << i;
        }
        struct parse_masks got = parse_masks(text);
        assert_int_equal(got.dots, want.dots);
        assert_int_equal(got.digits, want.digits);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_value_reads_back_as_its_text),
        cmocka_unit_test(odd_values_alone_read_back),
        cmocka_unit_test(coded_values_are_those_of_their_texts),
        cmocka_unit_test(numbers_are_those_of_their_texts),
        cmocka_unit_test(columns_are_as_narrow_as_their_values),
        cmocka_unit_test(rows_without_the_field_are_null),
        cmocka_unit_test(many_texts_widen_the_codes),
        cmocka_unit_test(fast_parsers_agree_with_the_exact_ones),
        cmocka_unit_test(dots_and_digits_are_those_of_a_byte_loop),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
