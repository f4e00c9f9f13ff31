/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Records as log collectors and search engines hold and export them, and as
 * Lambda functions are given them: what is in there as lines. The shapes are
 * those of their documentation, the base64 texts were made with gzip and
 * base64.
 */
#include "source/source.h"

#include "base/buf.h"

#include "check.h"
#include "scratch.h"

#include <stdlib.h>

#define R1 "2 123456789012 eni-1 10.0.0.1 10.0.0.2 1 2 6 3 4 5 6 ACCEPT OK"
#define R2 "2 123456789012 eni-2 10.0.0.3 10.0.0.4 1 2 6 3 4 5 6 REJECT OK"
#define BOTH "- - " R1 "\n- - " R2 "\n"
/* 2023-11-14 22:13:20 */
#define TIMED "1700000000000 - " R1 "\n1700000000000 - " R2 "\n"
/* {"messageType":"DATA_MESSAGE","logStream":"eni-1-all","logEvents":[
   {"timestamp":1700000000000,"message":R1}]}, packed */
#define PACKED                                                                 \
    "H4sIAAAAAAACA6tWyk0tLk5MTw2pLEhVslJycQxxjPd1DQ52dHdV0lHKyU8PLilKTcwFSqXm" \
    "Zeoa6ibm5EDEXctS80qKlayiq5VKMoGGlCTmFihZGZobIIAOzHCgbiMFQyNjE1MzcwtLA0Mj" \
    "BbBhCoYGeiAIZwAVKRgpmCkYK5gomAJpR2dn14AQBX9vpdrYWgCWOGm7qwAAAA=="
/* R1 by itself */
#define PLAIN                                                                  \
    "MiAxMjM0NTY3ODkwMTIgZW5pLTEgMTAuMC4wLjEgMTAuMC4wLjIgMSAyIDYgMyA0IDUgNiBB" \
    "Q0NFUFQgT0s="
/* {"message":R2} */
#define WRAPPED                                                                \
    "eyJtZXNzYWdlIjoiMiAxMjM0NTY3ODkwMTIgZW5pLTIgMTAuMC4wLjMgMTAuMC4wLjQgMSAy" \
    "IDYgMyA0IDUgNiBSRUpFQ1QgT0sifQ=="

struct delivery {
    const char *name, *text, *want;
    enum record_kind kind;
};

static void check_all(const struct delivery *d, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct source *s;
        struct str all, lines;

        scratch_write("delivery", str_of(d[i].text));
        s = scratch_open("delivery");
        all = scratch_read_all(s);
        /* What a header stood on may be an empty line. */
        lines = all;
        while (str_starts(lines, STR("\n")))
            lines = str_slice(lines, 1, lines.n);
        if (!str_eq(lines, str_of(d[i].want)))
            fail_msg("%s: got\n%.*swant\n%s", d[i].name, STR_ARG(all),
                     d[i].want);
        check_int(d[i].name, source_record_kind(s), d[i].kind);
        free((void *)(uintptr_t)all.p);
        source_close(s);
    }
}

static void a_record_is_known_under_any_name(void **state)
{
    static const struct delivery cases[] = {
        {"Splunk, exported",
         "{\"preview\":false,\"offset\":0,\"result\":{\"_raw\":\"" R1 "\","
         "\"_time\":\"2023-11-14T22:13:20.000+00:00\",\"host\":\"h\"}}\n"
         "{\"preview\":false,\"offset\":1,\"result\":{\"_raw\":\"" R2 "\","
         "\"_time\":\"2023-11-14T22:13:20.000+00:00\",\"host\":\"h\"}}\n",
         TIMED, RECORD_EVENTS},
        {"Splunk, for its collector",
         "{\"time\":1700000000,\"event\":\"" R1 "\",\"source\":\"x\"}\n"
         "{\"time\":1700000000.0,\"event\":\"" R2 "\",\"source\":\"x\"}\n",
         TIMED, RECORD_EVENTS},
        {"Elasticsearch, a hit a line",
         "{\"_index\":\"x\",\"_source\":{\"event\":{\"original\":\"" R1
         "\",\"kind\":\"event\"},\"source\":{\"ip\":\"10.0.0.1\"}}}\n"
         "{\"_index\":\"x\",\"_source\":{\"event\":{\"original\":\"" R2
         "\",\"kind\":\"event\"},\"source\":{\"ip\":\"10.0.0.3\"}}}\n",
         BOTH, RECORD_EVENTS},
        {"Loki, lines",
         "{\"labels\":{\"job\":\"vpc\"},\"line\":\"" R1
         "\",\"timestamp\":\"2023-11-14T22:13:20Z\"}\n"
         "{\"labels\":{\"job\":\"vpc\"},\"line\":\"" R2
         "\",\"timestamp\":\"2023-11-14T22:13:20Z\"}\n",
         TIMED, RECORD_EVENTS},
        {"Loki, an answer",
         "{\"status\":\"success\",\"data\":{\"resultType\":\"streams\","
         "\"result\":[{\"stream\":{\"job\":\"vpc\"},\"values\":["
         "[\"1700000000000000000\",\"" R1 "\"],"
         "[\"1700000000000000000\",\"" R2 "\"]]}]}}",
         TIMED, RECORD_EVENTS},
        {"OpenTelemetry",
         "{\"resourceLogs\":[{\"resource\":{\"attributes\":[{\"key\":\"a\","
         "\"value\":{\"stringValue\":\"aws\"}}]},\"scopeLogs\":[{"
         "\"logRecords\":[{\"timeUnixNano\":\"1700000000000000000\","
         "\"body\":{\"stringValue\":\"" R1 "\"}},{\"body\":{\"stringValue\":"
         "\"" R2 "\"}}]}]}]}\n",
         BOTH, RECORD_EVENTS},
    };

    (void)state;
    check_all(cases, N_ELEMENTS(cases));
}

static void a_delivery_in_a_delivery_is_unpacked(void **state)
{
    static const struct delivery cases[] = {
        {"Lambda, of CloudWatch", "{\"awslogs\":{\"data\":\"" PACKED "\"}}",
         "1700000000000 eni-1-all " R1 "\n", RECORD_EVENTS},
        {"Lambda, of Kinesis",
         "{\"Records\":[{\"kinesis\":{\"partitionKey\":\"a\",\"data\":\"" PACKED
         "\"},\"eventID\":\"x\"},{\"kinesis\":{\"data\":\"" PLAIN "\"}}]}",
         "1700000000000 eni-1-all " R1 "\n- - " R1 "\n", RECORD_EVENTS},
        {"Firehose, to be transformed",
         "{\"invocationId\":\"i\",\"records\":[{\"recordId\":\"1\",\"data\":"
         "\"" PACKED "\"},{\"recordId\":\"2\",\"data\":\"" WRAPPED "\"}]}",
         "1700000000000 eni-1-all " R1 "\n- - " R2 "\n", RECORD_EVENTS},
        {"Kinesis, by the CLI",
         "{\n  \"Records\": [\n    {\"SequenceNumber\": \"1\", \"Data\": "
         "\"" PACKED "\"}\n  ],\n  \"MillisBehindLatest\": 0\n}\n",
         "1700000000000 eni-1-all " R1 "\n", RECORD_EVENTS},
    };

    (void)state;
    check_all(cases, N_ELEMENTS(cases));
}

static void tables_have_messages_and_times(void **state)
{
    static const struct delivery cases[] = {
        {"Splunk",
         "\"_raw\",\"_time\",host\n\"" R1
         "\",\"2023-11-14T22:13:20.000+00:00\",h\n",
         "1700000000000 - " R1 "\n", RECORD_EVENTS},
        {"Kibana", "\"@timestamp\",\"event.original\"\n\"-\",\"" R1 "\"\n",
         "- - " R1 "\n", RECORD_EVENTS},
        {"names with blanks",
         "Version,Source Address,Start Time\n2,10.0.0.1,5\n",
         "\fVersion Source_Address Start_Time\n2 10.0.0.1 5\n", RECORD_ROWS},
        {"dates as times",
         "srcaddr,start,end_time,note\n"
         "10.0.0.1,2023-11-14 "
         "22:13:20.000,2023-11-14T22:13:20.500Z,2023-11-14\n",
         "\fsrcaddr start end_time note\n"
         "10.0.0.1 1700000000 1700000000500 2023-11-14\n",
         RECORD_ROWS},
    };

    (void)state;
    check_all(cases, N_ELEMENTS(cases));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_record_is_known_under_any_name),
        cmocka_unit_test(a_delivery_in_a_delivery_is_unpacked),
        cmocka_unit_test(tables_have_messages_and_times),
    };

    return cmocka_run_group_tests(tests, scratch_enter, scratch_leave);
}
