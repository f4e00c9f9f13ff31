libcore_a_SOURCES += \
	%D%/source.h %D%/walk.h
