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

/* From below: operand stacks, input, memory of the EVM's frames, growing upwards. From above: allocations, growing
 * downwards. Either may take what the other leaves, so the only bound is that of both together. */
uint8_t* arena_evm_memory;
uint8_t* arena_evm_stack;

static uint8_t* evm_top; /* end of the frames' memory in use */
static uint8_t* lowest;  /* start of the last allocation */
static uint8_t* end;

void arena_init(void)
{
    size_t size;
    uint8_t* base = rt_arena(&size);
#ifdef ARENA_REDZONES
    if (lowest) ASAN_UNPOISON_MEMORY_REGION(lowest, (size_t)(end - lowest));
#endif
    lowest = end = base + size;
    arena_evm_stack = base;
    arena_take(0);
}

void* zk_alloc(size_t n)
{
    size_t need = ((n + 15) & ~(size_t)15) + REDZONE;
    if (need < n || need > (size_t)(lowest - evm_top)) zk_die(ZK_EXIT_MEMORY, "arena exhausted");
    uint8_t* p = lowest -= need;
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

zk_mark_t zk_mark(void) { return (size_t)(end - lowest); }
void zk_release(zk_mark_t mark)
{
    uint8_t* to = end - mark;
#ifdef ARENA_REDZONES
    ASAN_UNPOISON_MEMORY_REGION(lowest, (size_t)(to - lowest));
#endif
    lowest = to;
}

static uint8_t* input(void) { return arena_evm_stack + EVM_STACK_BYTES; }

uint8_t* arena_rest(size_t* size)
{
    *size = (size_t)(lowest - input());
    return input();
}

void arena_take(size_t n)
{
    size_t room = (size_t)(lowest - input()), kept = (n + 31) & ~(size_t)31;
    if (kept < n || kept > room) zk_die(ZK_EXIT_MEMORY, "input larger than the arena");
    arena_evm_memory = evm_top = input() + kept;
}

void arena_evm_claim(uint8_t* start, size_t size)
{
    if (size > (size_t)(lowest - start)) zk_die(ZK_EXIT_MEMORY, "EVM memory exhausted");
    evm_top = start + size;
}
