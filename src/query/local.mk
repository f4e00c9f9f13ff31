libcore_a_SOURCES += \
	%D%/bind.h %D%/edit.h %D%/function.h %D%/print.h %D%/regex.h \
	%D%/stages.def %D%/tree.h %D%/value.h
