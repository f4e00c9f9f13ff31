libcore_a_SOURCES += \
	%D%/addr.c %D%/addr.h \
	%D%/community.c %D%/community.h \
	%D%/field.c %D%/field.h %D%/fields.def \
	%D%/guess.c %D%/guess.h %D%/guess_int.h %D%/guess_values.c \
	%D%/guess_evidence.c %D%/guess_search.c \
	%D%/guess_line.c %D%/guess_line.h \
	%D%/layout.c %D%/layout.h \
	%D%/names.c %D%/names.h %D%/names.def \
	%D%/look.c %D%/look.h
