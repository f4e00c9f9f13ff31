/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Deliveries that wrap records, one of each form that flow-log-format 4
 * describes, and what is in them as lines.
 */
#include "source/source.h"

#include "base/buf.h"

#include "check.h"
#include "scratch.h"

#include <stdlib.h>
#include <string.h>

#define R1 "2 123456789012 eni-1 10.0.0.1 10.0.0.2 1 2 6 3 4 5 6 ACCEPT OK"
#define R2 "2 123456789012 eni-2 10.0.0.3 10.0.0.4 1 2 6 3 4 5 6 REJECT OK"
#define STREAM "eni-1-all"

static void check_delivery(const char *name, struct str bytes, const char *want,
                           enum record_kind kind, bool damaged)
{
    struct source *s;
    struct str all;

    scratch_write("delivery", bytes);
    s = scratch_open("delivery");
    all = scratch_read_all(s);
    if (!str_eq(all, str_of(want)))
        fail_msg("%s: got\n%.*swant\n%s", name, STR_ARG(all), want);
    check_int(name, source_record_kind(s), kind);
    check_int(name, source_damage(s) != NULL, damaged);
    free((void *)(uintptr_t)all.p);
    source_close(s);
}

struct delivery {
    const char *name, *text, *want;
    enum record_kind kind;
};

static void check_all(const struct delivery *d, size_t n)
{
    for (size_t i = 0; i < n; i++)
        check_delivery(d[i].name, str_of(d[i].text), d[i].want, d[i].kind,
                       false);
}

static void json_of_services_gives_events(void **state)
{
    static const struct delivery cases[] = {
        {"Firehose, no newlines",
         "{\"message\":\"" R1 "\"}{\"message\":\"" R2 "\",\"x\":1}",
         "- - " R1 "\n- - " R2 "\n", RECORD_EVENTS},
        {"Firehose, a line each",
         "{\"message\":\"" R1 "\"}\n{\"message\":\"" R2 "\"}\n",
         "- - " R1 "\n- - " R2 "\n", RECORD_EVENTS},
        {"a name that is escaped",
         "{\"log\\u0053tream\":\"" STREAM "\",\"mess\\u0061ge\":\"" R1 "\"}",
         "- " STREAM " " R1 "\n", RECORD_EVENTS},
        {"one row of get-query-results",
         "[{\"field\":\"@timestamp\",\"value\":\"2024-05-01 12:00:00.000\"},"
         "{\"field\":\"@message\",\"value\":\"" R1 "\"}]",
         "1714564800000 - " R1 "\n", RECORD_EVENTS},
        {"a header and junk in base64",
         "{\"records\":[{\"data\":\""
         "eyJtZXNzYWdlIjoidmVyc2lvbiBhY2NvdW50LWlkIGludGVyZmFjZS1pZFxu"
         "MiAxMjM0NTY3ODkwMTIgZW5pLTEifXsieCI6MX0="
         "\"}]}",
         "version account-id interface-id\n- - 2 123456789012 eni-1\n"
         "\xc2\xa0{...}\n",
         RECORD_EVENTS},
        {"CloudWatch subscription",
         "{\"messageType\":\"DATA_MESSAGE\",\"owner\":\"123456789012\","
         "\"logGroup\":\"g\",\"logStream\":\"" STREAM "\","
         "\"subscriptionFilters\":[\"f\"],\"logEvents\":["
         "{\"id\":\"3\",\"timestamp\":1700000000000,\"message\":\"" R1 "\"},"
         "{\"id\":\"4\",\"timestamp\":1700000001000,\"message\":\"" R2 "\","
         "\"extractedFields\":{\"a\":\"b\"}}]}",
         "1700000000000 " STREAM " " R1 "\n1700000001000 " STREAM " " R2 "\n",
         RECORD_EVENTS},
        {"control messages are none",
         "{\"messageType\":\"CONTROL_MESSAGE\",\"logStream\":\"\","
         "\"logEvents\":[{\"timestamp\":1,\"message\":\"CWL CONTROL\"}]}"
         "{\"messageType\":\"DATA_MESSAGE\",\"logStream\":\"" STREAM "\","
         "\"logEvents\":[{\"timestamp\":2,\"message\":\"" R1 "\"}]}",
         "2 " STREAM " " R1 "\n", RECORD_EVENTS},
        {"filter-log-events",
         "{\n  \"events\": [\n    {\n      \"logStreamName\": \"" STREAM
         "\",\n      \"timestamp\": 1700000000000,\n      \"message\": \"" R1
         "\",\n      \"ingestionTime\": 1,\n      \"eventId\": \"9\"\n    }\n"
         "  ],\n  \"searchedLogStreams\": []\n}\n",
         "1700000000000 " STREAM " " R1 "\n", RECORD_EVENTS},
        {"get-log-events",
         "{\"events\":[{\"timestamp\":7,\"message\":\"" R1 "\","
         "\"ingestionTime\":8}],\"nextForwardToken\":\"f/1\","
         "\"nextBackwardToken\":\"b/1\"}",
         "7 - " R1 "\n", RECORD_EVENTS},
        {"get-query-results with messages",
         "{\"results\":[[{\"field\":\"@timestamp\",\"value\":\"2024-05-01 "
         "12:00:00.000\"},{\"field\":\"@message\",\"value\":\"" R1 "\"},"
         "{\"field\":\"@ptr\",\"value\":\"x\"}]],\"statistics\":{"
         "\"recordsMatched\":1.0,\"bytesScanned\":2.0},\"status\":"
         "\"Complete\"}",
         "1714564800000 - " R1 "\n", RECORD_EVENTS},
        {"Firehose transformation",
         "{\"invocationId\":\"i\",\"records\":[{\"recordId\":\"1\",\"data\":"
         "\"b25lIDI=\",\"meta\":{\"a\":1}}]}",
         "- - one 2\n", RECORD_EVENTS},
        {"the console's JSON",
         "[{\"@timestamp\":\"2024-05-01 12:00:00.000\",\"@message\":\"" R1
         "\",\"@logStream\":\"a b\"}]",
         "1714564800000 a%20b " R1 "\n", RECORD_EVENTS},
        {"a list of records", "[\n  \"" R1 "\",\n  \"" R2 "\"\n]\n",
         "- - " R1 "\n- - " R2 "\n", RECORD_EVENTS},
        {"lists of a time and a record",
         "[[1700000000000,\"" R1 "\"],[1700000001000,\"" R2 "\"]]",
         "1700000000000 - " R1 "\n1700000001000 - " R2 "\n", RECORD_EVENTS},
        {"lists of a stream and a record",
         "[[\"" STREAM "\",\"" R1 "\"],[\"b\",\"" R2 "\"]]",
         "- " STREAM " " R1 "\n- b " R2 "\n", RECORD_EVENTS},
        {"a byte order mark in the middle",
         "{\"message\":\"" R1 "\"}\n\xef\xbb\xbf{\"message\":\"" R2 "\"}",
         "- - " R1 "\n- - " R2 "\n", RECORD_EVENTS},
        {"escapes, and lines in a message",
         "{\"message\":\"one \\u00e4\\ud83d\\ude00\\t\\\"two\\\"\\nthree\"}",
         "- - one \xc3\xa4\xf0\x9f\x98\x80\t\"two\"\n- - three\n",
         RECORD_EVENTS},
    };

    (void)state;
    check_all(cases, N_ELEMENTS(cases));
}

static void json_of_values_gives_rows(void **state)
{
    static const struct delivery cases[] = {
        {"lines of objects",
         "{\"srcaddr\":\"10.0.0.1\",\"srcport\":22,\"action\":null}\n"
         "{\"srcaddr\":\"10.0.0.2\",\"srcport\":23,\"action\":\"ACCEPT\"}\n",
         "\fsrcaddr srcport action\n10.0.0.1 22 -\n10.0.0.2 23 ACCEPT\n",
         RECORD_ROWS},
        {"a list of objects whose names change",
         "[{\"srcaddr\":\"a\",\"dstaddr\":\"b\"},{\"srcaddr\":\"c\","
         "\"dstaddr\":\"d\"},{\"srcaddr\":\"e\",\"bytes\":1}]",
         "\fsrcaddr dstaddr\na b\nc d\n\fsrcaddr bytes\ne 1\n", RECORD_ROWS},
        {"get-query-results of fields",
         "{\"results\":[[{\"field\":\"srcAddr\",\"value\":\"a\"},{\"field\":"
         "\"flows\",\"value\":\"2\"}],[{\"field\":\"srcAddr\",\"value\":\"b\"},"
         "{\"field\":\"flows\",\"value\":\"3\"}]],\"status\":\"Complete\"}",
         "\fsrcAddr flows\na 2\nb 3\n", RECORD_ROWS},
    };

    (void)state;
    check_all(cases, N_ELEMENTS(cases));
}

static void csv_gives_events_or_rows(void **state)
{
    static const struct delivery cases[] = {
        {"Insights console",
         "@timestamp,@message,@logStream,@log\n"
         "2024-05-01 12:00:00.000,\"" R1 "\"," STREAM ",1:g\n",
         "\n1714564800000 " STREAM " " R1 "\n", RECORD_EVENTS},
        {"events viewer, saved again by a spreadsheet",
         "\xef\xbb\xbftimestamp,message\r\n1.7284E+12," R1 "\r\n",
         "\n- - " R1 "\n", RECORD_EVENTS},
        {"live tail",
         "Event Time,Message,Log group,Log stream\n"
         "2024-05-01T12:00:00.000+02:00,\"" R1 "\",g," STREAM "\n",
         "\n1714557600000 " STREAM " " R1 "\n", RECORD_EVENTS},
        {"a message of two lines, and quotes",
         "timestamp,message\n1,\"one \"\"a\"\"\ntwo\"\n",
         "\n1 - one \"a\"\n1 - two\n", RECORD_EVENTS},
        {"Athena",
         "\"version\",\"srcaddr\",\"bytes\"\n\"2\",\"10.0.0.1\",\"5\"\n"
         "\"2\",\"10.0.0.2\",\n",
         "\n\fversion srcaddr bytes\n2 10.0.0.1 5\n2 10.0.0.2 -\n",
         RECORD_ROWS},
        {"unquoted names", "interface_id,log_status\n1,OK\n2,-\n",
         "\n\finterface_id log_status\n1 OK\n2 -\n", RECORD_ROWS},
        {"semicolons", "srcaddr;dstaddr;bytes\r\na;;c\r\n",
         "\n\fsrcaddr dstaddr bytes\na - c\n", RECORD_ROWS},
        {"bars", "srcaddr|dstaddr\na|b\n", "\n\fsrcaddr dstaddr\na b\n",
         RECORD_ROWS},
        {"TABs with nothing between", "srcaddr\tdstaddr\tbytes\na\t\tc\n",
         "\n\fsrcaddr dstaddr bytes\na - c\n", RECORD_ROWS},
        {"messages alone", "@message\n\"" R1 "\"\n", "\n- - " R1 "\n",
         RECORD_EVENTS},
        {"a header again, and another one",
         "message,timestamp\n" R1 ",1\nmessage,timestamp\n" R2 ",2\n"
         "timestamp,message\n3," R1 "\n",
         "\n1 - " R1 "\n\n2 - " R2 "\n\n3 - " R1 "\n", RECORD_EVENTS},
        {"an event of another length is no record",
         "timestamp,message\n,1," R1 "\n2," R2 "\n",
         "\n\xc2\xa0,1,2\xc2\xa0"
         "123456789012\xc2\xa0"
         "eni-1\xc2\xa0"
         "10.0.0.1\xc2\xa0"
         "10.0.0.2\xc2\xa0"
         "1\xc2\xa0"
         "2\xc2\xa0"
         "6\xc2\xa0"
         "3\xc2\xa0"
         "4\xc2\xa0"
         "5\xc2\xa0"
         "6\xc2\xa0"
         "ACCEPT\xc2\xa0"
         "OK\n2 - " R2 "\n",
         RECORD_EVENTS},
        {"a row of another length is told", "srcaddr,dstaddr\na,b\nc\nd,e\n",
         "\n\fsrcaddr dstaddr\na b\nc\nd e\n", RECORD_ROWS},
    };

    (void)state;
    check_all(cases, N_ELEMENTS(cases));
}

static void text_of_the_cli_gives_events(void **state)
{
    static const struct delivery cases[] = {
        {"filter-log-events",
         "EVENTS\t99\t1700000005000\t" STREAM "\t" R1 "\t1700000000000\n"
         "SEARCHEDLOGSTREAMS\t" STREAM "\tTrue\n",
         "1700000000000 " STREAM " " R1 "\n\n", RECORD_EVENTS},
        {"get-log-events",
         "b/3\tf/4\nEVENTS\t1700000005000\t" R1 "\t1700000000000\n",
         "\n1700000000000 - " R1 "\n", RECORD_EVENTS},
        {"all in one line", R1 "\t" R2 "\n", "- - " R1 "\n- - " R2 "\n",
         RECORD_EVENTS},
        {"get-query-results",
         "Complete\nRESULTS\t@timestamp\t2024-05-01 12:00:00.000\n"
         "RESULTS\t@message\t" R1 "\nRESULTS\t@ptr\tx\n"
         "RESULTS\t@timestamp\t2024-05-01 12:00:01.000\n"
         "RESULTS\t@message\t" R2 "\nRESULTS\t@ptr\ty\n"
         "STATISTICS\t1.0\t2.0\n",
         "\n1714564800000 - " R1 "\n\n"
         "1714564801000 - " R2 "\n",
         RECORD_EVENTS},
    };

    (void)state;
    check_all(cases, N_ELEMENTS(cases));
}

static void text_is_made_utf8_with_lf_and_without_colours(void **state)
{
    static const struct {
        const char *name;
        struct str text;
        const char *want;
    } cases[] = {
        {"UTF-16",
         STR("\xff\xfe"
             "a\0\xe4\0\x3d\xd8\0\xde\r\0\n\0b\0"),
         "a\xc3\xa4\xf0\x9f\x98\x80\r\nb"},
        {"UTF-16, the other way round", STR("\xfe\xff\0a\0\n\xd8\x3d\0b"),
         "a\n\xef\xbf\xbd"
         "b"},
        {"without its mark",
         STR("2\0 \0"
             "1\0"
             "2\0"
             "3\0 \0e\0n\0\n\0"),
         "2 123 en\n"},
        {"colours", STR("\x1b[32ma\x1b[0m \x1b[01;31m\x1b[Kb\x1b[m\n"),
         "a b\n"},
        {"what is no colour", STR("\x1b[0ma\x1b[2J\x1b[\n"), "a\x1b[2J\x1b[\n"},
        {"CR alone", STR("a\rb\r"), "a\nb\n"},
        {"behind what is no colour", STR("\x1b[2Ja\rb\r"), "\x1b[2Ja\nb\n"},
        {"all of them", STR("\xff\xfe\x1b\0[\0m\0a\0\r\0b\0\r\0"), "a\nb\n"},
    };

    (void)state;
    for (size_t i = 0; i < N_ELEMENTS(cases); i++)
        check_delivery(cases[i].name, cases[i].text, cases[i].want, RECORD_NONE,
                       false);
}

static void other_texts_are_not_unwrapped(void **state)
{
    static const char *const texts[] = {
        R1 "\n",
        "version account-id interface-id\n",
        "2\t123456789012\teni-1\t10.0.0.1\t10.0.0.2\n",
        "{not json\n",
        "",
        "{\"user\":1}\n",
        "name,age\nann,3\n",
        "one, two and three words of text\n",
        "{\"a\":1}\n{\"line\":\"2 123456789012 eni-1 10.0.0.1 10.0.0.2 1",
    };

    (void)state;
    for (size_t i = 0; i < N_ELEMENTS(texts); i++)
        check_delivery(texts[i], str_of(texts[i]), texts[i], RECORD_NONE,
                       false);
}

static void a_cut_delivery_gives_what_is_whole(void **state)
{
    static const char text[] =
        "{\"events\":[{\"message\":\"" R1 "\"},{\"message\":\"2 12";

    (void)state;
    check_delivery("cut JSON", str_of(text), "- - " R1 "\n", RECORD_EVENTS,
                   true);
    check_delivery("cut CSV", STR("srcaddr,b\n1,2\n3,\"4"),
                   "\n\fsrcaddr b\n1 2\n", RECORD_ROWS, true);
}

/* Every piece of a delivery is read without a fault, whatever it is cut to. */
static void any_cut_and_any_change_is_survived(void **state)
{
    static const char text[] =
        "[{\"logStream\":\"s\",\"events\":[{\"message\":\"" R1 "\","
        "\"timestamp\":12,\"x\":{\"y\":[1,2,{}]}},{\"message\":\"a\\u00e9\\\""
        "\"}]},{\"a\":1,\"b\":null}]";
    char changed[sizeof text];

    (void)state;
    for (size_t i = 0; i < sizeof text - 1; i++) {
        for (int how = 0; how < 3; how++) {
            static const char with[] = {'"', '{', '\\'};
            struct source *s;
            struct str all;

            memcpy(changed, text, sizeof text);
            changed[i] = with[how];
            scratch_write("delivery",
                          (struct str){changed, how ? sizeof text - 1 : i});
            s = scratch_open("delivery");
            all = scratch_read_all(s);
            assert_true(all.n < 4 * sizeof text);
            free((void *)(uintptr_t)all.p);
            source_close(s);
        }
    }
}

/* Far more than a window holds, in one list. */
static void a_long_list_is_read_piece_by_piece(void **state)
{
    struct buf b = {0};
    struct source *s;
    struct str all;
    uint64_t lines = 0;

    (void)state;
    buf_text(&b, "{\"events\":[");
    for (unsigned i = 0; i < 100000; i++)
        buf_printf(&b, "%s{\"timestamp\":%u,\"message\":\"" R1 "\"}",
                   i ? "," : "", i);
    buf_text(&b, "]}");
    scratch_write("delivery", buf_str(&b));
    s = scratch_open("delivery");
    all = scratch_read_all(s);
    for (size_t i = 0; i < all.n; i++)
        lines += all.p[i] == '\n';
    assert_int_equal(lines, 100000);
    assert_true(str_ends(all, STR("99999 - " R1 "\n")));
    free((void *)(uintptr_t)all.p);
    source_close(s);
    buf_done(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(json_of_services_gives_events),
        cmocka_unit_test(json_of_values_gives_rows),
        cmocka_unit_test(csv_gives_events_or_rows),
        cmocka_unit_test(text_of_the_cli_gives_events),
        cmocka_unit_test(text_is_made_utf8_with_lf_and_without_colours),
        cmocka_unit_test(other_texts_are_not_unwrapped),
        cmocka_unit_test(a_cut_delivery_gives_what_is_whole),
        cmocka_unit_test(any_cut_and_any_change_is_survived),
        cmocka_unit_test(a_long_list_is_read_piece_by_piece),
    };

    return cmocka_run_group_tests(tests, scratch_enter, scratch_leave);
}
