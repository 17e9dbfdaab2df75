/* IEEE 754 arithmetic for the emulated coprocessor 1: single and double, four rounding modes, MIPS's legacy NaN encoding. */
#ifndef SOFTFLOAT_H
#define SOFTFLOAT_H
#include "fw.h"

/* Cause bits as in FCSR, shifted down to bit 0. */
enum { F_INEXACT = 1, F_UNDERFLOW = 2, F_OVERFLOW = 4, F_DIVZERO = 8, F_INVALID = 16 };
enum { RM_NEAREST = 0, RM_ZERO = 1, RM_UP = 2, RM_DOWN = 3 };
enum { FLOAT = 0, DOUBLE = 1 };

extern u32 f_cause; /* what the operations since it was cleared have raised */
extern u32 f_mode;  /* rounding mode */

u64 f_add(u64 a, u64 b, int fmt);
u64 f_sub(u64 a, u64 b, int fmt);
u64 f_mul(u64 a, u64 b, int fmt);
u64 f_div(u64 a, u64 b, int fmt);
u64 f_sqrt(u64 a, int fmt);
u64 f_convert(u64 a, int from, int to);
u64 f_from_int(s32 v, int fmt);
s32 f_to_int(u64 a, int fmt, u32 mode);
enum { C_UNORDERED = 1, C_EQUAL = 2, C_LESS = 4, C_GREATER = 8 };
u32 f_compare(u64 a, u64 b, int fmt, int signalling);
#endif
