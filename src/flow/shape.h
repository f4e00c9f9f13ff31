/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Shapes: what the values of a field look like, as far as that tells fields
 * apart. They serve to work out which field a column is when no header says
 * so; a value of another shape is not wrong.
 */
#ifndef FLOW_SHAPE_H
#define FLOW_SHAPE_H

#include "flow/field.h"

#include <stdbool.h>

enum shape {
    SHAPE_TEXT, /* anything: tells nothing */
    SHAPE_VERSION,
    SHAPE_ACCOUNT,
    SHAPE_INTERFACE,
    SHAPE_VPC,
    SHAPE_SUBNET,
    SHAPE_INSTANCE,
    SHAPE_NAT,
    SHAPE_TGW,
    SHAPE_ATTACHMENT,
    SHAPE_ADDRESS,
    SHAPE_PORT,
    SHAPE_PROTOCOL,
    SHAPE_COUNT,
    SHAPE_TIME,
    SHAPE_ACTION,
    SHAPE_STATUS,
    SHAPE_FLAGS,
    SHAPE_TYPE,
    SHAPE_REGION,
    SHAPE_ZONE,
    SHAPE_SUBLOCATION,
    SHAPE_SERVICE,
    SHAPE_DIRECTION,
    SHAPE_PATH,
    SHAPE_ARN,
    SHAPE_REASON,
    SHAPE_ENCRYPTION,
    SHAPE_RESOURCE,
    SHAPE_KINDS
};

/* The shape of the values of a field of the catalogue. */
enum shape shape_of(field_id field);
/* Has the value, which is not "-", that shape? */
bool shape_fits(enum shape shape, struct str value);

#endif
