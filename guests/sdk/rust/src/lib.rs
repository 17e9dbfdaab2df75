//! The machine's primitives (docs/machine.md, SPECIAL2 functions 0x13 to 0x17). Built for 32-bit MIPS each is one instruction of a
//! Zkfp machine; elsewhere, and with the feature `portable`, it is Rust that does the same. Numbers are arrays of words, least
//! significant first.
#![no_std]
// Rust calls inline assembly for MIPS unstable: RUSTC_BOOTSTRAP=1, as building std for it.
#![cfg_attr(all(target_arch = "mips", not(feature = "portable")), feature(asm_experimental_arch))]

#[cfg(not(all(target_arch = "mips", not(feature = "portable"))))]
mod portable;
#[cfg(not(all(target_arch = "mips", not(feature = "portable"))))]
use portable as backend;

#[cfg(all(target_arch = "mips", not(feature = "portable")))]
mod instructions;
#[cfg(all(target_arch = "mips", not(feature = "portable")))]
use instructions as backend;

/// A modulus of N words and the addend behind it, as the instruction reads them.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Modulus<const N: usize> {
    /// The modulus; zero makes every result zero.
    pub modulus: [u32; N],
    /// Added to the product.
    pub addend: [u32; N],
}

/// Keccak-f\[1600\] in place: lane x + 5y is word 2(x + 5y), its low half, and the word after it.
pub fn keccak_f(state: &mut [u32; 50]) {
    backend::keccak_f(state);
}

/// SHA-256's compression function (FIPS 180-4, 6.2.2).
pub fn sha256_compress(state: &mut [u32; 8], block: &[u32; 16]) {
    backend::sha256_compress(state, block);
}

/// (a b + m.addend) mod m.modulus, for any values.
pub fn mul_mod(a: &[u32; 8], b: &[u32; 8], m: &Modulus<8>) -> [u32; 8] {
    backend::mul_mod(a, b, m)
}

/// The same with 12 words.
pub fn mul_mod_384(a: &[u32; 12], b: &[u32; 12], m: &Modulus<12>) -> [u32; 12] {
    backend::mul_mod_384(a, b, m)
}

/// Poseidon2 of width 24 over KoalaBear in place; words from p = 2^31 - 2^24 + 1 on are reduced first.
pub fn poseidon2(state: &mut [u32; 24]) {
    backend::poseidon2(state);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keccak_f_of_zeros() {
        let mut s = [0; 50];
        keccak_f(&mut s);
        assert_eq!(s[..2], [0x40e1dde7, 0xf1258f79]);
    }

    #[test]
    fn sha256_of_abc() {
        let mut state = [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19];
        let mut block = [0; 16];
        (block[0], block[15]) = (0x61626380, 24);
        sha256_compress(&mut state, &block);
        assert_eq!((state[0], state[7]), (0xba7816bf, 0xf20015ad));
    }

    #[test]
    fn products() {
        let ones = [u32::MAX; 8];
        let mut m = Modulus { modulus: ones, addend: [7, 0, 0, 0, 0, 0, 0, 0] };
        (m.modulus[0], m.modulus[1]) = (0xfffffc2f, 0xfffffffe);
        assert_eq!(mul_mod(&ones, &ones, &m), [0x000e8907, 0x000007a0, 1, 0, 0, 0, 0, 0]); // (2^32 + 976)^2 + 7
        assert_eq!(mul_mod(&ones, &ones, &Modulus { modulus: [0; 8], addend: ones }), [0; 8]);
        assert_eq!(mul_mod(&ones, &ones, &Modulus { modulus: [1, 0, 0, 0, 0, 0, 0, 0], addend: ones }), [0; 8]);
        // 2^352 2^32 + 3 modulo 2^352 + 7 is 3 - 7 2^32 modulo it
        let (mut a, mut b, mut m) = ([0; 12], [0; 12], Modulus { modulus: [0; 12], addend: [0; 12] });
        (a[11], b[1], m.modulus[0], m.modulus[11], m.addend[0]) = (1, 1, 7, 1, 3);
        let mut want = [u32::MAX; 12];
        (want[0], want[1], want[11]) = (10, 0xfffffff9, 0);
        assert_eq!(mul_mod_384(&a, &b, &m), want);
    }

    /// Plonky3's vector (0056fa83, koala-bear/src/poseidon2.rs, test_default_koalabear_poseidon2_width_24).
    #[test]
    fn poseidon2_vector() {
        let mut s = [
            886409618, 1327899896, 1902407911, 591953491, 648428576, 1844789031, 1198336108, 355597330,
            1799586834, 59617783, 790334801, 1968791836, 559272107, 31054313, 1042221543, 474748436,
            135686258, 263665994, 1962340735, 1741539604, 2026927696, 449439011, 1131357108, 50869465,
        ];
        s[0] += 0x7f000001; // reduced first
        poseidon2(&mut s);
        assert_eq!(s, [
            382801106, 82839311, 1503190615, 1987418517, 854076995, 1862291425, 262755189, 1050814217,
            722724562, 741265943, 1026879332, 754316749, 1966025564, 1518878196, 502200188, 1368172258,
            845459257, 1711434837, 724453836, 171032289, 655223446, 1098636135, 407832555, 1707498914,
        ]);
    }
}
