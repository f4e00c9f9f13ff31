libcore_a_SOURCES += \
	%D%/bind.h %D%/edit.h %D%/function.h %D%/print.h %D%/regex.h \
	%D%/stages.def %D%/tree.h %D%/value.h
libcore_a_SOURCES += \
	%D%/function.c %D%/functions.def \
	%D%/order.c \
	%D%/regex.c \
	%D%/value.c
