/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Looks: what the values of a field look like, as far as that tells fields
 * apart. They serve to work out which field a column is when no header says
 * so; a value of another look is not wrong.
 */
#ifndef FLOW_LOOK_H
#define FLOW_LOOK_H

#include "flow/field.h"

#include <stdbool.h>

enum look {
    LOOK_TEXT, /* anything: tells nothing */
    LOOK_VERSION,
    LOOK_ACCOUNT,
    LOOK_INTERFACE,
    LOOK_VPC,
    LOOK_SUBNET,
    LOOK_INSTANCE,
    LOOK_NAT,
    LOOK_TGW,
    LOOK_ATTACHMENT,
    LOOK_ADDRESS,
    LOOK_PORT,
    LOOK_PROTOCOL,
    LOOK_COUNT,
    LOOK_TIME,
    LOOK_ACTION,
    LOOK_STATUS,
    LOOK_FLAGS,
    LOOK_TYPE,
    LOOK_REGION,
    LOOK_ZONE,
    LOOK_SUBLOCATION,
    LOOK_SERVICE,
    LOOK_DIRECTION,
    LOOK_PATH,
    LOOK_CLUSTER_ARN,
    LOOK_INSTANCE_ARN,
    LOOK_DEFINITION_ARN,
    LOOK_TASK_ARN,
    LOOK_REASON,
    LOOK_ENCRYPTION,
    LOOK_RESOURCE,
    LOOK_KINDS
};

/* The look of the values of a field of the catalogue. */
enum look look_of_field(field_id field);
/* Has the value, which is not "-", that look? */
bool look_fits(enum look look, struct str value);

#endif
