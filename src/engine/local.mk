libcore_a_SOURCES += \
	%D%/engine.h %D%/local.h %D%/result.h
