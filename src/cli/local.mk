vpcscope_SOURCES += %D%/main.c
