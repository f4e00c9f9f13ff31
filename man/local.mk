# The tables of the manual page are printed by the program: "make manual"
# fills them in, and a test compares.

dist_man_MANS = %D%/vpcscope.1
EXTRA_DIST += %D%/fill-tables
dist_check_SCRIPTS += tests/manual.sh
TESTS += tests/manual.sh

manual: vpcscope$(EXEEXT)
	$(SHELL) $(srcdir)/man/fill-tables ./vpcscope$(EXEEXT) \
		$(srcdir)/man/vpcscope.1 >vpcscope.1.new
	mv vpcscope.1.new $(srcdir)/man/vpcscope.1

.PHONY: manual
