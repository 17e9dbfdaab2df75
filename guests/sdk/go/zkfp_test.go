package zkfp

import "testing"

// The permutation of zeros, FIPS 180-4's example "abc", Plonky3's vector of the permutation, and 2^256 - 1 squared.
func TestKnownAnswers(t *testing.T) {
	var k [50]uint32
	KeccakF(&k)
	if k[1] != 0xf1258f79 || k[0] != 0x40e1dde7 {
		t.Fatalf("KeccakF: %x", k[:2])
	}
	state := [8]uint32{0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19}
	SHA256Compress(&state, &[16]uint32{0: 0x61626380, 15: 24})
	if state[0] != 0xba7816bf || state[7] != 0xf20015ad {
		t.Fatalf("SHA256Compress: %x", state)
	}
	var ones [8]uint32
	for i := range ones {
		ones[i] = 0xffffffff
	}
	m := Modulus{M: [8]uint32{0xfffffc2f, 0xfffffffe, ones[0], ones[0], ones[0], ones[0], ones[0], ones[0]}, C: [8]uint32{7}}
	var r [8]uint32
	MulMod(&r, &ones, &ones, &m) // (2^32 + 976)^2 + 7
	if r != [8]uint32{0x000e8907, 0x000007a0, 1} {
		t.Fatalf("MulMod: %x", r)
	}
	MulMod(&r, &ones, &ones, &Modulus{})
	if r != [8]uint32{} {
		t.Fatalf("MulMod with modulus 0: %x", r)
	}
	var r384 [12]uint32
	MulMod384(&r384, &[12]uint32{11: 1}, &[12]uint32{1: 1}, &Modulus384{M: [12]uint32{0: 7, 11: 1}, C: [12]uint32{3}})
	if r384 != expected384() {
		t.Fatalf("MulMod384: %x", r384)
	}
}

func TestPoseidon2(t *testing.T) {
	s := [24]uint32{
		886409618, 1327899896, 1902407911, 591953491, 648428576, 1844789031, 1198336108, 355597330,
		1799586834, 59617783, 790334801, 1968791836, 559272107, 31054313, 1042221543, 474748436,
		135686258, 263665994, 1962340735, 1741539604, 2026927696, 449439011, 1131357108, 50869465,
	}
	s[0] += 0x7f000001 // reduced first
	Poseidon2(&s)
	if s != [24]uint32{
		382801106, 82839311, 1503190615, 1987418517, 854076995, 1862291425, 262755189, 1050814217,
		722724562, 741265943, 1026879332, 754316749, 1966025564, 1518878196, 502200188, 1368172258,
		845459257, 1711434837, 724453836, 171032289, 655223446, 1098636135, 407832555, 1707498914,
	} {
		t.Fatalf("Poseidon2: %d", s)
	}
}

// 2^352 2^32 + 3 modulo 2^352 + 7 is 3 - 7 2^32 modulo it.
func expected384() [12]uint32 {
	r := [12]uint32{0: 3 + 7, 1: 0xfffffff9}
	for i := 2; i < 11; i++ {
		r[i] = 0xffffffff
	}
	return r
}
