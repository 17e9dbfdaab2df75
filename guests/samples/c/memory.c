/* Mappings, the break and the allocator; above all: what is new reads as zero. Checks itself: qemu-user gets some errors wrong. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define ANON (MAP_PRIVATE | MAP_ANONYMOUS)
static int failures;
static void check(int ok, const char *what)
{
    printf("%s: %s\n", what, ok ? "ok" : "WRONG");
    failures += !ok;
}

static int zero(const char *p, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (p[i]) return 0;
    return 1;
}

int main(void)
{
    char *a = mmap(0, 1 << 20, PROT_READ | PROT_WRITE, ANON, -1, 0);
    check(a != MAP_FAILED && zero(a, 1 << 20), "mmap");
    memset(a, 0xab, 1 << 20);
    check(!munmap(a, 1 << 20), "munmap");
    char *b = mmap(a, 1 << 20, PROT_READ | PROT_WRITE, ANON | MAP_FIXED, -1, 0);
    check(b == a && zero(b, 1 << 20), "mapped again, zero");
    memset(b, 1, 1 << 20);
    check(mmap(b + 4096, 8192, PROT_READ | PROT_WRITE, ANON | MAP_FIXED, -1, 0) == b + 4096 && zero(b + 4096, 8192) && b[4095] == 1
              && b[12288] == 1, "over a part");
    check(!madvise(b, 8192, MADV_DONTNEED) && zero(b, 8192), "MADV_DONTNEED");
    check(madvise(b, 8192, 77) == -1 && errno == EINVAL, "madvise EINVAL");
    check(mprotect(b, 4096, PROT_READ) == 0 && mprotect(b, 4096, PROT_READ | PROT_WRITE) == 0, "mprotect");
    check(munmap(b + 4096, 4096) == 0 && mprotect(b, 12288, PROT_READ) == -1 && errno == ENOMEM, "mprotect across a hole");
    check(mmap(b + 4096, 4096, PROT_READ | PROT_WRITE, ANON | MAP_FIXED_NOREPLACE, -1, 0) == b + 4096, "NOREPLACE, free");
    check(mmap(b + 4096, 4096, PROT_READ | PROT_WRITE, ANON | MAP_FIXED_NOREPLACE, -1, 0) == MAP_FAILED && errno == EEXIST, "NOREPLACE, taken");
    check(mmap(0, 0, PROT_READ, ANON, -1, 0) == MAP_FAILED && errno == EINVAL, "length 0");
    check(mmap((void *)0x20001, 4096, PROT_READ, ANON | MAP_FIXED, -1, 0) == MAP_FAILED && errno == EINVAL, "fixed, unaligned");
    check(mmap(0, 4096, PROT_READ, MAP_PRIVATE, 99, 0) == MAP_FAILED && errno == EBADF, "EBADF");
    check(mmap(0, 0x7fff0000, PROT_NONE, ANON, -1, 0) == MAP_FAILED && errno == ENOMEM, "ENOMEM");

    char *big = mmap(0, 600u << 20, PROT_NONE, ANON | MAP_NORESERVE, -1, 0);
    check(big != MAP_FAILED, "600 MiB");
    check(mmap(big + (300u << 20), 65536, PROT_READ | PROT_WRITE, ANON | MAP_FIXED, -1, 0) == big + (300u << 20), "a part of it");
    big[(300u << 20) + 100] = 1;
    check(big[300u << 20] == 0, "zero");
    munmap(big, 600u << 20);

    char *m = mmap(0, 8192, PROT_READ | PROT_WRITE, ANON, -1, 0);
    m[0] = 'x', m[8191] = 'y';
    mmap(m + 8192, 4096, PROT_NONE, ANON | MAP_FIXED_NOREPLACE, -1, 0);
    char *g = mremap(m, 8192, 1 << 20, MREMAP_MAYMOVE);
    check(g != MAP_FAILED && g != m && g[0] == 'x' && g[8191] == 'y' && zero(g + 8192, (1 << 20) - 8192), "mremap moves");
    check(mremap(g, 1 << 20, 8192, 0) == g && g[8191] == 'y', "mremap shrinks");
    char *again = mremap(g, 8192, 65536, 0);
    check(again == g && g[8191] == 'y' && zero(g + 8192, 65536 - 8192), "mremap grows in place");
    check(mremap(g, 65536, 131072, 8) == MAP_FAILED && errno == EINVAL, "mremap EINVAL");

    /* The accessible part of a mapping lies behind its guard page: it moves with its content, or not at all. */
    char *guarded = mmap(0, 16384, PROT_NONE, ANON, -1, 0);
    mprotect(guarded + 4096, 12288, PROT_READ | PROT_WRITE);
    memset(guarded + 4096, 0x5a, 12288);
    mmap(guarded + 16384, 4096, PROT_NONE, ANON | MAP_FIXED_NOREPLACE, -1, 0);
    check(mremap(guarded, 16384, 65536, MREMAP_MAYMOVE) == MAP_FAILED && errno == EFAULT, "mremap of two mappings");
    char *to = mremap(guarded + 4096, 12288, 65536, MREMAP_MAYMOVE);
    check(to != MAP_FAILED && to[0] == 0x5a && to[12287] == 0x5a && zero(to + 12288, 65536 - 12288), "mremap of the second");
    char *place = mmap(0, 1 << 20, PROT_READ | PROT_WRITE, ANON, -1, 0);
    memset(place, 9, 1 << 20);
    check(mremap(to, 65536, 20480, MREMAP_MAYMOVE | MREMAP_FIXED, place + 8192) == place + 8192 && place[8192] == 0x5a && place[8192 + 12287] == 0x5a
              && zero(place + 8192 + 12288, 8192) && place[8191] == 9 && place[8192 + 20480] == 9, "mremap to a fixed place");
    check(mremap(place, 65536, 65536, MREMAP_MAYMOVE | MREMAP_FIXED, place + 4096) == MAP_FAILED && errno == EINVAL, "mremap onto itself");
    for (int i = 0; i < 256; i += 2) munmap(place + i * 4096, 4096); /* every other page */
    int holes = 0;
    for (int i = 0; i < 256; i++) holes += mprotect(place + i * 4096, 4096, PROT_READ) == -1;
    check(holes == 128, "munmap of pieces");
    char *whole = mmap(place, 1 << 20, PROT_READ | PROT_WRITE, ANON | MAP_FIXED, -1, 0);
    check(whole == place && zero(whole, 1 << 20), "over the pieces");
    check(munmap(place - 4096, (1 << 20) + 8192) == 0, "munmap of more than there is");
    check(mmap((void *)0x10000000, 4096, PROT_READ, ANON, -1, 0) == (void *)0x10000000, "a hint that is free");
    check(mmap((void *)0x10000000, 4096, PROT_READ, ANON, -1, 0) != (void *)0x10000000, "a hint that is taken");

    char *brk0 = sbrk(0);
    check(sbrk(100000) == brk0 && zero(brk0, 100000), "brk");
    memset(brk0, 7, 100000);
    check(sbrk(-100000) != (void *)-1 && sbrk(100000) == brk0 && zero(brk0 + 8192, 100000 - 8192), "brk down and up");

    char *top = sbrk(0), *block = (char *)(((uintptr_t)top + 4095) & ~4095ul) + 4096;
    check(mmap(block, 4096, PROT_READ | PROT_WRITE, ANON | MAP_FIXED_NOREPLACE, -1, 0) == block, "a mapping above the break");
    check(brk(block + 10) == -1 && errno == ENOMEM && sbrk(0) == top, "the break stops there");
    check(munmap(block, 4096) == 0 && brk(block + 10) == 0 && brk(top) == 0, "the break goes on");
    check(brk((void *)0x7fff0000) == -1 && sbrk(0) == top && brk((void *)0x80000000) == -1 && brk((void *)0xfffff000) == -1, "the break ends");

    unsigned sum = 0, x = 1;
    char *blocks[200] = {0};
    for (int i = 0; i < 20000; i++) {
        x = x * 1664525 + 1013904223;
        unsigned slot = (x >> 8) % 200, size = (x >> 16) % (i % 50 ? 3000 : 300000) + 1;
        free(blocks[slot]);
        blocks[slot] = i % 3 ? malloc(size) : calloc(1, size);
        if (i % 3 == 0 && !zero(blocks[slot], size)) failures++, puts("calloc WRONG");
        memset(blocks[slot], i, size);
        sum += size;
    }
    printf("malloc %u\n", sum);
    char *r = malloc(10);
    for (size_t n = 10; n < 20000000; n *= 3) r = realloc(r, n), r[n - 1] = 1;
    printf("failures %d\n", failures);
    return failures;
}
