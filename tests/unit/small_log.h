/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Eight records to count by hand. They start at 2025-09-03 12:00:00 UTC; two
 * pairs have equal times. One has no traffic, one is IPv6, one writes its
 * port 080.
 */
#ifndef UNIT_SMALL_LOG_H
#define UNIT_SMALL_LOG_H

#define SMALL_LOG                                                            \
    "2 123456789012 eni-0a 10.0.0.1 10.0.1.9 40000 443 6 10 1000 "           \
    "1756900800 1756900860 ACCEPT OK\n"                                      \
    "2 123456789012 eni-0a 10.0.0.2 10.0.1.9 40001 22 6 1 60 "               \
    "1756900860 1756900870 REJECT OK\n"                                      \
    "2 123456789012 eni-0a 203.0.113.5 10.0.1.9 50000 22 6 2 120 "           \
    "1756900860 1756900880 REJECT OK\n"                                      \
    "2 123456789012 eni-0a 10.0.0.1 10.0.1.9 40002 443 6 20 3000 "           \
    "1756901100 1756901160 ACCEPT OK\n"                                      \
    "2 123456789012 eni-0b - - - - - - - 1756901100 1756901160 - NODATA\n"   \
    "2 123456789012 eni-0b 2001:db8::1 2001:db8::9 1024 53 17 1 80 "         \
    "1756901400 1756901401 ACCEPT OK\n"                                      \
    "2 123456789012 eni-0b 203.0.113.5 10.0.1.9 50001 3389 6 3 180 "         \
    "1756904400 1756904410 REJECT OK\n"                                      \
    "2 123456789012 eni-0b 10.0.0.2 10.0.1.9 40003 080 6 5 500 "             \
    "1756904460 1756904470 ACCEPT OK\n"

#endif
