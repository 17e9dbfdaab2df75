/* Every coprocessor 1 operation on edge-heavy operands in all rounding modes, results and flags hashed; then printf and libm.
 * With a second argument each operation is printed. */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
static uint64_t state = 88172645463325252ull; /* xorshift64 */
static uint64_t rnd(void)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return state;
}
static uint64_t pick64(void)
{
    uint64_t r = rnd();
    static const uint64_t sp[] = {0,
                                  1,
                                  0x8000000000000000,
                                  0x7ff0000000000000,
                                  0xfff0000000000000,
                                  0x7ff7ffffffffffff,
                                  0x7ff8000000000001,
                                  0x7ff0000000000001,
                                  0x3ff0000000000000,
                                  0x10000000000000,
                                  0xfffffffffffff,
                                  0x7fefffffffffffff,
                                  0x41dfffffffc00000,
                                  0xc1e0000000000000,
                                  0x41e0000000000000,
                                  0x3fe0000000000000,
                                  0x4004000000000000,
                                  0x8000000000000001};
    switch (r % 4) {
    case 0:
        return sp[rnd() % 18];
    case 1: {
        uint64_t e = 1023 - 40 + rnd() % 80;
        return (rnd() & 0x800fffffffffffff) | e << 52;
    }
    case 2: {
        uint64_t e = rnd() % 3 ? 1023 + (rnd() % 8) - 4 : rnd() % 60;
        return (rnd() & 0x800fffff00000000) | e << 52;
    }
    default:
        return rnd();
    }
}
static uint32_t pick32(void)
{
    uint32_t r = rnd();
    static const uint32_t sp[] = {0,          1,        0x80000000, 0x7f800000, 0xff800000, 0x7fbfffff, 0x7fc00001, 0x7f800001,
                                  0x3f800000, 0x800000, 0x7fffff,   0x7f7fffff, 0x4f000000, 0xcf000000, 0x3f000000, 0x40200000};
    switch (r % 4) {
    case 0:
        return sp[rnd() % 16];
    case 1: {
        uint32_t e = 127 - 30 + rnd() % 60;
        return (rnd() & 0x807fffff) | e << 23;
    }
    case 2: {
        uint32_t e = rnd() % 30;
        return (rnd() & 0x807ff000) | e << 23;
    }
    default:
        return rnd();
    }
}
static int verbose;
static uint64_t hash;
static void mix(const char *op, uint64_t a, uint64_t b, uint64_t r, uint32_t c)
{
    c &= 0x7f;
    c >>= 2;
    hash = (hash ^ r) * 0x9E3779B97F4A7C15ull;
    hash ^= hash >> 29;
    hash = (hash ^ c) * 0x9E3779B97F4A7C15ull;
    if (verbose)
        printf("%s %016llx %016llx %016llx %02x\n", op, (unsigned long long)a, (unsigned long long)b, (unsigned long long)r, c);
}
#define CTL(x) asm volatile("ctc1 %0,$31" ::"r"(x))
static uint32_t getc31(void)
{
    uint32_t v;
    asm volatile("cfc1 %0,$31" : "=r"(v));
    return v;
}
#define D2(op)                                                                                                                   \
    {                                                                                                                            \
        double x, y, r;                                                                                                          \
        memcpy(&x, &a, 8);                                                                                                       \
        memcpy(&y, &b, 8);                                                                                                       \
        CTL(rm);                                                                                                                 \
        asm volatile(op ".d %0,%1,%2" : "=f"(r) : "f"(x), "f"(y));                                                               \
        uint64_t q;                                                                                                              \
        memcpy(&q, &r, 8);                                                                                                       \
        mix(op ".d", a, b, q, getc31());                                                                                         \
    }
#define S2(op)                                                                                                                   \
    {                                                                                                                            \
        float x, y, r;                                                                                                           \
        memcpy(&x, &fa, 4);                                                                                                      \
        memcpy(&y, &fb, 4);                                                                                                      \
        CTL(rm);                                                                                                                 \
        asm volatile(op ".s %0,%1,%2" : "=f"(r) : "f"(x), "f"(y));                                                               \
        uint32_t q;                                                                                                              \
        memcpy(&q, &r, 4);                                                                                                       \
        mix(op ".s", fa, fb, q, getc31());                                                                                       \
    }
#define D1(op)                                                                                                                   \
    {                                                                                                                            \
        double x, r;                                                                                                             \
        memcpy(&x, &a, 8);                                                                                                       \
        CTL(rm);                                                                                                                 \
        asm volatile(op ".d %0,%1" : "=f"(r) : "f"(x));                                                                          \
        uint64_t q;                                                                                                              \
        memcpy(&q, &r, 8);                                                                                                       \
        mix(op ".d", a, 0, q, getc31());                                                                                         \
    }
#define S1(op)                                                                                                                   \
    {                                                                                                                            \
        float x, r;                                                                                                              \
        memcpy(&x, &fa, 4);                                                                                                      \
        CTL(rm);                                                                                                                 \
        asm volatile(op ".s %0,%1" : "=f"(r) : "f"(x));                                                                          \
        uint32_t q;                                                                                                              \
        memcpy(&q, &r, 4);                                                                                                       \
        mix(op ".s", fa, 0, q, getc31());                                                                                        \
    }
#define DW(op)                                                                                                                   \
    {                                                                                                                            \
        double x;                                                                                                                \
        float r;                                                                                                                 \
        memcpy(&x, &a, 8);                                                                                                       \
        CTL(rm);                                                                                                                 \
        asm volatile(op ".d %0,%1" : "=f"(r) : "f"(x));                                                                          \
        uint32_t q;                                                                                                              \
        memcpy(&q, &r, 4);                                                                                                       \
        mix(op ".d", a, 0, q, getc31());                                                                                         \
    }
#define CMPD(op)                                                                                                                 \
    {                                                                                                                            \
        double x, y;                                                                                                             \
        memcpy(&x, &a, 8);                                                                                                       \
        memcpy(&y, &b, 8);                                                                                                       \
        int t;                                                                                                                   \
        CTL(rm);                                                                                                                 \
        asm volatile("c." op ".d $fcc2,%1,%2; li %0,0; bc1f $fcc2,1f; nop; li %0,1; 1:" : "=&r"(t) : "f"(x), "f"(y));            \
        mix("c." op ".d", a, b, t, getc31());                                                                                    \
    }
#define CMPS(op)                                                                                                                 \
    {                                                                                                                            \
        float x, y;                                                                                                              \
        memcpy(&x, &fa, 4);                                                                                                      \
        memcpy(&y, &fb, 4);                                                                                                      \
        int t;                                                                                                                   \
        CTL(rm);                                                                                                                 \
        asm volatile(".set noreorder; c." op ".s %1,%2; li %0,0; bc1tl 1f; li %0,1; nop; 1: .set reorder"                        \
                     : "=&r"(t)                                                                                                  \
                     : "f"(x), "f"(y));                                                                                          \
        mix("c." op ".s", fa, fb, t, getc31());                                                                                  \
    }
int main(int c, char **v)
{
    int n = c > 1 ? atoi(v[1]) : 2000;
    verbose = c > 2;
    for (int i = 0; i < n; i++) {
        uint64_t a = pick64(), b = pick64();
        uint32_t fa = pick32(), fb = pick32();
        uint32_t rm = i & 3;
        D2("add")
        D2("sub") D2("mul") D2("div") D1("sqrt") D1("abs") D1("neg") D1("mov") S2("add") S2("sub") S2("mul") S2("div") S1("sqrt")
            S1("abs") S1("neg") S1("mov") DW("cvt.s") DW("cvt.w") DW("trunc.w") DW("round.w") DW("ceil.w") DW("floor.w")
                S1("cvt.w") S1("trunc.w") S1("round.w") S1("ceil.w") S1("floor.w")
        {
            float x;
            double r;
            memcpy(&x, &fa, 4);
            CTL(rm);
            asm volatile("cvt.d.s %0,%1" : "=f"(r) : "f"(x));
            uint64_t q;
            memcpy(&q, &r, 8);
            mix("cvt.d.s", fa, 0, q, getc31());
        }
        {
            float x;
            double r;
            memcpy(&x, &fa, 4);
            CTL(rm);
            asm volatile("cvt.d.w %0,%1" : "=f"(r) : "f"(x));
            uint64_t q;
            memcpy(&q, &r, 8);
            mix("cvt.d.w", fa, 0, q, getc31());
        }
        {
            float x;
            float r;
            memcpy(&x, &fa, 4);
            CTL(rm);
            asm volatile("cvt.s.w %0,%1" : "=f"(r) : "f"(x));
            uint32_t q;
            memcpy(&q, &r, 4);
            mix("cvt.s.w", fa, 0, q, getc31());
        }
        CMPD("f")
        CMPD("un") CMPD("eq") CMPD("ueq") CMPD("olt") CMPD("ult") CMPD("ole") CMPD("ule") CMPD("sf") CMPD("ngle") CMPD("seq")
            CMPD("ngl") CMPD("lt") CMPD("nge") CMPD("le") CMPD("ngt") CMPS("un") CMPS("eq") CMPS("lt") CMPS("le") CMPS("ngt")
        {
            double x, y, z, r;
            memcpy(&x, &a, 8);
            memcpy(&y, &b, 8);
            z = 1.5;
            CTL(rm);
            asm volatile(".set push; .set mips32r2; madd.d %0,%1,%2,%3; .set pop" : "=f"(r) : "f"(z), "f"(x), "f"(y));
            uint64_t q;
            memcpy(&q, &r, 8);
            mix("madd.d", a, b, q, getc31());
            CTL(rm);
            asm volatile(".set push; .set mips32r2; nmsub.d %0,%1,%2,%3; .set pop" : "=f"(r) : "f"(z), "f"(x), "f"(y));
            memcpy(&q, &r, 8);
            mix("nmsub.d", a, b, q, getc31());
            CTL(rm);
            asm volatile(".set push; .set mips32r2; recip.d %0,%1; .set pop" : "=f"(r) : "f"(x));
            memcpy(&q, &r, 8);
            mix("recip.d", a, b, q, getc31());
        }
    }
    CTL(0);
    printf("%016llx\n", (unsigned long long)hash);
    printf("%f %g %.17g %e %a\n", 3.14159265358979, 1e300, 0.1, -1e-310, sqrt(2));
    printf("%f %f\n", sin(1), pow(2.5, 3.7));
    return 0;
}
