//! The machine's primitives through guests/sdk: Keccak-f of zeros, SHA-256 of "abc", products modulo secp256k1's and BLS12-381's
//! primes, Poseidon2. Prints what it computes; built with the feature `portable`, and natively, it prints the same.
use zkfp::Modulus;

fn print(name: &str, words: &[u32]) {
    print!("{name}");
    for w in words {
        print!(" {w:08x}");
    }
    println!();
}

fn main() {
    let mut lanes = [0; 50];
    zkfp::keccak_f(&mut lanes);
    print("keccakf", &lanes);

    let mut state = [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19];
    let mut block = [0; 16];
    (block[0], block[15]) = (0x61626380, 24);
    zkfp::sha256_compress(&mut state, &block);
    print("sha256", &state);

    let golden = |i: usize| 0x9e3779b9u32.wrapping_mul(i as u32 + 1);
    let a: [u32; 8] = std::array::from_fn(golden);
    let mut m = Modulus { modulus: [u32::MAX; 8], addend: [7, 0, 0, 0, 0, 0, 0, 0] };
    (m.modulus[0], m.modulus[1]) = (0xfffffc2f, 0xfffffffe);
    print("mulmod", &zkfp::mul_mod(&a, &a, &m));
    let a: [u32; 12] = std::array::from_fn(golden);
    let m = Modulus {
        modulus: [
            0xffffaaab, 0xb9feffff, 0xb153ffff, 0x1eabfffe, 0xf6b0f624, 0x6730d2a0, 0xf38512bf, 0x64774b84, 0x434bacd7,
            0x4b1ba7b6, 0x397fe69a, 0x1a0111ea,
        ],
        addend: [5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
    };
    print("mulmod384", &zkfp::mul_mod_384(&a, &a, &m));

    let mut elements: [u32; 24] = std::array::from_fn(|i| i as u32);
    zkfp::poseidon2(&mut elements);
    print("poseidon2", &elements);
}
