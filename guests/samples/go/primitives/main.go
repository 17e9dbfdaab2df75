// The machine's primitives through guests/sdk: Keccak-f of zeros, SHA-256 of "abc", products modulo secp256k1's and BLS12-381's
// primes, Poseidon2. Prints what it computes; built with the tag zkfp_portable, and natively, it prints the same.
package main

import (
	"fmt"

	"zkfp"
)

func print(name string, words []uint32) {
	fmt.Print(name)
	for _, w := range words {
		fmt.Printf(" %08x", w)
	}
	fmt.Println()
}

func main() {
	var lanes [50]uint32
	zkfp.KeccakF(&lanes)
	print("keccakf", lanes[:])

	state := [8]uint32{0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19}
	zkfp.SHA256Compress(&state, &[16]uint32{0: 0x61626380, 15: 24})
	print("sha256", state[:])

	var a [8]uint32
	var a384 [12]uint32
	for i := range a {
		a[i] = 0x9e3779b9 * uint32(i+1)
	}
	for i := range a384 {
		a384[i] = 0x9e3779b9 * uint32(i+1)
	}
	zkfp.MulMod(&a, &a, &a, &zkfp.Modulus{
		M: [8]uint32{0xfffffc2f, 0xfffffffe, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff},
		C: [8]uint32{7},
	})
	print("mulmod", a[:])
	zkfp.MulMod384(&a384, &a384, &a384, &zkfp.Modulus384{
		M: [12]uint32{
			0xffffaaab, 0xb9feffff, 0xb153ffff, 0x1eabfffe, 0xf6b0f624, 0x6730d2a0,
			0xf38512bf, 0x64774b84, 0x434bacd7, 0x4b1ba7b6, 0x397fe69a, 0x1a0111ea,
		},
		C: [12]uint32{5},
	})
	print("mulmod384", a384[:])

	var elements [24]uint32
	for i := range elements {
		elements[i] = uint32(i)
	}
	zkfp.Poseidon2(&elements)
	print("poseidon2", elements[:])
}
