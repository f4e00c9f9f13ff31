/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Each word is looked for from every place its first letter stands at, and
 * the best such match counts. Texts are lines for a list: a square of their
 * length is no concern.
 */
#include "tui/fuzzy.h"

#include <ctype.h>
#include <stdbool.h>

enum { PER_LETTER = 1, PER_NEIGHBOUR = 4, PER_BEGINNING = 6 };

static int lower(char c)
{
    return tolower((unsigned char)c);
}

/* Does a word begin at i? */
static bool begins(struct str text, size_t i)
{
    return i == 0 || (!isalnum((unsigned char)text.p[i - 1]) &&
                      isalnum((unsigned char)text.p[i]));
}

/* word with its first letter at from, the others as soon as they come. */
static int score_from(struct str text, size_t from, struct str word)
{
    size_t last = from;
    size_t at = from;
    int score = 0;

    for (size_t i = 0; i < word.n; i++) {
        while (at < text.n && lower(text.p[at]) != lower(word.p[i]))
            at++;
        if (at == text.n)
            return -1;
        score += PER_LETTER;
        score += begins(text, at) ? PER_BEGINNING : 0;
        score += i && at == last + 1 ? PER_NEIGHBOUR : 0;
        last = at++;
    }
    return score;
}

static int score_word(struct str text, struct str word)
{
    int best = -1;

    for (size_t from = 0; from < text.n; from++) {
        int score;

        if (lower(text.p[from]) != lower(word.p[0]))
            continue;
        score = score_from(text, from, word);
        best = score > best ? score : best;
    }
    return best;
}

int fuzzy_score(struct str text, struct str wanted)
{
    struct str word;
    int sum = 0;

    while (str_split(&wanted, ' ', &word)) {
        int score = word.n ? score_word(text, word) : 0;

        if (score < 0)
            return -1;
        sum += score;
    }
    return sum;
}
