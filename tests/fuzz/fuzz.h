/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a fuzz target is: one function, called by libFuzzer or by replay.c. */
#ifndef FUZZ_FUZZ_H
#define FUZZ_FUZZ_H

#include <stddef.h>
#include <stdint.h>

/* Look at one input; abort when something does not hold. Returns 0. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif
