//go:build (mips || mipsle) && !zkfp_portable

package zkfp

//go:noescape
func keccakF(s *[50]uint32)

//go:noescape
func sha256Compress(state *[8]uint32, block *[16]uint32)

//go:noescape
func mulMod(r, a, b *[8]uint32, m *Modulus)

//go:noescape
func mulMod384(r, a, b *[12]uint32, m *Modulus384)

//go:noescape
func poseidon2(s *[24]uint32)
