#include "arena.h"
#include "rt.h"
#include "zkfp.h"

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
    size_t need = (n + 15) & ~(size_t)15;
    if (need < n || need > limit - used) zk_die(ZK_EXIT_MEMORY, "arena exhausted");
    void* p = base + used;
    used += need;
    return p;
}

void* zk_alloc0(size_t n)
{
    void* p = zk_alloc(n);
    memset(p, 0, n);
    return p;
}

zk_mark_t zk_mark(void) { return used; }
void zk_release(zk_mark_t mark) { used = mark; }

uint8_t* arena_rest(size_t* size)
{
    *size = limit - used;
    return base + used;
}

void arena_take(size_t n) { zk_alloc(n); }
