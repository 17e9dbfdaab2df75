#include "arena.h"
#include "rt.h"
#include "zkfp.h"

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_REDZONES 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__)
#define ARENA_REDZONES 1
#endif
#ifdef ARENA_REDZONES
#include <sanitizer/asan_interface.h>
#define REDZONE 32 /* poisoned bytes behind every allocation */
#else
#define REDZONE 0
#endif

/* 1024 frames of 1024 words of 32 bytes, and a page. Only what is touched costs anything. */
#define EVM_STACK_BYTES (1025u * 32768u + 4096u)
#define EVM_MEMORY_BYTES (256u << 20)

uint8_t* arena_evm_memory;
uint8_t* arena_evm_memory_end;
uint8_t* arena_evm_stack;

static uint8_t* base;
static size_t used, limit;

void arena_init(void)
{
    size_t size;
    base = rt_arena(&size);
    limit = size - EVM_MEMORY_BYTES - EVM_STACK_BYTES;
    arena_evm_stack = base + limit;
    arena_evm_memory = arena_evm_stack + EVM_STACK_BYTES;
    arena_evm_memory_end = arena_evm_memory + EVM_MEMORY_BYTES;
    used = 0;
}

void* zk_alloc(size_t n)
{
    size_t need = ((n + 15) & ~(size_t)15) + REDZONE;
    if (need < n || need > limit - used) zk_die(ZK_EXIT_MEMORY, "arena exhausted");
    uint8_t* p = base + used;
    used += need;
#ifdef ARENA_REDZONES
    ASAN_UNPOISON_MEMORY_REGION(p, n);
    ASAN_POISON_MEMORY_REGION(p + n, need - n);
#endif
    return p;
}

void* zk_alloc0(size_t n)
{
    void* p = zk_alloc(n);
    memset(p, 0, n);
    return p;
}

zk_mark_t zk_mark(void) { return used; }
void zk_release(zk_mark_t mark)
{
#ifdef ARENA_REDZONES
    ASAN_UNPOISON_MEMORY_REGION(base + mark, used - mark);
#endif
    used = mark;
}

uint8_t* arena_rest(size_t* size)
{
    *size = limit - used;
    return base + used;
}

void arena_take(size_t n) { zk_alloc(n); }
