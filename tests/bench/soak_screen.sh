#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Some seconds of a session that soak.sh has for as long as one likes.
exec "${srcdir:-.}/tests/bench/soak.sh" 3 screen queries
