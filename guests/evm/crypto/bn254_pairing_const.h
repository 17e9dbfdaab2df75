/* Constants of BN254's extension tower Fp2 = Fp[u]/(u^2 + 1), xi = 9 + u, Fp12 = Fp2[w]/(w^6 - xi). */
#ifndef ZK_BN254_PAIRING_CONST_H
#define ZK_BN254_PAIRING_CONST_H

#include "bn254_const.h"

typedef struct {
    fp29 re, im;
} fp2;

/* Curve constant of the twist: b' = 3 / xi. */
static const fp2 TWIST_B =
    {{{0x0b489658, 0x00cfd255, 0x0fdb9a77, 0x02ce89f7, 0x0033a0d4, 0x1a768545, 0x06ee3ddc, 0x106a7dc1, 0x0019316b} FP29_BOUNDS(, 1, 1)},
     {{0x1b9fece0, 0x07ecccd1, 0x1069f1c7, 0x0cdf64f3, 0x0154cbe1, 0x0dd22ac0, 0x06eba4e8, 0x1929a235, 0x00283739} FP29_BOUNDS(, 1, 1)}};

/* FROBENIUS[i - 1] = xi^(i (p - 1) / 6): the p-th power of w^i is this times w^i. */
static const fp2 FROBENIUS[5] = {
    {{{0x0a0c2399, 0x1aa2357c, 0x0149b22d, 0x0487bf1b, 0x0b89bb5e, 0x1313c7e1, 0x1d61fdb5, 0x060c56b5, 0x002e0560} FP29_BOUNDS(, 1, 1)},
     {{0x1bc6cc33, 0x177dfb71, 0x161dd8ab, 0x0180969d, 0x058d47f5, 0x1ab975b5, 0x01c26a2d, 0x1cd88219, 0x00009b83} FP29_BOUNDS(, 1, 1)}},
    {{{0x04a59190, 0x06f504d9, 0x0bf870bb, 0x171ffd5c, 0x1ac4d17d, 0x04be36d5, 0x0bceec27, 0x1a83a513, 0x002492b3} FP29_BOUNDS(, 1, 1)},
     {{0x11142ef1, 0x0b31acc7, 0x1d5818bc, 0x180afc17, 0x1a63177e, 0x15765b3b, 0x118f742e, 0x063a509a, 0x00135e4e} FP29_BOUNDS(, 1, 1)}},
    {{{0x1b1f0678, 0x0373fb06, 0x13170fbd, 0x185d74b7, 0x0241131f, 0x16e18435, 0x1ef3b6ce, 0x01f06f02, 0x001d46bd} FP29_BOUNDS(, 1, 1)},
     {{0x19a647d5, 0x19fdefab, 0x1d925d1a, 0x0d1f6c5f, 0x08ac6cc5, 0x1fa5621a, 0x134f06fe, 0x09a72816, 0x0015871d} FP29_BOUNDS(, 1, 1)}},
    {{{0x1081f85e, 0x139a3585, 0x124aed48, 0x034ce260, 0x19e166e5, 0x0b172958, 0x0d2df880, 0x0de46877, 0x00167751} FP29_BOUNDS(, 1, 1)},
     {{0x0f616a78, 0x05940429, 0x181bb386, 0x066e257b, 0x00e66254, 0x0c12b5cd, 0x0ef6c029, 0x1c2232e3, 0x0006f9f8} FP29_BOUNDS(, 1, 1)}},
    {{{0x07461d8c, 0x0434a6b0, 0x14f8b697, 0x0b0aa80f, 0x118b92df, 0x0471333d, 0x18c6d066, 0x07d8f7b0, 0x0010a3f0} FP29_BOUNDS(, 1, 1)},
     {{0x1eb54987, 0x08d56d1e, 0x0c80f1d8, 0x1536f380, 0x06b4b4a7, 0x082bcd3c, 0x19349170, 0x17aea9fc, 0x000817f6} FP29_BOUNDS(, 1, 1)}}};

/* 6 x + 2: non-adjacent form, most significant digit (1) first. */
static const int8_t ATE_LOOP[66] = {
    1, 0, -1, 0, 1, 0, 0, 0, -1, 0, -1, 0, 0, 0, -1, 0, 1, 0, -1, 0, 0, -1, 0, 0, 0, 0, 0, 1, 0, 0, -1, 0, 1,
    0, 0, -1, 0, 0, 0, 0, -1, 0, 1, 0, 0, 0, -1, 0, -1, 0, 0, 1, 0, 0, 0, -1, 0, 0, -1, 0, 1, 0, 1, 0, 0, 0};

/* x: non-adjacent form, most significant digit (1) first. */
static const int8_t X_NAF[63] = {
    1, 0, 0, 0, 1, 0, 1, 0, 0, -1, 0, 1, 0, 1, 0, -1, 0, 0, 1, 0, 1, 0, -1, 0, -1, 0, -1, 0, 1, 0, 0, 0, 1,
    0, 0, 1, 0, 1, 0, 1, 0, -1, 0, 1, 0, 0, 1, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, -1, 0, 0, 0, 1};

#endif
