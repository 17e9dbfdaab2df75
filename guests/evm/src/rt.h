/* What the guest needs of its surroundings. rt_host.c: a POSIX system; rt_mips.c: freestanding Linux/MIPS32. */
#ifndef RT_H
#define RT_H

#include <stddef.h>
#include <stdint.h>

/* Zeroed memory of *size bytes, aligned to a page; called once. */
uint8_t* rt_arena(size_t* size);
/* Reads up to n bytes: 0 at the end, negative on failure. */
long rt_read(void* p, size_t n);
/* Writes all n bytes; 0 on failure. */
int rt_write(const void* p, size_t n);
_Noreturn void rt_exit(int code);

/* Sets up the arena (once, before anything else). */
void arena_init(void);
/* The arena's regions that grow upwards. */
extern uint8_t* arena_evm_stack;  /* operand stacks of all frames, stacked */
extern uint8_t* arena_evm_memory; /* memory of all EVM frames, stacked */
/* The top frame's memory is now [start, start + size): all beyond is free for allocations. */
void arena_evm_claim(uint8_t* start, size_t size);
/* All free bytes, to read input into; arena_take then keeps the first n, instead of what was kept before. */
uint8_t* arena_rest(size_t* size);
void arena_take(size_t n);

/* Runs one input to its end: writes the output and returns the exit code (or leaves through zk_die). */
int guest_run(const uint8_t* input, size_t len);

#endif
