/* The precompiled contracts of Cancun, Prague and Osaka: gas, input framing, and the call into crypto/. */
#include "precompiles.h"
#include "arena.h"
#include "bls12.h"
#include "crypto.h"
#include "zkfp.h"

/* Output of every precompile but identity and MODEXP. */
static uint8_t result[256];

/* One call: input, and where gas and output go. */
typedef struct {
    unsigned fork;
    const uint8_t* in;
    size_t len;
    uint64_t limit;
    uint64_t* used;
    const uint8_t** out;
    size_t* out_len;
} call_t;

static int charge(call_t* c, uint64_t gas)
{
    *c->used = gas;
    return gas <= c->limit;
}

static int done(call_t* c, size_t n)
{
    *c->out = result;
    *c->out_len = n;
    return ZK_PC_OK;
}

/* n bytes of the input from `offset`, with zeros where the input has ended. */
static void take(uint8_t* to, const call_t* c, size_t offset, size_t n)
{
    size_t have = offset < c->len ? c->len - offset : 0;
    if (have > n) have = n;
    if (have) memcpy(to, c->in + offset, have);
    memset(to + have, 0, n - have);
}

/* base + per_word for each started word of 32 bytes. */
static uint64_t word_gas(size_t len, uint64_t base, uint64_t per_word)
{
    return base + per_word * (((uint64_t)len + 31) / 32);
}

static int any(const uint8_t* p, size_t n)
{
    uint8_t acc = 0;
    for (size_t i = 0; i < n; i++) acc |= p[i];
    return acc != 0;
}

static int done_bool(call_t* c, int value)
{
    memset(result, 0, 32);
    result[31] = (uint8_t)value;
    return done(c, 32);
}

/* 0x01 (Yellow Paper, appendix E): hash, v, r, s. A bad signature gives empty output, not failure. */
static int ecrecover(call_t* c)
{
    uint8_t in[128];
    if (!charge(c, 3000)) return ZK_PC_FAIL;
    take(in, c, 0, 128);
    if (any(in + 32, 31) || (in[63] != 27 && in[63] != 28)) return done(c, 0);
    memset(result, 0, 12);
    return done(c, zk_recover(in, in + 64, in + 96, in[63] - 27, result + 12) ? 32 : 0);
}

static int sha256(call_t* c)
{
    if (!charge(c, word_gas(c->len, 60, 12))) return ZK_PC_FAIL;
    zk_sha256(c->in, c->len, result);
    return done(c, 32);
}

static int ripemd160(call_t* c)
{
    if (!charge(c, word_gas(c->len, 600, 120))) return ZK_PC_FAIL;
    memset(result, 0, 12);
    zk_ripemd160(c->in, c->len, result + 12);
    return done(c, 32);
}

static int identity(call_t* c)
{
    if (!charge(c, word_gas(c->len, 15, 3))) return ZK_PC_FAIL;
    *c->out = c->in;
    *c->out_len = c->len;
    return ZK_PC_OK;
}

static uint64_t mul_saturating(uint64_t a, uint64_t b)
{
    uint64_t r;
    return __builtin_mul_overflow(a, b, &r) ? UINT64_MAX : r;
}

/* A 256-bit length, saturated to 64 bits. */
static uint64_t length_at(const call_t* c, size_t offset)
{
    uint8_t b[32];
    take(b, c, offset, 32);
    return any(b, 24) ? UINT64_MAX : zk_load64be(b + 24);
}

/* 0x05: gas by EIP-2565, from Osaka by EIP-7883; operand bound of EIP-7823. */
static int modexp(call_t* c)
{
    uint64_t base_len = length_at(c, 0), exp_len = length_at(c, 32), mod_len = length_at(c, 64);
    uint64_t longest = base_len > mod_len ? base_len : mod_len;
    int osaka = c->fork >= ZK_OSAKA;
    if (osaka && (longest > 1024 || exp_len > 1024)) return ZK_PC_FAIL;

    /* The first 32 bytes of the exponent. */
    uint8_t head[32] = {0};
    size_t head_len = exp_len < 32 ? (size_t)exp_len : 32;
    if (c->len > 96 && base_len < c->len - 96) take(head, c, 96 + (size_t)base_len, head_len);
    else memset(head, 0, 32);
    uint64_t head_bits = 0;
    for (size_t i = 0; i < head_len; i++)
        if (head[i]) {
            head_bits = 8 * (head_len - i) - (uint64_t)(__builtin_clz(head[i]) - 24);
            break;
        }

    uint64_t words = longest / 8 + (longest % 8 != 0);
    uint64_t complexity = mul_saturating(words, words);
    if (osaka) complexity = longest <= 32 ? 16 : mul_saturating(complexity, 2);
    uint64_t iterations = exp_len > 32 ? mul_saturating(exp_len - 32, osaka ? 16 : 8) : 0;
    if (head_bits > 1 && __builtin_add_overflow(iterations, head_bits - 1, &iterations)) iterations = UINT64_MAX;
    if (iterations == 0) iterations = 1;
    uint64_t gas = mul_saturating(complexity, iterations);
    uint64_t least = osaka ? 500 : 200;
    if (gas != UINT64_MAX && !osaka) gas /= 3;
    if (gas < least) gas = least;
    if (gas == UINT64_MAX || !charge(c, gas)) return ZK_PC_FAIL;
    if (mod_len == 0) return done(c, 0);

    /* The gas paid bounds base_len and mod_len; exp_len only when there is something to raise. Bytes
     * past the input are zero and are not copied for the exponent. */
    if (longest > SIZE_MAX / 4 || exp_len > SIZE_MAX / 4) return ZK_PC_FAIL;
    size_t bl = (size_t)base_len, el = (size_t)exp_len, ml = (size_t)mod_len;
    uint8_t* out = zk_alloc(ml);
    zk_mark_t mark = zk_mark();
    uint8_t *base = zk_alloc(bl), *mod = zk_alloc(ml);
    take(base, c, 96, bl);
    take(mod, c, 96 + bl + el, ml);
    size_t start = 96 + bl < c->len ? 96 + bl : c->len;
    size_t present = c->len - start < el ? c->len - start : el;
    zk_modexp(base, bl, c->in + start, present, el - present, mod, ml, out);
    zk_release(mark);
    *c->out = out;
    *c->out_len = ml;
    return ZK_PC_OK;
}

/* 0x06, 0x07: EIP-196, gas of EIP-1108. */
static int bn_add(call_t* c)
{
    uint8_t in[128];
    if (!charge(c, 150)) return ZK_PC_FAIL;
    take(in, c, 0, 128);
    return zk_bn254_add(in, in + 64, result) ? done(c, 64) : ZK_PC_FAIL;
}

static int bn_mul(call_t* c)
{
    uint8_t in[96];
    if (!charge(c, 6000)) return ZK_PC_FAIL;
    take(in, c, 0, 96);
    return zk_bn254_mul(in, in + 64, result) ? done(c, 64) : ZK_PC_FAIL;
}

/* 0x08: EIP-197, gas of EIP-1108. */
static int bn_pairing(call_t* c)
{
    int is_one;
    size_t n = c->len / 192;
    if (!charge(c, 45000 + 34000 * (uint64_t)n) || c->len % 192) return ZK_PC_FAIL;
    return zk_bn254_pairing(c->in, n, &is_one) ? done_bool(c, is_one) : ZK_PC_FAIL;
}

/* 0x09: EIP-152. */
static int blake2f(call_t* c)
{
    if (c->len != 213 || !charge(c, zk_load32be(c->in))) return ZK_PC_FAIL;
    return zk_blake2f(c->in, result) ? done(c, 64) : ZK_PC_FAIL;
}

/* 0x0a: EIP-4844. Output: FIELD_ELEMENTS_PER_BLOB and BLS_MODULUS. */
static int point_evaluation(call_t* c)
{
    uint8_t hash[32];
    if (!charge(c, 50000) || c->len != 192) return ZK_PC_FAIL;
    zk_sha256(c->in + 96, 48, hash);
    hash[0] = 1; /* VERSIONED_HASH_VERSION_KZG */
    if (memcmp(hash, c->in, 32)) return ZK_PC_FAIL;
    if (!zk_kzg_verify(c->in + 32, c->in + 64, c->in + 96, c->in + 144)) return ZK_PC_FAIL;
    memset(result, 0, 32);
    result[30] = 0x10;
    memcpy(result + 32, zk_bls12_order, 32);
    return done(c, 64);
}

#ifndef ZK_EIP2537_DRAFT
/* EIP-2537's discounts of multi-scalar multiplication, per mille, for 1 to 128 points. */
static const uint16_t G1_DISCOUNT[128] = {
    1000, 949, 848, 797, 764, 750, 738, 728, 719, 712, 705, 698, 692, 687, 682, 677, 673, 669, 665, 661,
    658, 654, 651, 648, 645, 642, 640, 637, 635, 632, 630, 627, 625, 623, 621, 619, 617, 615, 613, 611,
    609, 608, 606, 604, 603, 601, 599, 598, 596, 595, 593, 592, 591, 589, 588, 586, 585, 584, 582, 581,
    580, 579, 577, 576, 575, 574, 573, 572, 570, 569, 568, 567, 566, 565, 564, 563, 562, 561, 560, 559,
    558, 557, 556, 555, 554, 553, 552, 551, 550, 549, 548, 547, 547, 546, 545, 544, 543, 542, 541, 540,
    540, 539, 538, 537, 536, 536, 535, 534, 533, 532, 532, 531, 530, 529, 528, 528, 527, 526, 525, 525,
    524, 523, 522, 522, 521, 520, 520, 519};
static const uint16_t G2_DISCOUNT[128] = {
    1000, 1000, 923, 884, 855, 832, 812, 796, 782, 770, 759, 749, 740, 732, 724, 717, 711, 704, 699,
    693, 688, 683, 679, 674, 670, 666, 663, 659, 655, 652, 649, 646, 643, 640, 637, 634, 632, 629, 627,
    624, 622, 620, 618, 615, 613, 611, 609, 607, 606, 604, 602, 600, 598, 597, 595, 593, 592, 590, 589,
    587, 586, 584, 583, 582, 580, 579, 578, 576, 575, 574, 573, 571, 570, 569, 568, 567, 566, 565, 563,
    562, 561, 560, 559, 558, 557, 556, 555, 554, 553, 552, 552, 551, 550, 549, 548, 547, 546, 545, 545,
    544, 543, 542, 541, 541, 540, 539, 538, 537, 537, 536, 535, 535, 534, 533, 532, 532, 531, 530, 530,
    529, 528, 528, 527, 526, 526, 525, 524, 524};
#endif

static uint64_t msm_gas(size_t n, uint64_t one, const uint16_t discount[128])
{
    return n ? (uint64_t)n * one * discount[n < 128 ? n - 1 : 127] / 1000 : 0;
}

#ifdef ZK_EIP2537_DRAFT
/* EIP-2537 as of April 2024, which the official tests of October 2024 were filled with: nine
 * precompiles from 0x0b, with single multiplications of their own, one discount table, other prices. */
static const uint16_t DRAFT_DISCOUNT[128] = {
    1200, 888, 764, 641, 594, 547, 500, 453, 438, 423, 408, 394, 379, 364, 349, 334, 330, 326, 322, 318,
    314, 310, 306, 302, 298, 294, 289, 285, 281, 277, 273, 269, 268, 266, 265, 263, 262, 260, 259, 257,
    256, 254, 253, 251, 250, 248, 247, 245, 244, 242, 241, 239, 238, 236, 235, 233, 232, 231, 229, 228,
    226, 225, 223, 222, 221, 220, 219, 219, 218, 217, 216, 216, 215, 214, 213, 213, 212, 211, 211, 210,
    209, 208, 208, 207, 206, 205, 205, 204, 203, 202, 202, 201, 200, 199, 199, 198, 197, 196, 196, 195,
    194, 193, 193, 192, 191, 191, 190, 189, 188, 188, 187, 186, 185, 185, 184, 183, 182, 182, 181, 180,
    179, 179, 178, 177, 176, 176, 175, 174};
enum { G1_ADD = 500, G1_MUL = 12000, G2_ADD = 800, G2_MUL = 45000, PAIRING = 65000, PAIR = 43000, MAP_G1 = 5500, MAP_G2 = 75000 };
#define G1_DISCOUNTS DRAFT_DISCOUNT
#define G2_DISCOUNTS DRAFT_DISCOUNT

static int bls_g1_mul(call_t* c)
{
    if (!charge(c, G1_MUL) || c->len != 160) return ZK_PC_FAIL;
    return zk_bls12_g1_msm(c->in, 1, result) ? done(c, 128) : ZK_PC_FAIL;
}

static int bls_g2_mul(call_t* c)
{
    if (!charge(c, G2_MUL) || c->len != 288) return ZK_PC_FAIL;
    return zk_bls12_g2_msm(c->in, 1, result) ? done(c, 256) : ZK_PC_FAIL;
}
#else
enum { G1_ADD = 375, G1_MUL = 12000, G2_ADD = 600, G2_MUL = 22500, PAIRING = 37700, PAIR = 32600, MAP_G1 = 5500, MAP_G2 = 23800 };
#define G1_DISCOUNTS G1_DISCOUNT
#define G2_DISCOUNTS G2_DISCOUNT
#endif

static int bls_g1_add(call_t* c)
{
    if (!charge(c, G1_ADD) || c->len != 256) return ZK_PC_FAIL;
    return zk_bls12_g1_add(c->in, result) ? done(c, 128) : ZK_PC_FAIL;
}

static int bls_g1_msm(call_t* c)
{
    size_t n = c->len / 160;
    if (!charge(c, msm_gas(n, G1_MUL, G1_DISCOUNTS)) || n == 0 || c->len % 160) return ZK_PC_FAIL;
    return zk_bls12_g1_msm(c->in, n, result) ? done(c, 128) : ZK_PC_FAIL;
}

static int bls_g2_add(call_t* c)
{
    if (!charge(c, G2_ADD) || c->len != 512) return ZK_PC_FAIL;
    return zk_bls12_g2_add(c->in, result) ? done(c, 256) : ZK_PC_FAIL;
}

static int bls_g2_msm(call_t* c)
{
    size_t n = c->len / 288;
    if (!charge(c, msm_gas(n, G2_MUL, G2_DISCOUNTS)) || n == 0 || c->len % 288) return ZK_PC_FAIL;
    return zk_bls12_g2_msm(c->in, n, result) ? done(c, 256) : ZK_PC_FAIL;
}

static int bls_pairing(call_t* c)
{
    int is_one;
    size_t n = c->len / 384;
    if (!charge(c, PAIRING + PAIR * (uint64_t)n) || n == 0 || c->len % 384) return ZK_PC_FAIL;
    return zk_bls12_pairing(c->in, n, &is_one) ? done_bool(c, is_one) : ZK_PC_FAIL;
}

static int bls_map_g1(call_t* c)
{
    if (!charge(c, MAP_G1) || c->len != 64) return ZK_PC_FAIL;
    return zk_bls12_map_fp_to_g1(c->in, result) ? done(c, 128) : ZK_PC_FAIL;
}

static int bls_map_g2(call_t* c)
{
    if (!charge(c, MAP_G2) || c->len != 128) return ZK_PC_FAIL;
    return zk_bls12_map_fp2_to_g2(c->in, result) ? done(c, 256) : ZK_PC_FAIL;
}

/* 0x0100: EIP-7951. Anything but a valid signature gives empty output. */
static int p256_verify(call_t* c)
{
    if (!charge(c, 6900)) return ZK_PC_FAIL;
    const uint8_t* in = c->in;
    if (c->len != 160 || !zk_p256_verify(in, in + 32, in + 64, in + 96, in + 128)) return done(c, 0);
    return done_bool(c, 1);
}

int zk_precompile(unsigned fork, const uint8_t address[20], const uint8_t* in, size_t in_len,
                  uint64_t gas_limit, uint64_t* gas_used, const uint8_t** out, size_t* out_len)
{
    static int (*const table[])(call_t*) = {
        NULL, ecrecover, sha256, ripemd160, identity, modexp, bn_add, bn_mul, bn_pairing, blake2f,
        point_evaluation,
#ifdef ZK_EIP2537_DRAFT
        bls_g1_add, bls_g1_mul, bls_g1_msm, bls_g2_add, bls_g2_mul, bls_g2_msm, bls_pairing, bls_map_g1, bls_map_g2
#else
        bls_g1_add, bls_g1_msm, bls_g2_add, bls_g2_msm, bls_pairing, bls_map_g1, bls_map_g2
#endif
    };
    if (!zk_is_precompile(fork, address)) return ZK_PC_NONE;
    call_t c = {fork, in, in_len, gas_limit, gas_used, out, out_len};
    *gas_used = 0;
    *out_len = 0;
    return address[18] ? p256_verify(&c) : table[address[19]](&c);
}
