/* Build-time program: prints the odd multiples of the secp256k1 generator below 2^(WINDOW - 1) that recovery looks up. */
#include "mod256.h"

#include <stdio.h>

#define WINDOW 10
#define COUNT (1 << (WINDOW - 2))
#define P {0xfffffc2f, 0xfffffffe, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff}

static const mod256 ZERO = {P, {0}}, THREE = {P, {3}}, TWO = {P, {2}};
static const mod256 MINUS_1 = {P, {0xfffffc2e, 0xfffffffe, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff}};
static const uint32_t P_MINUS_2[8] = {0xfffffc2d, 0xfffffffe, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff};

typedef struct {
    mod256 x, y;
} point;

static void sub(mod256* r, const mod256* a, const mod256* b) { mod_mad(r, &MINUS_1, b, a); }
static void divide(mod256* r, const mod256* a, const mod256* b)
{
    mod256 t = ZERO;
    mod_power(&t, b, P_MINUS_2, &ZERO);
    mod_mad(r, a, &t, &ZERO);
}

/* The third point on the line of this slope through a and b, mirrored. */
static void chord(point* r, const point* a, const point* b, const mod256* slope)
{
    point t = {ZERO, ZERO};
    mod_mad(&t.x, slope, slope, &ZERO);
    sub(&t.x, &t.x, &a->x);
    sub(&t.x, &t.x, &b->x);
    sub(&t.y, &a->x, &t.x);
    mod_mad(&t.y, &t.y, slope, &ZERO);
    sub(&t.y, &t.y, &a->y);
    *r = t;
}

int main(void)
{
    static const mod256 GX = {P, {0x16f81798, 0x59f2815b, 0x2dce28d9, 0x029bfcdb, 0xce870b07, 0x55a06295, 0xf9dcbbac, 0x79be667e}};
    static const mod256 GY = {P, {0xfb10d4b8, 0x9c47d08f, 0xa6855419, 0xfd17b448, 0x0e1108a8, 0x5da4fbfc, 0x26a3c465, 0x483ada77}};
    point g = {GX, GY}, twice;
    mod256 s = ZERO, t = ZERO;
    mod_mad(&s, &g.x, &g.x, &ZERO);
    mod_mad(&s, &s, &THREE, &ZERO);
    mod_mad(&t, &g.y, &TWO, &ZERO);
    divide(&s, &s, &t);
    chord(&twice, &g, &g, &s);
    printf("#define SECP256K1_WINDOW %d\nstatic const uint32_t SECP256K1_TABLE[%d][2][8] = {\n", WINDOW, COUNT);
    for (int i = 0; i < COUNT; i++) {
        for (int c = 0; c < 2; c++) {
            printf(c ? " {" : "{{");
            for (int k = 0; k < 8; k++) printf("0x%08x%s", (c ? g.y : g.x).v[k], k < 7 ? ", " : "}");
            printf(c ? "},\n" : ",");
        }
        sub(&s, &twice.y, &g.y);
        sub(&t, &twice.x, &g.x);
        divide(&s, &s, &t);
        chord(&g, &g, &twice, &s);
    }
    printf("};\n");
    return 0;
}
