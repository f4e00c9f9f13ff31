TESTS += tests/golden/run.sh tests/golden/awk.sh
EXTRA_DIST += tests/golden/run.sh tests/golden/awk.sh \
	$(srcdir)/tests/golden/*.golden $(srcdir)/tests/golden/data/*.log

update-golden: vpcscope
	UPDATE_GOLDEN=1 srcdir='$(abs_srcdir)' builddir='$(abs_builddir)' \
		$(SHELL) $(srcdir)/tests/golden/run.sh

.PHONY: update-golden

TESTS += tests/samples.sh
EXTRA_DIST += tests/samples.sh

TESTS += tests/batch.sh
EXTRA_DIST += tests/batch.sh
