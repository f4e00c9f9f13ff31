libcore_a_SOURCES += \
	%D%/arrival.c %D%/arrival.h \
	%D%/bzip2.c %D%/bzip2.h \
	%D%/clean.c %D%/clean.h \
	%D%/cut.c %D%/cut.h \
	%D%/feed.c %D%/feed.h \
	%D%/guard.c %D%/guard.h \
	%D%/growing.c %D%/growing.h \
	%D%/gzip.c %D%/gzip.h \
	%D%/handle.c %D%/handle.h \
	%D%/json_ends.c %D%/json_int.h %D%/json_levels.c %D%/json_look.c \
	%D%/json_members.c %D%/json_shape.c %D%/json_text.c %D%/json_values.c \
	%D%/packed.c %D%/packed.h \
	%D%/packing.c %D%/packing.h \
	%D%/parquet.c %D%/parquet.h %D%/parquet_int.h \
	%D%/parquet_bits.c %D%/parquet_bits.h \
	%D%/parquet_codec.c %D%/parquet_codec.h \
	%D%/parquet_cursor.c %D%/parquet_decimal.c \
	%D%/parquet_dict.c %D%/parquet_dict.h %D%/parquet_meta.c \
	%D%/parquet_page.c %D%/parquet_page.h \
	%D%/parquet_schema.c %D%/parquet_schema.h \
	%D%/parquet_text.c %D%/parquet_value.c \
	%D%/parquet_values.c %D%/parquet_values.h \
	%D%/plain.c %D%/plain.h \
	%D%/record_lines.c %D%/record_lines.h \
	%D%/record_look.c %D%/record_look.h \
	%D%/row_time.c %D%/row_time.h \
	%D%/s3_key.c %D%/s3_key.h \
	%D%/source.c %D%/source.h \
	%D%/spool.c %D%/spool.h \
	%D%/strip.c %D%/strip.h \
	%D%/stream.c %D%/stream.h \
	%D%/unwrap.h %D%/unwrap_csv.c %D%/unwrap_inner.c %D%/unwrap_json.c %D%/unwrap_tabbed.c \
	%D%/thrift.c %D%/thrift.h \
	%D%/unpack_room.c %D%/unpack_room.h \
	%D%/walk.c %D%/walk.h \
	%D%/watcher.c %D%/watcher.h \
	%D%/window.c %D%/window.h \
	%D%/wrapping.c %D%/wrapping.h \
	%D%/xz.c %D%/xz.h \
	%D%/zstd.c %D%/zstd.h
