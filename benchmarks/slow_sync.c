/* Makes every fsync and fdatasync take SLOW_SYNC_US microseconds longer, as a cheap disk does.
   Built with cc and loaded with LD_PRELOAD by benchmarks/slow_disk.py. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <time.h>

static void wait_as_set(void)
{
    const char *set = getenv("SLOW_SYNC_US");
    long us = set ? atol(set) : 0;
    struct timespec span = {us / 1000000, (us % 1000000) * 1000};
    if (us > 0)
        nanosleep(&span, NULL);
}

int fsync(int fd)
{
    static int (*real)(int);
    if (!real)
        real = (int (*)(int))dlsym(RTLD_NEXT, "fsync");
    wait_as_set();
    return real(fd);
}

int fdatasync(int fd)
{
    static int (*real)(int);
    if (!real)
        real = (int (*)(int))dlsym(RTLD_NEXT, "fdatasync");
    wait_as_set();
    return real(fd);
}
