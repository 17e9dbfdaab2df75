# Precompiles and cryptography: sources, include paths and fetched third-party sources.
# build/deps is filled by fetch-deps.sh with what it pins.
SRCS += $(wildcard precompiles/*.c) \
        crypto/sha256.c crypto/ripemd160.c crypto/blake2f.c crypto/modexp.c crypto/secp256k1.c \
        crypto/bn254.c crypto/bn254_pairing.c crypto/p256.c crypto/bls12.c
INCLUDES += -Icrypto -isystem build/deps -isystem include/mips
DEPS += build/deps/.fetched

build/deps/.fetched: fetch-deps.sh crypto/gen_secp256k1_table.c crypto/mod256.h
	./fetch-deps.sh
	touch $@
