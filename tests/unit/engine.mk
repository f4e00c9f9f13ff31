unit_tests += tests/unit/test_engine
tests_unit_test_engine_SOURCES = tests/unit/check.h \
	tests/unit/engine_run.c tests/unit/engine_run.h \
	tests/unit/scratch.c tests/unit/scratch.h \
	tests/unit/small_log.h tests/unit/test_engine.c
tests_unit_test_engine_CPPFLAGS = $(unit_cppflags)
tests_unit_test_engine_LDADD = $(unit_ldadd)

unit_tests += tests/unit/test_job
tests_unit_test_job_SOURCES = tests/unit/check.h \
	tests/unit/engine_run.c tests/unit/engine_run.h \
	tests/unit/scratch.c tests/unit/scratch.h \
	tests/unit/small_log.h tests/unit/test_job.c
tests_unit_test_job_CPPFLAGS = $(unit_cppflags)
tests_unit_test_job_LDADD = $(unit_ldadd)

unit_tests += tests/unit/test_filter
tests_unit_test_filter_SOURCES = tests/unit/check.h \
	tests/unit/engine_run.c tests/unit/engine_run.h \
	tests/unit/scratch.c tests/unit/scratch.h \
	tests/unit/test_filter.c
tests_unit_test_filter_CPPFLAGS = $(unit_cppflags)
tests_unit_test_filter_LDADD = $(unit_ldadd)

unit_tests += tests/unit/test_order
tests_unit_test_order_SOURCES = tests/unit/check.h \
	tests/unit/engine_run.c tests/unit/engine_run.h \
	tests/unit/scratch.c tests/unit/scratch.h \
	tests/unit/test_order.c
tests_unit_test_order_CPPFLAGS = $(unit_cppflags)
tests_unit_test_order_LDADD = $(unit_ldadd)

unit_tests += tests/unit/test_ahead
tests_unit_test_ahead_SOURCES = tests/unit/check.h \
	tests/unit/engine_run.c tests/unit/engine_run.h \
	tests/unit/scratch.c tests/unit/scratch.h \
	tests/unit/test_ahead.c
tests_unit_test_ahead_CPPFLAGS = $(unit_cppflags)
tests_unit_test_ahead_LDADD = $(unit_ldadd)

unit_tests += tests/unit/test_bar
tests_unit_test_bar_SOURCES = tests/unit/check.h \
	tests/unit/engine_run.c tests/unit/engine_run.h \
	tests/unit/scratch.c tests/unit/scratch.h \
	tests/unit/test_bar.c
tests_unit_test_bar_CPPFLAGS = $(unit_cppflags)
tests_unit_test_bar_LDADD = $(unit_ldadd)

unit_tests += tests/unit/test_health
tests_unit_test_health_SOURCES = tests/unit/check.h \
	tests/unit/engine_run.c tests/unit/engine_run.h \
	tests/unit/scratch.c tests/unit/scratch.h \
	tests/unit/small_log.h tests/unit/test_health.c
tests_unit_test_health_CPPFLAGS = $(unit_cppflags)
tests_unit_test_health_LDADD = $(unit_ldadd)

unit_tests += tests/unit/test_group_set
tests_unit_test_group_set_SOURCES = tests/unit/check.h \
	tests/unit/test_group_set.c
tests_unit_test_group_set_CPPFLAGS = $(unit_cppflags)
tests_unit_test_group_set_LDADD = $(unit_ldadd)

unit_tests += tests/unit/test_run_writer
tests_unit_test_run_writer_SOURCES = tests/unit/check.h \
	tests/unit/test_run_writer.c
tests_unit_test_run_writer_CPPFLAGS = $(unit_cppflags)
tests_unit_test_run_writer_LDADD = $(unit_ldadd)

unit_tests += tests/unit/test_table
tests_unit_test_table_SOURCES = tests/unit/check.h \
	tests/unit/test_table.c
tests_unit_test_table_CPPFLAGS = $(unit_cppflags)
tests_unit_test_table_LDADD = $(unit_ldadd)

unit_tests += tests/unit/test_prune
tests_unit_test_prune_SOURCES = tests/unit/check.h \
	tests/unit/engine_run.c tests/unit/engine_run.h \
	tests/unit/scratch.c tests/unit/scratch.h \
	tests/unit/test_prune.c
tests_unit_test_prune_CPPFLAGS = $(unit_cppflags)
tests_unit_test_prune_LDADD = $(unit_ldadd)

unit_tests += tests/unit/test_rank
tests_unit_test_rank_SOURCES = tests/unit/check.h tests/unit/test_rank.c
tests_unit_test_rank_CPPFLAGS = $(unit_cppflags)
tests_unit_test_rank_LDADD = $(unit_ldadd)

unit_tests += tests/unit/test_divergence
tests_unit_test_divergence_SOURCES = tests/unit/test_divergence.c
tests_unit_test_divergence_CPPFLAGS = $(unit_cppflags)
tests_unit_test_divergence_LDADD = $(unit_ldadd)

unit_tests += tests/unit/test_hll
tests_unit_test_hll_SOURCES = tests/unit/check.h tests/unit/test_hll.c
tests_unit_test_hll_CPPFLAGS = $(unit_cppflags)
tests_unit_test_hll_LDADD = $(unit_ldadd)

unit_tests += tests/unit/test_kll
tests_unit_test_kll_SOURCES = tests/unit/check.h tests/unit/test_kll.c
tests_unit_test_kll_CPPFLAGS = $(unit_cppflags)
tests_unit_test_kll_LDADD = $(unit_ldadd)

unit_tests += tests/unit/test_estimate
tests_unit_test_estimate_SOURCES = tests/unit/check.h \
	tests/unit/engine_run.c tests/unit/engine_run.h \
	tests/unit/scratch.c tests/unit/scratch.h \
	tests/unit/test_estimate.c
tests_unit_test_estimate_CPPFLAGS = $(unit_cppflags)
tests_unit_test_estimate_LDADD = $(unit_ldadd)

unit_tests += tests/unit/test_follow
tests_unit_test_follow_SOURCES = tests/unit/check.h \
	tests/unit/engine_run.c tests/unit/engine_run.h \
	tests/unit/scratch.c tests/unit/scratch.h \
	tests/unit/test_follow.c
tests_unit_test_follow_CPPFLAGS = $(unit_cppflags)
tests_unit_test_follow_LDADD = $(unit_ldadd)

unit_tests += tests/unit/test_endurance
tests_unit_test_endurance_SOURCES = tests/unit/check.h \
	tests/bench/usage.c tests/bench/usage.h \
	tests/unit/engine_run.c tests/unit/engine_run.h \
	tests/unit/scratch.c tests/unit/scratch.h \
	tests/unit/small_log.h tests/unit/test_endurance.c
tests_unit_test_endurance_CPPFLAGS = $(unit_cppflags)
tests_unit_test_endurance_LDADD = $(unit_ldadd)

unit_tests += tests/unit/test_value_bytes
tests_unit_test_value_bytes_SOURCES = tests/unit/check.h \
	tests/unit/test_value_bytes.c
tests_unit_test_value_bytes_CPPFLAGS = $(unit_cppflags)
tests_unit_test_value_bytes_LDADD = $(unit_ldadd)

unit_tests += tests/unit/test_row_reader
tests_unit_test_row_reader_SOURCES = tests/unit/check.h \
	tests/unit/engine_run.c tests/unit/engine_run.h \
	tests/unit/scratch.c tests/unit/scratch.h \
	tests/unit/test_row_reader.c
tests_unit_test_row_reader_CPPFLAGS = $(unit_cppflags)
tests_unit_test_row_reader_LDADD = $(unit_ldadd)
