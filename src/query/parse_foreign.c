/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Words that people bring along from SQL, PPL, KQL and other languages of
 * logs, and what is written here instead. A word that the language has by
 * itself does not stand here: the parser looks there first.
 */
#include "query/parse_int.h"

struct foreign {
    const char *word;
    const char *hint;
};

/* What a stage may begin with elsewhere. */
static const struct foreign commands[] = {
    {"select", "this is not SQL: write `fields a, b | filter ...`"},
    {"from", "there is no FROM; files are given outside the query"},
    {"with", "this is not SQL: join commands with `|`"},
    {"eval", "write `fields expression as name`"},
    {"extend", "write `fields expression as name`"},
    {"let", "write `fields expression as name`"},
    {"rename", "write `fields field as name`"},
    {"project", "write `display a, b`"},
    {"table", "write `display a, b`"},
    {"search", "write `filter @message like \"text\"`"},
    {"grep", "write `filter @message like \"text\"`"},
    {"having", "write `filter` after `stats`"},
    {"rex", "write `parse @message /(?<name>...)/`"},
    {"regex", "write `filter field like /.../`"},
    {"extract", "write `parse @message /(?<name>...)/`"},
    {"take", "write `limit N`"},
    {"top", "write `stats count(*) as n by field | sort n desc | limit 10`"},
    {"rare", "write `stats count(*) as n by field | sort n | limit 10`"},
    {"distinct", "write `dedup field`"},
    {"uniq", "write `dedup field`"},
    {"group", "write `stats count(*) by field`"},
    {"aggregate", "write `stats count(*) by field`"},
    {"summarize", "write `stats count(*) by field`"},
    {"chart", "write `stats count(*) by field`"},
    {"timechart", "write `stats count(*) by bin(5m)`"},
    {"timeslice", "write `stats count(*) by bin(5m)`"},
    {"bin", "write `stats count(*) by bin(5m)`"},
    {"count", "write `stats count(*)`"},
    {"sum", "write `stats sum(field)`"},
    {"avg", "write `stats avg(field)`"},
    {"min", "write `stats min(field)`"},
    {"max", "write `stats max(field)`"},
};

/* Names are compared without underscores, as those of functions are. */
static const struct foreign functions[] = {
    {"ago", "write `toMillis(@timestamp) > (now() - 3600) * 1000`, or use the "
            "time window"},
    {"approxcountdistinct", "write `count_distinct(f)`"},
    {"average", "write `avg(f)`"},
    {"bucket", "write `bin(5m)`"},
    {"cast", "write `toNumber(f)` or `concat(f)`"},
    {"charlength", "write `strlen(text)`"},
    {"cidrmatch", "write `isIpInSubnet(ip, \"10.0.0.0/8\")`"},
    {"contains", "write `strContains(text, find)` or `text like \"find\"`"},
    {"countif", "write `sum(if(condition, 1, 0))`"},
    {"currenttimestamp", "write `now()`"},
    {"datetrunc", "write `datefloor(time, 1h)`"},
    {"dc", "write `count_distinct(f)`"},
    {"distinctcount", "write `count_distinct(f)`"},
    {"endof", "write `endsWith(text, suffix)`"},
    {"estdc", "write `count_distinct(f)`"},
    {"extract", "write `parse f /(?<name>...)/`"},
    {"first", "write `earliest(f)`"},
    {"fromunixtime", "write `fromMillis(n * 1000)`"},
    {"ifnull", "write `coalesce(f, other)`"},
    {"ipv4ismatch", "write `isIpInSubnet(ip, \"10.0.0.0/8\")`"},
    {"isnotnull", "write `isPresent(f)`"},
    {"isnull", "write `not isPresent(f)`"},
    {"last", "write `latest(f)`"},
    {"lcase", "write `toLower(text)`"},
    {"len", "write `strlen(text)`"},
    {"length", "write `strlen(text)`"},
    {"list", "write `values(f)`"},
    {"ln", "write `log(n)`"},
    {"lower", "write `toLower(text)`"},
    {"match", "write `text like /regex/`"},
    {"mean", "write `avg(f)`"},
    {"nvl", "write `coalesce(f, other)`"},
    {"p50", "write `pct(f, 50)`"},
    {"p90", "write `pct(f, 90)`"},
    {"p95", "write `pct(f, 95)`"},
    {"p99", "write `pct(f, 99)`"},
    {"perc", "write `pct(f, 95)`"},
    {"percentile", "write `pct(f, 95)`"},
    {"quantile", "write `pct(f, 95)`"},
    {"regexextract", "write `parse f /(?<name>...)/`"},
    {"regexpreplace", "write `regexReplace(text, \"regex\", with)`"},
    {"regexpmatch", "write `text like /regex/`"},
    {"size", "write `strlen(text)`, or `jsonArraySize(list)`"},
    {"span", "write `bin(5m)`, or `histogram(n, width)`"},
    {"std", "write `stddev(f)`"},
    {"stdev", "write `stddev(f)`"},
    {"strcat", "write `concat(text, ...)`"},
    {"strptime", "write `parseDate(text, \"yyyy-MM-dd\")`"},
    {"substring", "write `substr(text, start, length)`"},
    {"timebucket", "write `bin(5m)`"},
    {"tostring", "every value is a text already; `concat(f)` makes one"},
    {"ucase", "write `toUpper(text)`"},
    {"uniq", "write `count_distinct(f)`"},
    {"unixtimestamp", "write `toMillis(time) / 1000`"},
    {"upper", "write `toUpper(text)`"},
    {"var", "write `variance(f)`"},
};

/* What may stand behind a value elsewhere. */
static const struct foreign operators[] = {
    {"is", "write `isPresent(f)` or `not isPresent(f)`"},
    {"between", "write `f >= 1 and f <= 9`"},
    {"contains", "write `f like \"text\"`"},
    {"has", "write `f like \"text\"`"},
    {"startswith", "write `startsWith(f, \"text\")` or `f like /^text/`"},
    {"endswith", "write `endsWith(f, \"text\")` or `f like /text$/`"},
    {"matches", "write `f like /regex/`"},
    {"regexp", "write `f like /regex/`"},
    {"rlike", "write `f like /regex/`"},
    {"ilike", "write `f like /(?i)text/`"},
    {"glob", "write `f like \"text\"`, which finds it anywhere"},
    {"eq", "write `=`"},
    {"ne", "write `!=`"},
    {"gt", "write `>`"},
    {"lt", "write `<`"},
    {"ge", "write `>=`"},
    {"le", "write `<=`"},
    {"xor", "write `(a and not b) or (b and not a)`"},
    {"mod", "write `%`"},
    {"div", "write `floor(a / b)`"},
};

#define N_OF(table) (sizeof(table) / sizeof *(table))

/* The same letters in any case, underscores left out of the word. */
static bool is_word(struct str word, struct str foreign)
{
    size_t k = 0;

    for (size_t i = 0; i < word.n; i++) {
        if (word.p[i] == '_')
            continue;
        if (k >= foreign.n || !str_eq_nocase(str_slice(word, i, i + 1),
                                             str_slice(foreign, k, k + 1)))
            return false;
        k++;
    }
    return k == foreign.n;
}

static const char *find(const struct foreign *table, size_t n, struct str word)
{
    for (size_t i = 0; i < n; i++)
        if (is_word(word, str_of(table[i].word)))
            return table[i].hint;
    return NULL;
}

const char *foreign_command(struct str word)
{
    return find(commands, N_OF(commands), word);
}

const char *foreign_function(struct str name)
{
    return find(functions, N_OF(functions), name);
}

const char *foreign_operator(struct str word)
{
    return find(operators, N_OF(operators), word);
}
