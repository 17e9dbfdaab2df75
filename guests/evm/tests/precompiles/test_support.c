/* The guest's arena over malloc: every allocation is its own block, so that a sanitizer sees its ends. */
#include "test_support.h"

#include <stdio.h>
#include <stdlib.h>

static void* blocks[1 << 16];
static size_t count;

void* zk_alloc(size_t n)
{
    void* p = malloc(n ? n : 1);
    if (!p || count == sizeof blocks / sizeof *blocks) zk_die(ZK_EXIT_MEMORY, "test arena");
    return blocks[count++] = p;
}

void* zk_alloc0(size_t n)
{
    void* p = zk_alloc(n);
    for (size_t i = 0; i < n; i++) ((char*)p)[i] = 0;
    return p;
}

zk_mark_t zk_mark(void) { return count; }

void zk_release(zk_mark_t mark)
{
    while (count > mark) free(blocks[--count]);
}

_Noreturn void zk_die(int code, const char* what)
{
    fprintf(stderr, "zk_die %d: %s\n", code, what);
    exit(code);
}
