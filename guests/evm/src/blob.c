/* p(z) by folding instead of the barycentric formula: it divides by nothing, so z may be a root of unity.
 *
 * With p = e(X^2) + X o(X^2), values a = p(x) and b = p(-x) give e(x^2) = (a + b) / 2 and o(x^2) = (a - b) / 2x. So
 * g = e + z o has p(z) = g(z^2), and 2 g(x^2) = a + b + (z / x)(a - b). In bit-reversed order a and b are neighbours, and what comes
 * out is in bit-reversed order again: after 12 rounds one number is left, 4096 p(z). */
#include "blob.h"

#include "arena.h"
#include "mod256.h"

#define ROUNDS 12

/* r, and r - 1. */
#define ORDER {0x00000001u, 0xffffffffu, 0xfffe5bfeu, 0x53bda402u, 0x09a1d805u, 0x3339d808u, 0x299d7d48u, 0x73eda753u}
static const uint32_t MINUS_ONE[8] = {0x00000000u, 0xffffffffu, 0xfffe5bfeu, 0x53bda402u, 0x09a1d805u, 0x3339d808u, 0x299d7d48u, 0x73eda753u};
static const uint32_t ONE[8] = {1};
static const mod256 ZERO = {ORDER, {0}};
static const uint32_t INVERSE_4096[8] = {0x00100001u, 0x400fffffu, 0xbfce5c19u, 0xd3686828u, 0x89213de7u, 0x5eb6a46au, 0xb46ae370u, 0x73e66878u};
/* 1/w^(2^(10 - k)), w = 7^((r - 1) / 4096). */
static const uint32_t STEP[11][8] = {
    {0x00000001u, 0xfffeffffu, 0x89fb5bfeu, 0x67baa400u, 0x939ed334u, 0xa5e80b39u, 0x299d7d47u, 0x73eda753u},
    {0x5166afd3u, 0x9fc8017du, 0x6b4e0c26u, 0xc54913ccu, 0x3f1b189fu, 0x787d7d08u, 0xccbc6d03u, 0x60b9f524u},
    {0x4c887948u, 0x5e544cdfu, 0xccb22542u, 0xfc010d53u, 0x2f188612u, 0x687a73c9u, 0xab91194bu, 0x3b25b475u},
    {0x1cfca2ecu, 0xae34a81eu, 0x0928e68fu, 0x6c7876bfu, 0xf6c52b2au, 0xae25b21du, 0x432405d0u, 0x5e73ed8cu},
    {0x168bba2cu, 0x8d28c143u, 0xdce28e78u, 0xdb872ef3u, 0x7dc75b61u, 0x4e84b3cdu, 0x61a2eeafu, 0x640d0974u},
    {0x20df9d12u, 0x6207cd2fu, 0x578d78bfu, 0x0081066eu, 0x79bf9cd6u, 0x725ce48fu, 0x34093e9au, 0x60c7efecu},
    {0xdd958780u, 0x7d01866au, 0x6e4caccbu, 0xdf7b4ee6u, 0x45e9b713u, 0x67e701a9u, 0x084c71a4u, 0x18ba7658u},
    {0x3193f385u, 0x16654b4eu, 0x8b542a79u, 0x7dd34dc4u, 0xe15d3727u, 0x881dab49u, 0x81fc6d1cu, 0x6a61dbd7u},
    {0xc6a47727u, 0x1b561347u, 0x7904d0abu, 0x9ce86248u, 0x5c3ad14du, 0x942c20e4u, 0xf7456c9bu, 0x5164ca4cu},
    {0xb639eb06u, 0xdc982deau, 0xf707ac89u, 0xa954d02fu, 0xd485b39au, 0xae65b5bdu, 0x9036d62fu, 0x55612c87u},
    {0xd8543362u, 0x961a252du, 0x64183203u, 0x5046d178u, 0xb9dc5986u, 0x4ae25ffau, 0xc609b478u, 0x391b2856u},
};

void blob_reduce(uint8_t out[32], const uint8_t x[32])
{
    uint32_t w[8];
    words_load(w, x);
    zkfp_mulmod(w, w, ONE, mod_addend(&ZERO));
    words_store(out, w);
}

void blob_payload(uint8_t out[BLOB_PAYLOAD], const uint8_t blob[BLOB_BYTES])
{
    for (uint32_t i = 0; i < BLOB_ELEMENTS; i++, out += 31, blob += 32) memcpy(out, blob + 1, 31);
}

int blob_evaluate(const uint8_t blob[BLOB_BYTES], const uint8_t z[32], uint8_t y[32])
{
    zk_mark_t mark = zk_mark();
    uint32_t(*v)[8] = zk_alloc(BLOB_ELEMENTS * sizeof *v);
    uint32_t(*t)[8] = zk_alloc(BLOB_ELEMENTS / 2 * sizeof *t); /* 1/x of pair j; of later rounds, a beginning of it */
    mod256 a = ZERO, sum = ZERO;
    uint32_t zi[8], w[8], d[8];
    for (uint32_t i = 0; i < BLOB_ELEMENTS; i++) {
        words_load(v[i], blob + 32 * i);
        if (!words_less(v[i], ZERO.m)) {
            zk_release(mark);
            return 0;
        }
    }
    words_copy(t[0], ONE);
    for (uint32_t k = 0; k < ROUNDS - 1; k++)
        for (uint32_t j = 0; j < 1u << k; j++) zkfp_mulmod(t[j + (1u << k)], t[j], STEP[k], mod_addend(&ZERO));

    words_load(zi, z);
    for (uint32_t n = BLOB_ELEMENTS / 2; n > 0; n /= 2) {
        for (uint32_t j = 0; j < n; j++) {
            const uint32_t* b = v[2 * j + 1];
            words_copy(a.v, v[2 * j]);
            zkfp_mulmod(d, b, MINUS_ONE, mod_addend(&a));
            zkfp_mulmod(sum.v, b, ONE, mod_addend(&a));
            zkfp_mulmod(w, zi, t[j], mod_addend(&ZERO));
            zkfp_mulmod(v[j], d, w, mod_addend(&sum));
        }
        zkfp_mulmod(zi, zi, zi, mod_addend(&ZERO));
    }
    zkfp_mulmod(w, v[0], INVERSE_4096, mod_addend(&ZERO));
    words_store(y, w);
    zk_release(mark);
    return 1;
}
