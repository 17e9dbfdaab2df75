// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

// Written by contracts/generator. Do not edit.

import {P2_LANES, Quintic as Q} from "../Quintic.sol";
import {ld} from "../Words.sol";

/// Sums over the slots of messages and columns, which this key's proofs all have at the same places. Operands are where StarkShape.sol says.
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
            a := 1
            b := mload(0xbfc0)
            c := mload(0x1920)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xbfe0, a)
            a := mload(0xbfe0)
            b := mload(0x1900)
        }
        a = left(a, b);
        assembly ("memory-safe") {
            mstore(0xc000, a)
            a := 1
            b := mload(0xc000)
            c := mload(0x18e0)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xc020, a)
            a := mload(0xc020)
            b := mload(0x18c0)
        }
        a = left(a, b);
        assembly ("memory-safe") {
            mstore(0xc040, a)
            a := mload(0xc040)
            b := mload(0x18a0)
        }
        a = left(a, b);
        assembly ("memory-safe") {
            mstore(0xc060, a)
            a := 1
            b := mload(0xc060)
            c := mload(0x1880)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xc080, a)
            a := mload(0xc080)
            b := mload(0x1860)
        }
        a = left(a, b);
        assembly ("memory-safe") {
            mstore(0xc0a0, a)
            a := mload(0xc0a0)
            b := mload(0x1840)
        }
        a = left(a, b);
        assembly ("memory-safe") {
            mstore(0xc0c0, a)
            a := 1
            b := mload(0xc0c0)
            c := mload(0x1820)
        }
        a = lerp(a, b, c);
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
            a := mload(0x5080)
            b := mload(0x57c0)
            c := mload(0x1960)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xc120, a)
            a := mload(0x57e0)
            b := mload(0x5800)
            c := mload(0x1960)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xc140, a)
            a := mload(0x5820)
            b := mload(0x1960)
        }
        a = left(a, b);
        assembly ("memory-safe") {
            mstore(0xc160, a)
            a := mload(0xc120)
            b := mload(0xc140)
            c := mload(0x1940)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xc180, a)
            a := mload(0xc160)
            b := mload(0x1940)
        }
        a = left(a, b);
        assembly ("memory-safe") {
            mstore(0xc1a0, a)
            a := mload(0x52a0)
            b := mload(0x52c0)
            c := mload(0x1920)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xc1c0, a)
            a := mload(0x52e0)
            b := mload(0x5300)
            c := mload(0x1920)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xc1e0, a)
            a := mload(0xc180)
            b := mload(0xc1a0)
            c := mload(0x1920)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xc200, a)
            a := mload(0xc1c0)
            b := mload(0xc1e0)
            c := mload(0x1900)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xc220, a)
            a := mload(0xc200)
            b := mload(0x1900)
        }
        a = left(a, b);
        assembly ("memory-safe") {
            mstore(0xc240, a)
            a := mload(0x50a0)
            b := mload(0x5140)
            c := mload(0x18e0)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xc260, a)
            a := mload(0x5160)
            b := mload(0x5180)
            c := mload(0x18e0)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xc280, a)
            a := mload(0x51a0)
            b := mload(0x51c0)
            c := mload(0x18e0)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xc2a0, a)
            a := mload(0xc220)
            b := mload(0xc240)
            c := mload(0x18e0)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xc2c0, a)
            a := mload(0x51e0)
            b := mload(0x5200)
            c := mload(0x18c0)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xc2e0, a)
            a := mload(0x5220)
            b := mload(0x5240)
            c := mload(0x18c0)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xc300, a)
            a := mload(0x5260)
            b := mload(0x5280)
            c := mload(0x18c0)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xc320, a)
            a := mload(0x5500)
            b := mload(0x5520)
            c := mload(0x18c0)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xc340, a)
            a := mload(0x5540)
            b := mload(0x5560)
            c := mload(0x18c0)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xc360, a)
            a := mload(0x5580)
            b := mload(0x55a0)
            c := mload(0x18c0)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xc380, a)
            a := mload(0x55c0)
            b := mload(0x55e0)
            c := mload(0x18c0)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xc3a0, a)
            a := mload(0x5600)
            b := mload(0x5620)
            c := mload(0x18c0)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xc3c0, a)
            a := mload(0x5640)
            b := mload(0x5660)
            c := mload(0x18c0)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xc3e0, a)
            a := mload(0x5680)
            b := mload(0x56a0)
            c := mload(0x18c0)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xc400, a)
            a := mload(0x56c0)
            b := mload(0x56e0)
            c := mload(0x18c0)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xc420, a)
            a := mload(0x5700)
            b := mload(0x5720)
            c := mload(0x18c0)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xc440, a)
            a := mload(0x5740)
            b := mload(0x5760)
            c := mload(0x18c0)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xc460, a)
            a := mload(0x5780)
            b := mload(0x57a0)
            c := mload(0x18c0)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xc480, a)
            a := mload(0x5840)
            b := mload(0xc260)
            c := mload(0x18c0)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xc4a0, a)
            a := mload(0xc280)
            b := mload(0xc2a0)
            c := mload(0x18c0)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xc4c0, a)
            a := mload(0xc2c0)
            b := mload(0x18c0)
        }
        a = left(a, b);
        assembly ("memory-safe") {
            mstore(0xc4e0, a)
            a := mload(0xc2e0)
            b := mload(0xc300)
            c := mload(0x18a0)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xc500, a)
            a := mload(0xc320)
            b := mload(0xc340)
            c := mload(0x18a0)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xc520, a)
            a := mload(0xc360)
            b := mload(0xc380)
            c := mload(0x18a0)
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
            b := mload(0x18a0)
        }
        a = left(a, b);
        assembly ("memory-safe") {
            mstore(0xc600, a)
            a := mload(0x50c0)
            b := mload(0x50e0)
            c := mload(0x1880)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xc620, a)
            a := mload(0x5100)
            b := mload(0x5120)
            c := mload(0x1880)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xc640, a)
            a := mload(0x5340)
            b := mload(0x5360)
            c := mload(0x1880)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xc660, a)
            a := mload(0x5380)
            b := mload(0x53a0)
            c := mload(0x1880)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xc680, a)
            a := mload(0x53c0)
            b := mload(0x53e0)
            c := mload(0x1880)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xc6a0, a)
            a := mload(0x5400)
            b := mload(0x5420)
            c := mload(0x1880)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xc6c0, a)
            a := mload(0x5440)
            b := mload(0x5460)
            c := mload(0x1880)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xc6e0, a)
            a := mload(0x5480)
            b := mload(0x54a0)
            c := mload(0x1880)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xc700, a)
            a := mload(0x54c0)
            b := mload(0xc500)
            c := mload(0x1880)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xc720, a)
            a := mload(0xc520)
            b := mload(0xc540)
            c := mload(0x1880)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xc740, a)
            a := mload(0xc560)
            b := mload(0xc580)
            c := mload(0x1880)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xc760, a)
            a := mload(0xc5a0)
            b := mload(0xc5c0)
            c := mload(0x1880)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xc780, a)
            a := mload(0xc5e0)
            b := mload(0xc600)
            c := mload(0x1880)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xc7a0, a)
            a := mload(0xc620)
            b := mload(0xc640)
            c := mload(0x1860)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xc7c0, a)
            a := mload(0xc660)
            b := mload(0xc680)
            c := mload(0x1860)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xc7e0, a)
            a := mload(0xc6a0)
            b := mload(0xc6c0)
            c := mload(0x1860)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xc800, a)
            a := mload(0xc6e0)
            b := mload(0xc700)
            c := mload(0x1860)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xc820, a)
            a := mload(0xc720)
            b := mload(0xc740)
            c := mload(0x1860)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xc840, a)
            a := mload(0xc760)
            b := mload(0xc780)
            c := mload(0x1860)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xc860, a)
            a := mload(0xc7a0)
            b := mload(0x1860)
        }
        a = left(a, b);
        assembly ("memory-safe") {
            mstore(0xc880, a)
            a := mload(0xc7c0)
            b := mload(0xc7e0)
            c := mload(0x1840)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xc8a0, a)
            a := mload(0xc800)
            b := mload(0xc820)
            c := mload(0x1840)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xc8c0, a)
            a := mload(0xc840)
            b := mload(0xc860)
            c := mload(0x1840)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xc8e0, a)
            a := mload(0xc880)
            b := mload(0x1840)
        }
        a = left(a, b);
        assembly ("memory-safe") {
            mstore(0xc900, a)
            a := mload(0xc8a0)
            b := mload(0xc8c0)
            c := mload(0x1820)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xc920, a)
            a := mload(0xc8e0)
            b := mload(0xc900)
            c := mload(0x1820)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xc940, a)
            a := mload(0xc920)
            b := mload(0xc940)
            c := mload(0x1800)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xc960, a)
        }
        assembly ("memory-safe") {
            sum := mload(0xc960)
        }
    }

    /// Constraints, each times the power of beta of its number.
    function constraints() internal pure returns (uint256 sum) {
        uint256 a;
        uint256 b;
        uint256 c;
        assembly ("memory-safe") {
            a := mload(0x2c40)
            b := mload(0x2c40)
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
            b := mload(0xc9a0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xc9c0, a)
            a := mload(0xc9c0)
            b := mload(0xc9c0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xc9e0, a)
            a := mload(0xc9e0)
            b := mload(0xc9c0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xca00, a)
            a := mload(0x5860)
            b := mload(0xca00)
            c := mload(0x54e0)
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0xca20, a)
            a := mload(0xca20)
            b := mload(0xc9c0)
            c := mload(0x5320)
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0xca40, a)
        }
        assembly ("memory-safe") {
            sum := mload(0xca40)
        }
    }

    /// The weight at POINT of all column evaluations, and the power of tau that is next.
    function columns() internal pure returns (uint256 sum, uint256 next) {
        uint256 a;
        uint256 b;
        uint256 c;
        assembly ("memory-safe") {
            a := mload(0x5880)
            b := mload(0x5880)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xca60, a)
            a := mload(0xca60)
            b := mload(0xca60)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xca80, a)
            a := mload(0xca80)
            b := mload(0xca80)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xcaa0, a)
            a := mload(0xcaa0)
            b := mload(0xcaa0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xcac0, a)
            a := mload(0xcac0)
            b := mload(0xcac0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xcae0, a)
            a := mload(0xcae0)
            b := mload(0xcae0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xcb00, a)
            a := mload(0xcb00)
            b := mload(0xcb00)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xcb20, a)
            a := mload(0xcb20)
            b := mload(0xcb20)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xcb40, a)
            a := mload(0xcb40)
            b := mload(0xca60)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xcb60, a)
            a := mload(0xcb60)
            b := mload(0x1ec0)
        }
        a = left(a, b);
        assembly ("memory-safe") {
            mstore(0xcb80, a)
            a := mload(0xca80)
            b := mload(0xca60)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xcba0, a)
            a := mload(0xcac0)
            b := mload(0x5880)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xcbc0, a)
            a := mload(0xcae0)
            b := mload(0xcbc0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xcbe0, a)
            a := mload(0xcb00)
            b := mload(0xcbe0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xcc00, a)
            a := mload(0xcb20)
            b := mload(0xcc00)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xcc20, a)
            a := mload(0xcba0)
            b := mload(0xcc20)
            c := mload(0x1ec0)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xcc40, a)
            a := 1
            b := mload(0x5880)
            c := mload(0x1ec0)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xcc60, a)
            a := mload(0xcb40)
            b := mload(0xcc60)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xcc80, a)
            a := mload(0xcc80)
            b := mload(0xcb80)
            c := mload(0x1ea0)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xcca0, a)
            a := mload(0xca80)
            b := mload(0xcc60)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xccc0, a)
            a := mload(0xccc0)
            b := mload(0xcc40)
            c := mload(0x1ea0)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xcce0, a)
            a := mload(0xcac0)
            b := mload(0xcba0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xcd00, a)
            a := mload(0xcae0)
            b := mload(0xcd00)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xcd20, a)
            a := mload(0xcb00)
            b := mload(0xcd20)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xcd40, a)
            a := mload(0xcb20)
            b := mload(0xcd40)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xcd60, a)
            a := mload(0xcd60)
            b := mload(0xcc60)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xcd80, a)
            a := mload(0xcd80)
            b := mload(0x1ea0)
        }
        a = left(a, b);
        assembly ("memory-safe") {
            mstore(0xcda0, a)
            a := mload(0xca80)
            b := mload(0x5880)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xcdc0, a)
            a := mload(0xcaa0)
            b := mload(0xcdc0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xcde0, a)
            a := mload(0xcac0)
            b := mload(0xcde0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xce00, a)
            a := mload(0xcb00)
            b := mload(0xce00)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xce20, a)
            a := mload(0xcd60)
            b := mload(0xca60)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xce40, a)
            a := 1
            b := mload(0xca60)
            c := mload(0x1ea0)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xce60, a)
            a := mload(0xcc60)
            b := mload(0xce60)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xce80, a)
            a := mload(0xce40)
            b := mload(0xce80)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xcea0, a)
            a := mload(0xce20)
            b := mload(0x2720)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xcec0, a)
            a := mload(0xcea0)
            b := mload(0x26e0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xcee0, a)
            a := mload(0xcec0)
            b := mload(0xcee0)
            c := mload(0x1e80)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xcf00, a)
            a := mload(0xce40)
            b := mload(0xca80)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xcf20, a)
            a := mload(0xcf20)
            b := mload(0xce80)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xcf40, a)
            a := mload(0xcf40)
            b := mload(0xcca0)
            c := mload(0x1e80)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xcf60, a)
            a := mload(0xcac0)
            b := mload(0xca80)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xcf80, a)
            a := mload(0xcb00)
            b := mload(0xcf80)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xcfa0, a)
            a := mload(0xcfa0)
            b := mload(0x2720)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xcfc0, a)
            a := mload(0xce80)
            b := mload(0x26e0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xcfe0, a)
            a := mload(0xcfc0)
            b := mload(0xcfe0)
            c := mload(0x1e80)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xd000, a)
            a := mload(0xcc20)
            b := mload(0x5880)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xd020, a)
            a := mload(0xd020)
            b := mload(0xce80)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xd040, a)
            a := mload(0xcce0)
            b := mload(0xd040)
            c := mload(0x1e80)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xd060, a)
            a := mload(0xcda0)
            b := mload(0x1e80)
        }
        a = left(a, b);
        assembly ("memory-safe") {
            mstore(0xd080, a)
            a := mload(0xcf60)
            b := mload(0x26e0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xd0a0, a)
            a := mload(0xcf00)
            b := mload(0xd0a0)
            c := mload(0x1e60)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xd0c0, a)
            a := mload(0xcbc0)
            b := mload(0x5880)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xd0e0, a)
            a := mload(0xcb00)
            b := mload(0xd0e0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xd100, a)
            a := 1
            b := mload(0x5880)
            c := mload(0x1e80)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xd120, a)
            a := mload(0xd100)
            b := mload(0xd120)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xd140, a)
            a := mload(0xd140)
            b := mload(0x2720)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xd160, a)
            a := mload(0xd160)
            b := mload(0xd000)
            c := mload(0x1e60)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xd180, a)
            a := mload(0xd060)
            b := mload(0xd080)
            c := mload(0x1e60)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xd1a0, a)
            a := mload(0xcbe0)
            b := mload(0x5880)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xd1c0, a)
            a := mload(0xcbc0)
            b := mload(0xd1c0)
            c := mload(0x1e40)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xd1e0, a)
            a := mload(0xd0c0)
            b := mload(0x1e40)
        }
        a = left(a, b);
        assembly ("memory-safe") {
            mstore(0xd200, a)
            a := mload(0xcbe0)
            b := mload(0xce00)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xd220, a)
            a := 1
            b := mload(0xca60)
            c := mload(0x1e60)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xd240, a)
            a := mload(0xd120)
            b := mload(0xd240)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xd260, a)
            a := mload(0xd220)
            b := mload(0xd260)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xd280, a)
            a := mload(0xd280)
            b := mload(0x2720)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xd2a0, a)
            a := mload(0xd2a0)
            b := mload(0xd180)
            c := mload(0x1e40)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xd2c0, a)
            a := mload(0xd1a0)
            b := mload(0x1e40)
        }
        a = left(a, b);
        assembly ("memory-safe") {
            mstore(0xd2e0, a)
            a := mload(0xcb00)
            b := mload(0xcde0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xd300, a)
            a := mload(0xcb20)
            b := mload(0xcae0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xd320, a)
            a := mload(0xd300)
            b := mload(0xd320)
            c := mload(0x1e20)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xd340, a)
            a := mload(0xcb20)
            b := mload(0xd300)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xd360, a)
            a := mload(0xd360)
            b := mload(0xca80)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xd380, a)
            a := mload(0xd360)
            b := mload(0xd380)
            c := mload(0x1e20)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xd3a0, a)
            a := mload(0xcae0)
            b := mload(0xcac0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xd3c0, a)
            a := mload(0xcb00)
            b := mload(0xd3c0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xd3e0, a)
            a := mload(0xcb20)
            b := mload(0xd3e0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xd400, a)
            a := mload(0xcb60)
            b := mload(0x5880)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xd420, a)
            a := mload(0xd400)
            b := mload(0xd420)
            c := mload(0x1e20)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xd440, a)
            a := mload(0xd1c0)
            b := mload(0x5880)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xd460, a)
            a := 1
            b := mload(0x5880)
            c := mload(0x1e40)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xd480, a)
            a := mload(0xd460)
            b := mload(0xd480)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xd4a0, a)
            a := mload(0xd1e0)
            b := mload(0xd4a0)
            c := mload(0x1e20)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xd4c0, a)
            a := mload(0xcfa0)
            b := mload(0x5880)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xd4e0, a)
            a := 1
            b := mload(0xca80)
            c := mload(0x1e40)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xd500, a)
            a := mload(0xd260)
            b := mload(0xd500)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xd520, a)
            a := mload(0xd4e0)
            b := mload(0xd520)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xd540, a)
            a := mload(0xd540)
            b := mload(0x2720)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xd560, a)
            a := mload(0xd560)
            b := mload(0xd200)
            c := mload(0x1e20)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xd580, a)
            a := mload(0xd100)
            b := mload(0xd300)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xd5a0, a)
            a := mload(0xd360)
            b := mload(0x5880)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xd5c0, a)
            a := mload(0xd5a0)
            b := mload(0xd5c0)
            c := mload(0x1e20)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xd5e0, a)
            a := mload(0xcba0)
            b := mload(0xcdc0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xd600, a)
            a := mload(0xd600)
            b := mload(0xd480)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xd620, a)
            a := mload(0xce00)
            b := mload(0xcde0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xd640, a)
            a := mload(0xd640)
            b := mload(0xd480)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xd660, a)
            a := mload(0xd620)
            b := mload(0xd660)
            c := mload(0x1e20)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xd680, a)
            a := mload(0xd3c0)
            b := mload(0xd480)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xd6a0, a)
            a := mload(0xd6a0)
            b := mload(0x2760)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xd6c0, a)
            a := mload(0xd6c0)
            b := mload(0xd2c0)
            c := mload(0x1e20)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xd6e0, a)
            a := mload(0xd2e0)
            b := mload(0x1e20)
        }
        a = left(a, b);
        assembly ("memory-safe") {
            mstore(0xd700, a)
            a := mload(0xd320)
            b := mload(0x5880)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xd720, a)
            a := 1
            b := mload(0x5880)
            c := mload(0x1e20)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xd740, a)
            a := mload(0xd720)
            b := mload(0xd740)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xd760, a)
            a := mload(0xd340)
            b := mload(0xd760)
            c := mload(0x1e00)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xd780, a)
            a := mload(0xd720)
            b := mload(0xd640)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xd7a0, a)
            a := mload(0xd7a0)
            b := mload(0xd740)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xd7c0, a)
            a := mload(0xd7c0)
            b := mload(0xd3a0)
            c := mload(0x1e00)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xd7e0, a)
            a := mload(0xd380)
            b := mload(0xce00)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xd800, a)
            a := mload(0xd800)
            b := mload(0xd740)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xd820, a)
            a := mload(0xd820)
            b := mload(0xd440)
            c := mload(0x1e00)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xd840, a)
            a := 1
            b := mload(0xca60)
            c := mload(0x1e20)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xd860, a)
            a := mload(0xd480)
            b := mload(0xd860)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xd880, a)
            a := mload(0xcde0)
            b := mload(0xd880)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xd8a0, a)
            a := mload(0xd8a0)
            b := mload(0xd4c0)
            c := mload(0x1e00)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xd8c0, a)
            a := mload(0xd580)
            b := mload(0x1e00)
        }
        a = left(a, b);
        assembly ("memory-safe") {
            mstore(0xd8e0, a)
            a := mload(0xcb20)
            b := mload(0xce00)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xd900, a)
            a := mload(0xd900)
            b := mload(0xd740)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xd920, a)
            a := mload(0xd920)
            b := mload(0xd5e0)
            c := mload(0x1e00)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xd940, a)
            a := mload(0xd5c0)
            b := mload(0x5880)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xd960, a)
            a := mload(0xd960)
            b := mload(0xd740)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xd980, a)
            a := mload(0xcba0)
            b := mload(0x5880)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xd9a0, a)
            a := mload(0xd9a0)
            b := mload(0xd880)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xd9c0, a)
            a := mload(0xd980)
            b := mload(0x2780)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xd9e0, a)
            a := mload(0xd9c0)
            b := mload(0x2760)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xda00, a)
            a := mload(0xd9e0)
            b := mload(0xda00)
            c := mload(0x1e00)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xda20, a)
            a := mload(0xd640)
            b := mload(0xca60)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xda40, a)
            a := mload(0xda40)
            b := mload(0xd880)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xda60, a)
            a := mload(0xd680)
            b := mload(0xda60)
            c := mload(0x1e00)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xda80, a)
            a := mload(0xd700)
            b := mload(0x26e0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xdaa0, a)
            a := mload(0xd6e0)
            b := mload(0xdaa0)
            c := mload(0x1e00)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xdac0, a)
            a := mload(0xcaa0)
            b := mload(0x5880)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xdae0, a)
            a := mload(0xcae0)
            b := mload(0xdae0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xdb00, a)
            a := mload(0xce20)
            b := mload(0xcac0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xdb20, a)
            a := mload(0xdb00)
            b := mload(0xdb20)
            c := mload(0x1de0)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xdb40, a)
            a := mload(0xd3e0)
            b := mload(0xda40)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xdb60, a)
            a := mload(0xcb00)
            b := mload(0xdae0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xdb80, a)
            a := 1
            b := mload(0xca60)
            c := mload(0x1e00)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xdba0, a)
            a := mload(0xd740)
            b := mload(0xdba0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xdbc0, a)
            a := mload(0xdb80)
            b := mload(0xdbc0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xdbe0, a)
            a := mload(0xdb60)
            b := mload(0x27c0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xdc00, a)
            a := mload(0xdbe0)
            b := mload(0x2780)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xdc20, a)
            a := mload(0xdc00)
            b := mload(0xdc20)
            c := mload(0x1de0)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xdc40, a)
            a := mload(0xd720)
            b := mload(0xca60)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xdc60, a)
            a := mload(0xdc60)
            b := mload(0xdbc0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xdc80, a)
            a := mload(0xd780)
            b := mload(0xdc80)
            c := mload(0x1de0)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xdca0, a)
            a := mload(0xd900)
            b := mload(0xd640)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xdcc0, a)
            a := mload(0xdcc0)
            b := mload(0xdbc0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xdce0, a)
            a := mload(0xdce0)
            b := mload(0xd7e0)
            c := mload(0x1de0)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xdd00, a)
            a := mload(0xd360)
            b := mload(0xce00)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xdd20, a)
            a := mload(0xdd20)
            b := mload(0xdbc0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xdd40, a)
            a := mload(0xdd40)
            b := mload(0xd840)
            c := mload(0x1de0)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xdd60, a)
            a := mload(0xd460)
            b := mload(0xca60)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xdd80, a)
            a := 1
            b := mload(0xca80)
            c := mload(0x1e00)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xdda0, a)
            a := mload(0xd880)
            b := mload(0xdda0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xddc0, a)
            a := mload(0xdd80)
            b := mload(0xddc0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xdde0, a)
            a := mload(0xd8c0)
            b := mload(0xdde0)
            c := mload(0x1de0)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xde00, a)
            a := mload(0xd0e0)
            b := mload(0x27c0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xde20, a)
            a := mload(0xd8e0)
            b := mload(0xde20)
            c := mload(0x1de0)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xde40, a)
            a := mload(0xcb00)
            b := mload(0xda40)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xde60, a)
            a := mload(0xcd20)
            b := mload(0xd9a0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xde80, a)
            a := mload(0xde80)
            b := mload(0xdbc0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xdea0, a)
            a := mload(0xde60)
            b := mload(0x27c0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xdec0, a)
            a := mload(0xdea0)
            b := mload(0x2780)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xdee0, a)
            a := mload(0xdec0)
            b := mload(0xdee0)
            c := mload(0x1de0)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xdf00, a)
            a := mload(0xd940)
            b := mload(0x2780)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xdf20, a)
            a := mload(0xdf20)
            b := mload(0xda20)
            c := mload(0x1de0)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xdf40, a)
            a := mload(0xda80)
            b := mload(0x2760)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xdf60, a)
            a := mload(0xdf60)
            b := mload(0xdac0)
            c := mload(0x1de0)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xdf80, a)
            a := mload(0xcae0)
            b := mload(0xd9a0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xdfa0, a)
            a := 1
            b := mload(0x5880)
            c := mload(0x1de0)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xdfc0, a)
            a := mload(0xdfa0)
            b := mload(0xdfc0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xdfe0, a)
            a := mload(0xdfe0)
            b := mload(0xdb40)
            c := mload(0x1dc0)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xe000, a)
            a := mload(0xcc00)
            b := mload(0xdb00)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xe020, a)
            a := mload(0xe020)
            b := mload(0xdfc0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xe040, a)
            a := mload(0xe040)
            b := mload(0x27c0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xe060, a)
            a := mload(0xe060)
            b := mload(0xdc40)
            c := mload(0x1dc0)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xe080, a)
            a := mload(0xdc60)
            b := mload(0xca80)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xe0a0, a)
            a := 1
            b := mload(0xca80)
            c := mload(0x1de0)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xe0c0, a)
            a := mload(0xdbc0)
            b := mload(0xe0c0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xe0e0, a)
            a := mload(0xe0a0)
            b := mload(0xe0e0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xe100, a)
            a := mload(0xdca0)
            b := mload(0xe100)
            c := mload(0x1dc0)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xe120, a)
            a := mload(0xd5a0)
            b := mload(0xcae0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xe140, a)
            a := mload(0xe140)
            b := mload(0xe0e0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xe160, a)
            a := mload(0xe160)
            b := mload(0xdd00)
            c := mload(0x1dc0)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xe180, a)
            a := mload(0xd380)
            b := mload(0xcbc0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xe1a0, a)
            a := mload(0xe1a0)
            b := mload(0xe0e0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xe1c0, a)
            a := mload(0xe1c0)
            b := mload(0xdd60)
            c := mload(0x1dc0)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xe1e0, a)
            a := mload(0xde00)
            b := mload(0x2760)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xe200, a)
            a := mload(0xe200)
            b := mload(0xde40)
            c := mload(0x1dc0)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xe220, a)
            a := mload(0xce20)
            b := mload(0xcde0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xe240, a)
            a := mload(0xe240)
            b := mload(0xdfc0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xe260, a)
            a := mload(0xe260)
            b := mload(0x27c0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xe280, a)
            a := mload(0xe280)
            b := mload(0xdf00)
            c := mload(0x1dc0)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xe2a0, a)
            a := mload(0xcb00)
            b := mload(0x5880)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xe2c0, a)
            a := mload(0xe2c0)
            b := mload(0xe0e0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xe2e0, a)
            a := mload(0xe2e0)
            b := mload(0x2780)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xe300, a)
            a := mload(0xe300)
            b := mload(0xdf40)
            c := mload(0x1dc0)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xe320, a)
            a := mload(0xdf80)
            b := mload(0x1dc0)
        }
        a = left(a, b);
        assembly ("memory-safe") {
            mstore(0xe340, a)
            a := mload(0xce00)
            b := mload(0xcba0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xe360, a)
            a := 1
            b := mload(0xca60)
            c := mload(0x1dc0)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xe380, a)
            a := mload(0xdfc0)
            b := mload(0xe380)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xe3a0, a)
            a := mload(0xe360)
            b := mload(0xe3a0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xe3c0, a)
            a := mload(0xe3c0)
            b := mload(0xe000)
            c := mload(0x1da0)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xe3e0, a)
            a := mload(0xcb20)
            b := mload(0xcd00)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xe400, a)
            a := mload(0xe400)
            b := mload(0xe3a0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xe420, a)
            a := mload(0xe420)
            b := mload(0x27c0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xe440, a)
            a := mload(0xe440)
            b := mload(0xe080)
            c := mload(0x1da0)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xe460, a)
            a := mload(0xe0a0)
            b := mload(0xcaa0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xe480, a)
            a := 1
            b := mload(0xcaa0)
            c := mload(0x1dc0)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xe4a0, a)
            a := mload(0xe0e0)
            b := mload(0xe4a0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xe4c0, a)
            a := mload(0xe480)
            b := mload(0xe4c0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xe4e0, a)
            a := mload(0xe120)
            b := mload(0xe4e0)
            c := mload(0x1da0)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xe500, a)
            a := mload(0xd380)
            b := mload(0x5880)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xe520, a)
            a := mload(0xe520)
            b := mload(0xe4c0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xe540, a)
            a := mload(0xe180)
            b := mload(0xe540)
            c := mload(0x1da0)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xe560, a)
            a := mload(0xe1e0)
            b := mload(0x2780)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xe580, a)
            a := mload(0xe580)
            b := mload(0xe220)
            c := mload(0x1da0)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xe5a0, a)
            a := mload(0xce20)
            b := mload(0xdae0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xe5c0, a)
            a := mload(0xe5c0)
            b := mload(0xe3a0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xe5e0, a)
            a := mload(0xe5e0)
            b := mload(0x27c0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xe600, a)
            a := mload(0xe600)
            b := mload(0xe2a0)
            c := mload(0x1da0)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xe620, a)
            a := mload(0xe320)
            b := mload(0xe340)
            c := mload(0x1da0)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xe640, a)
            a := mload(0xcd00)
            b := mload(0xcdc0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xe660, a)
            a := 1
            b := mload(0xca80)
            c := mload(0x1da0)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xe680, a)
            a := mload(0xe3a0)
            b := mload(0xe680)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xe6a0, a)
            a := mload(0xe660)
            b := mload(0xe6a0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xe6c0, a)
            a := mload(0xe6c0)
            b := mload(0xe3e0)
            c := mload(0x1d80)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xe6e0, a)
            a := mload(0xcc00)
            b := mload(0xce00)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xe700, a)
            a := mload(0xe700)
            b := mload(0xe6a0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xe720, a)
            a := mload(0xe720)
            b := mload(0x27c0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xe740, a)
            a := mload(0xe740)
            b := mload(0xe460)
            c := mload(0x1d80)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xe760, a)
            a := mload(0xe500)
            b := mload(0xe560)
            c := mload(0x1d80)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xe780, a)
            a := mload(0xd0e0)
            b := mload(0x5880)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xe7a0, a)
            a := mload(0xe7a0)
            b := mload(0xe6a0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xe7c0, a)
            a := mload(0xe7c0)
            b := mload(0x27c0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xe7e0, a)
            a := mload(0xe5a0)
            b := mload(0xe7e0)
            c := mload(0x1d80)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xe800, a)
            a := mload(0xce20)
            b := mload(0x5880)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xe820, a)
            a := mload(0xe820)
            b := mload(0xe6a0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xe840, a)
            a := mload(0xe840)
            b := mload(0x27c0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xe860, a)
            a := mload(0xe860)
            b := mload(0xe620)
            c := mload(0x1d80)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xe880, a)
            a := mload(0xe640)
            b := mload(0x1d80)
        }
        a = left(a, b);
        assembly ("memory-safe") {
            mstore(0xe8a0, a)
            a := mload(0xdb20)
            b := mload(0x5880)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xe8c0, a)
            a := 1
            b := mload(0xcaa0)
            c := mload(0x1d80)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xe8e0, a)
            a := mload(0xe6a0)
            b := mload(0xe8e0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xe900, a)
            a := mload(0xe8c0)
            b := mload(0xe900)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xe920, a)
            a := mload(0xe6e0)
            b := mload(0xe920)
            c := mload(0x1d60)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xe940, a)
            a := mload(0xcd40)
            b := mload(0xcaa0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xe960, a)
            a := mload(0xe960)
            b := mload(0xe900)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xe980, a)
            a := mload(0xe980)
            b := mload(0x27c0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xe9a0, a)
            a := mload(0xe9a0)
            b := mload(0xe760)
            c := mload(0x1d60)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xe9c0, a)
            a := mload(0xe780)
            b := mload(0x2780)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xe9e0, a)
            a := mload(0xe9e0)
            b := mload(0xe800)
            c := mload(0x1d60)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xea00, a)
            a := mload(0xe880)
            b := mload(0xe8a0)
            c := mload(0x1d60)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xea20, a)
            a := mload(0xe940)
            b := mload(0x27c0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xea40, a)
            a := mload(0xea40)
            b := mload(0xe9c0)
            c := mload(0x1d40)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xea60, a)
            a := mload(0xea00)
            b := mload(0xea20)
            c := mload(0x1d40)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xea80, a)
            a := mload(0xea60)
            b := mload(0xea80)
            c := mload(0x1d20)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xeaa0, a)
            a := mload(0xd420)
            b := mload(0x5880)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xeac0, a)
        }
        assembly ("memory-safe") {
            next := mload(0xeac0)
            sum := mload(0xeaa0)
        }
    }

    /// n/d plus the fractions of the public messages; bad is not 0 if one has a fingerprint of zero.
    function statement(uint256 n, uint256 d) internal pure returns (uint256, uint256, uint256 bad) {
        uint256 f;
        f = Q.red(ld(0x5060) + Q.scale(ld(0x4ee0), 1));
        f = Q.red(f + Q.scale(ld(0x4f00), 1));
        f = Q.red(f + Q.scale(ld(0x4f20), ld(0x16c0)));
        f = Q.red(f + Q.scale(ld(0x4f40), ld(0x16e0)));
        f = Q.red(f + Q.scale(ld(0x4f60), ld(0x1700)));
        f = Q.red(f + Q.scale(ld(0x4f80), ld(0x1720)));
        f = Q.red(f + Q.scale(ld(0x4fa0), ld(0x1740)));
        if (Q.isZero(f)) bad = 1;
        n = Q.mulAdd(n, f, Q.scale(d, 0x7f000000));
        d = Q.mul(d, f);
        f = Q.red(ld(0x5060) + Q.scale(ld(0x4ee0), 1));
        f = Q.red(f + Q.scale(ld(0x4f00), 2));
        f = Q.red(f + Q.scale(ld(0x4f20), ld(0x1760)));
        f = Q.red(f + Q.scale(ld(0x4f40), ld(0x1780)));
        f = Q.red(f + Q.scale(ld(0x4f60), ld(0x17a0)));
        f = Q.red(f + Q.scale(ld(0x4f80), ld(0x17c0)));
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
