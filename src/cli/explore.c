/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/explore.h"

#include "cli/configuration.h"
#include "cli/inputs.h"
#include "cli/queries.h"
#include "cli/status.h"
#include "engine/local.h"
#include "tui/tui.h"

#include <stdio.h>
#include <string.h>

static bool reads_stdin(const struct options *o)
{
    for (int i = 0; i < o->n_paths; i++)
        if (strcmp(o->paths[i], "-") == 0)
            return true;
    return o->n_paths == 0;
}

static int explore_dataset(const struct options *o,
                           const struct config *config, struct dataset *ds,
                           struct err *err)
{
    struct lookup_tables *tables = tables_new(o->tables, o->n_tables);
    struct local_options local = {.threads = o->threads,
                                  .memory_bytes = o->memory_bytes,
                                  .tables = tables,
                                  /* A replay finds the same each time. */
                                  .ahead = !o->replay};
    struct engine *engine = local_engine_new(ds, &local);
    struct tui_options tui = {.setup = &config->setup,
                              .complaint = config_complaint(config),
                              .saved = queries_new(),
                              .stdin_is_data = reads_stdin(o),
                              .guide = o->demo,
                              .record = o->record,
                              .replay = o->replay};
    int status;
    if (inputs_window(o, engine, &tui.window, err)) {
        status = o->plain ? plain_run(engine, &tui) : tui_run(engine, &tui);
    } else {
        fprintf(stderr, "vpcscope: %s\n", err->msg);
        status = STATUS_USAGE;
    }
    engine->ops->free(engine);
    queries_free(tui.saved);
    tables_free(tables);
    return status;
}

int explore_run(const struct options *o)
{
    struct err err = {0};
    size_t seen = 0;
    struct dataset *ds = inputs_open(o, &err);
    if (!ds) {
        fprintf(stderr, "vpcscope: %s\n", err.msg);
        return STATUS_USAGE;
    }
    int status = STATUS_INPUT;
    /* On a screen they would be gone at once; there they come at the end. */
    if (o->plain)
        inputs_tell(ds, &seen);
    if (dataset_n_files(ds) > 0) {
        struct config config;

        config_read(&config, o);
        config_tell(&config);
        status = explore_dataset(o, &config, ds, &err);
        config_done(&config);
        /* What went wrong with the inputs is still worth knowing after. */
        if (status == STATUS_DONE)
            status = inputs_status(ds);
    }
    inputs_tell(ds, &seen);
    dataset_free(ds);
    return status;
}
