/* Freestanding runtime for Linux/MIPS32 (o32): start, system calls, and the functions of the C library
 * and of libgcc that compiled code calls. Nothing here uses the global pointer or a stack protector. */
#include "rt.h"

#include "arena.h"

/* Of the 2 GiB of a process: below it code; above it, from 0x63978000 on, the slots for stacks of threads, whose guards are
 * never mapped, and the first stack (docs/machine.md, docs/firmware.md). */
#define ARENA_BYTES ((size_t)6 << 28)

/* BSS: the machine's memory starts at zero, and untouched pages cost nothing. */
static uint8_t arena[ARENA_BYTES] __attribute__((aligned(4096)));

uint8_t* rt_arena(size_t* size)
{
    *size = ARENA_BYTES;
    return arena;
}

static long system_call3(long number, long a, long b, long c, long* failed)
{
    register long v0 __asm__("$2") = number;
    register long a0 __asm__("$4") = a;
    register long a1 __asm__("$5") = b;
    register long a2 __asm__("$6") = c;
    register long a3 __asm__("$7");
    __asm__ volatile("syscall"
                     : "+r"(v0), "=r"(a3)
                     : "r"(a0), "r"(a1), "r"(a2)
                     : "$1", "$3", "$8", "$9", "$10", "$11", "$12", "$13", "$14", "$15", "$24", "$25", "hi", "lo", "memory");
    *failed = a3;
    return v0;
}

enum { SYS_EXIT_GROUP = 4246, SYS_READ = 4003, SYS_WRITE = 4004, EINTR_LINUX = 4 };

long rt_read(void* p, size_t n)
{
    for (;;) {
        long failed;
        long k = system_call3(SYS_READ, 0, (long)p, (long)n, &failed);
        if (!failed) return k;
        if (k != EINTR_LINUX) return -1;
    }
}

int rt_write(const void* p, size_t n)
{
    const uint8_t* b = p;
    while (n) {
        long failed;
        long k = system_call3(SYS_WRITE, 1, (long)b, (long)n, &failed);
        if (failed && k == EINTR_LINUX) continue;
        if (failed || k <= 0) return 0;
        b += k;
        n -= (size_t)k;
    }
    return 1;
}

_Noreturn void rt_exit(int code)
{
    long failed;
    for (;;) system_call3(SYS_EXIT_GROUP, code, 0, 0, &failed);
}

/* ---- string.h ---- */

void* memcpy(void* restrict dst, const void* restrict src, size_t n);
void* memmove(void* dst, const void* src, size_t n);
void* memset(void* dst, int c, size_t n);
int memcmp(const void* a, const void* b, size_t n);
size_t strlen(const char* s);
void* malloc(size_t n);
void* calloc(size_t n, size_t size);
void free(void* p);
_Noreturn void abort(void);

/* A word at any address: lwl/lwr and swl/swr. */
typedef struct __attribute__((packed, may_alias)) {
    uint32_t w;
} unaligned;
typedef uint32_t __attribute__((may_alias)) word;

void* memcpy(void* restrict dst, const void* restrict src, size_t n)
{
    uint8_t* d = dst;
    const uint8_t* s = src;
    if (n >= 16) {
        while ((uintptr_t)d & 3) {
            *d++ = *s++;
            n--;
        }
        if (((uintptr_t)s & 3) == 0) {
            for (; n >= 32; n -= 32, d += 32, s += 32) {
                word *wd = (word*)(void*)d;
                const word* ws = (const word*)(const void*)s;
                uint32_t a = ws[0], b = ws[1], c = ws[2], e = ws[3], f = ws[4], g = ws[5], h = ws[6], i = ws[7];
                wd[0] = a;
                wd[1] = b;
                wd[2] = c;
                wd[3] = e;
                wd[4] = f;
                wd[5] = g;
                wd[6] = h;
                wd[7] = i;
            }
            for (; n >= 4; n -= 4, d += 4, s += 4) *(word*)(void*)d = *(const word*)(const void*)s;
        } else {
            for (; n >= 16; n -= 16, d += 16, s += 16) {
                const unaligned* us = (const unaligned*)(const void*)s;
                word* wd = (word*)(void*)d;
                uint32_t a = us[0].w, b = us[1].w, c = us[2].w, e = us[3].w;
                wd[0] = a;
                wd[1] = b;
                wd[2] = c;
                wd[3] = e;
            }
            for (; n >= 4; n -= 4, d += 4, s += 4) *(word*)(void*)d = ((const unaligned*)(const void*)s)->w;
        }
    }
    while (n--) *d++ = *s++;
    return dst;
}

void* memmove(void* dst, const void* src, size_t n)
{
    uint8_t* d = dst;
    const uint8_t* s = src;
    if ((uintptr_t)d - (uintptr_t)s >= n) {
        /* forwards; memcpy itself may not assume this order when the ranges overlap */
        for (; n >= 4; n -= 4, d += 4, s += 4) ((unaligned*)(void*)d)->w = ((const unaligned*)(const void*)s)->w;
        while (n--) *d++ = *s++;
        return dst;
    }
    d += n;
    s += n;
    for (; n >= 4; n -= 4) {
        d -= 4;
        s -= 4;
        ((unaligned*)(void*)d)->w = ((const unaligned*)(const void*)s)->w;
    }
    while (n--) *--d = *--s;
    return dst;
}

void* memset(void* dst, int c, size_t n)
{
    uint8_t* d = dst;
    uint32_t w = (uint8_t)c * 0x01010101u;
    if (n >= 8) {
        while ((uintptr_t)d & 3) {
            *d++ = (uint8_t)c;
            n--;
        }
        for (; n >= 32; n -= 32, d += 32) {
            word* p = (word*)(void*)d;
            p[0] = p[1] = p[2] = p[3] = p[4] = p[5] = p[6] = p[7] = w;
        }
        for (; n >= 4; n -= 4, d += 4) *(word*)(void*)d = w;
    }
    while (n--) *d++ = (uint8_t)c;
    return dst;
}

int memcmp(const void* a, const void* b, size_t n)
{
    const uint8_t *x = a, *y = b;
    for (; n >= 4; n -= 4, x += 4, y += 4)
        if (((const unaligned*)(const void*)x)->w != ((const unaligned*)(const void*)y)->w) {
            n = 4;
            break;
        }
    for (; n; n--, x++, y++)
        if (*x != *y) return *x < *y ? -1 : 1;
    return 0;
}

size_t strlen(const char* s)
{
    size_t n = 0;
    while (s[n]) n++;
    return n;
}

/* ---- stdlib.h ---- */

void* malloc(size_t n) { return zk_alloc(n); }

void* calloc(size_t n, size_t size)
{
    if (size && n > SIZE_MAX / size) zk_die(ZK_EXIT_MEMORY, "calloc overflow");
    return zk_alloc0(n * size);
}

void free(void* p) { (void)p; }

_Noreturn void abort(void) { zk_die(ZK_EXIT_INTERNAL, "abort"); }

/* ---- 64-bit division and shifts of the compiler ---- */

uint64_t __udivdi3(uint64_t n, uint64_t d);
uint64_t __umoddi3(uint64_t n, uint64_t d);
int64_t __divdi3(int64_t n, int64_t d);
int64_t __moddi3(int64_t n, int64_t d);
uint64_t __ashldi3(uint64_t x, int n);
uint64_t __lshrdi3(uint64_t x, int n);
int64_t __ashrdi3(int64_t x, int n);

static uint64_t make64(uint32_t hi, uint32_t lo)
{
    union {
        uint64_t x;
        uint32_t w[2];
    } u;
    u.w[__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__ ? 0 : 1] = hi;
    u.w[__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__ ? 1 : 0] = lo;
    return u.x;
}
static uint32_t high(uint64_t x)
{
    union {
        uint64_t x;
        uint32_t w[2];
    } u;
    u.x = x;
    return u.w[__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__ ? 0 : 1];
}

uint64_t __ashldi3(uint64_t x, int n)
{
    uint32_t hi = high(x), lo = (uint32_t)x;
    if (n == 0) return x;
    if (n >= 32) return make64(lo << (n - 32), 0);
    return make64(hi << n | lo >> (32 - n), lo << n);
}
uint64_t __lshrdi3(uint64_t x, int n)
{
    uint32_t hi = high(x), lo = (uint32_t)x;
    if (n == 0) return x;
    if (n >= 32) return make64(0, hi >> (n - 32));
    return make64(hi >> n, lo >> n | hi << (32 - n));
}
int64_t __ashrdi3(int64_t x, int n)
{
    int32_t hi = (int32_t)high((uint64_t)x);
    uint32_t lo = (uint32_t)x;
    if (n == 0) return x;
    if (n >= 32) return (int64_t)make64((uint32_t)(hi >> 31), (uint32_t)(hi >> (n - 32)));
    return (int64_t)make64((uint32_t)(hi >> n), lo >> n | (uint32_t)hi << (32 - n));
}

/* Binary long division; 64-bit division is rare in the guest. */
static uint64_t divmod(uint64_t n, uint64_t d, uint64_t* rem)
{
    uint32_t nh = high(n), dh = high(d);
    if (nh == 0 && dh == 0) {
        *rem = (uint32_t)n % (uint32_t)d;
        return (uint32_t)n / (uint32_t)d;
    }
    uint64_t q = 0, r = 0;
    if (dh == 0) {
        q = make64(nh / (uint32_t)d, 0);
        r = nh % (uint32_t)d;
        for (int i = 31; i >= 0; i--) {
            r = r + r + ((uint32_t)n >> i & 1);
            if (r >= d) {
                r -= d;
                q |= (uint32_t)1 << i;
            }
        }
        *rem = r;
        return q;
    }
    uint32_t low = 0;
    r = nh;
    for (int i = 31; i >= 0; i--) {
        uint32_t carry = high(r) >> 31;
        r = r + r + ((uint32_t)n >> i & 1);
        if (carry || r >= d) {
            r -= d;
            low |= (uint32_t)1 << i;
        }
    }
    *rem = r;
    return low;
}

uint64_t __udivdi3(uint64_t n, uint64_t d)
{
    uint64_t r;
    return divmod(n, d, &r);
}
uint64_t __umoddi3(uint64_t n, uint64_t d)
{
    uint64_t r;
    divmod(n, d, &r);
    return r;
}
int64_t __divdi3(int64_t n, int64_t d)
{
    uint64_t q = __udivdi3(n < 0 ? 0 - (uint64_t)n : (uint64_t)n, d < 0 ? 0 - (uint64_t)d : (uint64_t)d);
    return (n < 0) != (d < 0) ? (int64_t)(0 - q) : (int64_t)q;
}
int64_t __moddi3(int64_t n, int64_t d)
{
    uint64_t r = __umoddi3(n < 0 ? 0 - (uint64_t)n : (uint64_t)n, d < 0 ? 0 - (uint64_t)d : (uint64_t)d);
    return n < 0 ? (int64_t)(0 - r) : (int64_t)r;
}

/* ---- start ---- */

void zk_start(void);
void zk_start(void)
{
    arena_init();
    size_t room, n = 0;
    uint8_t* buf = arena_rest(&room);
    for (;;) {
        if (n == room) zk_die(ZK_EXIT_MEMORY, "input larger than the arena");
        long k = rt_read(buf + n, room - n);
        if (k < 0) zk_die(ZK_EXIT_IO, "reading standard input");
        if (k == 0) break;
        n += (size_t)k;
    }
    arena_take(n);
    rt_exit(guest_run(buf, n));
}

__asm__(".text\n"
        ".globl __start\n"
        ".ent __start\n"
        "__start:\n"
        "    move $31, $0\n"
        "    addiu $29, $29, -32\n"
        "    srl $29, $29, 3\n"
        "    sll $29, $29, 3\n"
        "    j zk_start\n"
        ".end __start\n");
