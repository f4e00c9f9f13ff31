# What the program can print of the manual pages, it prints: "make manual"
# fills that in, and a test compares.

dist_man_MANS = %D%/vpcscope.1 %D%/vpcscope-query.7
EXTRA_DIST += %D%/fill-tables
dist_check_SCRIPTS += tests/manual.sh
TESTS += tests/manual.sh

# The examples of the language's page, over the samples.
dist_check_SCRIPTS += tests/man_examples.sh
TESTS += tests/man_examples.sh

manual: vpcscope$(EXEEXT)
	for page in vpcscope.1 vpcscope-query.7; do \
		$(SHELL) $(srcdir)/man/fill-tables ./vpcscope$(EXEEXT) \
			$(srcdir)/man/$$page >$$page.new && \
		mv $$page.new $(srcdir)/man/$$page || exit 1; \
	done

.PHONY: manual
