/* Public key recovery on secp256k1 (SEC 1, 4.1.6) over the field, scalar and group code of
 * bitcoin-core/secp256k1. The library's own entry point would build its generator table at run time;
 * here it is a constant made at build time. */
#include "secp256k1_config.h"
#include <secp256k1/src/util.h>
#include <secp256k1/src/num_impl.h>
#include <secp256k1/src/field_impl.h>
#include <secp256k1/src/scalar_impl.h>
#include <secp256k1/src/group_impl.h>
#include <secp256k1/src/scratch_impl.h>
#include <secp256k1/src/ecmult_impl.h>
#include <secp256k1_table.h>

#include "arena.h"
#include "fp29.h"
#include "precompiles.h"
#include "zkfp.h"

/* p and n (SEC 2, section 2.4.1) as limbs of 29 bits. */
static const uint32_t FIELD_P[9] = {0x1ffffc2f, 0x1ffffff7, 0x1fffffff, 0x1fffffff, 0x1fffffff, 0x1fffffff, 0x1fffffff, 0x1fffffff, 0x00ffffff};
static const uint32_t ORDER_N[9] = {0x10364141, 0x1e92f466, 0x12280eef, 0x1db9cd5e, 0x1fffebaa, 0x1fffffff, 0x1fffffff, 0x1fffffff, 0x00ffffff};

/* The library inverts by Fermat's theorem; division steps cost a tenth of that. */
static void invert(uint8_t bytes[32], const uint32_t modulus[9])
{
    uint32_t v[9];
    fp29_unpack(v, bytes);
    fp29_inverse_plain(v, modulus);
    fp29_pack(bytes, v);
}

int zk_recover(const uint8_t hash[32], const uint8_t r[32], const uint8_t s[32], int recid,
               uint8_t address[20])
{
    if (recid != 0 && recid != 1) return 0;
    secp256k1_scalar sr, ss, sh, inverse;
    int over_r, over_s;
    secp256k1_scalar_set_b32(&sr, r, &over_r);
    secp256k1_scalar_set_b32(&ss, s, &over_s);
    if (over_r || over_s || secp256k1_scalar_is_zero(&sr) || secp256k1_scalar_is_zero(&ss)) return 0;
    secp256k1_scalar_set_b32(&sh, hash, NULL);

    /* R: the point with x = r; r < n < p, so r itself is a field element. */
    secp256k1_fe x;
    secp256k1_ge point;
    if (!secp256k1_fe_set_b32(&x, r)) return 0;
    if (!secp256k1_ge_set_xo_var(&point, &x, recid)) return 0;

    /* Q = (s R - h G) / r. */
    uint8_t bytes[64], digest[32];
    memcpy(bytes, r, 32);
    invert(bytes, ORDER_N);
    secp256k1_scalar_set_b32(&inverse, bytes, NULL);
    secp256k1_scalar_mul(&sh, &sh, &inverse);
    secp256k1_scalar_negate(&sh, &sh);
    secp256k1_scalar_mul(&ss, &ss, &inverse);
    secp256k1_ecmult_context tables;
    tables.pre_g = (secp256k1_ge_storage(*)[])(uintptr_t)secp256k1_table;
    tables.pre_g_128 = (secp256k1_ge_storage(*)[])(uintptr_t)secp256k1_table_128;
    secp256k1_gej pointj, keyj;
    secp256k1_gej_set_ge(&pointj, &point);
    secp256k1_ecmult(&tables, &keyj, &pointj, &ss, &sh);
    if (secp256k1_gej_is_infinity(&keyj)) return 0;

    secp256k1_fe z, zz;
    secp256k1_fe_normalize_var(&keyj.z);
    secp256k1_fe_get_b32(bytes, &keyj.z);
    invert(bytes, FIELD_P);
    if (!secp256k1_fe_set_b32(&z, bytes)) zk_die(ZK_EXIT_INTERNAL, "secp256k1: inverse out of range");
    secp256k1_fe_sqr(&zz, &z);
    secp256k1_fe_mul(&keyj.x, &keyj.x, &zz);
    secp256k1_fe_mul(&zz, &zz, &z);
    secp256k1_fe_mul(&keyj.y, &keyj.y, &zz);
    secp256k1_fe_normalize_var(&keyj.x);
    secp256k1_fe_normalize_var(&keyj.y);
    secp256k1_fe_get_b32(bytes, &keyj.x);
    secp256k1_fe_get_b32(bytes + 32, &keyj.y);
    zk_keccak256(bytes, 64, digest);
    memcpy(address, digest + 12, 20);
    return 1;
}
