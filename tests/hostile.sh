#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Hostile text in records, names of files, options, queries and configuration:
# nothing of it reaches a terminal, JSON stays JSON, and a CSV file can be made
# safe for spreadsheets.

# shellcheck disable=SC2016 # queries quote names with backticks
srcdir=${srcdir:-.} builddir=${builddir:-.}
program=$(cd "$builddir" && pwd)/vpcscope
# shellcheck source=tests/hostile_lib.sh
. "$srcdir/tests/hostile_lib.sh"
tmp=$(mktemp -d) || exit 99
trap 'rm -rf "$tmp"' EXIT
cd "$tmp" || exit 99
HOME=$tmp/home XDG_CONFIG_HOME=$tmp/home XDG_STATE_HOME=$tmp/home
export HOME XDG_CONFIG_HOME XDG_STATE_HOME
mkdir -p home/vpcscope/queries
count=0

# say NAME: of the last command's status.
say() {
    [ $? = 0 ] || printf 'not '
    count=$((count + 1))
    echo "ok $count - $1"
}

# try ARGUMENTS: a run, which may fail, and what it writes to told.
try() {
    printf '== %s' "$*" | tr '\n' ' ' | cat -v >>told
    echo >>told
    "$program" "$@" >out 2>err </dev/null
    cat out err >>told
    echo >>told
}

# begin NAME: the tries that follow are one test; end: were all harmless?
begin() {
    title=$1
    : >told
}
end() {
    clean told
    say "$title"
}

# The checker itself finds each of the payloads.
missed=0
printf '%s\n' "$payloads" >list
while IFS= read -r p; do
    # shellcheck disable=SC2059 # it has escapes
    { printf 'a'; printf "$p"; echo b; } >one
    clean one 2>/dev/null && missed=$((missed + 1)) && echo "# $p"
done <list
[ "$missed" = 0 ]
say 'the checker finds each kind of hostile text'

# A log with one of them in each record, and one with all of them.
hostile_log log.log
all=$(hostile_all)
mess="m$all"

begin 'records in formats for people, and in JSON'
for format in table md chart json jsonl ecs; do
    try -o $format -q 'stats count(*) as n by interfaceId, action' log.log
    try -o $format -q '' log.log
    try -o $format -q 'pattern @message' log.log
    try -o $format -q 'stats values(interfaceId) as v, latest(action) as a' log.log
    try -o $format -q "stats count(*) as \`$mess\` by action as \`a$mess\`" log.log
done
end
"$program" -q 'stats count(*) by interfaceId' -o csv log.log >out
clean out 2>/dev/null
[ $? = 1 ]
say 'in a file CSV is as the values are'

# JSON reads back, with all values in it: the number of records is awk's.
# CR counts as a blank between values: its record has too many.
n=$(grep -vc "$(printf '\r')" log.log)
for format in json jsonl ecs; do
    "$program" -o $format -q '' log.log >out 2>err
    if command -v jq >/dev/null; then
        [ "$(jq -s 'flatten | length' out)" = "$n" ]
        say "-o $format is JSON to jq"
    else
        count=$((count + 1))
        echo "ok $count # SKIP there is no jq"
    fi
done

begin 'names of files'
name=$(printf 'n\n== not a line of its own%s' "$all" | tr -d '/')
{ cat log.log; echo '2 3'; } >"x$name"
cut -d' ' -f4,5,11,12 log.log >"y$name"
mkdir "d$name"
cp log.log "d$name/$name"
cp log.log "$name"
for file in "$name" "x$name" "y$name" "d$name" "$name.nosuch" "d$name/nosuch"; do
    try --stats -q 'stats count(*)' "$file"
    grep '^{' err >stats.json
    if command -v jq >/dev/null; then
        [ ! -s stats.json ] || jq . stats.json >/dev/null 2>&1 ||
            printf '\001 no JSON\n' >>told
    fi
    try -o table -q 'fields @log, @logStream | limit 1' "$file" log.log
    try -o table -q "SOURCE \"$file\" | stats count(*)" "$file"
    try --explain -q "SOURCE \"$file\" | stats count(*)" "$file"
done
grep -q '^== not' told && printf '\001 a newline in a name\n' >>told
end

begin 'queries'
cat >queries <<'END'
fields X
fields `X`
filter srcAddr = "X
filter nosuchX = 1
filter srcAddr like /X(/
filter interfaceId = "X" | stats count(*) by `X`
lookup X a OUTPUT b
lookup `X` a OUTPUT b
$`X`()
parse @message "* X *" as a, `X`
parse @message /(?<a>X/
json field=@message "X" as `X`
fields strftime(@timestamp, "%QX")
filter isIpv4InSubnet(srcAddr, "X")
fields jsonParse("X") | pattern @message
sort `X` | limit X
# X
X
END
while IFS= read -r q; do
    text=${q%%X*}
    rest=$q
    text=
    while [ "${rest#*X}" != "$rest" ]; do
        text=$text${rest%%X*}$mess
        rest=${rest#*X}
    done
    text=$text$rest
    try -o table -q "$text" log.log
    try -o json -q "$text" log.log
    try -o table --strict -q "$text" log.log
    try --explain -q "$text" log.log
done <queries
end

begin 'options'
for option in --format --from --to --last --memory --threads --color --theme \
    --anchor --limit --every -o -Q -f --table --nosuch; do
    try "$option" "$mess" -o table -q 'limit 1' log.log
done
try "--no$mess" log.log
try --table "t=no$mess" -o table -q 'lookup t a OUTPUT b' log.log
try --replay "no$mess" log.log
try --theme "$mess" --show-config
try --resume "no$mess"
end

begin 'saved queries and configuration'
printf '# about %s\n# needs a%s\nfields srcAddr, "{{p=%s}}"\n' "$all" "$all" \
    "$all" >"home/vpcscope/queries/$name.cwq"
printf '# fine\nfields "{{%s' "$all" >"home/vpcscope/queries/b$name.cwq"
printf 'theme = %s\n%s = 1\nbind TABLE %s quit\ntheme.accept = %s\n%s\n' \
    "$mess" "$mess" "$mess" "$mess" "$all" >home/vpcscope/config
try -Q list
try -Q list log.log
try -Q "$name" -o table log.log
try -Q "$name(p = \"$mess\", q$mess = 1)" -o table log.log
try --show-config
printf ':%s\nfields `%s`\n:rows %s\n:top %s\n:open %s\n:set theme %s\nfilter interfaceId = "%s"\n:fields\n:row 1\n:query\n' \
    "$mess" "$mess" "$mess" "$mess" "$mess" "$mess" "$mess" >lines
echo '== --plain' >>told
"$program" --plain log.log "$name" <lines >>told 2>&1
end

begin 'headers and deliveries with hostile names'
printf '"@timestamp","@message","a%s","%s"\n"2026-09-03 14:00:00.000","2 1 eni-1 10.0.0.1 10.0.0.2 1 2 6 1 40 1788422400 1788422460 ACCEPT OK","b%s","%s"\n' \
    "$all" "$all" "$all" "$all" >named.csv
printf '[{"field%s":"x%s","srcaddr":"10.0.0.1","start":"1788422400"}]\n' \
    "$(printf '\302\233\342\200\256')" '\u001b]0;x\u0007\u202e' >named.json
printf 'srcaddr dstaddr start a%s\n10.0.0.1 10.0.0.2 1788422400 b%s\n' \
    "$(printf '\302\233\342\200\256')" "$(printf '\302\233')" >named.log
for file in named.csv named.json named.log; do
    for format in table md json ecs; do
        try --stats -o $format -q '' "$file"
        try --stats -o $format -q 'stats count(*) by srcAddr' "$file"
    done
done
end

# What a terminal gets of formats for programs (script(1) makes one).
if script -qec true /dev/null >/dev/null 2>&1; then
    begin 'CSV, TSV, JSON and raw records on a terminal'
    for format in csv tsv json jsonl raw table; do
        script -qec "'$program' -o $format -q 'display @message, interfaceId' log.log" \
            /dev/null </dev/null | awk '{ sub(/\r$/, ""); print }' >>told
    done
    [ "$(grep -c 'eni-' told)" -ge $((6 * n)) ] || echo "== too few" >told
    grep -q 'eni-' told || printf '\001\n' >>told
    end
else
    count=$((count + 1))
    echo "ok $count # SKIP no script(1) to make a terminal"
fi

# Markdown is shown by programs that know HTML.
printf '%s\n' '2 1 <b>[x](y)|`z`\ 10.0.0.1 10.0.0.2 1 2 6 1 40 1788422400 1788422460 ACCEPT OK' >html.log
"$program" -o md -q 'display interfaceId' html.log >out
[ "$(tail -1 out)" = '| \<b>\[x](y)\|\`z\`\\ |' ]
say 'in Markdown texts stay texts'

# Formulas. What each value becomes is OWASP's rule, by hand.
tab=$(printf '\t')
printf '%s\n' '=1+2' '+cmd' '-2+3' '@SUM(A1)' '-5' '-' '+7' '-1.5e3' 'a=b' \
    '"=1"' "'x" ',=1' >values
awk 'BEGIN { OFS = " " }
    { gsub(/ /, "_"); print 2, 1, $0, "10.0.0.1", "10.0.0.2", 1, 2, 6, 1, 40,
        1788422400 + NR, 1788422460, "ACCEPT", "OK" }' values >formulas.log
cat >want.csv <<'END'
'=x
'=1+2
'+cmd
'-2+3
'@SUM(A1)
-5
-
+7
-1.5e3
a=b
"""=1"""
'x
",=1"
END
"$program" -o csv --csv-safe -q 'sort @timestamp asc | display interfaceId as `=x`' \
    formulas.log >out 2>err
cmp -s want.csv out
say '--csv-safe quotes formulas, and no numbers'
diff want.csv out | sed 's/^/# /'
sed 's/^"""=1"""$/"=1"/; s/^",=1"$/,=1/' want.csv >want.tsv
"$program" -o tsv --csv-safe -q 'sort @timestamp asc | display interfaceId as `=x`' \
    formulas.log >out 2>err
cmp -s want.tsv out
say 'so with TSV'
"$program" -o csv --csv-safe \
    -q "limit 1 | display concat('$tab', '=1') as t, 3 - 5 as n, concat('-', 'x') as u, bytes * -1 as b" \
    formulas.log >out 2>err
[ "$(tail -1 out)" = "'$tab=1,-2,'-x,-40" ]
say 'a tab in front is one, what was computed is a number'
"$program" -o csv -q 'sort @timestamp asc | limit 1 | display interfaceId' \
    formulas.log >out
[ "$(tail -1 out)" = '=1+2' ]
say 'without it values are as they are'
"$program" -o json --csv-safe -q '' formulas.log >out 2>err
[ $? = 2 ] && grep -q -- '--csv-safe goes with' err
say '--csv-safe with JSON is a mistake'
echo "1..$count"
