/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Whatever way a condition is answered, by a kernel, once for each value or
 * row by row, the answer is that of the plain evaluator. Both are asked
 * about random records with odd values among them.
 */
#include "engine/filter.h"

#include "engine/eval.h"
#include "engine/plan.h"
#include "engine/relation_scan.h"
#include "engine_run.h"

#include "base/mem.h"

#include "check.h"
#include "scratch.h"

#include <stdlib.h>

enum { ROWS = 6000 };

static const char *const conditions[] = {
    "dstPort = 443",
    "dstPort != 443",
    "dstPort < 443",
    "dstPort <= 443",
    "dstPort > 443",
    "dstPort >= 443",
    "443 >= dstPort",
    "dstPort = 443.5",
    "dstPort < 443.5",
    "dstPort >= -7",
    "dstPort < 70000",
    "dstPort = \"080\"",
    "dstPort = \"-\"",
    "dstPort < \"-\"",
    "dstPort = true",
    "dstPort in [22, 443, 70000]",
    "dstPort not in [22, \"-\", 53.0]",
    "dstPort in [22, 0.5]",
    "dstPort % 2 = 1",
    "dstPort like \"4\"",
    "strlen(dstPort) = 3",
    "bytes > 4294967296",
    "bytes <= 9007199254740993",
    "bytes = 18446744073709551615",
    "bytes != 0",
    "bytes >= 1e3",
    "bytes / packets > 100",
    "packets = 0",
    "srcAddr = \"10.0.0.7\"",
    "srcAddr != \"10.0.0.7\"",
    "srcAddr = \"010.0.0.7\"",
    "srcAddr = 10",
    "srcAddr < 10",
    "srcAddr < \"10.0.0.5\"",
    "srcAddr in [\"10.0.0.1\", \"2001:db8::1\"]",
    "srcAddr not in [\"10.0.0.1\", \"x\", 5]",
    "srcAddr like \"10.0.\"",
    "srcAddr like \"0.0\"",
    "srcAddr like \".0.\"",
    "srcAddr like \"1\"",
    "srcAddr like \"7\"",
    "srcAddr like \"\"",
    "srcAddr like \".\"",
    "srcAddr like \"..\"",
    "srcAddr like \"3.0.113.9\"",
    "srcAddr like \"0.0.0.7.\"",
    "srcAddr like \"::\"",
    "srcAddr not like \"0.7\"",
    "startsWith(srcAddr, \"10.0\")",
    "startsWith(srcAddr, \"1\")",
    "endsWith(srcAddr, \".7\")",
    "endsWith(srcAddr, \"55\")",
    "strcontains(srcAddr, \"5.255\")",
    "isIpInSubnet(srcAddr, \"2001:db8::/32\")",
    "isIpInSubnet(srcAddr, \"0.0.0.0/0\")",
    "not isIpv4InSubnet(srcAddr, \"10.0.0.7\")",
    "isValidIp(srcAddr)",
    "isPresent(srcAddr)",
    "isPresent(bytes)",
    "strlen(srcAddr) = 8 or dstPort < 30 or tcpFlags = 1",
    "dstPort in [1,2,3,22,443,53,80,8080,444,65535,70000]",
    "srcAddr not like /^10\\./",
    "isIpv4InSubnet(srcAddr, \"10.0.0.0/29\")",
    "isValidIpV6(srcAddr)",
    "isPrivateIP(srcAddr)",
    "action = \"REJECT\"",
    "action != \"REJECT\"",
    "action in [\"ACCEPT\"]",
    "action > \"B\"",
    "action like \"E\"",
    "action = \"REJECT\" or bytes > 500",
    "not (dstPort < 443)",
    "not (action = \"REJECT\" and dstPort > 9)",
    "accountId = 123456789012",
    "accountId != \"unknown\"",
    "accountId < 123456789013",
    "srcAddr = dstAddr",
    "srcPort < dstPort",
    "nosuch = 1",
    "not (nosuch = 1)",
    "nosuch = 1 or dstPort = 22",
    "tcpFlags = 2",
    "tcpFlags != 2",
    "ispresent(tcpFlags)",
    "@timestamp > 1756900900000",
    "start > 1756900900",
    "1 = 1",
    "0",
    "ispresent(vpcId) or dstPort > 5",
    "coalesce(tcpFlags, 7) = 7",
    "vpcId like \"vpc\"",
    "vpcId not in [\"vpc-1\"]",
};

static uint32_t next_random(uint32_t *seed)
{
    *seed = *seed * 1664525 + 1013904223; /* Numerical Recipes' ranqd1 */
    return *seed >> 8;
}

static const char *pick(uint32_t *seed, const char *const *texts, uint32_t n)
{
    return texts[next_random(seed) % n];
}

static void add_record(struct buf *log, uint32_t *seed, bool long_layout)
{
    static const char *const accounts[] = {"123456789012", "unknown", "007"};
    static const char *const addresses[] = {
        "10.0.0.1",    "10.0.0.7",        "10.0.0.200",
        "203.0.113.9", "2001:db8::1",     "-",
        "010.0.0.7",   "255.255.255.255", "0.0.0.0"};
    static const char *const ports[] = {"0",   "22", "53",    "080",   "443",
                                        "444", "-",  "65535", "70000", "8080"};
    static const char *const counts[] = {"0",
                                         "60",
                                         "500",
                                         "4294967296",
                                         "9007199254740993",
                                         "-",
                                         "1000",
                                         "18446744073709551615",
                                         "255",
                                         "256"};
    static const char *const actions[] = {"ACCEPT", "REJECT", "-"};

    buf_printf(log, "2 %s eni-1 %s %s %s %s 6 %s %s %u %u %s OK",
               pick(seed, accounts, N_ELEMENTS(accounts)),
               pick(seed, addresses, N_ELEMENTS(addresses)),
               pick(seed, addresses, N_ELEMENTS(addresses)),
               pick(seed, ports, N_ELEMENTS(ports)),
               pick(seed, ports, N_ELEMENTS(ports)),
               pick(seed, counts, N_ELEMENTS(counts)),
               pick(seed, counts, N_ELEMENTS(counts)),
               1756900800 + next_random(seed) % 200, 1756901000,
               pick(seed, actions, N_ELEMENTS(actions)));
    if (long_layout)
        buf_printf(log, " %u vpc-%u", next_random(seed) % 4,
                   next_random(seed) % 3);
    buf_char(log, '\n');
}

#define DEFAULT_HEADER                                                         \
    "version account-id interface-id srcaddr dstaddr srcport dstport "         \
    "protocol packets bytes start end action log-status"

/* First records without two fields, then records with them. */
static void write_log(void)
{
    struct buf log = {0};
    uint32_t seed = 1;

    buf_text(&log, DEFAULT_HEADER "\n");
    for (int i = 0; i < ROWS / 2; i++)
        add_record(&log, &seed, false);
    buf_text(&log, DEFAULT_HEADER " tcp-flags vpc-id\n");
    for (int i = 0; i < ROWS / 2; i++)
        add_record(&log, &seed, true);
    scratch_write("random.log", buf_str(&log));
    buf_done(&log);
}

/* Both answers about some rows. */
static void compare(const char *condition, const struct plan *plan,
                    struct filter *filter, struct batch *batch,
                    const uint32_t *rows, uint32_t n)
{
    uint8_t *got = mem_alloc(n), *want = mem_alloc(n);

    filter_truth(filter, 0, batch, rows, n, got);
    for (uint32_t at = 0; at < n; at += BATCH_ROWS) {
        uint32_t k = n - at < BATCH_ROWS ? n - at : BATCH_ROWS;

        if (rows)
            batch_rows(batch, rows + at, k);
        else
            batch_range(batch, at, k);
        eval_truth(batch, plan->filters[0], want + at);
    }
    for (uint32_t i = 0; i < n; i++)
        check_int(condition, got[i], want[i]);
    free(got);
    free(want);
}

static void check_condition(struct engine_run *r, struct scanner *scanner,
                            const char *condition)
{
    struct job_query query = {0};
    struct job_request request = {.window = TIME_WINDOW_ALL};
    struct bind_options options = {.fields = dataset_fields(r->ds)};
    struct call_env env = {.regex = regex_scratch_new()};
    struct buf text = {0};
    struct err err = {0};
    uint32_t sparse[ROWS / 8];
    struct batch batch;

    buf_printf(&text, "filter %s", condition);
    query.text = buf_str(&text);
    struct plan *plan = plan_new(&query, &request, 0, &options, &err);
    check_text(condition, str_of(err.msg), "");
    const struct scope *scope = &plan->bound->scopes[0];
    struct relation *rel = relation_scan_new(r->ds, scope, scanner);
    struct filter *filter =
        filter_new(scope, plan->filters, 1, &env, dataset_dict(r->ds));
    relation_scan_moved(rel);
    batch_init(&batch, rel, &env);
    compare(condition, plan, filter, &batch, NULL, ROWS);
    for (uint32_t i = 0; i < N_ELEMENTS(sparse); i++)
        sparse[i] = i * 7 + 3;
    compare(condition, plan, filter, &batch, sparse, N_ELEMENTS(sparse));
    compare(condition, plan, filter, &batch, sparse, 5);
    batch_done(&batch);
    filter_free(filter);
    relation_free(rel);
    plan_release(plan);
    regex_scratch_free(env.regex);
    buf_done(&text);
}

static void every_way_gives_the_plain_answer(void **state)
{
    static const char *const paths[] = {"random.log", NULL};
    static const char *const levels[] = {"portable", "avx2", "avx512"};
    struct engine_run r;

    (void)state;
    write_log();
    engine_run_open(&r, paths, &(struct local_options){.threads = 1});
    struct scanner *scanner = scanner_new(r.ds);
    assert_true(scanner_open(scanner, 0, 0));
    assert_int_equal(scanner_rows(scanner), ROWS);
    for (size_t k = 0; k < N_ELEMENTS(levels); k++) {
        setenv("VPCSCOPE_CPU", levels[k], 1);
        for (size_t i = 0; i < N_ELEMENTS(conditions); i++)
            check_condition(&r, scanner, conditions[i]);
    }
    unsetenv("VPCSCOPE_CPU");
    scanner_free(scanner);
    engine_run_close(&r);
}

/* The ways are those that --explain tells. */
static void conditions_are_answered_in_the_best_way(void **state)
{
    static const struct {
        const char *condition;
        enum filter_way way;
    } cases[] = {
        {"dstPort = 443", FILTER_BY_COLUMN},
        {"443 < dstPort", FILTER_BY_COLUMN},
        {"dstPort in [22, 443] or srcAddr != \"10.0.0.1\"", FILTER_BY_COLUMN},
        {"srcAddr like \"10.0.\"", FILTER_BY_COLUMN},
        {"isIpv4InSubnet(srcAddr, \"10.0.0.0/8\")", FILTER_BY_COLUMN},
        {"srcAddr like /^10/", FILTER_BY_VALUE},
        {"dstPort like \"4\"", FILTER_BY_VALUE},
        {"action = \"REJECT\"", FILTER_BY_VALUE},
        {"dstPort = 1 and strlen(action) = 6", FILTER_BY_VALUE},
        {"srcPort = dstPort", FILTER_BY_ROW},
        {"@message like \"x\"", FILTER_BY_ROW},
    };
    struct fields *fields = fields_new();
    struct bind_options options = {.fields = fields};

    (void)state;
    for (size_t i = 0; i < N_ELEMENTS(cases); i++) {
        struct job_request request = {.window = TIME_WINDOW_ALL};
        struct job_query query = {0};
        struct buf text = {0};
        struct err err = {0};

        buf_printf(&text, "filter %s", cases[i].condition);
        query.text = buf_str(&text);
        struct plan *plan = plan_new(&query, &request, 0, &options, &err);
        assert_non_null(plan);
        check_int(cases[i].condition,
                  filter_way_of(&plan->bound->scopes[0], fields,
                                plan->filters[0]),
                  cases[i].way);
        plan_release(plan);
        buf_done(&text);
    }
    fields_free(fields);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_way_gives_the_plain_answer),
        cmocka_unit_test(conditions_are_answered_in_the_best_way),
    };

    return cmocka_run_group_tests(tests, scratch_enter, scratch_leave);
}
