#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Every key of keys.def does what the table below says: each is pressed in a
# replay of its own, which needs no terminal. A key that has no line there must
# at least change the screen.
srcdir=${srcdir:-.}
builddir=${builddir:-.}
program=$builddir/vpcscope
sample=$srcdir/data/sample/vpc-default.log
tmp=$(mktemp -d) || exit 99
trap 'rm -rf "$tmp"' EXIT
trap 'exit 1' HUP INT TERM
HOME=$tmp XDG_STATE_HOME=$tmp XDG_CONFIG_HOME=$tmp
LC_ALL=C # a character is a byte then
export HOME XDG_STATE_HOME XDG_CONFIG_HOME LC_ALL
tab=$(printf '\t')
tests=0
failed=0

report() {
    tests=$((tests + 1))
    if [ "$1" = 0 ]; then
        echo "ok $tests - $2"
        return
    fi
    failed=1
    echo "not ok $tests - $2"
    sed 's/^/# |/' "$tmp/out" "$tmp/err"
}

# replay TAPE...: the lines of the arguments, into out.
replay() {
    printf '%s\n' "$@" >"$tmp/keys"
    "$program" --replay "$tmp/keys" "$log" </dev/null >"$tmp/out" 2>"$tmp/err"
    status=$?
}

# The first record is of 12:29:28, from 10.0.48.11 to 10.0.0.12; the scanner
# is 185.220.101.98, with 600 flows in the minutes from 11:50 on. Counted by
# awk: rows of REJECT.
log=$sample
rejects=$(awk '$13 == "REJECT"' "$sample" | wc -l)
rejects=$((rejects / 1000)),$(printf %03d $((rejects % 1000)))
# Rows of NODATA, newest first.
nodata=$(sort -s -k11,11nr "$sample" | awk '$1 == 2' | grep -n NODATA)
nodata1=$(echo "$nodata" | sed -n '1s/:.*//p')
nodata2=$(echo "$nodata" | sed -n '2s/:.*//p')
touch "$tmp/there.csv"

# scope, key, keys before it, keys after it, what the screen then matches (with
# ! does not match, "same" is as before, "gone" is over). "-" is nothing.
cat >"$tmp/table" <<END
ANY	Up	j j	-	row 2 of
ANY	k	j j	-	row 2 of
ANY	Down	-	-	row 2 of
ANY	j	-	-	row 2 of
ANY	Left	l l	F	stats count.* by srcAddr
ANY	h	l l	F	stats count.* by srcAddr
ANY	Right	-	F	stats count.* by srcAddr
ANY	l	-	F	stats count.* by srcAddr
ANY	PgUp	G	-	row 4,9[0-9]+ of
ANY	Ctrl-B	G	-	row 4,9[0-9]+ of
ANY	b	G	-	row 4,9[0-9]+ of
ANY	PgDn	-	-	row [1-9][0-9] of
ANY	Ctrl-F	-	-	row [1-9][0-9] of
ANY	Space	-	-	row [1-9][0-9] of
ANY	Ctrl-U	G	-	row 4,9[0-9]+ of
ANY	Ctrl-D	-	-	row [1-9][0-9] of
ANY	g	G	-	row 1 of
ANY	Home	G	-	row 1 of
ANY	G	-	-	row 5,000 of
ANY	End	-	-	row 5,000 of
ANY	0	$	l F	stats count.* by srcAddr
ANY	$	-	F	stats count.* by version
ANY	Tab	-	-	\[Top srcAddr
ANY	Shift-Tab	-	-	\[Timeline
ANY	1	-	-	\[Timeline
ANY	2	1	-	\[Results\]
ANY	3	-	-	\[Top srcAddr
ANY	i	-	-	Enter run
ANY	F4	-	-	Enter run
ANY	Enter	3	-	filter srcAddr = "185.220.101.98"
ANY	Esc	a	-	!filter action
ANY	u	a	-	!filter action
ANY	[	a	-	!filter action
ANY	U	a u	-	filter action = "REJECT"
ANY	]	a u	-	filter action = "REJECT"
ANY	+	l	-	filter srcAddr = "10.0.48.11"
ANY	-	l	-	filter srcAddr != "10.0.48.11"
ANY	*	l	-	srcAddr = "10.0.48.11" or dstAddr = "10.0.48.11"
ANY	R	l +	-	filter dstAddr = "10.0.48.11"
ANY	a	-	-	row 1 of $rejects
ANY	F	l	-	stats count.* by srcAddr
ANY	s	l	-	sort srcAddr desc
ANY	F6	l	-	sort srcAddr desc
ANY	t	-	-	1 5m.*Esc close
ANY	F7	-	-	1 5m.*Esc close
ANY	z	-	-	07:59-10:59Z
ANY	Z	t 3	-	bin.2m.
ANY	{	1 G	-	\[Timeline .* 11:5.*REJECT
ANY	}	1	-	\[Timeline .* 11:5.*REJECT
ANY	X	1 }	-	relevantfields where
ANY	O	-	-	query> .*as rejects by srcAddr
ANY	d	-	-	Top dstAddr by
ANY	D	-	-	Top protocol by
ANY	o	-	-	Top srcAddr by flows
ANY	p	-	-	!Record 1 of
ANY	c	-	-	\[Fields 14
ANY	4	-	-	\[Fields 14
ANY	F2	-	-	\[Fields 14
ANY	/	-	-	search>
ANY	F3	-	-	search>
ANY	n	/ "NODATA" Enter	-	row $nodata2 of
ANY	N	/ "NODATA" Enter n	-	row $nodata1 of
ANY	#	-	-	as numbers
ANY	B	-	-	in short
ANY	w	-	-	c CSV.*Esc close
ANY	Ctrl-S	-	-	c CSV.*Esc close
ANY	r	-	-	no text read
ANY	F5	-	-	no text read
ANY	?	-	-	one row up
ANY	F1	-	-	one row up
ANY	:	-	-	command>
ANY	q	a	-	!filter action
ANY	F10	a	-	!filter action
ANY	Q	-	-	gone
ANY	Ctrl-C	-	-	q quits
ANY	Ctrl-L	-	-	same
ANY	Ctrl-Z	-	-	same
TIMELINE	v	Home	l l Enter	range: 
TIMELINE	<	2 t 3 1	-	10:59-11:59Z
TIMELINE	>	2 t 3 1 <	-	11:29-12:29Z
TABLE	x	l	-	hidden: srcAddr
TABLE	H	l	-	moved: srcAddr
TABLE	L	l	-	moved: srcAddr
TABLE	<	l	-	changed
TABLE	>	l	-	changed
TABLE	_	l >	-	changed
TALKERS	r	-	-	same
FIELDS	Space	j j j j	-	hidden: srcAddr
FIELDS	K	j j j j	-	moved: srcAddr
FIELDS	J	j j j j	-	moved: srcAddr
FIELDS	d	j j j	-	Top interfaceId by
DETAIL	J	-	-	Record 2 of
DETAIL	K	J	-	Record 1 of
TIME	1	-	-	> last 5m
TIME	2	-	-	> last 15m
TIME	3	-	-	> last 1h
TIME	4	-	-	> last 6h
TIME	5	-	-	> last 1d|> last 24h
TIME	6	-	-	> last 7d
TIME	0	3 t	-	> all
TIME	p	3 t	-	10:29-11:29Z
TIME	n	3 t p t	-	11:29-12:29Z
TIME	t	-	-	range>
WRITE	c	-	-	file> .*[.]csv
WRITE	j	-	-	file> .*[.]jsonl
WRITE	a	-	-	file> .*[.]json
WRITE	t	-	-	file> .*[.]tsv
WRITE	m	-	-	file> .*[.]md
WRITE	r	-	-	file> .*[.]log
CONFIRM	y	-	-	wrote 5,000 rows
ANY	E	-	-	no terminal for an editor
ANY	T	-	-	\[Timeline of srcAddr by rejects
ANY	W	-	-	c CSV.*Esc close
ANY	y	-	-	c cell.*Esc close
ANY	Alt-+	l	-	2 /24.*Esc close
TIMELINE	o	-	-	Timeline bytes bin
TIME	w	-	-	ranges count back from the clock
TIME	z	-	-	times are local
WRITE	q	-	-	file> .*[.]cwq
WRITE	h	-	-	file> .*[.]sh
WRITE	|	-	-	pipe to>
YANK	y	-	-	copied 1 row
YANK	c	-	-	copied 1 cell
YANK	l	-	-	not copied: more than 74 kB
YANK	t	-	-	not copied: more than 74 kB
YANK	q	-	-	the query is empty
YANK	s	-	-	copied a shell command
INCLUDE	e	-	-	filter srcAddr = "10.0.48.11"
INCLUDE	2	-	-	isIpv4InSubnet.srcAddr, "10.0.48.0/24"
INCLUDE	1	-	-	isIpv4InSubnet.srcAddr, "10.0.0.0/16"
INCLUDE	l	-	-	filter srcAddr like /10
INCLUDE	>	-	-	only numbers have
INCLUDE	<	-	-	only numbers have
END

# Keys that lead to where a scope's keys hold.
begin() {
    case $1 in
    ANY | TABLE) ;;
    TIMELINE) echo 1 ;;
    TALKERS) echo 3 ;;
    TIME) echo t ;;
    WRITE) echo w ;;
    CONFIRM) echo ": \"write $tmp/there.csv\" Enter" ;;
    FIELDS) echo 4 ;;
    DETAIL) echo Enter ;;
    YANK) echo y ;;
    INCLUDE) echo 'l Alt-+' ;;
    *) return 1 ;;
    esac
}

# KEY(scope, "key", COMMAND) as two words.
sed -n 's/^KEY(\([A-Z_]*\), "\(.*\)", [A-Z_0-9]*)$/\1\t\2/p' \
    "$srcdir/src/tui/keys.def" | sed 's/\\\(.\)/\1/g' >"$tmp/all"

# The key as a tape has it.
spell() {
    case $1 in
    '"') echo '"\""' ;;
    '#') echo '"#"' ;;
    *) echo "$1" ;;
    esac
}

# The lines of the screen that is called this.
shown() {
    awk -v name="--- $1" '/^--- / { on = $0 == name; next } on' "$tmp/out"
}

matches() {
    case $expect in
    gone) ! grep -q '^--- after' "$tmp/out" ;;
    same) [ "$(shown before)" = "$(shown after)" ] ;;
    !*) shown before | grep -qE -e "${expect#!}" &&
        ! shown after | grep -qE -e "${expect#!}" ;;
    changed) [ "$(shown before)" != "$(shown after)" ] ;;
    *) ! shown before | grep -qE -e "$expect" &&
        shown after | grep -qE -e "$expect" ;;
    esac
}

press() {
    scope=$1 key=$2
    row=$(awk -F '\t' -v s="$scope" -v k="$key" \
        '$1 == s && $2 == k { print; exit }' "$tmp/table")
    [ -n "$row" ] || row="-$tab-$tab-$tab-${tab}changed"
    before=$(echo "$row" | cut -f 3 | sed 's/^-$//')
    after=$(echo "$row" | cut -f 4 | sed 's/^-$//')
    expect=$(echo "$row" | cut -f 5)
    : >"$tmp/there.csv"
    scope_keys=$(begin "$scope") || {
        report 1 "$scope has no keys that lead to it in this test"
        return
    }
    replay "size 120x40" "$scope_keys $before" "screen before" \
        "$(spell "$key") $after" "screen after"
    [ "$status" = 0 ] && matches &&
        ! shown after | grep -qE 'no key .* here|not in this menu'
    report $? "$scope $key: $expect"
}

# --- The tape itself --------------------------------------------------------

replay '# a comment' 'size 80x24' 'a i " | limit \x33" Enter' 'screen three'
report "$status" "a text in quotes is typed"
shown three | grep -q 'row 1 of 3'
report $? "and the screen that is asked for is shown"
shown end | awk 'length($0) > 80 { exit 1 } END { exit NR != 24 }'
report $? "it is as large as the tape says"
replay "$(printf 'screen a\033[2Jb\021\377')"
[ "$status" = 0 ] && grep -qxF -e "$(printf -- '--- a^[[2Jb^Q\357\277\275')" "$tmp/out"
report $? "its name is shown as any text"
for wrong in 'nokey' 'size 80' '"no end' '"\q"'; do
    replay a "$wrong"
    [ "$status" = 2 ] && grep -q 'line 2' "$tmp/err"
    report $? "a tape with $wrong in line 2 is refused"
done
replay 'i "filter action = \"REJECT\" | stats count(*) as n" Enter'
cp "$tmp/out" "$tmp/first"
replay 'i "filter action = \"REJECT\" | stats count(*) as n" Enter'
sed 's/[0-9.]*s  UTC//' "$tmp/first" >"$tmp/first.cut"
sed 's/[0-9.]*s  UTC//' "$tmp/out" | cmp -s - "$tmp/first.cut"
report $? "the same keys show the same"

# --- Estimates are marked ---------------------------------------------------

log=$tmp/many.log
"$builddir/tests/bench/genlog" --rows 300000 --seed 21 --reject 60 -o "$log"
awk '$13 == "REJECT" { print $4 }' "$log" | sort -u | wc -l >"$tmp/sources"
echo 'size 120x40' >"$tmp/keys"
"$program" --threads 2 --memory 20M --replay "$tmp/keys" "$log" </dev/null >"$tmp/out" 2>&1
sed -n 's/.* more of ~\([0-9,]*\).*/\1/p' "$tmp/out" | tr -d , |
    awk 'NR == FNR { all = $1; next } { found = 1; e = $1 / all - 1 }
        END { exit !(found && e > -0.06 && e < 0.06) }' "$tmp/sources" -
report $? "an estimated number of talkers has its mark, and is near to it"

# --- The budget, and the time -----------------------------------------------

# Rows are on disk by the ranks of what they are sorted by, and their numbers,
# 8 bytes each.
printf '%s\n' 'i "fields srcAddr, bytes | sort bytes" Enter' \
    ': "health" Enter' >"$tmp/keys"
for memory in 2M 1G; do
    "$program" --memory $memory --replay "$tmp/keys" "$log" </dev/null \
        >"$tmp/out" 2>"$tmp/err"
    status=$?
    sed -n 's/.*(--memory) the query has put \([0-9.]* MB\) on disk.*/\1/p' \
        "$tmp/out" >"$tmp/disk"
    if [ $memory = 2M ]; then
        [ $status = 0 ] && awk '{ mb = $1 } END { exit mb * 1e6 < 300000 * 16 }' \
            "$tmp/disk"
        report $? ":health tells what is on disk for lack of memory"
    else
        grep -q 'fits into memory: nothing is on disk' "$tmp/out"
        report $? "and that nothing is where there is enough"
    fi
done
printf '%s\n' ': "set timeout 1s" Enter' 'screen set' \
    'i "filter @message like /^(.*) (.*) (.*) (.*) (.*) [yz][yz]$/" Enter' \
    'screen late' >"$tmp/keys"
"$program" --threads 1 --replay "$tmp/keys" "$log" </dev/null >"$tmp/out" 2>"$tmp/err"
shown set | grep -q 'timeout = 1$' || shown set | grep -q 'timeout = 1 '
report $? ":set timeout takes a duration"
shown late | grep -q 'the query takes longer than --timeout 1s'
report $? "a query that takes longer is ended, and that is told"
log=$sample

# Where the table cannot be seen, keys go by the columns it has now, not by
# those of the step that was left.
replay 'size 80x24' l l F 'size 32x6' u F '>' u s 'size 80x24' 'screen small'
shown small | grep -q 'sort dstAddr desc'
report $? "keys on a terminal that is too small mean what they mean elsewhere"
replay 'size 45x10' l l F 1 u 'w' p Esc 3 2 s 'screen hidden'
shown hidden | grep -q 'sort dstAddr desc'
report $? "and so they do after another pane was the only one"

# --- The keys ---------------------------------------------------------------

# A replay waits until nothing runs: what is asked of a query that does is in
# running.sh.
while IFS=$tab read -r scope key; do
    [ "$scope" = PARTIAL ] || press "$scope" "$key"
done <"$tmp/all"

echo "1..$tests"
exit $failed
