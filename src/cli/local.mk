# Where the program's own data and the system's configuration are.
vpcscope_CPPFLAGS = $(AM_CPPFLAGS) -DVPCSCOPE_DATA='"$(pkgdatadir)"' \
	-DVPCSCOPE_SYSCONF='"$(sysconfdir)"'
vpcscope_SOURCES += \
	%D%/batch.c %D%/batch.h %D%/batch_int.h \
	%D%/batch_follow.c %D%/batch_health.c %D%/batch_stats.c \
	%D%/configuration.c %D%/configuration.h \
	%D%/demo.c %D%/demo.h %D%/demo_log.c %D%/demo_log.h \
	%D%/explore.c %D%/explore.h \
	%D%/folder.c %D%/folder.h \
	%D%/inputs.c %D%/inputs.h \
	%D%/list.c %D%/list.h \
	%D%/main.c %D%/memory.c \
	%D%/options.c %D%/options.h %D%/options.def \
	%D%/queries.c %D%/queries.h \
	%D%/status.h \
	%D%/tables.c %D%/tables.h \
	%D%/watch.c %D%/watch.h
