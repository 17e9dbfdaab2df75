/* Build-time program: prints the odd multiples of the secp256k1 generator (and of 2^128 times it) that
 * recovery looks up, as C initialisers of 8 little-endian 32-bit words per coordinate. */
#include "secp256k1_config.h"
#include <secp256k1/src/util.h>
#include <secp256k1/src/num_impl.h>
#include <secp256k1/src/field_impl.h>
#include <secp256k1/src/scalar_impl.h>
#include <secp256k1/src/group_impl.h>
#include <secp256k1/src/scratch_impl.h>
#include <secp256k1/src/ecmult_impl.h>
#include <stdio.h>

static void print(const char* name, const secp256k1_ge_storage* table)
{
    printf("static const secp256k1_ge_storage %s[%d] = {\n", name, (int)ECMULT_TABLE_SIZE(WINDOW_G));
    for (int i = 0; i < (int)ECMULT_TABLE_SIZE(WINDOW_G); i++) {
        printf("{{{");
        for (int k = 0; k < 8; k++) printf("0x%08xu%s", table[i].x.n[k], k < 7 ? "," : "}},{{");
        for (int k = 0; k < 8; k++) printf("0x%08xu%s", table[i].y.n[k], k < 7 ? "," : "}}},\n");
    }
    printf("};\n");
}

int main(void)
{
    static unsigned char memory[1 << 20];
    void* next = memory;
    secp256k1_ecmult_context ctx;
    secp256k1_ecmult_context_init(&ctx);
    secp256k1_ecmult_context_build(&ctx, &next);
    print("secp256k1_table", *ctx.pre_g);
    print("secp256k1_table_128", *ctx.pre_g_128);
    return 0;
}
