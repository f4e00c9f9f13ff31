libcore_a_SOURCES += \
	%D%/addr.c %D%/addr.h \
	%D%/field.c %D%/field.h %D%/fields.def \
	%D%/guess.c %D%/guess.h \
	%D%/layout.c %D%/layout.h \
	%D%/names.c %D%/names.h %D%/names.def
