#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The examples of vpcscope-query(7) run on the sample logs and print what the
# page shows; its top says how they are marked. The page has all commands,
# functions and operators that the program knows.

srcdir=${srcdir:-.} builddir=${builddir:-.}
program=$(cd "$builddir" && pwd)/vpcscope
page=$(cd "$srcdir" && pwd)/man/vpcscope-query.7
tmp=$(mktemp -d) || exit 99
trap 'rm -rf "$tmp"' EXIT
count=0
queries=0

# The examples as files: N.kind has the words behind .\", N.text what stands
# between .EX and .EE, without the marks of roff.
mkdir "$tmp/examples" || exit 99
awk -v folder="$tmp/examples/" '
    function plain(s) {
        gsub(/\\\(aq/, "\047", s)
        gsub(/\\\(ga/, "`", s)
        gsub(/\\\(ha/, "^", s)
        gsub(/\\\(ti/, "~", s)
        gsub(/\\-/, "-", s)
        gsub(/\\&/, "", s)
        gsub(/\\e/, "\\", s)
        return s
    }
    /^\.\\" / { mark = substr($0, 5) }
    $0 == ".EX" {
        file = sprintf("%s%04d", folder, ++n)
        print mark > (file ".kind")
        close(file ".kind")
        printf "" > (file ".text")
        inside = 1
        mark = "nothing"
        next
    }
    $0 == ".EE" { inside = 0; close(file ".text") }
    inside { print plain($0) > (file ".text") }' "$page"

# The tables and saved queries of the page are where the program looks.
XDG_CONFIG_HOME=$tmp/config
XDG_STATE_HOME=$tmp/state
export XDG_CONFIG_HOME XDG_STATE_HOME
mkdir -p "$XDG_CONFIG_HOME/vpcscope/tables" "$XDG_CONFIG_HOME/vpcscope/queries"
cd "$srcdir" || exit 99

"$program" --list-commands -o json >"$tmp/commands"
"$program" --list-functions -o json >"$tmp/functions"

report() { # GOOD NAME [FILE...]: what is wrong
    count=$((count + 1))
    if $1; then
        echo "ok $count - $2"
    else
        echo "not ok $count - $2"
        shift 2
        [ $# -eq 0 ] || sed 's/^/# /' "$@"
    fi
}

skip() {
    count=$((count + 1))
    echo "ok $count # SKIP $1"
}

# An example that is a query: $1 is its file, $2 its name, the rest its words.
run_query() {
    file=$1 name=$2
    shift 2
    logs=data/sample/vpc-default.log
    want_rows=true want_words=false want_status=0 missing=
    set -- "$@" --
    while [ "$1" != -- ]; do
        case $1 in
        custom) logs=data/sample/vpc-custom.log ;;
        both) logs="data/sample/vpc-custom.log data/sample/vpc-default.log" ;;
        empty) want_rows=false ;;
        notice) want_words=true ;;
        error) want_status=2 want_words=true want_rows=false ;;
        needs=*)
            grep -q "\"command\":\"${1#needs=}\"" "$tmp/commands" ||
                missing=${1#needs=}
            ;;
        *) set -- "$@" "$1" ;;
        esac
        shift
    done
    shift
    ran=false
    if [ -n "$missing" ]; then
        skip "$name: there is no command $missing yet"
        return
    fi
    # shellcheck disable=SC2086
    "$program" -o table --ascii -f "$file.text" "$@" $logs \
        >"$tmp/out" 2>"$tmp/err" </dev/null
    status=$?
    ran=true good=true
    [ $status -eq $want_status ] || good=false
    if $want_words; then
        [ -s "$tmp/err" ] || good=false
    else
        [ ! -s "$tmp/err" ] || good=false
    fi
    rows=false
    [ "$(wc -l <"$tmp/out")" -gt 2 ] && rows=true
    [ $rows = $want_rows ] || good=false
    echo "status $status, expected $want_status" >"$tmp/status"
    report $good "$name" "$tmp/status" "$tmp/out" "$tmp/err"
}

# What the page shows below a query is what it printed.
compare() { # NAME FILE PRINTED
    if ! $ran; then
        skip "$1: the query was not run"
        return
    fi
    good=true
    cmp -s "$2.text" "$3" || good=false
    diff "$2.text" "$3" >"$tmp/diff"
    report $good "$1" "$tmp/diff"
}

ran=false
name='no query'
for kind in "$tmp"/examples/*.kind; do
    [ -f "$kind" ] || continue
    file=${kind%.kind}
    # shellcheck disable=SC2046
    set -- $(cat "$kind")
    case $1 in
    query)
        queries=$((queries + 1))
        name="$(sed 's/^[ |]*//; s/#.*//' "$file.text" | tr '\n' ' ' | cut -c 1-60)"
        shift
        run_query "$file" "$name" "$@"
        ;;
    result) compare "  its result" "$file" "$tmp/out" ;;
    message) compare "  its message" "$file" "$tmp/err" ;;
    table) cp "$file.text" "$XDG_CONFIG_HOME/vpcscope/tables/$2.csv" ;;
    saved) cp "$file.text" "$XDG_CONFIG_HOME/vpcscope/queries/$2.cwq" ;;
    shell | text) ;;
    *)
        report false "an example without a mark" "$file.text"
        ;;
    esac
done

good=false
[ "$queries" -ge 60 ] && good=true
report $good "the page has $queries examples, at least 60"

# Every command has a part of its own, with its syntax.
sed -n 's/.*"command":"\([^"]*\)".*/\1/p' "$tmp/commands" |
    while read -r command; do
        grep -qxF ".SS $command" "$page" &&
            grep -qxF ".\\\" begin command $command" "$page" ||
            echo "$command is not described"
    done >"$tmp/missing"
good=false
[ -s "$tmp/commands" ] && [ ! -s "$tmp/missing" ] && good=true
report $good "every command is described" "$tmp/missing"

# make manual writes the functions from one to another.
sed -n 's/.*"function":"\([^(]*\)(.*/\1/p' "$tmp/functions" |
    while read -r function; do
        grep -qF "\\fB$function(" "$page" || echo "$function is missing"
    done >"$tmp/missing"
good=false
[ -s "$tmp/functions" ] && [ ! -s "$tmp/missing" ] && good=true
report $good "every function is described" "$tmp/missing"

sed -n '/^\.SH OPERATORS/,/^\.SH COLUMNS/p' "$page" >"$tmp/operators"
while read -r operator; do
    grep -qF "$operator" "$tmp/operators" || echo "$operator is missing"
done <<\END >"$tmp/missing"
\fB( )\fP
\fB\-\fP \fB+\fP
\fB\(ha\fP
\fB*\fP \fB/\fP \fB%\fP
\fB+\fP \fB\-\fP
\fB=\fP \fB!=\fP \fB<\fP \fB<=\fP \fB>\fP \fB>=\fP
\fBlike\fP \fBnot like\fP
\fB=~\fP
\fBin\fP \fBnot in\fP
\fBnot\fP
\fBand\fP
\fBor\fP
.BR == ,
.B <>
.B !
END
good=false
[ ! -s "$tmp/missing" ] && good=true
report $good "every operator is described" "$tmp/missing"

sed -n 's/^ *{"\(@[^"]*\)", SYSTEM_.*/\1/p' src/query/bind_name.c >"$tmp/fields"
sed -n '/^\.SS System fields/,/^\.SH/p' "$page" >"$tmp/described"
while read -r field; do
    grep -qE "(^|[ ])$field([	 ,;.]|\$)" "$tmp/described" || echo "$field is missing"
done <"$tmp/fields" >"$tmp/missing"
good=false
[ -s "$tmp/fields" ] && [ ! -s "$tmp/missing" ] && good=true
report $good "every system field is described" "$tmp/missing"

echo "1..$count"
