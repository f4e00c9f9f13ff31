# The sample logs are made by genlog; "make sample" makes them again, and a
# test compares the two.

sampledir = $(pkgdatadir)/sample
dist_sample_DATA = \
	%D%/sample/vpc-default.log \
	%D%/sample/vpc-custom.log

queriesdir = $(pkgdatadir)/queries
dist_queries_DATA = \
	%D%/queries/asymmetric.cwq \
	%D%/queries/cross-az.cwq \
	%D%/queries/dns-talkers.cwq \
	%D%/queries/egress-by-service.cwq \
	%D%/queries/gaps-skipdata.cwq \
	%D%/queries/host-sweep.cwq \
	%D%/queries/host-traffic.cwq \
	%D%/queries/icmp-unreach.cwq \
	%D%/queries/nat-by-instance.cwq \
	%D%/queries/new-sources.cwq \
	%D%/queries/port-scan.cwq \
	%D%/queries/port-sources.cwq \
	%D%/queries/reject-sources.cwq \
	%D%/queries/reject-spike.cwq \
	%D%/queries/ssh-rdp-brute.cwq \
	%D%/queries/top-bytes.cwq \
	%D%/queries/top-pairs.cwq

# Completion, where shells look for it.
bashcompletiondir = $(datadir)/bash-completion/completions
dist_bashcompletion_DATA = %D%/completions/bash/vpcscope
zshcompletiondir = $(datadir)/zsh/site-functions
dist_zshcompletion_DATA = %D%/completions/zsh/_vpcscope
fishcompletiondir = $(datadir)/fish/vendor_completions.d
dist_fishcompletion_DATA = %D%/completions/fish/vpcscope.fish

EXTRA_DIST += %D%/README %D%/make-sample
dist_check_SCRIPTS += tests/sample.sh
TESTS += tests/sample.sh
dist_check_SCRIPTS += tests/completions.sh
TESTS += tests/completions.sh

sample: tests/bench/genlog$(EXEEXT)
	$(SHELL) $(srcdir)/data/make-sample tests/bench/genlog \
		$(srcdir)/data/sample

# The pictures of the README. What they show is on the screen after some keys.
EXTRA_DIST += \
	%D%/pictures/drill.svg \
	%D%/pictures/explain.svg \
	%D%/pictures/first.svg \
	%D%/pictures/prompt.svg \
	%D%/pictures/reject.svg

pictures: vpcscope$(EXEEXT)
	$(SHELL) $(srcdir)/tests/tui/pictures.sh ./vpcscope$(EXEEXT) \
		$(srcdir)/data/pictures

.PHONY: pictures sample
