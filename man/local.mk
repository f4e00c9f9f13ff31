# What the program can print of the manual pages, it prints: "make manual"
# fills that in, and a test compares.

man_pages = %D%/vpcscope.1 %D%/vpcscope-query.7 %D%/vpcscope-keys.7
dist_man_MANS = $(man_pages)
EXTRA_DIST += %D%/fill-tables
dist_check_SCRIPTS += tests/manual.sh
TESTS += tests/manual.sh

# The examples of the language's page, over the samples.
dist_check_SCRIPTS += tests/man_examples.sh
TESTS += tests/man_examples.sh

manual: vpcscope$(EXEEXT)
	for page in $(man_pages); do \
		$(SHELL) $(srcdir)/man/fill-tables ./vpcscope$(EXEEXT) \
			$(srcdir)/$$page >page.new && \
		mv page.new $(srcdir)/$$page || exit 1; \
	done

.PHONY: manual
