libcore_a_SOURCES += \
	%D%/chart.c \
	%D%/delimited.c \
	%D%/ecs.c %D%/ecs.def %D%/ecs_int.h %D%/ecs_told.c \
	%D%/json.c %D%/json.h \
	%D%/markdown.c \
	%D%/output.c %D%/output.h \
	%D%/put.c \
	%D%/table.c \
	%D%/writer_int.h
