/* The start of a run, its public output, and its end. */
#include "fw.h"

static sha256 output;

/* ---- output and end ---- */

void host_write(u32 fd, u32 addr, u32 len)
{
    u32 block[3] = {fd, addr, len};
    if (len) zkfp_hint(ZKFP_HINT_WRITE, (u32)block);
}

void out_bytes(u32 addr, u32 len) { sha256_update(&output, (void *)addr, len); }

void finish(u32 status)
{
    u32 d[8];
    sha256_final(&output, d);
    if (cannon()) oracle_digest(d);
    zkfp_commit(0, d[0]);
    zkfp_commit(1, d[1]);
    zkfp_commit(2, d[2]);
    zkfp_commit(3, d[3]);
    zkfp_commit(4, d[4]);
    zkfp_commit(5, d[5]);
    zkfp_commit(6, d[6]);
    zkfp_commit(7, d[7]);
    zkfp_halt(status);
}

/* For people: where a thread is and what happens to it. No answer, and nothing that a proof could depend on. */
void tell(u32 what, const tcb *t, u32 a, u32 b, u32 c)
{
    u32 block[7] = {what, t->tid, t->epc, t->r[31], a, b, c};
    zkfp_hint(ZKFP_HINT_DIAGNOSTIC, (u32)block);
}

/* Where a real machine would hang, or the host lies, there is no outcome to state: the host is told and the firmware never
 * halts, so no proof can come of it. */
void stop(const char *why)
{
    zkfp_hint(ZKFP_HINT_STOP, (u32)why);
    for (;;) { }
}

/* ---- randomness: xorshift128 (Marsaglia 2003) from a fixed state; a program's choices must repeat ---- */
u32 random_word(void)
{
    static u32 x = 0x5a4b4650, y = 0x362436e9, z = 0x159a55e5, w = 0x1f123bb5;
    u32 t = x ^ x << 11;
    x = y, y = z, z = w;
    return w = w ^ w >> 19 ^ t ^ t >> 8;
}

/* ---- the first stack ---- */

enum { AT_NULL, AT_PHDR = 3, AT_PHENT, AT_PHNUM, AT_PAGESZ, AT_BASE, AT_FLAGS, AT_ENTRY, AT_UID = 11, AT_EUID, AT_GID, AT_EGID,
       AT_PLATFORM, AT_HWCAP, AT_CLKTCK, AT_SECURE = 23, AT_RANDOM = 25, AT_EXECFN = 31 };

#define MAX_STRINGS 4096u
#define MAX_STRING_BYTES 0x100000u

static u32 tape(void) { return zkfp_hint(ZKFP_HINT_BOOT_WORD, 0); }

/* Reads count strings from the tape to *top downwards, their addresses to list. */
static u32 read_strings(u32 *list, u32 *top, u32 *budget)
{
    u32 count = tape();
    if (count > MAX_STRINGS) stop("host: too many arguments");
    for (u32 i = 0; i < count; i++) {
        u32 len = tape();
        if (len >= *budget) stop("host: arguments too long");
        *budget -= len + 1;
        u32 a = *top = (*top - len - 1) & ~3u;
        hint_words((u32 *)a, (len + 3) >> 2, ZKFP_HINT_BOOT_WORD);
        ((u8 *)a)[len] = 0;
        list[i] = a;
    }
    return count;
}

static u32 push(u32 *top, const char *s)
{
    u32 n = 0;
    while (s[n]) n++;
    *top = (*top - n - 1) & ~3u;
    copy((void *)*top, s, n + 1);
    return *top;
}

void boot(void)
{
    static u32 args[MAX_STRINGS], env[MAX_STRINGS];
    sha256_init(&output);
    vm_init((BOOT[BOOT_BRK] + PAGE - 1) & ~(PAGE - 1));
    fs_init();
    sched_init();
    oracle_init();
    __asm__ volatile("mtc0 %0, $31, 4" : : "r"(cannon() ? -1 : 8)); /* the cause that takes the fast way: start.S */
    u32 top = USER_END - 16, budget = MAX_STRING_BYTES, argc = 1, envc = 1;
    if (cannon()) /* as Cannon starts every program: what the prover chose here, nobody could check */
        args[0] = push(&top, "op-program"), env[0] = push(&top, "GODEBUG=memprofilerate=0");
    else
        argc = read_strings(args, &top, &budget), envc = read_strings(env, &top, &budget);
    u32 name = push(&top, "mips");
    top -= 16;
    u32 random = top;
    for (u32 i = 0; i < 4; i++) wr32(random + 4 * i, random_word());
    const u32 aux[][2] = {{AT_PHDR, BOOT[BOOT_PHDR]}, {AT_PHENT, BOOT[BOOT_PHENT]}, {AT_PHNUM, BOOT[BOOT_PHNUM]}, {AT_PAGESZ, PAGE},
                          {AT_BASE, 0}, {AT_FLAGS, 0}, {AT_ENTRY, BOOT[BOOT_ENTRY]}, {AT_UID, 1000}, {AT_EUID, 1000}, {AT_GID, 1000},
                          {AT_EGID, 1000}, {AT_PLATFORM, name}, {AT_HWCAP, 0}, {AT_CLKTCK, 100}, {AT_SECURE, 0}, {AT_RANDOM, random},
                          {AT_EXECFN, argc ? args[0] : name}, {AT_NULL, 0}};
    u32 sp = (top - 4 * (1 + argc + 1 + envc + 1) - sizeof aux) & ~15u, p = sp;
    wr32(p, argc);
    for (u32 i = 0; i < argc; i++) wr32(p += 4, args[i]);
    wr32(p += 4, 0);
    for (u32 i = 0; i < envc; i++) wr32(p += 4, env[i]);
    wr32(p += 4, 0);
    copy((void *)(p + 4), aux, sizeof aux);
    current->r[29] = sp;
    current->pc = BOOT[BOOT_ENTRY];
    __asm__ volatile("mtc0 %0, $31, 2" : : "r"(current));
}
