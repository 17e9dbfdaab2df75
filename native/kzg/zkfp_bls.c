/* BLS signatures as the contracts take them: keys in G2, signatures in G1; points serialized as blst does it. Each returns 0, or what is
 * wrong. */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "blst.h"

enum { BAD_SECRET = 1, BAD_POINT = 2 };

static int read_secret(blst_scalar* s, const uint8_t secret[32])
{
    blst_scalar_from_bendian(s, secret);
    return blst_sk_check(s) ? 0 : BAD_SECRET;
}

int zkfp_bls_key(const uint8_t secret[32], uint8_t key[192])
{
    blst_scalar s;
    blst_p2 p;
    if (read_secret(&s, secret)) return BAD_SECRET;
    blst_sk_to_pk_in_g2(&p, &s);
    blst_p2_serialize(key, &p);
    memset(&s, 0, sizeof s);
    return 0;
}

int zkfp_bls_sign(const uint8_t secret[32], const uint8_t message[32], const uint8_t* tag, size_t tag_len, uint8_t signature[96])
{
    blst_scalar s;
    blst_p1 p;
    if (read_secret(&s, secret)) return BAD_SECRET;
    blst_hash_to_g1(&p, message, 32, tag, tag_len, NULL, 0);
    blst_sign_pk_in_g2(&p, &p, &s);
    blst_p1_serialize(signature, &p);
    memset(&s, 0, sizeof s);
    return 0;
}

/* The sum of n > 0 signatures. */
int zkfp_bls_add(const uint8_t* signatures, size_t n, uint8_t sum[96])
{
    blst_p1 p;
    for (size_t i = 0; i < n; i++) {
        blst_p1_affine a;
        if (blst_p1_deserialize(&a, signatures + 96 * i) != BLST_SUCCESS || !blst_p1_affine_in_g1(&a)) return BAD_POINT;
        if (i == 0) blst_p1_from_affine(&p, &a);
        else blst_p1_add_or_double_affine(&p, &p, &a);
    }
    if (n == 0) return BAD_POINT;
    blst_p1_serialize(sum, &p);
    return 0;
}
