use crate::Modulus;

/// FIPS 202, 3.2 and 3.3.
pub fn keccak_f(s: &mut [u32; 50]) {
    let (mut a, mut b, mut c) = ([0u64; 25], [0u64; 25], [0u64; 5]);
    for i in 0..25 {
        a[i] = u64::from(s[2 * i + 1]) << 32 | u64::from(s[2 * i]);
    }
    for constant in KECCAK_ROUNDS {
        for x in 0..5 {
            c[x] = a[x] ^ a[x + 5] ^ a[x + 10] ^ a[x + 15] ^ a[x + 20];
        }
        for i in 0..25 {
            a[i] ^= c[(i + 4) % 5] ^ c[(i + 1) % 5].rotate_left(1);
        }
        // rho and pi
        b[0] = a[0];
        let (mut x, mut y, mut turn) = (1, 0, 0);
        for t in 0..24 {
            turn += t + 1;
            let next = (2 * x + 3 * y) % 5;
            b[y + 5 * next] = a[x + 5 * y].rotate_left(turn % 64);
            (x, y) = (y, next);
        }
        for i in 0..25 {
            let row = i - i % 5;
            a[i] = b[i] ^ (!b[row + (i + 1) % 5] & b[row + (i + 2) % 5]);
        }
        a[0] ^= constant;
    }
    for i in 0..25 {
        s[2 * i] = a[i] as u32;
        s[2 * i + 1] = (a[i] >> 32) as u32;
    }
}

pub fn sha256_compress(state: &mut [u32; 8], block: &[u32; 16]) {
    let mut w = [0u32; 64];
    w[..16].copy_from_slice(block);
    for t in 16..64 {
        let (x, y) = (w[t - 15], w[t - 2]);
        w[t] = w[t - 16]
            .wrapping_add(w[t - 7])
            .wrapping_add(x.rotate_right(7) ^ x.rotate_right(18) ^ x >> 3)
            .wrapping_add(y.rotate_right(17) ^ y.rotate_right(19) ^ y >> 10);
    }
    let mut v = *state;
    for t in 0..64 {
        let (a, e) = (v[0], v[4]);
        let t1 = v[7]
            .wrapping_add(e.rotate_right(6) ^ e.rotate_right(11) ^ e.rotate_right(25))
            .wrapping_add((e & v[5]) ^ (!e & v[6]))
            .wrapping_add(SHA256[t])
            .wrapping_add(w[t]);
        let t2 = (a.rotate_right(2) ^ a.rotate_right(13) ^ a.rotate_right(22))
            .wrapping_add((a & v[1]) ^ (a & v[2]) ^ (v[1] & v[2]));
        v.copy_within(0..7, 1);
        v[4] = v[4].wrapping_add(t1);
        v[0] = t1.wrapping_add(t2);
    }
    for i in 0..8 {
        state[i] = state[i].wrapping_add(v[i]);
    }
}

/// The product is divided bit by bit, from the top: twice the remainder and the next bit, less the modulus if that can be taken away.
fn reduce(r: &mut [u32], product: &[u32], m: &[u32]) {
    let n = m.len();
    r.fill(0);
    if m.iter().all(|&x| x == 0) {
        return;
    }
    for bit in (0..32 * product.len()).rev() {
        let mut carry = product[bit / 32] >> (bit % 32) & 1;
        for x in r.iter_mut() {
            (*x, carry) = (*x << 1 | carry, *x >> 31);
        }
        if carry == 1 || r.iter().rev().ge(m.iter().rev()) {
            let mut borrow = false;
            for i in 0..n {
                let (x, b1) = r[i].overflowing_sub(m[i]);
                let (x, b2) = x.overflowing_sub(u32::from(borrow));
                (r[i], borrow) = (x, b1 | b2);
            }
        }
    }
}

fn multiply(t: &mut [u32], a: &[u32], b: &[u32], c: &[u32]) {
    let n = a.len();
    t[..n].copy_from_slice(c);
    for i in 0..n {
        let mut carry = 0u64;
        for j in 0..n {
            carry += u64::from(a[i]) * u64::from(b[j]) + u64::from(t[i + j]);
            t[i + j] = carry as u32;
            carry >>= 32;
        }
        t[i + n] = carry as u32;
    }
}

pub fn mul_mod(a: &[u32; 8], b: &[u32; 8], m: &Modulus<8>) -> [u32; 8] {
    let (mut t, mut r) = ([0; 16], [0; 8]);
    multiply(&mut t, a, b, &m.addend);
    reduce(&mut r, &t, &m.modulus);
    r
}

pub fn mul_mod_384(a: &[u32; 12], b: &[u32; 12], m: &Modulus<12>) -> [u32; 12] {
    let (mut t, mut r) = ([0; 24], [0; 12]);
    multiply(&mut t, a, b, &m.addend);
    reduce(&mut r, &t, &m.modulus);
    r
}

const P: u64 = 0x7f000001;

fn cube(x: u64) -> u32 {
    (x * x % P * x % P) as u32
}

/// The external matrix: circ(2 M, M, M, M, M, M) with M = circ(2, 3, 1, 1).
fn external(s: &mut [u32; 24]) {
    let (mut v, mut sum) = ([0u64; 24], [0u64; 4]);
    for i in 0..24 {
        let at = |k: usize| u64::from(s[(i & !3) + ((i + k) & 3)]);
        v[i] = 2 * at(0) + 3 * at(1) + at(2) + at(3);
        sum[i & 3] += v[i];
    }
    for i in 0..24 {
        s[i] = ((v[i] + sum[i & 3]) % P) as u32;
    }
}

/// As src/Core/Hash: eight external rounds, 23 internal ones between them, x^3.
pub fn poseidon2(s: &mut [u32; 24]) {
    for x in s.iter_mut() {
        *x = (u64::from(*x) % P) as u32;
    }
    external(s);
    for (round, constants) in EXTERNAL.iter().enumerate() {
        if round == 4 {
            for constant in INTERNAL {
                s[0] = cube((u64::from(s[0]) + u64::from(constant)) % P);
                let sum: u64 = s.iter().map(|&x| u64::from(x)).sum();
                for (x, d) in s.iter_mut().zip(DIAGONAL) {
                    *x = ((sum + u64::from(d) * u64::from(*x)) % P) as u32;
                }
            }
        }
        for (x, c) in s.iter_mut().zip(constants) {
            *x = cube((u64::from(*x) + u64::from(*c)) % P);
        }
        external(s);
    }
}

static KECCAK_ROUNDS: [u64; 24] = [
    0x0000000000000001, 0x0000000000008082, 0x800000000000808a, 0x8000000080008000,
    0x000000000000808b, 0x0000000080000001, 0x8000000080008081, 0x8000000000008009,
    0x000000000000008a, 0x0000000000000088, 0x0000000080008009, 0x000000008000000a,
    0x000000008000808b, 0x800000000000008b, 0x8000000000008089, 0x8000000000008003,
    0x8000000000008002, 0x8000000000000080, 0x000000000000800a, 0x800000008000000a,
    0x8000000080008081, 0x8000000000008080, 0x0000000080000001, 0x8000000080008008,
];

static SHA256: [u32; 64] = [
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
];

static EXTERNAL: [[u32; 24]; 8] = [
    [
        0x1d0939dc, 0x6d050f8d, 0x628058ad, 0x2681385d, 0x3e3c62be, 0x032cfad8, 0x5a91ba3c, 0x015a56e6,
        0x696b889c, 0x0dbcd780, 0x5881b5c9, 0x2a076f2e, 0x55393055, 0x6513a085, 0x547ac78f, 0x4281c5b8,
        0x3e7a3f6c, 0x34562c19, 0x2c04e679, 0x0ed78234, 0x5f7a1aa9, 0x0177640e, 0x0ea4f8d1, 0x15be7692,
    ],
    [
        0x6eafdd62, 0x71a572c6, 0x72416f0a, 0x31ce1ad3, 0x2136a0cf, 0x1507c0eb, 0x1eb6e07a, 0x3a0ccf7b,
        0x38e4bf31, 0x44128286, 0x6b05e976, 0x244a9b92, 0x6e4b32a8, 0x78ee2496, 0x4761115b, 0x3d3a7077,
        0x75d3c670, 0x396a2475, 0x26dd00b4, 0x7df50f59, 0x0cb922df, 0x0568b190, 0x5bd3fcd6, 0x1351f58e,
    ],
    [
        0x52191b5f, 0x119171b8, 0x1e8bb727, 0x27d21f26, 0x36146613, 0x1ee817a2, 0x71abe84e, 0x44b88070,
        0x5dc04410, 0x2aeaa2f6, 0x2b7bb311, 0x6906884d, 0x0522e053, 0x0c45a214, 0x1b016998, 0x479b1052,
        0x3acc89be, 0x0776021a, 0x7a34a1f5, 0x70f87911, 0x2caf9d9e, 0x026aff1b, 0x2c42468e, 0x67726b45,
    ],
    [
        0x09b6f53c, 0x73d76589, 0x5793eeb0, 0x29e720f3, 0x75fc8bdf, 0x4c2fae0e, 0x20b41db3, 0x7e491510,
        0x2cadef18, 0x57fc24d6, 0x4d1ade4a, 0x36bf8e3c, 0x3511b63c, 0x64d8476f, 0x732ba706, 0x46634978,
        0x0521c17c, 0x5ee69212, 0x3559cba9, 0x2b33df89, 0x653538d6, 0x5fde8344, 0x4091605d, 0x2933bdde,
    ],
    [
        0x7d232359, 0x389d82f9, 0x259b2e6c, 0x45a94def, 0x0d497380, 0x5b049135, 0x3c268399, 0x78feb2f9,
        0x300a3eec, 0x505165bb, 0x20300973, 0x2327c081, 0x1a45a2f4, 0x5b32ea2e, 0x2d5d1a70, 0x053e613e,
        0x5433e39f, 0x495529f0, 0x1eaa1aa9, 0x578f572a, 0x698ede71, 0x5a0f9dba, 0x398a2e96, 0x0c7b2925,
    ],
    [
        0x2e6b9564, 0x026b00de, 0x7644c1e9, 0x5c23d0bd, 0x3470b5ef, 0x6013cf3a, 0x48747288, 0x13b7a543,
        0x3eaebd44, 0x0004e60c, 0x1e8363a2, 0x2343259a, 0x69da0c2a, 0x06e3e4c4, 0x1095018e, 0x0deea348,
        0x1f4c5513, 0x4f9a3a98, 0x3179112b, 0x524abb1f, 0x21615ba2, 0x23ab4065, 0x1202a1d1, 0x21d25b83,
    ],
    [
        0x6ed17c2f, 0x391e6b09, 0x5e4ed894, 0x6a2f58f2, 0x5d980d70, 0x3fa48c5e, 0x1f6366f7, 0x63540f5f,
        0x6a8235ed, 0x14c12a78, 0x6edde1c9, 0x58ce1c22, 0x718588bb, 0x334313ad, 0x7478dbc7, 0x647ad52f,
        0x39e82049, 0x6fee146a, 0x082c2f24, 0x1f093015, 0x30173c18, 0x53f70c0d, 0x6028ab0c, 0x2f47a1ee,
    ],
    [
        0x26a6780e, 0x3540bc83, 0x1812b49f, 0x5149c827, 0x631dd925, 0x001f2dea, 0x7dc05194, 0x3789672e,
        0x7cabf72e, 0x242dbe2f, 0x0b07a51d, 0x38653650, 0x50785c4e, 0x60e8a7e0, 0x07464338, 0x3482d6e1,
        0x08a69f1e, 0x3f2aff24, 0x5814c30d, 0x13fecab2, 0x61cb291a, 0x68c8226f, 0x5c757eea, 0x289b4e1e,
    ],
];

static INTERNAL: [u32; 23] = [
    0x1395d4ca, 0x5dbac049, 0x51fc2727, 0x13407399, 0x39ac6953, 0x45e8726c, 0x75a7311c, 0x599f82c9,
    0x702cf13b, 0x026b8955, 0x44e09bbc, 0x2211207f, 0x5128b4e3, 0x591c41af, 0x674f5c68, 0x3981d0d3,
    0x2d82f898, 0x707cd267, 0x3b4cca45, 0x2ad0dc3c, 0x0cb79b37, 0x23f2f4e8, 0x3de4e739,
];

static DIAGONAL: [u32; 24] = [
    0x7effffff, 0x00000001, 0x00000002, 0x3f800001, 0x00000003, 0x00000004, 0x3f800000, 0x7efffffe,
    0x7efffffd, 0x7e810001, 0x5f400001, 0x6f200001, 0x77100001, 0x7b080001, 0x7d040001, 0x7effff82,
    0x007f0000, 0x0fe00000, 0x07f00000, 0x03f80000, 0x01fc0000, 0x00fe0000, 0x003f8000, 0x0000007f,
];
