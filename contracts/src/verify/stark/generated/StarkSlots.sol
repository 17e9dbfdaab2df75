// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

// Written by contracts/generator. Do not edit.

import {P2_LANES, Quintic as Q} from "../Quintic.sol";
import {ld} from "../Words.sol";

/// Sums over the slots of messages, which this key's proofs all have at the same places. Operands are where StarkShape.sol says.
library StarkSlots {
    /// The part of the local leaves, at the point after its scope, that is some message's.
    function leavesInUse() internal pure returns (uint256 sum) {
        uint256 a;
        uint256 b;
        uint256 c;
        assembly ("memory-safe") {
            a := mload(0x1960)
        }
        a = complement(a);
        assembly ("memory-safe") {
            mstore(0xbfa0, a)
            a := mload(0xbfa0)
            b := mload(0x1940)
        }
        a = left(a, b);
        assembly ("memory-safe") {
            mstore(0xbfc0, a)
            a := mload(0xbfc0)
            b := mload(0x1920)
        }
        a = left(a, b);
        assembly ("memory-safe") {
            mstore(0xbfe0, a)
            a := 1
            b := mload(0xbfe0)
            c := mload(0x1900)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xc000, a)
            a := mload(0xc000)
            b := mload(0x18e0)
        }
        a = left(a, b);
        assembly ("memory-safe") {
            mstore(0xc020, a)
            a := 1
            b := mload(0xc020)
            c := mload(0x18c0)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xc040, a)
            a := 1
            b := mload(0xc040)
            c := mload(0x18a0)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xc060, a)
            a := 1
            b := mload(0xc060)
            c := mload(0x1880)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xc080, a)
            a := 1
            b := mload(0xc080)
            c := mload(0x1860)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xc0a0, a)
            a := 1
            b := mload(0xc0a0)
            c := mload(0x1840)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xc0c0, a)
            a := mload(0xc0c0)
            b := mload(0x1820)
        }
        a = left(a, b);
        assembly ("memory-safe") {
            mstore(0xc0e0, a)
            a := 1
            b := mload(0xc0e0)
            c := mload(0x1800)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xc100, a)
        }
        assembly ("memory-safe") {
            sum := mload(0xc100)
        }
    }

    /// Leaves, each times eq of its slot.
    function leaves() internal pure returns (uint256 sum) {
        uint256 a;
        uint256 b;
        uint256 c;
        assembly ("memory-safe") {
            a := mload(0x50a0)
            b := mload(0x1960)
        }
        a = left(a, b);
        assembly ("memory-safe") {
            mstore(0xc120, a)
            a := mload(0x57e0)
            b := mload(0x5800)
            c := mload(0x1940)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xc140, a)
            a := mload(0x5820)
            b := mload(0x5840)
            c := mload(0x1940)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xc160, a)
            a := mload(0xc120)
            b := mload(0x1940)
        }
        a = left(a, b);
        assembly ("memory-safe") {
            mstore(0xc180, a)
            a := mload(0x52c0)
            b := mload(0x52e0)
            c := mload(0x1920)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xc1a0, a)
            a := mload(0x5300)
            b := mload(0x5320)
            c := mload(0x1920)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xc1c0, a)
            a := mload(0xc140)
            b := mload(0xc160)
            c := mload(0x1920)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xc1e0, a)
            a := mload(0xc180)
            b := mload(0x1920)
        }
        a = left(a, b);
        assembly ("memory-safe") {
            mstore(0xc200, a)
            a := mload(0xc1a0)
            b := mload(0xc1c0)
            c := mload(0x1900)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xc220, a)
            a := mload(0xc1e0)
            b := mload(0xc200)
            c := mload(0x1900)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xc240, a)
            a := mload(0x5160)
            b := mload(0x5180)
            c := mload(0x18e0)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xc260, a)
            a := mload(0x51a0)
            b := mload(0x51c0)
            c := mload(0x18e0)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xc280, a)
            a := mload(0x51e0)
            b := mload(0x5660)
            c := mload(0x18e0)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xc2a0, a)
            a := mload(0x5680)
            b := mload(0x56a0)
            c := mload(0x18e0)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xc2c0, a)
            a := mload(0x56c0)
            b := mload(0x56e0)
            c := mload(0x18e0)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xc2e0, a)
            a := mload(0x5700)
            b := mload(0x5720)
            c := mload(0x18e0)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xc300, a)
            a := mload(0x5740)
            b := mload(0x5760)
            c := mload(0x18e0)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xc320, a)
            a := mload(0x5780)
            b := mload(0x57a0)
            c := mload(0x18e0)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xc340, a)
            a := mload(0x57c0)
            b := mload(0xc220)
            c := mload(0x18e0)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xc360, a)
            a := mload(0xc240)
            b := mload(0x18e0)
        }
        a = left(a, b);
        assembly ("memory-safe") {
            mstore(0xc380, a)
            a := mload(0x50c0)
            b := mload(0x5200)
            c := mload(0x18c0)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xc3a0, a)
            a := mload(0x5220)
            b := mload(0x5240)
            c := mload(0x18c0)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xc3c0, a)
            a := mload(0x5260)
            b := mload(0x5280)
            c := mload(0x18c0)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xc3e0, a)
            a := mload(0x52a0)
            b := mload(0x5520)
            c := mload(0x18c0)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xc400, a)
            a := mload(0x5540)
            b := mload(0x5560)
            c := mload(0x18c0)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xc420, a)
            a := mload(0x5580)
            b := mload(0x55a0)
            c := mload(0x18c0)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xc440, a)
            a := mload(0x55c0)
            b := mload(0x55e0)
            c := mload(0x18c0)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xc460, a)
            a := mload(0x5600)
            b := mload(0x5620)
            c := mload(0x18c0)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xc480, a)
            a := mload(0x5640)
            b := mload(0x5860)
            c := mload(0x18c0)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xc4a0, a)
            a := mload(0xc260)
            b := mload(0xc280)
            c := mload(0x18c0)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xc4c0, a)
            a := mload(0xc2a0)
            b := mload(0xc2c0)
            c := mload(0x18c0)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xc4e0, a)
            a := mload(0xc2e0)
            b := mload(0xc300)
            c := mload(0x18c0)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xc500, a)
            a := mload(0xc320)
            b := mload(0xc340)
            c := mload(0x18c0)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xc520, a)
            a := mload(0xc360)
            b := mload(0xc380)
            c := mload(0x18c0)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xc540, a)
            a := mload(0xc3a0)
            b := mload(0xc3c0)
            c := mload(0x18a0)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xc560, a)
            a := mload(0xc3e0)
            b := mload(0xc400)
            c := mload(0x18a0)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xc580, a)
            a := mload(0xc420)
            b := mload(0xc440)
            c := mload(0x18a0)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xc5a0, a)
            a := mload(0xc460)
            b := mload(0xc480)
            c := mload(0x18a0)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xc5c0, a)
            a := mload(0xc4a0)
            b := mload(0xc4c0)
            c := mload(0x18a0)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xc5e0, a)
            a := mload(0xc4e0)
            b := mload(0xc500)
            c := mload(0x18a0)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xc600, a)
            a := mload(0xc520)
            b := mload(0xc540)
            c := mload(0x18a0)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xc620, a)
            a := mload(0x50e0)
            b := mload(0x5100)
            c := mload(0x1880)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xc640, a)
            a := mload(0x5120)
            b := mload(0x5140)
            c := mload(0x1880)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xc660, a)
            a := mload(0x5360)
            b := mload(0x5380)
            c := mload(0x1880)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xc680, a)
            a := mload(0x53a0)
            b := mload(0x53c0)
            c := mload(0x1880)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xc6a0, a)
            a := mload(0x53e0)
            b := mload(0x5400)
            c := mload(0x1880)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xc6c0, a)
            a := mload(0x5420)
            b := mload(0x5440)
            c := mload(0x1880)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xc6e0, a)
            a := mload(0x5460)
            b := mload(0x5480)
            c := mload(0x1880)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xc700, a)
            a := mload(0x54a0)
            b := mload(0x54c0)
            c := mload(0x1880)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xc720, a)
            a := mload(0x54e0)
            b := mload(0xc560)
            c := mload(0x1880)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xc740, a)
            a := mload(0xc580)
            b := mload(0xc5a0)
            c := mload(0x1880)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xc760, a)
            a := mload(0xc5c0)
            b := mload(0xc5e0)
            c := mload(0x1880)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xc780, a)
            a := mload(0xc600)
            b := mload(0xc620)
            c := mload(0x1880)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xc7a0, a)
            a := mload(0xc640)
            b := mload(0xc660)
            c := mload(0x1860)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xc7c0, a)
            a := mload(0xc680)
            b := mload(0xc6a0)
            c := mload(0x1860)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xc7e0, a)
            a := mload(0xc6c0)
            b := mload(0xc6e0)
            c := mload(0x1860)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xc800, a)
            a := mload(0xc700)
            b := mload(0xc720)
            c := mload(0x1860)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xc820, a)
            a := mload(0xc740)
            b := mload(0xc760)
            c := mload(0x1860)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xc840, a)
            a := mload(0xc780)
            b := mload(0xc7a0)
            c := mload(0x1860)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xc860, a)
            a := mload(0xc7c0)
            b := mload(0xc7e0)
            c := mload(0x1840)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xc880, a)
            a := mload(0xc800)
            b := mload(0xc820)
            c := mload(0x1840)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xc8a0, a)
            a := mload(0xc840)
            b := mload(0xc860)
            c := mload(0x1840)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xc8c0, a)
            a := mload(0xc880)
            b := mload(0xc8a0)
            c := mload(0x1820)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xc8e0, a)
            a := mload(0xc8c0)
            b := mload(0x1820)
        }
        a = left(a, b);
        assembly ("memory-safe") {
            mstore(0xc900, a)
            a := mload(0xc8e0)
            b := mload(0xc900)
            c := mload(0x1800)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xc920, a)
        }
        assembly ("memory-safe") {
            sum := mload(0xc920)
        }
    }

    /// Constraints, each times the power of beta of its number.
    function constraints() internal pure returns (uint256 sum) {
        uint256 a;
        uint256 b;
        uint256 c;
        assembly ("memory-safe") {
            a := mload(0x2c60)
            b := mload(0x2c60)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xc940, a)
            a := mload(0xc940)
            b := mload(0xc940)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xc960, a)
            a := mload(0xc960)
            b := mload(0xc960)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xc980, a)
            a := mload(0xc980)
            b := mload(0xc980)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xc9a0, a)
            a := mload(0xc9a0)
            b := mload(0xc980)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xc9c0, a)
            a := mload(0x5880)
            b := mload(0xc9c0)
            c := mload(0x5500)
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0xc9e0, a)
            a := mload(0xc9e0)
            b := mload(0xc980)
            c := mload(0x5340)
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0xca00, a)
        }
        assembly ("memory-safe") {
            sum := mload(0xca00)
        }
    }

    /// n/d plus the fractions of the public messages; bad is not 0 if one has a fingerprint of zero.
    function statement(uint256 n, uint256 d) internal pure returns (uint256, uint256, uint256 bad) {
        uint256 f;
        f = Q.red(ld(0x5080) + Q.scale(ld(0x4f00), 1));
        f = Q.red(f + Q.scale(ld(0x4f20), 1));
        f = Q.red(f + Q.scale(ld(0x4f40), ld(0x16c0)));
        f = Q.red(f + Q.scale(ld(0x4f60), ld(0x16e0)));
        f = Q.red(f + Q.scale(ld(0x4f80), ld(0x1700)));
        f = Q.red(f + Q.scale(ld(0x4fa0), ld(0x1720)));
        f = Q.red(f + Q.scale(ld(0x4fc0), ld(0x1740)));
        if (Q.isZero(f)) bad = 1;
        n = Q.mulAdd(n, f, Q.scale(d, 0x7f000000));
        d = Q.mul(d, f);
        f = Q.red(ld(0x5080) + Q.scale(ld(0x4f00), 1));
        f = Q.red(f + Q.scale(ld(0x4f20), 2));
        f = Q.red(f + Q.scale(ld(0x4f40), ld(0x1760)));
        f = Q.red(f + Q.scale(ld(0x4f60), ld(0x1780)));
        f = Q.red(f + Q.scale(ld(0x4f80), ld(0x17a0)));
        f = Q.red(f + Q.scale(ld(0x4fa0), ld(0x17c0)));
        if (Q.isZero(f)) bad = 1;
        n = Q.mulAdd(n, f, Q.scale(d, 0x7f000000));
        d = Q.mul(d, f);
        return (n, d, bad);
    }


    // 1 - x, reduced.
    function complement(uint256 x) private pure returns (uint256) {
        unchecked {
            return Q.red(P2_LANES - x + 1);
        }
    }

    // a + x(b - a)
    function lerp(uint256 a, uint256 b, uint256 x) private pure returns (uint256) {
        unchecked {
            return Q.mulAdd(x, Q.red(b + P2_LANES - a), a);
        }
    }

    // a(1 - x)
    function left(uint256 a, uint256 x) private pure returns (uint256) {
        return Q.mul(a, complement(x));
    }
            }
