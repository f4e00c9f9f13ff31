# Golden tests: queries and their answers as text (run.sh), and the samples
# that AWS publishes against awk (awk.sh).

dist_check_SCRIPTS += %D%/run.sh %D%/awk.sh
TESTS += %D%/run.sh %D%/awk.sh

EXTRA_DIST += \
	%D%/aggregates.golden %D%/basics.golden %D%/errors.golden %D%/explain.golden \
	%D%/functions.golden %D%/inputs.golden %D%/leniency.golden \
	%D%/names.golden %D%/output.golden %D%/parse.golden \
	%D%/sort.golden %D%/strict.golden \
	%D%/data/article.log %D%/data/change.log %D%/data/natural.log \
	%D%/data/odd.log %D%/data/small.log %D%/data/texts.log

update-golden: vpcscope$(EXEEXT)
	UPDATE_GOLDEN=1 srcdir='$(abs_srcdir)' builddir='$(abs_builddir)' \
		$(SHELL) $(srcdir)/%D%/run.sh

.PHONY: update-golden
