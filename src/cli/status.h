/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Exit statuses of the program (design.md 6). */
#ifndef CLI_STATUS_H
#define CLI_STATUS_H

enum {
    STATUS_DONE = 0,
    STATUS_NO_ROWS = 1,     /* only with --exit-status */
    STATUS_USAGE = 2,       /* usage or query error */
    STATUS_INPUT = 3,       /* an input could not be opened or used */
    STATUS_INCOMPLETE = 4,  /* done, but not all of it */
    STATUS_INTERRUPTED = 130
};

#endif
