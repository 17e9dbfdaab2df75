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

/* A window of pages under random calls, against a model of it: which are mapped, and with what content. */
enum { PAGES = 64, SIZE = 4096 };
static struct { int mapped; unsigned char value; } model[PAGES];
static char *window;

static int mapped(int from, int n)
{
    for (int i = from; i < from + n; i++)
        if (!model[i].mapped) return 0;
    return 1;
}

static void set(int from, int n, int is, unsigned char value)
{
    for (int i = from; i < from + n; i++) model[i].mapped = is, model[i].value = value;
}

static int agrees(void)
{
    for (int i = 0; i < PAGES; i++) {
        if (!model[i].mapped) continue;
        const unsigned char *p = (unsigned char *)window + i * SIZE;
        if (p[0] != model[i].value || p[2048] != model[i].value || p[SIZE - 1] != model[i].value) return 0;
    }
    return 1;
}

static void random_calls(void)
{
    window = mmap(0, PAGES * SIZE, PROT_READ | PROT_WRITE, ANON, -1, 0);
    set(0, PAGES, 1, 0);
    unsigned x = 12345;
    for (int round = 0; round < 4000; round++) {
        x = x * 1664525 + 1013904223;
        int from = (int)(x >> 24) % PAGES, n = 1 + (int)(x >> 18 & 63) % (PAGES - from), what = (int)(x >> 12 & 15), r;
        char *at = window + from * SIZE;
        unsigned char value = (unsigned char)(x >> 4);
        switch (what) {
        case 0: case 1: case 2:
            r = mmap(at, (size_t)n * SIZE, PROT_READ | PROT_WRITE, ANON | MAP_FIXED, -1, 0) == at;
            set(from, n, 1, 0);
            break;
        case 3:
            r = !munmap(at, (size_t)n * SIZE - (x & 1023));
            set(from, n, 0, 0);
            break;
        case 4: {
            int all = 1, any = 0;
            for (int i = from; i < from + n; i++) all &= model[i].mapped, any |= model[i].mapped;
            r = mprotect(at, (size_t)n * SIZE, PROT_READ | PROT_WRITE);
            r = all ? !r : r == -1 && errno == ENOMEM;
            break;
        }
        case 5:
            r = madvise(at, (size_t)n * SIZE, MADV_DONTNEED);
            r = mapped(from, n) ? !r : r == -1 && errno == ENOMEM;
            for (int i = from; i < from + n; i++) model[i].value = 0; /* what is mapped is cleared, holes or not */
            break;
        case 6: case 7: { /* grow or shrink in place */
            int size = 1 + (int)(x & 63) % (PAGES - from), more = size - n;
            if (!mapped(from, n)) { r = 1; break; }
            char *to = mremap(at, (size_t)n * SIZE, (size_t)size * SIZE, 0);
            int room = 1;
            for (int i = from + n; i < from + size; i++) room &= !model[i].mapped;
            r = room ? to == at : to == MAP_FAILED && errno == ENOMEM;
            if (room && more > 0) set(from + n, more, 1, 0);
            if (more < 0) set(from + size, -more, 0, 0);
            break;
        }
        case 8: case 9: { /* move within the window */
            int to = (int)(x & 63), size = n;
            if (!mapped(from, n) || to + size > PAGES || (to < from + n && from < to + size)) { r = 1; break; }
            unsigned char values[PAGES];
            for (int i = 0; i < n; i++) values[i] = model[from + i].value;
            r = mremap(at, (size_t)n * SIZE, (size_t)size * SIZE, MREMAP_MAYMOVE | MREMAP_FIXED, window + to * SIZE) == window + to * SIZE;
            set(from, n, 0, 0);
            for (int i = 0; i < size; i++) model[to + i].mapped = 1, model[to + i].value = values[i];
            break;
        }
        case 10:
            r = mmap(at, (size_t)n * SIZE, PROT_READ | PROT_WRITE, ANON | MAP_FIXED_NOREPLACE, -1, 0) == at;
            int free_ = 1;
            for (int i = from; i < from + n; i++) free_ &= !model[i].mapped;
            r = r == free_;
            if (free_) set(from, n, 1, 0);
            break;
        default: /* write */
            r = 1;
            for (int i = from; i < from + n; i++)
                if (model[i].mapped) memset(window + i * SIZE, value, SIZE), model[i].value = value;
        }
        if (!r || !agrees()) {
            printf("round %d: call %d of %d pages at %d %s\n", round, what, n, from, r ? "spoilt memory" : "answered wrong");
            failures++;
            return;
        }
    }
    munmap(window, PAGES * SIZE);
}

int main(void)
{
    random_calls();
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
