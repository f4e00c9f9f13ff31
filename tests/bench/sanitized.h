/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * SANITIZED is there where a sanitizer keeps account of memory: what a process
 * takes then says nothing. Compilers tell in different ways.
 */
#ifndef TESTS_BENCH_SANITIZED_H
#define TESTS_BENCH_SANITIZED_H

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SANITIZED
#endif
#endif

#endif
