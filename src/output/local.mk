libcore_a_SOURCES += \
	%D%/delimited.c \
	%D%/json.c %D%/json.h \
	%D%/output.c %D%/output.h \
	%D%/table.c \
	%D%/writer_int.h
