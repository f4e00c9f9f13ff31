#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# screen_svg: the picture of a screen is well-formed XML and has the text of
# the screen, line by line; colours and shapes of a small one, by hand.
. "${srcdir:-.}/tests/tui/lib.sh"

picture=$srcdir/tests/tui/screen_svg

# The text of a picture: the lines that are not empty.
text_of() {
    grep '^<text' "$1" | sed 's/<[^>]*>//g; s/&lt;/</g; s/&gt;/>/g; s/&amp;/\&/g'
}

# Every element that is opened is closed, in its order.
well_formed() {
    if command -v xmllint >/dev/null 2>&1; then
        xmllint --noout "$1"
        return
    fi
    awk '{ gsub(/<\?[^>]*>/, "")
        while (match($0, /<[^>]*>/)) {
            tag = substr($0, RSTART + 1, RLENGTH - 2)
            $0 = substr($0, RSTART + RLENGTH)
            name = tag
            sub(/[ \/].*/, "", name)
            if (tag ~ /^\//) { if (open[n--] != substr(tag, 2)) exit bad = 1 }
            else if (tag !~ /\/$/) open[++n] = name
        } }
        END { exit bad || n != 0 }' "$1"
}

# has TEXT FILE
has() {
    grep -qF -e "$1" "$2"
}

start 120 40 "$program" "$sample"
screen_has "the data is open" "row 1 of 5,000"
keys a
screen_has "something is filtered" "row 1 of 1,000"
mux capture-pane -e -p -N -t t >"$work/coloured"
mux capture-pane -p -t t | sed 's/ *$//' | grep . >"$work/plain"
sh "$picture" 120 40 <"$work/coloured" >"$work/picture.svg"
text_of "$work/picture.svg" >"$work/text"
check "the picture is well-formed" well_formed "$work/picture.svg"
check "it has the text of the screen" cmp "$work/plain" "$work/text"
check "with lines" test "$(wc -l <"$work/text")" -ge 36
check "of its size" has 'viewBox="0 0 980 700"' "$work/picture.svg"
check "REJECT is bold" \
    has 'font-weight="bold">REJECT</tspan>' "$work/picture.svg"
check "the pictures differ with the text" test "$(
    sed 's/REJECT/ACCEPT/' "$work/coloured" | sh "$picture" 120 40 |
        cmp -s - "$work/picture.svg"; echo $?)" = 1
keys Q

# Red on blue, reverse, underlined and escaped, a wide one, a half block, a
# line of ASCII's other set, 24 bits; behind row 2 nothing is drawn.
printf '\033[31;44mA\033[0m\033[7mB\033[27m\033[4mC<&\033[24m漢\n\033[38;2;1;2;3m▄\033[39m\016q\017\033[38;5;196mx\nno\n' |
    sh "$picture" 8 2 >"$work/small.svg"
check "a small one is well-formed" well_formed "$work/small.svg"
# Cells are 8 by 17 and begin at 10, 10.
for part in '<rect x="10" y="10" width="8" height="17" fill="#6ea7f0"/>' \
    '<tspan x="10" textLength="8" fill="#e0626c">A</tspan>' \
    '<rect x="18" y="10" width="8" height="17" fill="#d4d6da"/>' \
    '<tspan x="18" textLength="8" fill="#16181d">B</tspan>' \
    '<tspan x="26" textLength="24" text-decoration="underline">C&lt;&amp;</tspan>' \
    '<tspan x="50" textLength="16">漢</tspan>' \
    '<rect x="10" y="35.5" width="8" height="8.5" fill="#010203"/>' \
    '<rect x="18" y="35" width="8" height="1" fill="#d4d6da"/>' \
    '<tspan x="26" textLength="8" fill="#ff0000">x</tspan>'; do
    check "it has $part" has "$part" "$work/small.svg"
done
check "rows beyond the screen are left out" test "$(text_of "$work/small.svg" |
    wc -l)" -eq 2
finish
