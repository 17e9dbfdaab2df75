/* Runs precompile vectors. Standard input, one case a line, fields separated by blanks:
 *     NAME FORK ADDRESS INPUT GAS OUTPUT
 * FORK 0 Cancun, 1 Prague, 2 Osaka; ADDRESS decimal; INPUT and OUTPUT hex, "-" empty; OUTPUT "!" for a
 * call that must fail; GAS the gas used, "-" not checked. Also checks each case with one gas too little.
 * Prints each difference and "N passed, N failed"; exit 1 on any failure. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "precompiles.h"
#include "test_support.h"

static uint8_t* unhex(const char* s, size_t* n)
{
    size_t len = strcmp(s, "-") ? strlen(s) / 2 : 0;
    /* Exactly sized, so that a sanitizer sees a read past the end. */
    uint8_t* out = malloc(len ? len : 1);
    for (size_t i = 0; i < len; i++) {
        unsigned x;
        if (sscanf(s + 2 * i, "%2x", &x) != 1) abort();
        out[i] = (uint8_t)x;
    }
    *n = len;
    return out;
}

int main(void)
{
    static char line[1 << 22], name[256], in_hex[1 << 22], out_hex[1 << 17], gas_text[32];
    unsigned passed = 0, failed = 0;
    while (fgets(line, sizeof line, stdin)) {
        unsigned fork, address;
        if (line[0] == '#' || line[0] == '\n') continue;
        if (sscanf(line, "%255s %u %u %4000000s %31s %130000s", name, &fork, &address, in_hex, gas_text, out_hex) != 6) {
            printf("bad line: %.80s\n", line);
            return 2;
        }
        uint8_t to[20] = {0};
        to[18] = (uint8_t)(address >> 8);
        to[19] = (uint8_t)address;
        size_t in_len, want_len, out_len = 0;
        uint8_t *in = unhex(in_hex, &in_len), *want = unhex(strcmp(out_hex, "!") ? out_hex : "-", &want_len);
        const uint8_t* out = NULL;
        uint64_t used = 0;
        zk_mark_t mark = zk_mark();
        int rc = zk_precompile(fork, to, in, in_len, 1u << 30, &used, &out, &out_len);
        int must_fail = !strcmp(out_hex, "!");
        int ok = must_fail ? rc == ZK_PC_FAIL
                           : rc == ZK_PC_OK && out_len == want_len && (want_len == 0 || !memcmp(out, want, want_len));
        if (ok && !must_fail && strcmp(gas_text, "-")) ok = used == strtoull(gas_text, NULL, 10);
        if (ok && !must_fail) {
            uint64_t exact = used;
            ok = zk_precompile(fork, to, in, in_len, exact, &used, &out, &out_len) == ZK_PC_OK;
            if (ok && exact) ok = zk_precompile(fork, to, in, in_len, exact - 1, &used, &out, &out_len) == ZK_PC_FAIL;
            used = exact;
        }
        zk_release(mark);
        if (ok) {
            passed++;
        } else {
            failed++;
            printf("FAILED %s fork %u address %u: rc %d, gas %llu (expected %s)\n", name, fork, address, rc,
                   (unsigned long long)used, gas_text);
        }
        free(in);
        free(want);
    }
    printf("%u passed, %u failed\n", passed, failed);
    return failed || !passed;
}
