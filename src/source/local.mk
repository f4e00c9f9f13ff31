libcore_a_SOURCES += \
	%D%/cut.c %D%/cut.h \
	%D%/guard.c %D%/guard.h \
	%D%/growing.c %D%/growing.h \
	%D%/gzip.c %D%/gzip.h \
	%D%/packed.c %D%/packed.h \
	%D%/parquet.c %D%/parquet.h %D%/parquet_int.h \
	%D%/parquet_bits.c %D%/parquet_bits.h \
	%D%/parquet_codec.c %D%/parquet_codec.h \
	%D%/parquet_cursor.c %D%/parquet_meta.c \
	%D%/parquet_page.c %D%/parquet_page.h \
	%D%/parquet_text.c %D%/parquet_value.c \
	%D%/parquet_values.c %D%/parquet_values.h \
	%D%/plain.c %D%/plain.h \
	%D%/source.c %D%/source.h \
	%D%/spool.c %D%/spool.h \
	%D%/stream.c %D%/stream.h \
	%D%/thrift.c %D%/thrift.h \
	%D%/walk.c %D%/walk.h \
	%D%/watcher.c %D%/watcher.h
