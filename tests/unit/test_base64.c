/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Base64: the test vectors of RFC 4648, section 10, and the bytes beyond. */
#include "base/base64.h"

#include "check.h"

static const struct {
    const char *bytes;
    const char *text;
} vectors[] = {
    {"", ""},
    {"f", "Zg=="},
    {"fo", "Zm8="},
    {"foo", "Zm9v"},
    {"foob", "Zm9vYg=="},
    {"fooba", "Zm9vYmE="},
    {"foobar", "Zm9vYmFy"},
    {"\xfb\xff\xbf", "+/+/"},
};

static void writes_the_vectors_of_the_rfc(void **state)
{
    (void)state;
    for (size_t i = 0; i < N_ELEMENTS(vectors); i++) {
        struct buf b = {0};

        base64_append(&b, str_of(vectors[i].bytes));
        if (!str_eq(buf_str(&b), str_of(vectors[i].text)))
            fail_msg("%s: %.*s", vectors[i].text, STR_ARG(buf_str(&b)));
        buf_done(&b);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(writes_the_vectors_of_the_rfc),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
