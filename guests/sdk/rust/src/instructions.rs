use crate::Modulus;
use core::arch::asm;

pub fn keccak_f(state: &mut [u32; 50]) {
    // The instruction reads and writes what the pointer leads to, nothing else; so with all of them.
    unsafe { asm!(".word 0x70800013", in("$4") state.as_mut_ptr(), options(nostack)) }
}

pub fn sha256_compress(state: &mut [u32; 8], block: &[u32; 16]) {
    unsafe { asm!(".word 0x70850014", in("$4") state.as_mut_ptr(), in("$5") block.as_ptr(), options(nostack)) }
}

pub fn mul_mod(a: &[u32; 8], b: &[u32; 8], m: &Modulus<8>) -> [u32; 8] {
    let mut r = [0; 8];
    unsafe { asm!(".word 0x70a621d5", in("$4") r.as_mut_ptr(), in("$5") a.as_ptr(), in("$6") b.as_ptr(), in("$7") m, options(nostack)) }
    r
}

pub fn mul_mod_384(a: &[u32; 12], b: &[u32; 12], m: &Modulus<12>) -> [u32; 12] {
    let mut r = [0; 12];
    unsafe { asm!(".word 0x70a621d6", in("$4") r.as_mut_ptr(), in("$5") a.as_ptr(), in("$6") b.as_ptr(), in("$7") m, options(nostack)) }
    r
}

pub fn poseidon2(state: &mut [u32; 24]) {
    unsafe { asm!(".word 0x70800057", in("$4") state.as_mut_ptr(), options(nostack)) }
}
