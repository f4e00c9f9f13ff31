/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Files through scanners, end to end. Logs are written by the tests, so how
 * many rows, what values and which lines are bad is known beforehand: row i
 * of a made log has packets i, from an address made of i.
 */
#include "scan/dataset.h"

#include "base/buf.h"
#include "base/team.h"
#include "check.h"
#include "scan/cell_text.h"
#include "scan/scanner.h"
#include "source/source.h"

#include <ftw.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATH_SIZE = 256, START = 1700000000 };

#define HEADER_V2                                                              \
    "version account-id interface-id srcaddr dstaddr srcport dstport "         \
    "protocol packets bytes start end action log-status\n"

/* A folder for the files of one test. */
struct folder {
    char path[PATH_SIZE - 64];
};

static int set_up(void **state)
{
    static struct folder folder;
    const char *tmp = getenv("TMPDIR");

    snprintf(folder.path, sizeof folder.path, "%s/vpcscope-test-XXXXXX",
             tmp ? tmp : "/tmp");
    assert_non_null(mkdtemp(folder.path));
    *state = &folder;
    return 0;
}

static int remove_one(const char *path, const struct stat *st, int kind,
                      struct FTW *ftw)
{
    (void)st;
    (void)kind;
    (void)ftw;
    return remove(path);
}

static int tear_down(void **state)
{
    struct folder *folder = *state;

    return nftw(folder->path, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

static const char *path_of(void **state, const char *name)
{
    static char path[PATH_SIZE];
    struct folder *folder = *state;

    snprintf(path, sizeof path, "%s/%s", folder->path, name);
    return path;
}

static void write_file(void **state, const char *name, struct str text)
{
    FILE *f = fopen(path_of(state, name), "wb");

    assert_non_null(f);
    if (text.n)
        assert_int_equal(fwrite(text.p, 1, text.n, f), text.n);
    assert_int_equal(fclose(f), 0);
}

static void add_default(struct buf *text, uint32_t i)
{
    buf_printf(text,
               "2 123456789012 eni-0a%08x 10.%u.%u.%u 172.16.0.1 %u 443 6 %u "
               "%u %u %u %s OK\n",
               i % 7, i >> 16 & 255, i >> 8 & 255, i & 255, 1024 + i % 60000, i,
               i * 40u, START + i, START + i + 60, i % 3 ? "ACCEPT" : "REJECT");
}

/* The same records under the header "packets action srcaddr". */
static void add_short(struct buf *text, uint32_t i)
{
    buf_printf(text, "%u %s 10.%u.%u.%u\n", i, i % 3 ? "ACCEPT" : "REJECT",
               i >> 16 & 255, i >> 8 & 255, i & 255);
}

static struct dataset *new_dataset(uint64_t memory, const char *format)
{
    const struct dataset_options options = {
        .format = format, .memory_bytes = memory, .keep_columns = true};
    struct err err = {.code = ERR_NONE};
    struct dataset *ds = dataset_new(&options, &err);

    assert_non_null(ds);
    return ds;
}

/* A dataset whose columns live as long as their segment is open. */
static struct dataset *open_unkept(void **state, const char *name)
{
    const struct dataset_options options = {.keep_columns = false};
    struct err err = {.code = ERR_NONE};
    struct dataset *ds = dataset_new(&options, &err);

    assert_int_equal(dataset_add(ds, path_of(state, name)), 1);
    return ds;
}

static struct dataset *open_file(void **state, const char *name,
                                 uint64_t memory)
{
    struct dataset *ds = new_dataset(memory, NULL);

    assert_int_equal(dataset_add(ds, path_of(state, name)), 1);
    return ds;
}

static struct str value_at(struct dataset *ds, struct scanner *s,
                           field_id field, uint32_t row,
                           char room[CELL_TEXT_MAX])
{
    cell c = column_cell(scanner_column(s, field), row);

    return cell_to_text(dataset_dict(ds), c, room);
}

/* Sums of all rows, to be compared with what was written. */
struct sums {
    uint64_t rows;
    uint64_t packets;
    uint64_t rejected;
    uint64_t wrong; /* rows whose address is not that of their packets */
    uint64_t nulls; /* rows without packets */
    uint64_t text_reads; /* segments whose text was read */
};

struct summing {
    struct dataset *ds;
    struct scan_queue *queue;
    pthread_mutex_t lock;
    struct sums sums;
};

static void sum_segment(struct dataset *ds, struct scanner *s,
                        struct sums *sums)
{
    static const field_id fields[] = {FIELD_PACKETS, FIELD_SRCADDR,
                                      FIELD_ACTION};
    char room[CELL_TEXT_MAX];

    scanner_want(s, fields, N_ELEMENTS(fields));
    for (uint32_t row = 0; row < scanner_rows(s); row++) {
        cell packets = column_cell(scanner_column(s, FIELD_PACKETS), row);
        cell address = column_cell(scanner_column(s, FIELD_SRCADDR), row);
        struct str action = value_at(ds, s, FIELD_ACTION, row, room);

        sums->rows++;
        if (cell_kind_of(packets) == CELL_NULL) {
            sums->nulls++;
            continue;
        }
        sums->packets += (uint64_t)cell_int(packets);
        sums->rejected += str_eq(action, STR("REJECT"));
        sums->wrong += address != cell_make(CELL_IP4, UINT32_C(10) << 24 |
                                                          cell_payload(packets));
    }
}

static void add_sums(struct sums *to, const struct sums *from)
{
    to->rows += from->rows;
    to->packets += from->packets;
    to->rejected += from->rejected;
    to->wrong += from->wrong;
    to->nulls += from->nulls;
    to->text_reads += from->text_reads;
}

static void sum_thread(void *arg, unsigned thread)
{
    struct summing *summing = arg;
    struct scanner *s = scanner_new(summing->ds);
    struct sums sums = {0};

    (void)thread;
    while (scanner_next(s, summing->queue) == SCAN_NEXT_OK)
        sum_segment(summing->ds, s, &sums);
    sums.text_reads = scanner_text_reads(s);
    scanner_free(s);
    pthread_mutex_lock(&summing->lock);
    add_sums(&summing->sums, &sums);
    pthread_mutex_unlock(&summing->lock);
}

/* As an engine reads: again when layouts turned out differently. */
static struct sums sum_all(struct dataset *ds, unsigned threads)
{
    struct summing summing = {.ds = ds};
    uint64_t generation;

    pthread_mutex_init(&summing.lock, NULL);
    do {
        generation = dataset_generation(ds);
        summing.sums = (struct sums){0};
        summing.queue = scan_queue_new(ds);
        team_run(threads, sum_thread, &summing);
        assert_int_equal(scan_queue_bytes(summing.queue), dataset_bytes(ds));
        scan_queue_free(summing.queue);
    } while (generation != dataset_generation(ds));
    pthread_mutex_destroy(&summing.lock);
    return summing.sums;
}

/* Rows 0..n of a made log: n of them, each third rejected. */
static void check_sums(const struct sums *sums, uint64_t n)
{
    assert_int_equal(sums->rows, n);
    assert_int_equal(sums->packets, n * (n - 1) / 2);
    assert_int_equal(sums->rejected, (n + 2) / 3);
    assert_int_equal(sums->wrong, 0);
    assert_int_equal(sums->nulls, 0);
}

static void records_of_the_default_layout_are_read(void **state)
{
    struct buf text = {.p = NULL};

    for (uint32_t i = 0; i < 5; i++)
        add_default(&text, i);
    write_file(state, "a.log", buf_str(&text));
    struct dataset *ds = open_file(state, "a.log", 0);
    struct scanner *s = scanner_new(ds);
    char room[CELL_TEXT_MAX];

    assert_true(scanner_open(s, 0, 0));
    assert_int_equal(scanner_rows(s), 5);
    check_text("account", value_at(ds, s, FIELD_ACCOUNT_ID, 4, room),
               "123456789012");
    check_text("source", value_at(ds, s, FIELD_SRCADDR, 4, room), "10.0.0.4");
    check_text("status", value_at(ds, s, FIELD_LOG_STATUS, 4, room), "OK");
    assert_int_equal(scanner_column(s, FIELD_VPC_ID)->kind, COLUMN_NULL);
    assert_int_equal(scanner_column(s, FIELD_VPC_ID)->n, 5);
    check_text("line", scanner_line(s, 0),
               "2 123456789012 eni-0a00000000 10.0.0.0 172.16.0.1 1024 443 6 0 "
               "0 1700000000 1700000060 REJECT OK");
    assert_int_equal(scanner_line_offset(s, 0), 0);
    assert_int_equal(scanner_line_offset(s, 1), scanner_line(s, 0).n + 1);
    assert_non_null(scanner_regular_layout(s));
    assert_false(scanner_open(s, 0, 1));
    assert_false(scanner_open(s, 1, 0));
    scanner_free(s);
    dataset_free(ds);
    buf_done(&text);
}

static void make_log(struct buf *text, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        add_default(text, i);
}

static void many_segments_are_read_by_several_threads(void **state)
{
    enum { ROWS = 40000 };
    struct buf text = {.p = NULL};

    make_log(&text, ROWS);
    write_file(state, "big.log", buf_str(&text));
    for (unsigned threads = 1; threads <= 3; threads++) {
        struct dataset *ds = open_file(state, "big.log", 0);
        struct sums sums = sum_all(ds, threads);
        struct dataset_totals t = dataset_totals(ds);

        check_sums(&sums, ROWS);
        assert_int_equal(t.rows, ROWS);
        assert_int_equal(t.text_bytes, text.n);
        assert_int_equal(t.segments, text.n / SOURCE_BLOCK_BYTES + 1);
        assert_true(t.complete);
        dataset_free(ds);
    }
    buf_done(&text);
}

static void a_second_reading_is_answered_by_columns(void **state)
{
    enum { ROWS = 20000 };
    struct buf text = {.p = NULL};

    make_log(&text, ROWS);
    write_file(state, "big.log", buf_str(&text));
    struct dataset *ds = open_file(state, "big.log", 0);
    struct sums sums = sum_all(ds, 2);
    assert_true(sums.text_reads > 0);
    sums = sum_all(ds, 2);
    check_sums(&sums, ROWS);
    assert_int_equal(sums.text_reads, 0);
    dataset_free(ds);
    buf_done(&text);
}

/* Packets and address of row i of a made log that starts with row base. */
static void check_row(struct scanner *s, uint32_t row, uint32_t i)
{
    assert_true(column_cell(scanner_column(s, FIELD_PACKETS), row) ==
                cell_make(CELL_INT, i));
    assert_true(column_cell(scanner_column(s, FIELD_SRCADDR), row) ==
                cell_make(CELL_IP4, UINT32_C(10) << 24 | i));
}

/* Every step-th row, as an engine asks for what a filter has left. */
static void check_every(struct scanner *s, uint32_t base, uint32_t step)
{
    static const field_id fields[] = {FIELD_PACKETS, FIELD_SRCADDR,
                                      FIELD_VPC_ID};
    static uint32_t rows[1 << 16];
    uint32_t n = 0;

    for (uint32_t row = 0; row < scanner_rows(s); row += step)
        rows[n++] = row;
    scanner_want_rows(s, fields, N_ELEMENTS(fields), rows, n);
    for (uint32_t k = 0; k < n; k++)
        check_row(s, rows[k], base + rows[k]);
    assert_true(column_cell(scanner_column(s, FIELD_VPC_ID), 0) ==
                cell_make(CELL_NULL, 0));
}

static void rows_that_are_asked_for_are_decoded(void **state)
{
    enum { ROWS = 30000 };
    static const field_id expected[] = {FIELD_SRCADDR, FIELD_PACKETS};
    static const field_id first = FIELD_ACTION;
    struct buf text = {.p = NULL};

    make_log(&text, ROWS);
    write_file(state, "big.log", buf_str(&text));
    for (unsigned way = 0; way < 6; way++) {
        struct dataset *ds = way % 2 ? open_file(state, "big.log", 0)
                                     : open_unkept(state, "big.log");
        struct scanner *s = scanner_new(ds);
        uint32_t base = 0;

        if (way >= 2)
            scanner_expect(s, expected, way < 4 ? 1 : 2);
        for (uint32_t i = 0; scanner_open(s, 0, i); i++) {
            scanner_want(s, &first, 1);
            check_every(s, base, 13);
            check_every(s, base, 13);
            check_every(s, base, 7);
            check_every(s, base, i % 2 ? 3 : 1);
            scanner_want(s, expected, 2);
            check_row(s, scanner_rows(s) - 1, base + scanner_rows(s) - 1);
            base += scanner_rows(s);
        }
        assert_int_equal(base, ROWS);
        assert_int_equal(scanner_text_reads(s), dataset_totals(ds).segments);
        scanner_free(s);
        assert_true(way % 2 || dataset_totals(ds).cache_bytes == 0);
        dataset_free(ds);
    }
    buf_done(&text);
}

static void rows_that_are_found_are_taken_from_their_lines(void **state)
{
    enum { ROWS = 30000 };
    static const field_id start = FIELD_START, packets = FIELD_PACKETS;
    struct buf text = {.p = NULL};

    make_log(&text, ROWS);
    write_file(state, "big.log", buf_str(&text));
    for (unsigned way = 0; way < 6; way++) {
        struct dataset *ds = way % 2 ? open_file(state, "big.log", 0)
                                     : open_unkept(state, "big.log");
        struct scanner *s = scanner_new(ds);
        uint32_t base = 0;

        for (uint32_t i = 0; scanner_open(s, 0, i); i++) {
            scanner_want_lines(s, &start, way < 2);
            check_every(s, base, 97);
            check_every(s, base, 61);
            check_every(s, base, 97);
            if (way < 4)
                check_every(s, base, i % 2 ? 7 : 1);
            else
                scanner_want(s, &packets, 1);
            check_every(s, base, 89);
            check_row(s, 0, base);
            base += scanner_rows(s);
        }
        assert_int_equal(base, ROWS);
        assert_int_equal(scanner_text_reads(s), dataset_totals(ds).segments);
        scanner_free(s);
        dataset_free(ds);
    }
    buf_done(&text);
}

static void a_tiny_budget_gives_the_same_answers(void **state)
{
    enum { ROWS = 40000 };
    struct buf text = {.p = NULL};

    make_log(&text, ROWS);
    write_file(state, "big.log", buf_str(&text));
    struct dataset *ds = open_file(state, "big.log", 100 << 10);
    uint64_t reads = 0;
    for (unsigned i = 0; i < 3; i++) {
        struct sums sums = sum_all(ds, 2);

        check_sums(&sums, ROWS);
        reads += sums.text_reads;
        assert_true(dataset_totals(ds).cache_bytes <= 100 << 10);
    }
    assert_true(reads > 5);
    dataset_free(ds);
    buf_done(&text);
}

/*
 * A log whose columns change twice, in the first block and in a later one,
 * and once to what they are already.
 */
static void make_mixed_log(struct buf *text, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        if (i == 1000 || i == 2000)
            buf_text(text, "packets action srcaddr\n");
        else if (i == 2 * n / 3)
            buf_text(text, HEADER_V2);
        if (i >= 1000 && i < 2 * n / 3)
            add_short(text, i);
        else
            add_default(text, i);
    }
}

static void a_header_in_mid_file_counts_for_all_later_blocks(void **state)
{
    enum { ROWS = 200000 };
    struct buf text = {.p = NULL};

    make_mixed_log(&text, ROWS);
    write_file(state, "mixed.log", buf_str(&text));
    for (unsigned threads = 1; threads <= 3; threads++) {
        struct dataset *ds = threads < 3 ? open_file(state, "mixed.log", 0)
                                         : open_unkept(state, "mixed.log");
        struct sums sums = sum_all(ds, threads);

        check_sums(&sums, ROWS);
        assert_int_equal(dataset_totals(ds).rows, ROWS);
        assert_int_equal(dataset_totals(ds).bad_lines, 0);
        assert_true(dataset_totals(ds).complete);
        dataset_free(ds);
    }
    buf_done(&text);
}

static struct sums sum_backwards(struct dataset *ds, uint32_t n_segments)
{
    struct scanner *s = scanner_new(ds);
    struct sums sums = {0};

    for (uint32_t i = n_segments; i-- > 0;) {
        assert_true(scanner_open(s, 0, i));
        sum_segment(ds, s, &sums);
    }
    scanner_free(s);
    return sums;
}

static void blocks_read_backwards_are_read_again_after_a_header(void **state)
{
    enum { ROWS = 200000 };
    struct buf text = {.p = NULL};

    make_mixed_log(&text, ROWS);
    write_file(state, "mixed.log", buf_str(&text));
    struct dataset *ds = open_file(state, "mixed.log", 0);
    uint32_t n = (uint32_t)(text.n / SOURCE_BLOCK_BYTES) + 1;
    uint64_t generation = dataset_generation(ds);

    assert_true(n > 5);
    sum_backwards(ds, n);
    assert_true(dataset_generation(ds) > generation);
    generation = dataset_generation(ds);
    struct sums sums = sum_backwards(ds, n);
    check_sums(&sums, ROWS);
    assert_int_equal(dataset_generation(ds), generation);
    assert_int_equal(dataset_totals(ds).rows, ROWS);
    assert_int_equal(dataset_totals(ds).bad_lines, 0);
    dataset_free(ds);
    buf_done(&text);
}

/* The line of the last record of n segments; 0: not known. */
static uint64_t last_line_number(struct dataset *ds, uint32_t n)
{
    struct scanner *s = scanner_new(ds);
    uint64_t line;

    assert_true(scanner_open(s, 0, n - 1));
    line = scanner_line_number(s, scanner_rows(s) - 1);
    scanner_free(s);
    return line;
}

static void lines_are_numbered_once_all_before_them_are_read(void **state)
{
    enum { ROWS = 30000 };
    struct buf text = {.p = NULL};

    for (uint32_t i = 0; i < ROWS; i++) {
        if (i % 1000 == 0)
            buf_text(&text, HEADER_V2);
        add_default(&text, i);
    }
    write_file(state, "lines.log", buf_str(&text));
    uint32_t n = (uint32_t)(text.n / SOURCE_BLOCK_BYTES) + 1;
    struct dataset *ds = open_file(state, "lines.log", 0);

    assert_true(n > 1);
    assert_int_equal(last_line_number(ds, n), 0);
    sum_backwards(ds, n);
    assert_int_equal(last_line_number(ds, n), ROWS + ROWS / 1000);
    dataset_free(ds);
    buf_done(&text);
}

static void a_repeated_header_costs_nothing(void **state)
{
    enum { ROWS = 30000 };
    struct buf text = {.p = NULL};

    for (uint32_t i = 0; i < ROWS; i++) {
        if (i % 1000 == 0)
            buf_text(&text, HEADER_V2);
        add_default(&text, i);
    }
    write_file(state, "cat.log", buf_str(&text));
    struct dataset *ds = open_file(state, "cat.log", 0);
    struct sums sums = sum_backwards(ds, (uint32_t)(text.n >> 20) + 1);
    check_sums(&sums, ROWS);
    assert_int_equal(dataset_generation(ds), 0);
    dataset_free(ds);
    buf_done(&text);
}

static void bad_lines_are_counted_and_the_first_is_kept(void **state)
{
    enum { ROWS = 30000 };
    struct buf text = {.p = NULL};
    struct bad_line bad[8];

    for (uint32_t i = 0; i < ROWS; i++) {
        add_default(&text, i);
        if (i == 20000 || i == 25000)
            buf_text(&text, "<Error>AccessDenied</Error>\n");
        if (i == 100)
            buf_text(&text, "2 1 e a b 1 2 6 1 1 1 1 ACCEPT OK surplus\n");
    }
    write_file(state, "bad.log", buf_str(&text));
    struct dataset *ds = open_file(state, "bad.log", 0);
    struct sums sums = sum_all(ds, 2);
    check_sums(&sums, ROWS);
    assert_int_equal(dataset_totals(ds).bad_lines, 3);
    assert_int_equal(dataset_bad_lines(ds, bad, N_ELEMENTS(bad)), 2);
    assert_int_equal(bad[0].count, 2);
    assert_int_equal(bad[0].line, 20003);
    check_text("few", bad[0].text, "<Error>AccessDenied</Error>");
    assert_string_equal(bad[0].why, "1 value, the layout has 14");
    assert_int_equal(bad[1].count, 1);
    assert_int_equal(bad[1].line, 102);
    assert_string_equal(bad[1].why, "15 values, the layout has 14");
    assert_true(str_ends(str_of(bad[0].path), STR("bad.log")));
    dataset_free(ds);
    buf_done(&text);
}

static void compressed_files_read_like_plain_ones(void **state)
{
    enum { ROWS = 40000 };
    struct buf text = {.p = NULL};
    char command[2 * PATH_SIZE];

    make_log(&text, ROWS);
    write_file(state, "packed.log", buf_str(&text));
    snprintf(command, sizeof command, "gzip '%s'",
             path_of(state, "packed.log"));
    if (system(command) != 0)
        skip();
    for (uint64_t memory = 0; memory <= 300 << 10; memory += 300 << 10) {
        struct dataset *ds = open_file(state, "packed.log.gz", memory);

        for (unsigned threads = 1; threads <= 3; threads++) {
            struct sums sums = sum_all(ds, threads);

            check_sums(&sums, ROWS);
        }
        assert_true(dataset_totals(ds).complete);
        assert_int_equal(dataset_totals(ds).text_bytes, text.n);
        dataset_free(ds);
    }
    buf_done(&text);
}

static void text_without_a_layout_has_lines_only(void **state)
{
    write_file(state, "notes.txt", STR("some text\n\nof two lines\n"));
    struct dataset *ds = open_file(state, "notes.txt", 0);
    struct scanner *s = scanner_new(ds);

    assert_true(scanner_open(s, 0, 0));
    assert_int_equal(scanner_rows(s), 2);
    check_text("line", scanner_line(s, 1), "of two lines");
    assert_int_equal(scanner_line_offset(s, 1), 11);
    assert_int_equal(scanner_column(s, FIELD_ACTION)->kind, COLUMN_NULL);
    assert_int_equal(dataset_messages(ds), 1);
    assert_int_equal(dataset_message(ds, 0).kind, MESSAGE_NOTE);
    assert_non_null(strstr(dataset_message(ds, 0).text, "--format"));
    scanner_free(s);
    dataset_free(ds);
}

static void the_format_names_the_fields_of_lines_without_header(void **state)
{
    char room[CELL_TEXT_MAX];

    write_file(state, "custom.log", STR("10.0.0.1 22 ACCEPT\nx y\n"));
    write_file(state, "header.log", STR("action srcaddr\nREJECT 10.0.0.2\n"));
    struct dataset *ds = new_dataset(0, "${srcaddr} ${dstport} ${action}");
    assert_int_equal(dataset_add(ds, path_of(state, "custom.log")), 1);
    assert_int_equal(dataset_add(ds, path_of(state, "header.log")), 1);
    struct scanner *s = scanner_new(ds);
    assert_true(scanner_open(s, 0, 0));
    assert_int_equal(scanner_rows(s), 1);
    check_text("format", value_at(ds, s, FIELD_DSTPORT, 0, room), "22");
    assert_true(scanner_open(s, 1, 0));
    assert_int_equal(scanner_rows(s), 1);
    check_text("header", value_at(ds, s, FIELD_SRCADDR, 0, room), "10.0.0.2");
    assert_int_equal(dataset_totals(ds).bad_lines, 1);
    scanner_free(s);
    dataset_free(ds);
}

static void a_wrong_format_is_refused(void **state)
{
    const struct dataset_options options = {.format = "1 2 3",
                                            .keep_columns = true};
    struct err err = {.code = ERR_NONE};

    (void)state;
    assert_null(dataset_new(&options, &err));
    assert_int_equal(err.code, ERR_USAGE);
}

static void files_without_records_are_left_out(void **state)
{
    static const struct {
        const char *name;
        struct str text;
        size_t added;
        size_t messages;
    } cases[] = {
        {"empty", {"", 0}, 0, 1},
        {"blank", {"\n \n", 3}, 0, 1},
        {"binary", {"PAR1\0\0\0", 7}, 0, 1},
        {"header", {"srcaddr dstaddr\n", 16}, 1, 0},
    };

    for (size_t i = 0; i < N_ELEMENTS(cases); i++) {
        const char *name = cases[i].name;
        struct dataset *ds = new_dataset(0, NULL);

        write_file(state, name, cases[i].text);
        check_int(name, dataset_add(ds, path_of(state, name)), cases[i].added);
        check_int(name, dataset_messages(ds), cases[i].messages);
        check_int(name, dataset_n_files(ds), cases[i].added);
        struct sums sums = sum_all(ds, 1);
        check_int(name, sums.rows, 0);
        dataset_free(ds);
    }
}

static void a_folder_is_told_of_only_when_nothing_in_it_has_records(
    void **state)
{
    struct buf text = {.p = NULL};

    add_default(&text, 0);
    assert_int_equal(mkdir(path_of(state, "none"), 0700), 0);
    write_file(state, "none/empty", STR(""));
    assert_int_equal(mkdir(path_of(state, "some"), 0700), 0);
    write_file(state, "some/empty", STR(""));
    write_file(state, "some/full", buf_str(&text));
    struct dataset *ds = new_dataset(0, NULL);
    assert_int_equal(dataset_add(ds, path_of(state, "some")), 1);
    assert_int_equal(dataset_messages(ds), 0);
    assert_int_equal(dataset_add(ds, path_of(state, "none")), 0);
    assert_int_equal(dataset_messages(ds), 1);
    assert_int_equal(dataset_message(ds, 0).kind, MESSAGE_NO_RECORDS);
    assert_int_equal(dataset_add(ds, path_of(state, "nowhere")), 0);
    assert_int_equal(dataset_messages(ds), 2);
    assert_int_equal(dataset_message(ds, 1).kind, MESSAGE_UNREADABLE);
    assert_int_equal(dataset_add(ds, path_of(state, "some/full")), 0);
    assert_int_equal(dataset_n_files(ds), 1);
    assert_int_equal(dataset_message(ds, 2).kind, MESSAGE_NOTE);
    dataset_free(ds);
    buf_done(&text);
}

static void times_are_known_once_start_was_decoded(void **state)
{
    static const struct {
        const char *text;
        bool any;
        int64_t oldest, newest;
    } cases[] = {
        {"start action\n100 A\n50 A\n200 A\n", true, 50000, 200000},
        {"start action\n- A\n7 A\n", true, 7000, 7000},
        {"start action\n- A\n- A\n", false, 0, 0},
        {"action srcaddr\nA 1.1.1.1\n", false, 0, 0},
        {"start action\n1700000000123 A\n1700000001 A\n", true, 1700000000123,
         1700000001000},
        {"start action\n0100 A\n50 A\n", true, 50000, 100000},
    };

    for (size_t i = 0; i < N_ELEMENTS(cases); i++) {
        const char *name = cases[i].text;
        int64_t oldest = 0;
        int64_t newest = 0;

        write_file(state, "times.log", str_of(name));
        struct dataset *ds = open_file(state, "times.log", 0);
        struct scanner *s = scanner_new(ds);
        assert_true(scanner_open(s, 0, 0));
        assert_false(scanner_known_range(s, &oldest, &newest));
        scanner_close(s);
        check_int(name, dataset_time_range(ds, 2, &oldest, &newest),
                  cases[i].any);
        if (cases[i].any) {
            check_int(name, oldest, cases[i].oldest);
            check_int(name, newest, cases[i].newest);
            assert_true(scanner_open(s, 0, 0));
            assert_true(scanner_known_range(s, &oldest, &newest));
        }
        scanner_free(s);
        dataset_free(ds);
    }
}

/* Whether columns are kept or not; without a time there is no range. */
static void times_are_the_same_when_nothing_is_kept(void **state)
{
    static const struct {
        const char *text;
        bool any;
        int64_t oldest, newest;
    } cases[] = {
        {"start action\n100 A\n- A\n200 A\n", true, 100000, 200000},
        {"start action\n- A\n- A\n", false, 0, 0},
        {"start action\n- A\n07 A\n", true, 7000, 7000},
    };

    for (size_t i = 0; i < N_ELEMENTS(cases); i++) {
        const struct dataset_options options = {.keep_columns = false};
        struct err err = {.code = ERR_NONE};
        int64_t oldest = 0;
        int64_t newest = 0;

        write_file(state, "times.log", str_of(cases[i].text));
        struct dataset *ds = dataset_new(&options, &err);
        assert_int_equal(dataset_add(ds, path_of(state, "times.log")), 1);
        check_int(cases[i].text, dataset_time_range(ds, 1, &oldest, &newest),
                  cases[i].any);
        if (cases[i].any) {
            check_int(cases[i].text, oldest, cases[i].oldest);
            check_int(cases[i].text, newest, cases[i].newest);
        }
        dataset_free(ds);
    }
}

static void a_file_cut_while_open_drops_rows_and_says_so(void **state)
{
    enum { ROWS = 60000 };
    struct buf text = {.p = NULL};

    make_log(&text, ROWS);
    write_file(state, "cut.log", buf_str(&text));
    struct dataset *ds = open_file(state, "cut.log", 0);
    assert_int_equal(truncate(path_of(state, "cut.log"), 1500000), 0);
    struct sums sums = sum_all(ds, 2);
    assert_true(sums.rows > 1400000 / 115 && sums.rows < 1500000 / 80);
    assert_int_equal(sums.wrong, 0);
    assert_true(dataset_messages(ds) >= 1);
    assert_int_equal(dataset_message(ds, 0).kind, MESSAGE_DAMAGED);
    dataset_free(ds);
    ds = open_file(state, "cut.log", 0);
    assert_int_equal(truncate(path_of(state, "cut.log"), 0), 0);
    sums = sum_all(ds, 1);
    assert_int_equal(sums.rows, 0);
    dataset_free(ds);
    buf_done(&text);
}

static void columns_hold_the_rows_told_when_the_text_is_cut_later(void **state)
{
    enum { ROWS = 5000 };
    struct buf text = {.p = NULL};

    make_log(&text, ROWS);
    write_file(state, "cut.log", buf_str(&text));
    struct dataset *ds = open_file(state, "cut.log", 0);
    struct scanner *s = scanner_new(ds);
    assert_true(scanner_open(s, 0, 0));
    assert_int_equal(scanner_rows(s), ROWS);
    scanner_close(s);
    assert_int_equal(truncate(path_of(state, "cut.log"), 100000), 0);
    assert_true(scanner_open(s, 0, 0));
    const struct column *c = scanner_column(s, FIELD_PACKETS);
    assert_int_equal(scanner_rows(s), ROWS);
    assert_int_equal(c->n, ROWS);
    assert_true(column_cell(c, 0) == cell_make(CELL_INT, 0));
    assert_true(column_cell(c, ROWS - 1) == cell_make(CELL_NULL, 0));
    check_text("lost line", scanner_line(s, ROWS - 1), "");
    scanner_free(s);
    dataset_free(ds);
    buf_done(&text);
}

/* Row of the line that a cut of n bytes hits. */
static uint32_t row_at(const struct buf *text, size_t n)
{
    uint32_t row = 0;

    for (const char *p = text->p; p < text->p + n; p++)
        row += *p == '\n';
    return row;
}

static void rows_read_before_the_file_was_cut_stay(void **state)
{
    enum { ROWS = 5000, SIZE = 100000 };
    struct buf text = {.p = NULL};

    make_log(&text, ROWS);
    write_file(state, "cut.log", buf_str(&text));
    struct dataset *ds = open_file(state, "cut.log", 0);
    struct scanner *s = scanner_new(ds);
    assert_true(scanner_open(s, 0, 0));
    check_text("line", scanner_line(s, ROWS - 1),
               "2 123456789012 eni-0a00000001 10.0.19.135 172.16.0.1 6023 "
               "443 6 4999 199960 1700004999 1700005059 ACCEPT OK");
    assert_int_equal(truncate(path_of(state, "cut.log"), SIZE), 0);
    const struct column *c = scanner_column(s, FIELD_PACKETS);
    assert_int_equal(c->n, ROWS);
    for (uint32_t row = 0; row < ROWS; row++)
        assert_true(column_cell(c, row) == cell_make(CELL_INT, row));
    scanner_free(s);
    assert_int_equal(dataset_messages(ds), 1);
    assert_int_equal(dataset_message(ds, 0).kind, MESSAGE_DAMAGED);
    dataset_free(ds);
    buf_done(&text);
}

/* Where its lines start is known, so single ones are looked at in place. */
static void a_line_cut_while_its_text_is_in_use_is_empty(void **state)
{
    enum { ROWS = 5000, SIZE = 100000 };
    struct buf text = {.p = NULL};

    make_log(&text, ROWS);
    write_file(state, "cut.log", buf_str(&text));
    struct dataset *ds = open_file(state, "cut.log", 1 << 20);
    struct scanner *s = scanner_new(ds);
    uint32_t good = row_at(&text, SIZE);
    assert_true(scanner_open(s, 0, 0));
    assert_true(scanner_line(s, good).n > 80);
    assert_true(scanner_open(s, 0, 0));
    assert_true(scanner_line(s, good).n > 80);
    assert_int_equal(truncate(path_of(state, "cut.log"), SIZE), 0);
    assert_true(scanner_line(s, good - 1).n > 80);
    check_text("cut line", scanner_line(s, good), "");
    check_text("line after it", scanner_line(s, good + 1), "");
    scanner_free(s);
    assert_int_equal(dataset_messages(ds), 1);
    dataset_free(ds);
    buf_done(&text);
}

/* The rows found are those that a look at each line finds. */
static void check_find(struct scanner *s, struct str needle, uint32_t *rows)
{
    uint32_t n = scanner_find(s, needle, rows);
    uint32_t k = 0;

    for (uint32_t row = 0; row < scanner_rows(s); row++) {
        struct str line = scanner_line(s, row);

        if (str_find(line, needle) == line.n)
            continue;
        assert_true(k < n);
        assert_int_equal(rows[k++], row);
    }
    assert_int_equal(k, n);
}

static void rows_are_found_by_what_their_lines_hold(void **state)
{
    enum { ROWS = 4000 };
    static const char *const needles[] = {
        "10.0.9.1", "10.0.9.12 ", "REJECT", "ACCEPT OK", "2", "10.1.",
        "bad",      "srcaddr",    "CT\n2",  "77",        " ",
        "2 123456789012 eni-0a00000001 10.0.0.1 172.16.0.1 1025 443 6 1 40",
    };
    struct buf text = {.p = NULL};
    static uint32_t rows[ROWS * 2];

    for (uint32_t i = 0; i < ROWS; i++) {
        add_default(&text, i);
        if (i % 500 == 77)
            buf_text(&text, "bad 10.0.9.12 REJECT 77 77\n\n");
    }
    buf_text(&text, "packets action srcaddr\n");
    for (uint32_t i = 0; i < ROWS; i++)
        add_short(&text, i);
    write_file(state, "found.log", buf_str(&text));
    for (unsigned keep = 0; keep < 2; keep++) {
        struct dataset *ds = keep ? open_file(state, "found.log", 0)
                                  : open_unkept(state, "found.log");
        struct scanner *s = scanner_new(ds);

        for (size_t i = 0; i < N_ELEMENTS(needles); i++) {
            struct str needle = str_of(needles[i]);

            assert_true(scanner_open(s, 0, 0));
            check_find(s, str_slice(needle, 0, SCANNER_NEEDLE_MAX), rows);
        }
        scanner_free(s);
        dataset_free(ds);
    }
    buf_done(&text);
}

static void fields_of_all_layouts_are_listed_once(void **state)
{
    field_id fields[8];

    write_file(state, "two.log",
               STR("srcaddr action\n1.1.1.1 A\naction start\nA 1\n"));
    struct dataset *ds = open_file(state, "two.log", 0);
    assert_int_equal(dataset_layout_fields(ds, fields, 8), 2);
    assert_int_equal(fields[0], FIELD_SRCADDR);
    assert_int_equal(fields[1], FIELD_ACTION);
    sum_all(ds, 1);
    assert_int_equal(dataset_layout_fields(ds, fields, 8), 3);
    assert_int_equal(fields[2], FIELD_START);
    dataset_free(ds);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST(records_of_the_default_layout_are_read),
        TEST(many_segments_are_read_by_several_threads),
        TEST(a_second_reading_is_answered_by_columns),
        TEST(rows_that_are_asked_for_are_decoded),
        TEST(rows_that_are_found_are_taken_from_their_lines),
        TEST(a_tiny_budget_gives_the_same_answers),
        TEST(a_header_in_mid_file_counts_for_all_later_blocks),
        TEST(blocks_read_backwards_are_read_again_after_a_header),
        TEST(lines_are_numbered_once_all_before_them_are_read),
        TEST(a_repeated_header_costs_nothing),
        TEST(bad_lines_are_counted_and_the_first_is_kept),
        TEST(compressed_files_read_like_plain_ones),
        TEST(text_without_a_layout_has_lines_only),
        TEST(the_format_names_the_fields_of_lines_without_header),
        TEST(a_wrong_format_is_refused),
        TEST(files_without_records_are_left_out),
        TEST(a_folder_is_told_of_only_when_nothing_in_it_has_records),
        TEST(times_are_known_once_start_was_decoded),
        TEST(times_are_the_same_when_nothing_is_kept),
        TEST(a_file_cut_while_open_drops_rows_and_says_so),
        TEST(columns_hold_the_rows_told_when_the_text_is_cut_later),
        TEST(rows_read_before_the_file_was_cut_stay),
        TEST(a_line_cut_while_its_text_is_in_use_is_empty),
        TEST(rows_are_found_by_what_their_lines_hold),
        TEST(fields_of_all_layouts_are_listed_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
