/* The guest's memory: one arena, never freed piecewise. */
#ifndef ZK_ARENA_H
#define ZK_ARENA_H

#include <stddef.h>
#include <stdint.h>

/* Exit codes of the guest; docs/evm-guest.md explains them. 0 is success. */
enum {
    ZK_EXIT_OK = 0,
    ZK_EXIT_INPUT = 10,        /* input container malformed or of an unknown version */
    ZK_EXIT_RLP = 11,          /* block, transaction or header RLP malformed */
    ZK_EXIT_NODE_MISSING = 12, /* a trie node the execution needs is not in the witness */
    ZK_EXIT_NODE_BAD = 13,     /* a witness node is not a valid trie node or account */
    ZK_EXIT_CODE_MISSING = 14, /* a contract code is not in the witness */
    ZK_EXIT_HEADERS = 15,      /* ancestor headers malformed, not linked, or missing for BLOCKHASH */
    ZK_EXIT_TX = 16,           /* a transaction of the block is invalid */
    ZK_EXIT_HEADER = 17,       /* a header field breaks a rule against the parent or the body */
    ZK_EXIT_EXECUTION = 18,    /* execution gave another root, bloom, gas or requests than the header */
    ZK_EXIT_SYSTEM = 19,       /* a system call the fork requires failed */
    ZK_EXIT_MEMORY = 20,       /* arena exhausted: says nothing about the block */
    ZK_EXIT_IO = 21,           /* reading stdin or writing stdout failed */
    ZK_EXIT_INTERNAL = 22      /* an internal check failed; always a bug */
};

/* Ends the run: writes the failure record to stdout and exits with `code`. `what` names the check. */
_Noreturn void zk_die(int code, const char* what);

/* n bytes aligned to 16, not zeroed. Never NULL: exhaustion ends the run with ZK_EXIT_MEMORY. */
void* zk_alloc(size_t n);

/* As zk_alloc, zeroed. */
void* zk_alloc0(size_t n);

/* Scratch discipline: take a mark, allocate, release everything allocated since.
 *     zk_mark_t m = zk_mark(); ... zk_release(m);                                     */
typedef size_t zk_mark_t;
zk_mark_t zk_mark(void);
void zk_release(zk_mark_t mark);

#endif
