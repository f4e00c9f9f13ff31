libcore_a_SOURCES += \
	%D%/add.c \
	%D%/bad.c \
	%D%/cache.c %D%/cache.h \
	%D%/cell.h \
	%D%/cell_text.c %D%/cell_text.h \
	%D%/column.c %D%/column.h \
	%D%/dataset.c %D%/dataset.h %D%/dataset_int.h \
	%D%/decode.c %D%/decode.h \
	%D%/detect.c %D%/estimate.c \
	%D%/examine.c \
	%D%/file.c \
	%D%/find.c \
	%D%/follow.c %D%/follow.h %D%/held.c %D%/held.h %D%/past.c %D%/past.h \
	%D%/header.c %D%/header.h \
	%D%/header_cache.c %D%/header_cache.h \
	%D%/known.c \
	%D%/lane.c %D%/lane.h \
	%D%/lines.c %D%/lines.h \
	%D%/pack.c %D%/parse.h \
	%D%/parse_avx2.c \
	%D%/parse_batch.c %D%/parse_batch.h %D%/parse_batch_int.h \
	%D%/parquet_file.c \
	%D%/parquet_scan.c %D%/parquet_scan.h \
	%D%/pass.c \
	%D%/pick.c \
	%D%/queue.c %D%/queue.h \
	%D%/range.c \
	%D%/scanner.c %D%/scanner.h %D%/scanner_int.h \
	%D%/search.c %D%/search.h %D%/search_int.h %D%/search_x86.c \
	%D%/slab.c %D%/slab.h \
	%D%/split.c %D%/split.h %D%/split_int.h \
	%D%/split_neon.c %D%/split_x86.c \
	%D%/text.c %D%/text.h \
	%D%/text_table.c %D%/text_table.h \
	%D%/value_set.c %D%/value_set.h \
	%D%/words.c %D%/words.h
