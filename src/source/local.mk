libcore_a_SOURCES += \
	%D%/cut.c %D%/cut.h \
	%D%/guard.c %D%/guard.h \
	%D%/growing.c %D%/growing.h \
	%D%/gzip.c %D%/gzip.h \
	%D%/packed.c %D%/packed.h \
	%D%/plain.c %D%/plain.h \
	%D%/source.c %D%/source.h \
	%D%/spool.c %D%/spool.h \
	%D%/stream.c %D%/stream.h \
	%D%/walk.c %D%/walk.h \
	%D%/watcher.c %D%/watcher.h
