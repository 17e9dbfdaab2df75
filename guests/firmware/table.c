/* The table of system calls, from calls.h. FULL entries lead through start.S. */
#include "fw.h"

extern s32 sys_enosys(void);
#define CALL(n, f) extern char sys_##f[];
#define FULL(n, f) extern char full_##n[];
#include "calls.h"
#undef CALL
#undef FULL

const void *const system_calls[448] = {
    [0 ... 447] = (const void *)sys_enosys,
#define CALL(n, f) [n] = sys_##f,
#define FULL(n, f) [n] = full_##n,
#include "calls.h"
};
