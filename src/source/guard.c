/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The SIGBUS handler and the ranges it knows. A signal handler can only find
 * its data through a global, so this is the one place in source that has
 * some. The list of ranges is read by the handler without a lock: nodes are
 * only ever pushed in front, never unlinked; a range no longer guarded goes
 * to a free list and its node is used again.
 */
#include "source/guard.h"

#include "base/mem.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

/* A start no address reaches: the node guards nothing. */
#define NOWHERE UINTPTR_MAX

struct guard {
    atomic_uintptr_t start; /* of the range; NOWHERE when unused */
    atomic_uintptr_t end;
    atomic_size_t good; /* bytes from start without a fault */
    struct guard *next; /* in the list of all; fixed once there */
    struct guard *next_free;
};

static struct {
    pthread_mutex_t lock; /* of all but what the handler reads */
    struct guard *free;
    _Atomic(struct guard *) all; /* read by the handler, as are these: */
    uintptr_t page_bytes;
    struct sigaction before;
} guards = {.lock = PTHREAD_MUTEX_INITIALIZER};

/* The guard of an address, and the end of its range; NULL for none. */
static struct guard *find_guard(uintptr_t address, uintptr_t *end)
{
    for (struct guard *g = atomic_load(&guards.all); g; g = g->next) {
        uintptr_t start = atomic_load(&g->start);
        *end = atomic_load(&g->end);
        /* Another thread may be giving the node to another range: then
           start has moved, and the pair just read means nothing. */
        if (address >= start && address < *end &&
            start == atomic_load(&g->start))
            return g;
    }
    return NULL;
}

static void lower(atomic_size_t *good, size_t to)
{
    size_t now = atomic_load(good);
    while (to < now && !atomic_compare_exchange_weak(good, &now, to))
        ;
}

/*
 * Put zeros in place of the page that cannot be read and all after it: what
 * follows the first bad byte is never used, so one fault is enough. (mmap is
 * a plain system call here, though POSIX does not list it as safe.)
 */
static bool patch(uintptr_t address)
{
    uintptr_t end;
    struct guard *g = find_guard(address, &end);
    if (!g)
        return false;
    uintptr_t page = address - address % guards.page_bytes;
    lower(&g->good, page - atomic_load(&g->start));
    return mmap((void *)page, end - page, PROT_READ,
                MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) != MAP_FAILED;
}

static void on_sigbus(int number, siginfo_t *info, void *context)
{
    int saved = errno;
    bool patched = info->si_code > 0 && patch((uintptr_t)info->si_addr);
    errno = saved;
    if (patched)
        return;
    if (guards.before.sa_flags & SA_SIGINFO) {
        guards.before.sa_sigaction(number, info, context);
    } else if (guards.before.sa_handler != SIG_DFL &&
               guards.before.sa_handler != SIG_IGN) {
        guards.before.sa_handler(number);
    } else {
        /* Returning repeats the fault, or the signal sent, without us. */
        signal(number, SIG_DFL);
        if (info->si_code <= 0)
            raise(number);
    }
}

/* Put our handler in front, unless it is there. */
static void install(void)
{
    struct sigaction now;
    sigaction(SIGBUS, NULL, &now);
    if (now.sa_flags & SA_SIGINFO && now.sa_sigaction == on_sigbus)
        return;
    struct sigaction ours = {.sa_sigaction = on_sigbus,
                             .sa_flags = SA_SIGINFO | SA_ONSTACK};
    sigemptyset(&ours.sa_mask);
    guards.page_bytes = (uintptr_t)sysconf(_SC_PAGESIZE);
    guards.before = now;
    sigaction(SIGBUS, &ours, NULL);
}

static struct guard *take_node(void)
{
    struct guard *g = guards.free;
    if (g) {
        guards.free = g->next_free;
        return g;
    }
    g = mem_calloc(1, sizeof *g);
    atomic_store(&g->start, NOWHERE);
    g->next = atomic_load(&guards.all);
    atomic_store(&guards.all, g);
    return g;
}

struct guard *guard_new(const void *p, size_t n)
{
    pthread_mutex_lock(&guards.lock);
    install();
    struct guard *g = take_node();
    atomic_store(&g->good, n);
    atomic_store(&g->end, (uintptr_t)p + n);
    atomic_store(&g->start, (uintptr_t)p);
    pthread_mutex_unlock(&guards.lock);
    return g;
}

void guard_free(struct guard *g)
{
    if (!g)
        return;
    pthread_mutex_lock(&guards.lock);
    atomic_store(&g->start, NOWHERE);
    g->next_free = guards.free;
    guards.free = g;
    pthread_mutex_unlock(&guards.lock);
}

size_t guard_good(const struct guard *g)
{
    return atomic_load(&g->good);
}
