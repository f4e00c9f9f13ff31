#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Columns: hidden, moved, made wider; numbers in short; the search; the fields
# pane; the detail. What is expected is counted by awk.
. "${srcdir:-.}/tests/tui/lib.sh"

# Fields of the default format by number: 4 srcaddr, 7 dstport, 10 bytes,
# 13 action. Newest first, equal times as they stand.
sort -s -k11,11nr "$sample" | awk '$1 == 2' >"$work/newest"
count() {
    awk "\$1 == 2 && $1 { n++ } END { print n + 0 }" "$sample"
}
# commas N: 4587 as 4,587
commas() {
    echo "$1" | sed -e ':a' -e 's/\([0-9]\)\([0-9]\{3\}\)\($\|,\)/\1,\2\3/;ta'
}

start 80 24 "$program" "$sample"
screen_has "the data is open" "row 1 of 5,000"
screen_matches "the usual columns" "@time +srcAddr +dstAddr +sport"
keys l x
screen_has "x hides the column" "hidden: srcAddr"
screen_matches "the others stay" "@time +dstAddr +sport dport prot"
screen_has "the query says so" "dstAddr, srcPort, dstPort, protocol, packets"
keys L
screen_has "L moves it to the right" "moved: dstAddr"
screen_matches "behind its neighbour" "@time +sport dstAddr +dport"
keys H
screen_matches "H moves it back" "@time +dstAddr +sport dport"
keys '>' '>'
screen_matches "> makes it wider" "dstAddr {13}sport"
keys '<' '<' '<' '<' '<' '<'
screen_matches "< narrower, with a mark where it cuts" \
    "[0-9.]{6}… +[0-9]+ +[0-9]+ (TCP|UDP)"
keys _
screen_matches "_ fits it again" "dstAddr {9}sport"
keys '#'
screen_matches "# shows numbers for protocols" " 443 6 "
keys '#'
screen_matches "and names again" " 443 TCP "
keys u u u
screen_matches "u brings them back" "@time +srcAddr +dstAddr +sport"

# The search looks at all columns and moves the cursor.
row=$(grep -n -w -m1 3389 "$work/newest" | cut -d: -f1)
keys /
screen_has "/ asks for a regex" "search>"
type_text '^3389$'
keys Enter
screen_has "the first match" "row $(commas "$row") of 5,000"
second=$(awk '$6 == 3389 || $7 == 3389 { if (++n == 2) { print NR; exit } }' \
    "$work/newest")
keys n
screen_has "n goes to the next" "row $(commas "$second") of 5,000"
last=$(awk '$6 == 3389 || $7 == 3389 { n = NR } END { print n }' \
    "$work/newest")
keys N N
screen_has "N goes back, and wraps around" \
    "from the end again: row $(commas "$last") of 5,000"
keys /
screen_has "and asks again" "search>"
type_text 'no such text'
keys Enter
screen_has "nothing matches" "no row matches no such text"

# Groups: large numbers in short.
keys i C-a C-k
type_text 'stats sum(bytes) as total by srcAddr | sort total desc | limit 3'
keys Enter
top=$(awk '$1 == 2 && $10 != "-" { b[$4] += $10 } END {
    for (a in b) if (b[a] > m) m = b[a]; print m }' "$sample")
screen_has "groups, in full" " $top"
keys B
screen_has "B shows them in short" \
    " $(awk -v n="$top" 'BEGIN {
        n /= 1e6; printf n < 99.95 ? "%.1fM" : "%.0fM", n }')"
keys B
screen_has "and in full again" " $top"
keys '$' x
screen_has "a column of groups is hidden" "| limit 3 | display srcAddr"
screen_has "its rows are there" "row 1 of 3 "
keys x
screen_has "the last column stays" "is the last column: it stays"

# The fields, laid over.
keys i C-a C-k Enter
screen_has "all records again" "row 1 of 5,000"
keys c
screen_has "c lays the fields over" "[Fields 14]"
distinct=$(awk '$1 == 2 { print $4 }' "$sample" | sort -u | wc -l)
screen_matches "with how many values they have" "srcAddr +ip +$((distinct))"
rejects=$(count '$13 == "REJECT"')
screen_matches "and the values of one" "REJECT +$(commas "$rejects") +[0-9]+%"
keys j j Space
screen_has "Space hides or shows a column" "accountId"
screen_has "at the end of the query" "action, accountId"
keys j j j j j Enter
screen_has "Enter lists values" "Values of dstPort"
port=$(count '$7 == 443')
screen_matches "with their names" "443 https +$(commas "$port") +"
keys d
screen_has "d makes it the talkers' dimension" "Top dstPort by"
keys G j -
screen_has "- drops a value" "added: filter dstPort != 443"
keys Escape
screen_has "Esc leaves the talkers" "[Results]"
keys u u
screen_lacks "back" "display"

# The detail.
keys p
screen_has "p lays the detail over" "[Record 1 of 5,000]"
at=$(awk '$1 == 2 && (NR > 1 || !first) { if ($11 > t) { t = $11; n = NR } }
    END { print n }' "$sample")
screen_has "with the line in its file" "vpc-default.log:$at"
keys J
screen_has "J goes to the next record" "[Record 2 of 5,000]"
keys K
screen_has "K back" "[Record 1 of 5,000]"
keys p
screen_lacks "p hides it" "[Record 1"
keys Q
screen_has "the program ends" "status 0"

# Side by side.
start 200 50 "$program" "$sample"
screen_has "the data is open at 200x50" "row 1 of 5,000"
screen_matches "the fields have their column" "action +enum +3"
screen_matches "with values below" "REJECT +$(commas "$rejects") +[0-9]+%"
keys i
type_text 'filter action = "REJECT" | stats count(*) as flows by srcAddr | sort flows desc'
keys Enter
first=$(awk '$13 == "REJECT" { n[$4]++ } END { for (a in n) if (n[a] > m) {
    m = n[a]; who = a }; print who }' "$sample")
flows=$(count "\$13 == \"REJECT\" && \$4 == \"$first\"")
ports=$(awk -v a="$first" '$13 == "REJECT" && $4 == a { print $7 }' "$sample" |
    sort -u | wc -l)
screen_matches "the detail tells of the group" \
    "its flows +$(commas "$flows") +$(commas "$flows") REJECT, 0 ACCEPT"
screen_matches "and of its targets" "dstPort +$(commas $((ports))) different"
keys p
screen_lacks "p hides the detail" "its flows"
keys p 4
screen_has "4 goes to the fields" "[Fields 14]"
keys j j j j j j j j F
screen_has "F groups by a second one" "by srcAddr, protocol"
keys Q
screen_has "the program ends there" "status 0"

# The second talkers show some of all ports that the first source tried.
printf 'size 200x50\na\n3\nEnter\nscreen ports\n' >"$work/tape"
ports=$(awk '$4 == "185.220.101.98" && $13 == "REJECT" { n += !seen[$7]++ }
    END { print n }' "$sample")
check "the second talkers say how many values there are" sh -c \
    "'$program' --replay '$work/tape' '$sample' | grep -qw 'more of $ports'"
finish
