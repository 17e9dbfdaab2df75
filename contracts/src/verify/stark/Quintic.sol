// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

// Elements of K = F[X]/(X^5 + X^2 - 1), F the field of p = 2^31 - 2^24 + 1, in one word: coefficient i is lane i, bits 51i ..< 51i + 51.
// N is X^5 + X^2 - 1 at X = 2^51, so a product mod N is the product in Z[X]/(X^5 + X^2 - 1) as long as lanes of the result, which may be
// negative, stay between -2^50 and 2^50, or what has been added to them brings them to 0 ..< 2^51.
//
// "Reduced": every lane < 1.0114p, which is what red() gives. "Canonical": < p. Where nothing is said, lanes only have a bound.

uint256 constant P = 2130706433;
uint256 constant N = 0x800000000000000000000000000000000000003fffffffffffffffffffffffff;
uint256 constant ONES = 0x1000000000000200000000000040000000000008000000000001; // 1 in every lane
uint256 constant LANES = (1 << 255) - 1; // all lanes
uint256 constant P_LANES = 0x7f00000100000fe00000200001fc00000400003f800000800007f000001;
uint256 constant P2_LANES = 0xfe00000200001fc00000400003f800000800007f00000100000fe000002; // 2p in every lane

// 32 bits of lane i.
uint256 constant UNPACK_1 = 0x7fffffff8000000000000;
uint256 constant UNPACK_2 = 0x3fffffffc0000000000000000000000000;
uint256 constant UNPACK_3 = 0x1fffffffe00000000000000000000000000000000000000;
uint256 constant UNPACK_4 = 0xffffffff000000000000000000000000000000000000000000000000000;

/// Products and reductions. Lane bounds are preconditions; StarkQuintic.t.sol compares with schoolbook arithmetic at these bounds.
library Quintic {
    // Multiples of p, so that lanes below zero come above it.
    uint256 private constant OFFSET = 0x2fa00000600005f400000c0000be800001800017d00000300002fa0000060000; // 6 * 2^16 * p
    uint256 private constant LOW16 = 0xffff000000001fffe000000003fffc000000007fff800000000ffff;
    uint256 private constant LOW27 = 0x7ffffff000000ffffffe000001ffffffc000003ffffff8000007ffffff;
    uint256 private constant LOW21 = 0x1fffff00000003ffffe00000007ffffc0000000fffff80000001fffff;
    uint256 private constant RECIPROCAL = 8454660; // floor(2^54 / p)

    /// Lanes < 2^51 to reduced ones: minus p times a quotient from the upper 27 bits, which is never too large, and too small by less than
    /// 2^24/p + 2^27 * (2^54/p - RECIPROCAL)/2^30 + 1 < 1.0114.
    function red(uint256 a) internal pure returns (uint256 r) {
        assembly ("memory-safe") {
            r := sub(a, mul(and(shr(30, mul(and(shr(24, a), LOW27), RECIPROCAL)), LOW21), P))
        }
    }

    /// Reduced to canonical lanes: bit 32 of lane + 2^32 - p says whether the lane is p or more.
    function canonical(uint256 a) internal pure returns (uint256 r) {
        assembly ("memory-safe") {
            r := sub(a, mul(and(shr(32, add(a, 0x80ffffff0000101fffffe0000203fffffc0000407fffff8000080ffffff)), ONES), P))
        }
    }

    /// Whether an element with lanes < 2^51 is zero.
    function isZero(uint256 a) internal pure returns (bool) {
        return canonical(red(a)) == 0;
    }

    /// a * b + c, reduced. Lanes of a < 1.48 * 2^31, of b < 2^32, of c < 2^40. b is split in halves of 16 bits: with each, lanes of the
    /// product are between -4 and 6 times 1.48 * 2^47.
    function mulAdd(uint256 a, uint256 b, uint256 c) internal pure returns (uint256 r) {
        assembly ("memory-safe") {
            let t := addmod(mulmod(a, and(shr(16, b), LOW16), N), OFFSET, N)
            t := sub(t, mul(and(shr(30, mul(and(shr(24, t), LOW27), RECIPROCAL)), LOW21), P))
            t := addmod(mulmod(a, and(b, LOW16), N), add(add(shl(16, t), c), OFFSET), N)
            r := sub(t, mul(and(shr(30, mul(and(shr(24, t), LOW27), RECIPROCAL)), LOW21), P))
        }
    }

    /// a * b, reduced. Lanes of a < 1.48 * 2^31, of b < 2^32.
    function mul(uint256 a, uint256 b) internal pure returns (uint256 r) {
        assembly ("memory-safe") {
            let t := addmod(mulmod(a, and(shr(16, b), LOW16), N), OFFSET, N)
            t := sub(t, mul(and(shr(30, mul(and(shr(24, t), LOW27), RECIPROCAL)), LOW21), P))
            t := addmod(mulmod(a, and(b, LOW16), N), add(shl(16, t), OFFSET), N)
            r := sub(t, mul(and(shr(30, mul(and(shr(24, t), LOW27), RECIPROCAL)), LOW21), P))
        }
    }

    /// a * x, reduced, for x in F, x < 2^32; lanes of a < 2^34.
    function scale(uint256 a, uint256 x) internal pure returns (uint256 r) {
        assembly ("memory-safe") {
            let t := mul(a, shr(16, x))
            t := sub(t, mul(and(shr(30, mul(and(shr(24, t), LOW27), RECIPROCAL)), LOW21), P))
            t := add(mul(a, and(x, 0xffff)), shl(16, t))
            r := sub(t, mul(and(shr(30, mul(and(shr(24, t), LOW27), RECIPROCAL)), LOW21), P))
        }
    }

    /// a - b, reduced; lanes of a < 2^50, of b < 2p.
    function sub_(uint256 a, uint256 b) internal pure returns (uint256) {
        unchecked {
            return red(a + P2_LANES - b);
        }
    }

    /// The element in the upper 20 bytes of a word: five numbers of 4 bytes, constant first, big-endian. They must have been found < p.
    function unpack(uint256 w) internal pure returns (uint256 r) {
        assembly ("memory-safe") {
            r := or(
                or(or(shr(224, w), and(shr(141, w), UNPACK_1)), and(shr(58, w), UNPACK_2)),
                or(and(shl(25, w), UNPACK_3), and(shl(108, w), UNPACK_4))
            )
        }
    }
}
