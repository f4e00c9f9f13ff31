libcore_a_SOURCES += \
	%D%/bzip2.c %D%/bzip2.h \
	%D%/cut.c %D%/cut.h \
	%D%/feed.c %D%/feed.h \
	%D%/guard.c %D%/guard.h \
	%D%/growing.c %D%/growing.h \
	%D%/gzip.c %D%/gzip.h \
	%D%/packed.c %D%/packed.h \
	%D%/packing.c %D%/packing.h \
	%D%/plain.c %D%/plain.h \
	%D%/record_lines.c %D%/record_lines.h \
	%D%/s3_key.c %D%/s3_key.h \
	%D%/source.c %D%/source.h \
	%D%/spool.c %D%/spool.h \
	%D%/strip.c %D%/strip.h \
	%D%/stream.c %D%/stream.h \
	%D%/unwrap.h %D%/unwrap_csv.c %D%/unwrap_json.c %D%/unwrap_tabbed.c \
	%D%/walk.c %D%/walk.h \
	%D%/watcher.c %D%/watcher.h \
	%D%/window.c %D%/window.h \
	%D%/wrapping.c %D%/wrapping.h \
	%D%/xz.c %D%/xz.h \
	%D%/zstd.c %D%/zstd.h
