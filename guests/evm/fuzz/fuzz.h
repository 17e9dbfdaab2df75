/* Shared by the fuzz targets: the runtime's exit becomes a jump back. */
#ifndef FUZZ_H
#define FUZZ_H

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>

#include "arena.h"
#include "rt.h"
#include "zkfp.h"

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);
size_t LLVMFuzzerMutate(uint8_t* data, size_t size, size_t max);
size_t LLVMFuzzerCustomMutator(uint8_t* data, size_t size, size_t max, unsigned seed);

static jmp_buf leave;
static int exit_code;

long rt_read(void* p, size_t n)
{
    (void)p;
    (void)n;
    return 0;
}
int rt_write(const void* p, size_t n)
{
    /* every byte of the output must be readable */
    uint8_t x = 0;
    for (size_t i = 0; i < n; i++) x ^= ((const uint8_t*)p)[i];
    __asm__ volatile("" : : "r"(x));
    return 1;
}
_Noreturn void rt_exit(int code)
{
    exit_code = code;
    longjmp(leave, 1);
}

#define CHECK(x)                                                      \
    do {                                                              \
        if (!(x)) {                                                   \
            fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #x); \
            abort();                                                  \
        }                                                             \
    } while (0)

/* A copy in the arena, so that reading past the end meets a redzone. */
static inline uint8_t* arena_copy(const uint8_t* data, size_t size)
{
    arena_init();
    uint8_t* p = zk_alloc(size);
    if (size) memcpy(p, data, size);
    return p;
}

#endif
