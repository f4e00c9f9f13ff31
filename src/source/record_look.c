/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "source/record_look.h"

#include <string.h>

enum { WORDS_MIN = 4 };

static bool is_telling(struct str word)
{
    static const struct str words[] = {STR("ACCEPT"), STR("REJECT"),
                                       STR("NODATA"), STR("SKIPDATA")};

    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (str_eq(words[i], word))
            return true;
    return str_starts(word, STR("eni-")) || str_starts(word, STR("tgw-"));
}

/* Words have no punctuation of sentences, JSON and the like in them. */
static bool is_plain(struct str word)
{
    for (size_t i = 0; i < word.n; i++)
        if (memchr("{}[]()<>=,;\"'", word.p[i], 13))
            return false;
    return true;
}

bool record_look(struct str text)
{
    bool telling = false;
    size_t n = 0;
    struct str word;

    if (text.n < RECORD_LOOK_BYTES || !memchr(text.p, ' ', text.n))
        return false;
    while (str_split(&text, ' ', &word)) {
        if (!is_plain(word))
            return false;
        telling = telling || is_telling(word);
        n += word.n > 0;
    }
    return telling && n >= WORDS_MIN;
}
