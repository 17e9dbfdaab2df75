// Package zkfp has the machine's primitives (docs/machine.md, SPECIAL2 functions 0x13 to 0x17). Built for mips or mipsle each is one
// instruction of a Zkfp machine; elsewhere, and with the build tag zkfp_portable, it is Go that does the same. Numbers are arrays of
// words, least significant first. Arguments may be the same or overlap: all are read before the result is written.
package zkfp

// Modulus is a modulus and the addend C behind it, as the instruction reads them.
type Modulus struct{ M, C [8]uint32 }

// Modulus384 is a Modulus of 12 words.
type Modulus384 struct{ M, C [12]uint32 }

// KeccakF applies Keccak-f[1600]: lane x + 5y is s[2(x + 5y)], its low half, and the word after it.
func KeccakF(s *[50]uint32) { keccakF(s) }

// SHA256Compress applies SHA-256's compression function (FIPS 180-4, 6.2.2) to the state.
func SHA256Compress(state *[8]uint32, block *[16]uint32) { sha256Compress(state, block) }

// MulMod sets r = (a b + m.C) mod m.M. Any values; a modulus of zero gives zero.
func MulMod(r, a, b *[8]uint32, m *Modulus) { mulMod(r, a, b, m) }

// MulMod384 is MulMod with 12 words.
func MulMod384(r, a, b *[12]uint32, m *Modulus384) { mulMod384(r, a, b, m) }

// Poseidon2 applies the permutation of width 24 over KoalaBear; words from p = 2^31 - 2^24 + 1 on are reduced first.
func Poseidon2(s *[24]uint32) { poseidon2(s) }
