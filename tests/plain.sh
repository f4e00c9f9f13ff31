#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Plain mode with its lines from a file, and the log of --demo. The expected
# numbers are counted by awk.
srcdir=${srcdir:-.}
builddir=${builddir:-.}
program=$builddir/vpcscope
sample=$srcdir/data/sample/vpc-default.log
tmp=$(mktemp -d) || exit 99
trap 'rm -rf "$tmp"' EXIT
trap 'exit 1' HUP INT TERM
HOME=$tmp XDG_STATE_HOME=$tmp TMPDIR=$tmp
export HOME XDG_STATE_HOME TMPDIR
n=0
failed=0

# check NAME COMMAND...: the command succeeds.
check() {
    name=$1
    shift
    n=$((n + 1))
    "$@" >"$tmp/check" 2>&1 && {
        echo "ok $n - $name"
        return
    }
    failed=1
    echo "not ok $n - $name"
    sed 's/^/# /' "$tmp/check"
    sed 's/^/# out: /' "$tmp/out"
    sed 's/^/# err: /' "$tmp/err"
}

# plain [OPTION...]: the lines of standard input on the sample.
plain() {
    LC_ALL=C "$program" --plain "$@" >"$tmp/out" 2>"$tmp/err"
    status=$?
}

# says TEXT: a line of the output is this.
says() {
    grep -xF -e "$1" "$tmp/out"
}

complains() {
    grep -F -e "$1" "$tmp/err"
}

# cut_out BEGIN END: the lines between the two.
cut_out() {
    awk -v begin="$1" -v end="$2" 'index($0, end) == 1 { on = 0 } on
        index($0, begin) == 1 { on = 1 }' "$tmp/out"
}

commas() {
    awk -v n="$1" 'BEGIN {
        while (n >= 1000) {
            out = sprintf(",%03d", n % 1000) out
            n = int(n / 1000)
        }
        print n out
    }'
}

# --- The first screen's answers ---------------------------------------------

plain "$sample" </dev/null
check "an empty script ends well" test "$status" = 0
check "no prompt is printed" sh -c "! grep vpcscope\> '$tmp/out'"
records=$(awk 'NR > 1' "$sample" | wc -l)
check "the records are counted" \
    says "records: $(commas "$records"), SKIPDATA 0, NODATA $(grep -c NODATA \
        "$sample"), malformed 0"
# 06:30 is 1795415400.
awk '$13 == "ACCEPT" || $13 == "REJECT" {
        b = int($11 / 900) - 1795415400 / 900
        n[b, $13]++
        last = b > last ? b : last
    }
    END {
        for (b = 0; b <= last; b++)
            printf "%02d:%02d accepted %d rejected %d\n",
                int((390 + 15 * b) / 60), (390 + 15 * b) % 60,
                n[b, "ACCEPT"], n[b, "REJECT"]
    }' "$sample" >"$tmp/expected"
cut_out "timeline bin(15m)" "top " >"$tmp/timeline"
check "the timeline has these numbers" cmp "$tmp/expected" "$tmp/timeline"
awk '$13 == "REJECT" { n[$4]++; all++ }
    END { for (a in n) printf "%s rejects %d %.0f%%\n", a, n[a],
        n[a] * 100 / all }' "$sample" | sort -k3,3nr | head -1 >"$tmp/expected"
cut_out "top srcAddr by rejects" "@timestamp" | head -1 >"$tmp/talker"
check "the first talker" cmp "$tmp/expected" "$tmp/talker"
sources=$(awk '$13 == "REJECT" { print $4 }' "$sample" | sort -u | wc -l)
check "and how many more there are" says "$((sources - 10)) more of $((sources))"
check "the newest records" grep -c "^2026-11-23 12:29:28.000" "$tmp/out"

# --- Queries and commands ---------------------------------------------------

# Three records have these ports; the newest is of 12:29:28.
plain "$sample" <<'END'
filter srcPort = 55502 and dstPort = 443
:row 1
:row 4
END
check "a row with all of its fields" says "dstAddr: 10.0.0.12"
check "and what they mean" says "protocol: 6 TCP"
check "there is no fourth one" complains 'there is no row "4"'

newest=$(awk '$11 ~ /^[0-9]+$/ && $11 > n { n = $11 } END { print n }' "$sample")
rejects=$(awk -v from=$((newest - 3600)) \
    '$11 >= from && $13 == "REJECT"' "$sample" | wc -l)
plain "$sample" <<END
:range 1h
filter action = "REJECT"
# a comment
stats count(*) as n by action | sort n desc
:rows 1
:back
:write $tmp/rejects.csv
:write $tmp/rejects.csv
:talkers dstPort flows
END
check "the range is told" says "range: last 1h, back from the newest record"
check "rows come a page at a time" \
    says "rows 1 to 20 of $(commas "$rejects") (:more has the next)"
check "groups" says "ACCEPT  $(awk -v from=$((newest - 3600)) \
    '$11 >= from && $13 == "ACCEPT"' "$sample" | wc -l | tr -d ' ')"
check "as many rows as asked for" says "rows 1 to 1 of 3 (:more has the next)"
check "back is the query before" says 'query: filter action = "REJECT"'
check "the file has the rows and a heading" \
    test "$(wc -l <"$tmp/rejects.csv")" -eq $((rejects + 1))
check "with all fields, though the table has few" \
    sh -c "head -1 '$tmp/rejects.csv' | grep interfaceId"
check "a file that is there stays" complains 'exists: ":overwrite'
check "talkers by port" says "top dstPort by flows:"
check "a script with a mistake ends with 2" test "$status" = 2

plain "$sample" <<'END'
filter srcAddr = ) | limit 1
:wite x
:talkers nothing
:range 26:00..27:00
END
check "an error has its place" complains "query:1:18"
check "and a caret" complains "                 ^"
check "a command nearly right" complains "no command :wite, did you mean :write?"
check "no such talkers" complains "no talkers by nothing"
check "a range that is none" complains "the range begins with no known time"
check "status 2" test "$status" = 2

plain "$sample" <<'END'
stats count(*) as n by srcadr
END
check "a doubtful name is told and runs" complains "did you mean"
check "its row is there" says "1 row"
check "which is no mistake" test "$status" = 0

printf '2 1 eni-\033]2;x 1.2.3.4 5.6.7.8 1 2 6 1 1 %s %s ACCEPT OK\n' \
    1795412290 1795412291 >"$tmp/evil.log"
echo 'fields interfaceId' | LC_ALL=C "$program" --plain "$tmp/evil.log" \
    >"$tmp/out" 2>"$tmp/err"
check "control bytes of the data are shown, not sent" says "eni-^[]2;x"

# --- The demo ---------------------------------------------------------------

"$program" --demo -q 'fields @message' -o raw >"$tmp/demo.log" 2>"$tmp/err"
"$program" --demo -q 'fields @message' -o raw >"$tmp/again.log" 2>"$tmp/err"
cp "$tmp/demo.log" "$tmp/out"
check "it is the same each time" cmp "$tmp/demo.log" "$tmp/again.log"
check "50,000 records" test "$(wc -l <"$tmp/demo.log")" -eq 50000
check "six hours" awk '{ if (!a || $11 < a) a = $11; if ($11 > b) b = $11 }
    END { exit !(b - a > 21500 && b - a < 21600) }' "$tmp/demo.log"
check "a scan: one source, many ports, turned away" awk '
    $13 == "REJECT" { n[$4]++; if (!seen[$4, $7]++) ports[$4]++ }
    END { for (a in n) if (n[a] > 500 && ports[a] > 100) found++
        exit found != 1 }' "$tmp/demo.log"
check "guesses: one source, one door, within ten minutes" awk '
    $13 == "ACCEPT" && $7 == 22 { b = $4 " " $5 " " int($11 / 600); n[b]++ }
    END { for (b in n) if (n[b] > 200) found++; exit !found }' "$tmp/demo.log"
check "a gap: SKIPDATA, and nothing else for five minutes" awk '
    $14 == "SKIPDATA" { skip[int($11 / 300)] = 1 }
    $14 == "OK" { ok[int($11 / 60)]++; last = int($11 / 60) }
    END { for (m = last; m > last - 350; m--) if (!ok[m]) empty++
        for (s in skip) seen = 1
        exit !(empty >= 4 && seen) }' "$tmp/demo.log"
check "nothing is left of it" sh -c "! ls '$tmp' | grep vpcscope-demo"
check "no paths with it" sh -c "'$program' --demo '$sample' 2>&1 |
    grep 'give no paths'"

echo "1..$n"
exit $failed
