# One program per module: test_<module>.c, one line here and its four below.

unit_tests =

unit_cppflags = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
unit_ldadd = $(CORE_LIBS) $(CMOCKA_LIBS)

include tests/unit/base.mk
include tests/unit/flow.mk
include tests/unit/source.mk
include tests/unit/scan.mk
include tests/unit/query.mk
include tests/unit/values.mk
include tests/unit/engine.mk
include tests/unit/output.mk
include tests/unit/tui.mk
include tests/unit/session.mk

check_PROGRAMS += $(unit_tests)
TESTS += $(unit_tests)
