# Pattern for a module:
#   unit_tests += tests/unit/test_num
#   tests_unit_test_num_SOURCES = tests/unit/test_num.c
#   tests_unit_test_num_CPPFLAGS = $(unit_cppflags)
#   tests_unit_test_num_LDADD = $(unit_ldadd)

unit_tests += tests/unit/test_source
tests_unit_test_source_SOURCES = tests/unit/test_source.c \
	tests/unit/scratch.c tests/unit/scratch.h tests/unit/check.h
tests_unit_test_source_CPPFLAGS = $(unit_cppflags)
tests_unit_test_source_LDADD = $(unit_ldadd)

unit_tests += tests/unit/test_gzip
tests_unit_test_gzip_SOURCES = tests/unit/test_gzip.c \
	tests/unit/scratch.c tests/unit/scratch.h tests/unit/check.h
tests_unit_test_gzip_CPPFLAGS = $(unit_cppflags)
tests_unit_test_gzip_LDADD = $(unit_ldadd)

unit_tests += tests/unit/test_shrink
tests_unit_test_shrink_SOURCES = tests/unit/test_shrink.c \
	tests/unit/scratch.c tests/unit/scratch.h tests/unit/check.h
tests_unit_test_shrink_CPPFLAGS = $(unit_cppflags)
tests_unit_test_shrink_LDADD = $(unit_ldadd)

unit_tests += tests/unit/test_walk
tests_unit_test_walk_SOURCES = tests/unit/test_walk.c \
	tests/unit/scratch.c tests/unit/scratch.h tests/unit/check.h
tests_unit_test_walk_CPPFLAGS = $(unit_cppflags)
tests_unit_test_walk_LDADD = $(unit_ldadd)

unit_tests += tests/unit/test_packing
tests_unit_test_packing_SOURCES = tests/unit/test_packing.c \
	tests/unit/scratch.c tests/unit/scratch.h tests/unit/check.h
tests_unit_test_packing_CPPFLAGS = $(unit_cppflags)
tests_unit_test_packing_LDADD = $(unit_ldadd)

unit_tests += tests/unit/test_wrapping
tests_unit_test_wrapping_SOURCES = tests/unit/test_wrapping.c \
	tests/unit/scratch.c tests/unit/scratch.h tests/unit/check.h
tests_unit_test_wrapping_CPPFLAGS = $(unit_cppflags)
tests_unit_test_wrapping_LDADD = $(unit_ldadd)

unit_tests += tests/unit/test_collected
tests_unit_test_collected_SOURCES = tests/unit/test_collected.c \
	tests/unit/scratch.c tests/unit/scratch.h tests/unit/check.h
tests_unit_test_collected_CPPFLAGS = $(unit_cppflags)
tests_unit_test_collected_LDADD = $(unit_ldadd)

unit_tests += tests/unit/test_s3_key
tests_unit_test_s3_key_SOURCES = tests/unit/test_s3_key.c tests/unit/check.h
tests_unit_test_s3_key_CPPFLAGS = $(unit_cppflags)
tests_unit_test_s3_key_LDADD = $(unit_ldadd)

unit_tests += tests/unit/test_parquet
tests_unit_test_parquet_SOURCES = tests/unit/test_parquet.c \
	tests/fuzz/parquet_holds.c tests/fuzz/parquet_holds.h \
	tests/unit/check.h
tests_unit_test_parquet_CPPFLAGS = $(unit_cppflags)
tests_unit_test_parquet_LDADD = $(unit_ldadd)

unit_tests += tests/unit/test_growing
tests_unit_test_growing_SOURCES = tests/unit/test_growing.c \
	tests/unit/scratch.c tests/unit/scratch.h tests/unit/check.h
tests_unit_test_growing_CPPFLAGS = $(unit_cppflags)
tests_unit_test_growing_LDADD = $(unit_ldadd)

unit_tests += tests/unit/test_handle
tests_unit_test_handle_SOURCES = tests/unit/test_handle.c \
	tests/unit/scratch.c tests/unit/scratch.h tests/unit/check.h
tests_unit_test_handle_CPPFLAGS = $(unit_cppflags)
tests_unit_test_handle_LDADD = $(unit_ldadd)

unit_tests += tests/unit/test_unpack_room
tests_unit_test_unpack_room_SOURCES = tests/unit/test_unpack_room.c
tests_unit_test_unpack_room_CPPFLAGS = $(unit_cppflags)
tests_unit_test_unpack_room_LDADD = $(unit_ldadd)
