#include "softfloat.h"

/* An unpacked number is ± sig · 2^(exp − 62) with sig in [2^62, 2^63): below the 53 bits of a double lie enough for rounding. */
typedef struct { u32 kind, sign; s32 exp; u64 sig; } num;
enum { ZERO, FINITE, INFINITE, QNAN, SNAN };

u32 f_cause, f_mode;

/* The compiler's names for 64-bit shifts by a variable. */
u64 __lshrdi3(u64 v, int n)
{
    u32 hi = (u32)(v >> 32), lo = (u32)v;
    if (n & 32) return hi >> (n & 31);
    if (!(n & 31)) return v;
    return (u64)(hi >> n) << 32 | (lo >> n | hi << (32 - n));
}

u64 __ashldi3(u64 v, int n)
{
    u32 hi = (u32)(v >> 32), lo = (u32)v;
    if (n & 32) return (u64)(lo << (n & 31)) << 32;
    if (!(n & 31)) return v;
    return (u64)(hi << n | lo >> (32 - n)) << 32 | lo << n;
}

static int clz64(u64 v)
{
    u32 hi = (u32)(v >> 32);
    return hi ? __builtin_clz(hi) : 32 + __builtin_clz((u32)v);
}

/* v >> n, with a one in the last place if anything was lost. */
static u64 shift_jam(u64 v, u32 n)
{
    if (!n) return v;
    if (n > 63) return v != 0;
    return v >> n | ((v << (64 - n)) != 0);
}

static u64 default_nan(int fmt) { return fmt ? 0x7ff7ffffffffffffull : 0x7fbfffffull; }

static num unpack(u64 v, int fmt)
{
    num n;
    s32 e;
    u64 frac;
    if (fmt) {
        n.sign = (u32)(v >> 63);
        e = (s32)(v >> 52 & 0x7ff);
        frac = (v & 0xfffffffffffffull) << 10;
        if (e == 0x7ff) {
            n.kind = !frac ? INFINITE : v >> 51 & 1 ? SNAN : QNAN;
            return n;
        }
        n.exp = e - 1023;
    } else {
        n.sign = (u32)v >> 31;
        e = (s32)((u32)v >> 23 & 0xff);
        frac = (u64)((u32)v & 0x7fffff) << 39;
        if (e == 0xff) {
            n.kind = !frac ? INFINITE : (u32)v >> 22 & 1 ? SNAN : QNAN;
            return n;
        }
        n.exp = e - 127;
    }
    if (e) {
        n.kind = FINITE;
        n.sig = frac | 1ull << 62;
    } else if (!frac) {
        n.kind = ZERO;
    } else {
        int z = clz64(frac) - 1;
        n.kind = FINITE;
        n.sig = frac << z;
        n.exp += 1 - z;
    }
    return n;
}

static u64 zero(u32 sign, int fmt) { return (u64)sign << (fmt ? 63 : 31); }
static u64 infinity(u32 sign, int fmt) { return zero(sign, fmt) | (fmt ? 0x7ff0000000000000ull : 0x7f800000ull); }

/* sig >> drop, rounded; *inexact says whether anything was lost. */
static u64 round_off(u64 sig, u32 drop, u32 sign, u32 mode, int *inexact)
{
    u64 rest = sig & ((1ull << drop) - 1), half = 1ull << (drop - 1), q = sig >> drop;
    *inexact = rest != 0;
    switch (mode) {
    case RM_NEAREST: return q + (rest > half || (rest == half && (q & 1)));
    case RM_UP: return q + (rest && !sign);
    case RM_DOWN: return q + (rest && sign);
    default: return q;
    }
}

/* Rounds ± sig · 2^(exp − 62), sig in [2^62, 2^63), into the format. */
static u64 pack(u32 sign, s32 exp, u64 sig, int fmt)
{
    u32 drop = fmt ? 10 : 39, bits = fmt ? 52 : 23;
    s32 bias = fmt ? 1023 : 127, e = exp + bias;
    int inexact;
    u64 q;
    if (e <= 0) {
        int ignore;
        /* tiny after rounding: would it have rounded up to the smallest normal number with an unbounded exponent? */
        int tiny = e < 0 || !(round_off(sig, drop, sign, f_mode, &ignore) >> (bits + 1));
        q = round_off(shift_jam(sig, (u32)(1 - e)), drop, sign, f_mode, &inexact);
        if (inexact) f_cause |= F_INEXACT | (tiny ? F_UNDERFLOW : 0);
        return zero(sign, fmt) | q; /* a carry into the exponent makes the smallest normal number */
    }
    q = round_off(sig, drop, sign, f_mode, &inexact);
    if (q >> (bits + 1)) q >>= 1, e++;
    if (e >= (fmt ? 0x7ff : 0xff)) {
        f_cause |= F_OVERFLOW | F_INEXACT;
        int to_infinity = f_mode == RM_NEAREST || (f_mode == RM_UP && !sign) || (f_mode == RM_DOWN && sign);
        return to_infinity ? infinity(sign, fmt) : infinity(sign, fmt) - 1;
    }
    if (inexact) f_cause |= F_INEXACT;
    return zero(sign, fmt) | (u64)(u32)e << bits | (q & ((1ull << bits) - 1));
}

/* The result of an operation with a NaN: the default one, as processors with the legacy encoding give. */
static u64 nan_of(num x, num y, int fmt)
{
    if (x.kind == SNAN || y.kind == SNAN) f_cause |= F_INVALID;
    return default_nan(fmt);
}

static u64 invalid(int fmt)
{
    f_cause |= F_INVALID;
    return default_nan(fmt);
}

static u64 add(u64 a, u64 b, int fmt, u32 flip)
{
    num x = unpack(a, fmt), y = unpack(b, fmt);
    if (x.kind >= QNAN || y.kind >= QNAN) return nan_of(x, y, fmt);
    y.sign ^= flip;
    if (x.kind == INFINITE) return y.kind == INFINITE && x.sign != y.sign ? invalid(fmt) : a;
    if (y.kind == INFINITE) return infinity(y.sign, fmt);
    if (x.kind == ZERO && y.kind == ZERO) return zero(x.sign == y.sign ? x.sign : f_mode == RM_DOWN, fmt);
    if (x.kind == ZERO) return zero(y.sign, fmt) | (b & ~zero(1, fmt));
    if (y.kind == ZERO) return a;
    if (x.exp < y.exp || (x.exp == y.exp && x.sig < y.sig)) {
        num t = x;
        x = y, y = t;
    }
    y.sig = shift_jam(y.sig, (u32)(x.exp - y.exp));
    if (x.sign == y.sign) {
        u64 s = x.sig + y.sig;
        if (s >> 63) s = s >> 1 | (s & 1), x.exp++;
        return pack(x.sign, x.exp, s, fmt);
    }
    u64 s = x.sig - y.sig;
    if (!s) return zero(f_mode == RM_DOWN, fmt);
    int z = clz64(s) - 1;
    return pack(x.sign, x.exp - z, s << z, fmt);
}

u64 f_add(u64 a, u64 b, int fmt) { return add(a, b, fmt, 0); }
u64 f_sub(u64 a, u64 b, int fmt) { return add(a, b, fmt, 1); }

u64 f_mul(u64 a, u64 b, int fmt)
{
    num x = unpack(a, fmt), y = unpack(b, fmt);
    u32 sign = x.sign ^ y.sign;
    if (x.kind >= QNAN || y.kind >= QNAN) return nan_of(x, y, fmt);
    if (x.kind == INFINITE || y.kind == INFINITE) return x.kind == ZERO || y.kind == ZERO ? invalid(fmt) : infinity(sign, fmt);
    if (x.kind == ZERO || y.kind == ZERO) return zero(sign, fmt);
    /* 126-bit product; its upper 64 bits, of the rest whether it is zero */
    u32 xh = (u32)(x.sig >> 32), xl = (u32)x.sig, yh = (u32)(y.sig >> 32), yl = (u32)y.sig;
    u64 ll = (u64)xl * yl, lh = (u64)xl * yh, hl = (u64)xh * yl;
    u64 mid = (ll >> 32) + (u32)lh + (u32)hl;
    u64 high = (u64)xh * yh + (lh >> 32) + (hl >> 32) + (mid >> 32);
    /* high in [2^60, 2^62) */
    int z = clz64(high) - 1;
    u64 low = mid << 32 | (u32)ll;
    high = high << z | low >> (64 - z) | (low << z != 0);
    return pack(sign, x.exp + y.exp + 2 - z, high, fmt);
}

u64 f_div(u64 a, u64 b, int fmt)
{
    num x = unpack(a, fmt), y = unpack(b, fmt);
    u32 sign = x.sign ^ y.sign;
    if (x.kind >= QNAN || y.kind >= QNAN) return nan_of(x, y, fmt);
    if (x.kind == INFINITE) return y.kind == INFINITE ? invalid(fmt) : infinity(sign, fmt);
    if (y.kind == INFINITE) return zero(sign, fmt);
    if (y.kind == ZERO) {
        if (x.kind == ZERO) return invalid(fmt);
        f_cause |= F_DIVZERO;
        return infinity(sign, fmt);
    }
    if (x.kind == ZERO) return zero(sign, fmt);
    s32 exp = x.exp - y.exp;
    u64 r = x.sig, q = 0;
    if (r < y.sig) r <<= 1, exp--;
    u32 n = fmt ? 56 : 27;
    for (u32 i = 0; i < n; i++) { /* first quotient bit is one */
        q <<= 1;
        if (r >= y.sig) r -= y.sig, q |= 1;
        r <<= 1;
    }
    q = q << (63 - n) | (r != 0);
    return pack(sign, exp, q, fmt);
}

u64 f_sqrt(u64 a, int fmt)
{
    num x = unpack(a, fmt);
    if (x.kind >= QNAN) return nan_of(x, x, fmt);
    if (x.kind == ZERO) return a;
    if (x.sign) return invalid(fmt);
    if (x.kind == INFINITE) return a;
    /* digit by digit on a significand in [2^60, 2^62) */
    u64 v = x.sig >> 1, root = 0, rest = 0;
    if (!(x.exp & 1)) v >>= 1;
    s32 exp = x.exp >> 1;
    u32 n = fmt ? 56 : 28;
    v <<= 2; /* two bits at a time from the top: value now in [2^62, 2^64) */
    for (u32 i = 0; i < n; i++) {
        rest = rest << 2 | v >> 62;
        v <<= 2;
        u64 trial = root << 2 | 1;
        root <<= 1;
        if (rest >= trial) rest -= trial, root |= 1;
    }
    root = root << (63 - n) | (rest != 0 || v != 0);
    return pack(0, exp, root, fmt);
}

u64 f_convert(u64 a, int from, int to)
{
    num x = unpack(a, from);
    switch (x.kind) {
    case SNAN: case QNAN: return nan_of(x, x, to);
    case INFINITE: return infinity(x.sign, to);
    case ZERO: return zero(x.sign, to);
    default: return pack(x.sign, x.exp, x.sig, to);
    }
}

u64 f_from_int(s32 v, int fmt)
{
    u32 sign = (u32)v >> 31, m = sign ? 0 - (u32)v : (u32)v;
    if (!m) return zero(0, fmt);
    int z = __builtin_clz(m);
    return pack(sign, 31 - z, (u64)(m << z) << 31, fmt);
}

s32 f_to_int(u64 a, int fmt, u32 mode)
{
    num x = unpack(a, fmt);
    int inexact = 0;
    if (x.kind == ZERO) return 0;
    if (x.kind == FINITE && x.exp < 32) {
        u64 v = round_off(shift_jam(x.sig, (u32)(32 - x.exp)), 30, x.sign, mode, &inexact);
        if (v <= (x.sign ? 0x80000000ull : 0x7fffffffull)) {
            if (inexact) f_cause |= F_INEXACT;
            return (s32)(x.sign ? 0 - (u32)v : (u32)v);
        }
    }
    f_cause |= F_INVALID;
    return 0x7fffffff;
}

u32 f_compare(u64 a, u64 b, int fmt, int signalling)
{
    num x = unpack(a, fmt), y = unpack(b, fmt);
    if (x.kind >= QNAN || y.kind >= QNAN) {
        if (signalling || x.kind == SNAN || y.kind == SNAN) f_cause |= F_INVALID;
        return C_UNORDERED;
    }
    if (x.kind == ZERO && y.kind == ZERO) return C_EQUAL;
    if (a == b) return C_EQUAL;
    if (x.sign != y.sign) return x.sign ? C_LESS : C_GREATER;
    return (a < b) != (x.sign != 0) ? C_LESS : C_GREATER;
}
