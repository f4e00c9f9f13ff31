# What the explorer keeps: marks, sessions, history, reports, comparisons.
unit_tests += tests/unit/test_tui_marks
tests_unit_test_tui_marks_SOURCES = tests/unit/test_tui_marks.c \
	tests/unit/check.h
tests_unit_test_tui_marks_CPPFLAGS = $(unit_cppflags)
tests_unit_test_tui_marks_LDADD = $(tui_test_ldadd)

unit_tests += tests/unit/test_tui_history
tests_unit_test_tui_history_SOURCES = tests/unit/test_tui_history.c \
	tests/unit/check.h tests/unit/scratch.c tests/unit/scratch.h
tests_unit_test_tui_history_CPPFLAGS = $(unit_cppflags)
tests_unit_test_tui_history_LDADD = $(tui_test_ldadd)

unit_tests += tests/unit/test_tui_comparison
tests_unit_test_tui_comparison_SOURCES = tests/unit/test_tui_comparison.c \
	tests/unit/check.h tests/unit/scratch.c tests/unit/scratch.h \
	tests/unit/engine_run.c tests/unit/engine_run.h
tests_unit_test_tui_comparison_CPPFLAGS = $(unit_cppflags)
tests_unit_test_tui_comparison_LDADD = $(tui_test_ldadd)

unit_tests += tests/unit/test_tui_session
tests_unit_test_tui_session_SOURCES = tests/unit/test_tui_session.c \
	tests/unit/check.h tests/unit/scratch.c tests/unit/scratch.h
tests_unit_test_tui_session_CPPFLAGS = $(unit_cppflags)
tests_unit_test_tui_session_LDADD = $(tui_test_ldadd)

unit_tests += tests/unit/test_tui_report
tests_unit_test_tui_report_SOURCES = tests/unit/test_tui_report.c \
	tests/unit/check.h tests/unit/scratch.c tests/unit/scratch.h \
	tests/unit/engine_run.c tests/unit/engine_run.h \
	tests/unit/small_log.h
tests_unit_test_tui_report_CPPFLAGS = $(unit_cppflags)
tests_unit_test_tui_report_LDADD = $(tui_test_ldadd)
