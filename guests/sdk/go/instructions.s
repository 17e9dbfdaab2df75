//go:build (mips || mipsle) && !zkfp_portable

#include "textflag.h"

// func keccakF(s *[50]uint32)
TEXT ·keccakF(SB), NOSPLIT, $0-4
	MOVW	s+0(FP), R4
	WORD	$0x70800013	// KECCAKF R4
	RET

// func sha256Compress(state *[8]uint32, block *[16]uint32)
TEXT ·sha256Compress(SB), NOSPLIT, $0-8
	MOVW	state+0(FP), R4
	MOVW	block+4(FP), R5
	WORD	$0x70850014	// SHA256C R4, R5
	RET

// func mulMod(r, a, b *[8]uint32, m *Modulus)
TEXT ·mulMod(SB), NOSPLIT, $0-16
	MOVW	r+0(FP), R4
	MOVW	a+4(FP), R5
	MOVW	b+8(FP), R6
	MOVW	m+12(FP), R7
	WORD	$0x70a621d5	// MULMOD R4, R5, R6, R7
	RET

// func mulMod384(r, a, b *[12]uint32, m *Modulus384)
TEXT ·mulMod384(SB), NOSPLIT, $0-16
	MOVW	r+0(FP), R4
	MOVW	a+4(FP), R5
	MOVW	b+8(FP), R6
	MOVW	m+12(FP), R7
	WORD	$0x70a621d6	// MULMOD384 R4, R5, R6, R7
	RET

// func poseidon2(s *[24]uint32)
TEXT ·poseidon2(SB), NOSPLIT, $0-4
	MOVW	s+0(FP), R4
	WORD	$0x70800057	// POSEIDON2 R4, width 24
	RET
