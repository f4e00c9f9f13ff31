# Golden tests: queries and their answers as text (run.sh), and the samples
# that AWS publishes against awk (awk.sh).

dist_check_SCRIPTS += %D%/run.sh %D%/awk.sh
TESTS += %D%/run.sh %D%/awk.sh

EXTRA_DIST += \
	%D%/aggregates.golden \
	%D%/basics.golden \
	%D%/checklist.golden \
	%D%/data/ages.log \
	%D%/data/article.log \
	%D%/data/bad.csv \
	%D%/data/change.log \
	%D%/data/config/vpcscope/queries/Broken.cwq \
	%D%/data/config/vpcscope/queries/Cut.cwq \
	%D%/data/config/vpcscope/queries/Empty.cwq \
	%D%/data/config/vpcscope/queries/Errors.cwq \
	%D%/data/config/vpcscope/queries/Host.cwq \
	%D%/data/config/vpcscope/queries/Long.cwq \
	%D%/data/config/vpcscope/queries/Many.cwq \
	%D%/data/config/vpcscope/queries/Nested.cwq \
	%D%/data/config/vpcscope/queries/RecentN.cwq \
	%D%/data/config/vpcscope/queries/Twice.cwq \
	%D%/data/config/vpcscope/queries/Unused.cwq \
	%D%/data/forms.log \
	%D%/data/latin1.csv %D%/data/open.csv \
	%D%/data/json.log \
	%D%/data/natural.log \
	%D%/data/networks.csv \
	%D%/data/odd.log \
	%D%/data/rules.csv \
	%D%/data/blocks.csv %D%/data/moved.csv %D%/data/quote.csv \
	%D%/data/services.csv \
	%D%/data/small.log \
	%D%/data/tasks.log \
	%D%/data/texts.log \
	%D%/errors.golden \
	%D%/errors_syntax.golden \
	%D%/errors_words.golden \
	%D%/explain.golden \
	%D%/functions.golden \
	%D%/functions_date.golden \
	%D%/functions_json.golden \
	%D%/functions_null.golden \
	%D%/inputs.golden \
	%D%/join.golden \
	%D%/leniency.golden \
	%D%/lookup.golden \
	%D%/names.golden \
	%D%/notices.golden \
	%D%/output.golden \
	%D%/parse.golden \
	%D%/parse_forms.golden \
	%D%/pattern.golden \
	%D%/relevant.golden \
	%D%/rows.golden \
	%D%/saved.golden \
	%D%/samples_12.golden \
	%D%/sort.golden \
	%D%/source.golden \
	%D%/strict.golden \
	%D%/subqueries.golden \
	%D%/types.golden

update-golden: vpcscope$(EXEEXT)
	UPDATE_GOLDEN=1 srcdir='$(abs_srcdir)' builddir='$(abs_builddir)' \
		$(SHELL) $(srcdir)/%D%/run.sh

.PHONY: update-golden
