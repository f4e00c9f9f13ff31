vpcscope_SOURCES += \
	%D%/batch.c %D%/batch.h \
	%D%/explore.c %D%/explore.h \
	%D%/inputs.c %D%/inputs.h \
	%D%/list.c %D%/list.h \
	%D%/main.c \
	%D%/options.c %D%/options.h %D%/options.def \
	%D%/status.h \
	%D%/watch.c %D%/watch.h
