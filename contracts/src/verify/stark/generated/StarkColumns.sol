// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

// Written by contracts/generator. Do not edit.

import {P2_LANES, Quintic as Q} from "../Quintic.sol";

/// Step 7: the weight of all column evaluations, and the power of tau after theirs. Call data: the words of StarkShape.sol from POINT to TAU.
contract StarkColumns {
    fallback() external {
        uint256 a;
        uint256 b;
        uint256 c;
        assembly ("memory-safe") {
            a := calldataload(0x4c0)
            b := calldataload(0x4c0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(128, a)
            a := mload(128)
            b := mload(128)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(160, a)
            a := mload(160)
            b := mload(128)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(192, a)
            a := mload(192)
            b := calldataload(0x1a0)
        }
        a = left(a, b);
        assembly ("memory-safe") {
            mstore(224, a)
            a := mload(192)
            b := mload(128)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x100, a)
            a := mload(0x100)
            b := mload(0x100)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x120, a)
            a := mload(0x120)
            b := mload(0x120)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x140, a)
            a := mload(0x140)
            b := mload(0x140)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x160, a)
            a := mload(0x160)
            b := mload(0x160)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x180, a)
            a := mload(0x180)
            b := mload(0x180)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x1a0, a)
            a := mload(0x1a0)
            b := mload(128)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x1c0, a)
            a := mload(0x1c0)
            b := calldataload(0x180)
        }
        a = left(a, b);
        assembly ("memory-safe") {
            mstore(0x1e0, a)
            a := mload(192)
            b := calldataload(0x4c0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x200, a)
            a := mload(0x120)
            b := mload(0x200)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x220, a)
            a := mload(0x140)
            b := mload(0x220)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x240, a)
            a := mload(0x160)
            b := mload(0x240)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x260, a)
            a := mload(0x180)
            b := mload(0x260)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x280, a)
            a := 1
            b := calldataload(0x4c0)
            c := calldataload(0x1a0)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0x2a0, a)
            a := mload(0x280)
            b := calldataload(0x3e0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x2c0, a)
            a := mload(0x2a0)
            b := calldataload(0x3c0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x2e0, a)
            a := mload(0x2c0)
            b := mload(0x2e0)
            c := calldataload(0x180)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0x300, a)
            a := mload(224)
            b := calldataload(0x180)
        }
        a = left(a, b);
        assembly ("memory-safe") {
            mstore(0x320, a)
            a := mload(0x220)
            b := mload(192)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x340, a)
            a := mload(0x160)
            b := mload(0x340)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x360, a)
            a := mload(0x280)
            b := calldataload(0x4c0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x380, a)
            a := 1
            b := calldataload(0x4c0)
            c := calldataload(0x180)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0x3a0, a)
            a := mload(0x380)
            b := mload(0x3a0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x3c0, a)
            a := mload(0x360)
            b := calldataload(0x400)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x3e0, a)
            a := mload(0x3c0)
            b := calldataload(0x3e0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x400, a)
            a := mload(0x3e0)
            b := mload(0x400)
            c := calldataload(0x160)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0x420, a)
            a := mload(0x1e0)
            b := calldataload(0x160)
        }
        a = left(a, b);
        assembly ("memory-safe") {
            mstore(0x440, a)
            a := mload(0x240)
            b := mload(0x340)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x460, a)
            a := mload(0x460)
            b := mload(0x340)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x480, a)
            a := mload(0x180)
            b := mload(0x480)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x4a0, a)
            a := mload(0x4a0)
            b := mload(0x3a0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x4c0, a)
            a := mload(0x460)
            b := calldataload(0x400)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x4e0, a)
            a := mload(0x4c0)
            b := calldataload(0x3e0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x500, a)
            a := mload(0x4e0)
            b := mload(0x500)
            c := calldataload(0x160)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0x520, a)
            a := 1
            b := mload(128)
            c := calldataload(0x180)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0x540, a)
            a := mload(0x2a0)
            b := mload(0x540)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x560, a)
            a := mload(128)
            b := mload(0x560)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x580, a)
            a := mload(0x580)
            b := calldataload(0x3c0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x5a0, a)
            a := mload(0x300)
            b := mload(0x5a0)
            c := calldataload(0x160)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0x5c0, a)
            a := mload(0x320)
            b := calldataload(0x160)
        }
        a = left(a, b);
        assembly ("memory-safe") {
            mstore(0x5e0, a)
            a := mload(0x380)
            b := mload(128)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x600, a)
            a := 1
            b := mload(128)
            c := calldataload(0x160)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0x620, a)
            a := mload(0x3a0)
            b := mload(0x620)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x640, a)
            a := mload(0x600)
            b := mload(0x640)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x660, a)
            a := mload(0x660)
            b := calldataload(0x3e0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x680, a)
            a := mload(0x420)
            b := mload(0x680)
            c := calldataload(0x140)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0x6a0, a)
            a := mload(0x600)
            b := mload(160)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x6c0, a)
            a := mload(0x6c0)
            b := mload(0x640)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x6e0, a)
            a := mload(0x6e0)
            b := mload(0x440)
            c := calldataload(0x140)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0x700, a)
            a := mload(0x120)
            b := mload(128)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x720, a)
            a := mload(0x160)
            b := mload(0x720)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x740, a)
            a := 1
            b := calldataload(0x4c0)
            c := calldataload(0x160)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0x760, a)
            a := mload(0x740)
            b := mload(0x760)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x780, a)
            a := mload(0x780)
            b := calldataload(0x400)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x7a0, a)
            a := mload(0x7a0)
            b := mload(0x520)
            c := calldataload(0x140)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0x7c0, a)
            a := mload(0x4a0)
            b := mload(128)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x7e0, a)
            a := mload(0x7e0)
            b := mload(0x640)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x800, a)
            a := mload(0x800)
            b := calldataload(0x3e0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x820, a)
            a := mload(0x820)
            b := mload(0x5c0)
            c := calldataload(0x140)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0x840, a)
            a := mload(0x5e0)
            b := calldataload(0x140)
        }
        a = left(a, b);
        assembly ("memory-safe") {
            mstore(0x860, a)
            a := mload(0x100)
            b := mload(160)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x880, a)
            a := mload(0x120)
            b := mload(0x880)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x8a0, a)
            a := mload(0x140)
            b := mload(0x8a0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x8c0, a)
            a := mload(0x120)
            b := calldataload(0x4c0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x8e0, a)
            a := mload(0x160)
            b := mload(0x8e0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x900, a)
            a := mload(0x180)
            b := mload(0x900)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x920, a)
            a := mload(0x8c0)
            b := mload(0x920)
            c := calldataload(0x120)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0x940, a)
            a := mload(0x460)
            b := mload(0x8a0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x960, a)
            a := mload(0x180)
            b := mload(0x960)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x980, a)
            a := mload(0x460)
            b := calldataload(0x4c0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x9a0, a)
            a := 1
            b := mload(128)
            c := calldataload(0x140)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0x9c0, a)
            a := mload(0x760)
            b := mload(0x9c0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x9e0, a)
            a := mload(0x9a0)
            b := mload(0x9e0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xa00, a)
            a := mload(0x980)
            b := calldataload(0x440)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xa20, a)
            a := mload(0xa00)
            b := calldataload(0x400)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xa40, a)
            a := mload(0xa20)
            b := mload(0xa40)
            c := calldataload(0x120)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xa60, a)
            a := mload(0x9a0)
            b := mload(160)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xa80, a)
            a := mload(0xa80)
            b := mload(0x9e0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xaa0, a)
            a := mload(0xaa0)
            b := calldataload(0x400)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xac0, a)
            a := mload(0xac0)
            b := mload(0x6a0)
            c := calldataload(0x120)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xae0, a)
            a := mload(0x700)
            b := calldataload(0x120)
        }
        a = left(a, b);
        assembly ("memory-safe") {
            mstore(0xb00, a)
            a := mload(0x260)
            b := mload(0xa80)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xb20, a)
            a := mload(0x8c0)
            b := mload(0x720)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xb40, a)
            a := mload(0xb40)
            b := mload(0x9e0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xb60, a)
            a := mload(0xb20)
            b := calldataload(0x440)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xb80, a)
            a := mload(0xb60)
            b := calldataload(0x400)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xba0, a)
            a := mload(0xb80)
            b := mload(0xba0)
            c := calldataload(0x120)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xbc0, a)
            a := mload(0x7c0)
            b := mload(0x840)
            c := calldataload(0x120)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xbe0, a)
            a := mload(0x860)
            b := calldataload(0x120)
        }
        a = left(a, b);
        assembly ("memory-safe") {
            mstore(0xc00, a)
            a := mload(0x240)
            b := mload(0x720)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xc20, a)
            a := mload(0x8e0)
            b := mload(0xc20)
            c := calldataload(0x100)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xc40, a)
            a := mload(0x1c0)
            b := calldataload(0x4c0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xc60, a)
            a := mload(0x140)
            b := mload(0x720)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xc80, a)
            a := 1
            b := calldataload(0x4c0)
            c := calldataload(0x120)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xca0, a)
            a := mload(0xc80)
            b := mload(0xca0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xcc0, a)
            a := mload(0xc60)
            b := calldataload(0x460)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xce0, a)
            a := mload(0xcc0)
            b := calldataload(0x440)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xd00, a)
            a := mload(0xce0)
            b := mload(0xd00)
            c := calldataload(0x100)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xd20, a)
            a := mload(0x920)
            b := calldataload(0x4c0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xd40, a)
            a := mload(0xd40)
            b := mload(0xca0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xd60, a)
            a := mload(0x940)
            b := mload(0xd60)
            c := calldataload(0x100)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xd80, a)
            a := mload(0xa60)
            b := mload(0xae0)
            c := calldataload(0x100)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xda0, a)
            a := mload(0xb00)
            b := calldataload(0x100)
        }
        a = left(a, b);
        assembly ("memory-safe") {
            mstore(0xdc0, a)
            a := mload(0x900)
            b := mload(0xb40)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xde0, a)
            a := mload(0x100)
            b := mload(128)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xe00, a)
            a := mload(0x140)
            b := mload(0xe00)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xe20, a)
            a := mload(0xe20)
            b := mload(0xca0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xe40, a)
            a := mload(0xde0)
            b := calldataload(0x460)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xe60, a)
            a := mload(0xe40)
            b := calldataload(0x440)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xe80, a)
            a := mload(0xe60)
            b := mload(0xe80)
            c := calldataload(0x100)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xea0, a)
            a := mload(0xe20)
            b := mload(192)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xec0, a)
            a := mload(0xec0)
            b := mload(0xca0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xee0, a)
            a := mload(0x180)
            b := mload(0xb40)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xf00, a)
            a := mload(0xf00)
            b := mload(0xca0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xf20, a)
            a := mload(0xee0)
            b := mload(0xf20)
            c := calldataload(0x100)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xf40, a)
            a := mload(0xbc0)
            b := mload(0xbe0)
            c := calldataload(0x100)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xf60, a)
            a := mload(0xc00)
            b := calldataload(0x100)
        }
        a = left(a, b);
        assembly ("memory-safe") {
            mstore(0xf80, a)
            a := mload(0xc20)
            b := calldataload(0x4c0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xfa0, a)
            a := 1
            b := calldataload(0x4c0)
            c := calldataload(0x100)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0xfc0, a)
            a := mload(0xfa0)
            b := mload(0xfc0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xfe0, a)
            a := mload(0xc40)
            b := mload(0xfe0)
            c := calldataload(224)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0x1000, a)
            a := mload(0xfa0)
            b := mload(128)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x1020, a)
            a := mload(0x1020)
            b := mload(0xfc0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x1040, a)
            a := mload(0xde0)
            b := calldataload(0x4c0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x1060, a)
            a := mload(0x1060)
            b := mload(0xfc0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x1080, a)
            a := mload(0x1040)
            b := mload(0x1080)
            c := calldataload(224)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0x10a0, a)
            a := mload(0xc80)
            b := mload(128)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x10c0, a)
            a := 1
            b := mload(128)
            c := calldataload(0x100)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0x10e0, a)
            a := mload(0xca0)
            b := mload(0x10e0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x1100, a)
            a := mload(0x10c0)
            b := mload(0x1100)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x1120, a)
            a := mload(0x1120)
            b := calldataload(0x440)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x1140, a)
            a := mload(0xd20)
            b := mload(0x1140)
            c := calldataload(224)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0x1160, a)
            a := mload(0x240)
            b := calldataload(0x4c0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x1180, a)
            a := mload(0x1180)
            b := mload(0x1100)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x11a0, a)
            a := mload(0x11a0)
            b := mload(0xd80)
            c := calldataload(224)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0x11c0, a)
            a := mload(0xb20)
            b := mload(0x8a0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x11e0, a)
            a := mload(0x11e0)
            b := mload(0x1100)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x1200, a)
            a := mload(0x1200)
            b := calldataload(0x440)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x1220, a)
            a := mload(0x1220)
            b := mload(0xda0)
            c := calldataload(224)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0x1240, a)
            a := mload(0xdc0)
            b := calldataload(224)
        }
        a = left(a, b);
        assembly ("memory-safe") {
            mstore(0x1260, a)
            a := mload(0xe00)
            b := calldataload(0x4c0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x1280, a)
            a := mload(0x1280)
            b := mload(0xfc0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x12a0, a)
            a := mload(0x8c0)
            b := calldataload(0x4c0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x12c0, a)
            a := mload(0x12c0)
            b := mload(0xfc0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x12e0, a)
            a := mload(0x12a0)
            b := mload(0x12e0)
            c := calldataload(224)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0x1300, a)
            a := mload(0x160)
            b := mload(0x200)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x1320, a)
            a := mload(0x1320)
            b := mload(0xfc0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x1340, a)
            a := mload(0x180)
            b := mload(0x340)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x1360, a)
            a := mload(0x1360)
            b := mload(0xfc0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x1380, a)
            a := mload(0x1340)
            b := mload(0x1380)
            c := calldataload(224)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0x13a0, a)
            a := mload(0xe20)
            b := mload(128)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x13c0, a)
            a := mload(0x13c0)
            b := mload(0x1100)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x13e0, a)
            a := mload(0x13e0)
            b := calldataload(0x440)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x1400, a)
            a := mload(0xea0)
            b := mload(0x1400)
            c := calldataload(224)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0x1420, a)
            a := mload(0xf40)
            b := calldataload(0x440)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x1440, a)
            a := mload(0x1440)
            b := mload(0xf60)
            c := calldataload(224)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0x1460, a)
            a := mload(0xf80)
            b := calldataload(224)
        }
        a = left(a, b);
        assembly ("memory-safe") {
            mstore(0x1480, a)
            a := mload(0x340)
            b := mload(0x880)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x14a0, a)
            a := mload(0x360)
            b := mload(0x120)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x14c0, a)
            a := mload(0x14a0)
            b := mload(0x14c0)
            c := calldataload(192)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0x14e0, a)
            a := mload(0x180)
            b := mload(0x8a0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x1500, a)
            a := mload(0x880)
            b := calldataload(0x4c0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x1520, a)
            a := 1
            b := mload(128)
            c := calldataload(224)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0x1540, a)
            a := mload(0xfc0)
            b := mload(0x1540)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x1560, a)
            a := mload(0x1520)
            b := mload(0x1560)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x1580, a)
            a := mload(0x1500)
            b := calldataload(0x4a0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x15a0, a)
            a := mload(0x1580)
            b := calldataload(0x460)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x15c0, a)
            a := mload(0x15a0)
            b := mload(0x15c0)
            c := calldataload(192)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0x15e0, a)
            a := mload(0x1000)
            b := mload(0x10a0)
            c := calldataload(192)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0x1600, a)
            a := mload(0x1060)
            b := mload(0xe20)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x1620, a)
            a := mload(0x1620)
            b := mload(0x1560)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x1640, a)
            a := mload(0x1640)
            b := calldataload(0x460)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x1660, a)
            a := mload(0x1660)
            b := mload(0x1160)
            c := calldataload(192)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0x1680, a)
            a := mload(0xd40)
            b := mload(128)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x16a0, a)
            a := 1
            b := mload(160)
            c := calldataload(224)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0x16c0, a)
            a := mload(0x1100)
            b := mload(0x16c0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x16e0, a)
            a := mload(0x16a0)
            b := mload(0x16e0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x1700, a)
            a := mload(0x11c0)
            b := mload(0x1700)
            c := calldataload(192)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0x1720, a)
            a := mload(0x1260)
            b := calldataload(0x3e0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x1740, a)
            a := mload(0x1240)
            b := mload(0x1740)
            c := calldataload(192)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0x1760, a)
            a := mload(0x720)
            b := mload(0x100)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x1780, a)
            a := mload(0x360)
            b := calldataload(0x4c0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x17a0, a)
            a := mload(0x1780)
            b := mload(0x17a0)
            c := calldataload(192)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0x17c0, a)
            a := mload(0x200)
            b := mload(0x1560)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x17e0, a)
            a := mload(0x17e0)
            b := mload(0x1300)
            c := calldataload(192)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0x1800, a)
            a := mload(0x13a0)
            b := calldataload(0x460)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x1820, a)
            a := mload(0x1820)
            b := mload(0x1420)
            c := calldataload(192)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0x1840, a)
            a := mload(0x1480)
            b := calldataload(0x3c0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x1860, a)
            a := mload(0x1460)
            b := mload(0x1860)
            c := calldataload(192)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0x1880, a)
            a := mload(0x140)
            b := mload(0x200)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x18a0, a)
            a := 1
            b := calldataload(0x4c0)
            c := calldataload(192)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0x18c0, a)
            a := mload(0x18a0)
            b := mload(0x18c0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x18e0, a)
            a := mload(0x18e0)
            b := mload(0x14e0)
            c := calldataload(160)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0x1900, a)
            a := mload(0x180)
            b := mload(0x1780)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x1920, a)
            a := mload(0x1920)
            b := mload(0x18c0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x1940, a)
            a := mload(0x1940)
            b := calldataload(0x4a0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x1960, a)
            a := mload(0x1960)
            b := mload(0x15e0)
            c := calldataload(160)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0x1980, a)
            a := mload(0x1060)
            b := mload(128)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x19a0, a)
            a := 1
            b := mload(160)
            c := calldataload(192)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0x19c0, a)
            a := mload(0x1560)
            b := mload(0x19c0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x19e0, a)
            a := mload(0x19a0)
            b := mload(0x19e0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x1a00, a)
            a := mload(0x1600)
            b := mload(0x1a00)
            c := calldataload(160)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0x1a20, a)
            a := mload(0x1720)
            b := calldataload(0x440)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x1a40, a)
            a := mload(0x1680)
            b := mload(0x1a40)
            c := calldataload(160)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0x1a60, a)
            a := mload(0x16a0)
            b := mload(0x100)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x1a80, a)
            a := 1
            b := mload(0x100)
            c := calldataload(192)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0x1aa0, a)
            a := mload(0x16e0)
            b := mload(0x1aa0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x1ac0, a)
            a := mload(0x1a80)
            b := mload(0x1ac0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x1ae0, a)
            a := mload(0x1ae0)
            b := calldataload(0x440)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x1b00, a)
            a := mload(0x1b00)
            b := mload(0x1760)
            c := calldataload(160)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0x1b20, a)
            a := mload(0x17a0)
            b := calldataload(0x4c0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x1b40, a)
            a := mload(0x1b40)
            b := mload(0x18c0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x1b60, a)
            a := mload(0x17c0)
            b := mload(0x1b60)
            c := calldataload(160)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0x1b80, a)
            a := mload(0x12c0)
            b := mload(128)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x1ba0, a)
            a := mload(0x1ba0)
            b := mload(0x19e0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x1bc0, a)
            a := mload(0x1800)
            b := mload(0x1bc0)
            c := calldataload(160)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0x1be0, a)
            a := mload(0x1840)
            b := mload(0x1880)
            c := calldataload(160)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0x1c00, a)
            a := mload(0x340)
            b := mload(192)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x1c20, a)
            a := 1
            b := mload(128)
            c := calldataload(160)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0x1c40, a)
            a := mload(0x18c0)
            b := mload(0x1c40)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x1c60, a)
            a := mload(0x1c20)
            b := mload(0x1c60)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x1c80, a)
            a := mload(0x1c80)
            b := mload(0x1900)
            c := calldataload(128)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0x1ca0, a)
            a := mload(0x14c0)
            b := mload(0x14a0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x1cc0, a)
            a := mload(0x1cc0)
            b := mload(0x1c60)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x1ce0, a)
            a := mload(0x1ce0)
            b := calldataload(0x4a0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x1d00, a)
            a := mload(0x1d00)
            b := mload(0x1980)
            c := calldataload(128)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0x1d20, a)
            a := mload(0x19a0)
            b := mload(0x100)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x1d40, a)
            a := 1
            b := mload(0x100)
            c := calldataload(160)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0x1d60, a)
            a := mload(0x19e0)
            b := mload(0x1d60)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x1d80, a)
            a := mload(0x1d40)
            b := mload(0x1d80)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x1da0, a)
            a := mload(0x1a20)
            b := mload(0x1da0)
            c := calldataload(128)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0x1dc0, a)
            a := mload(0x1d40)
            b := mload(0x120)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x1de0, a)
            a := mload(0x1de0)
            b := mload(0x1d80)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x1e00, a)
            a := mload(0x1e00)
            b := calldataload(0x460)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x1e20, a)
            a := mload(0x1e20)
            b := mload(0x1a60)
            c := calldataload(128)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0x1e40, a)
            a := mload(0x720)
            b := mload(0x1c60)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x1e60, a)
            a := mload(0x1e60)
            b := calldataload(0x4a0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x1e80, a)
            a := mload(0x1b20)
            b := mload(0x1e80)
            c := calldataload(128)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0x1ea0, a)
            a := mload(0x720)
            b := mload(160)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x1ec0, a)
            a := mload(0x1ec0)
            b := mload(0x1c60)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x1ee0, a)
            a := mload(0x1ee0)
            b := mload(0x1b80)
            c := calldataload(128)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0x1f00, a)
            a := mload(0x1b40)
            b := mload(0xe00)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x1f20, a)
            a := mload(0x1f20)
            b := mload(0x1c60)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x1f40, a)
            a := mload(0x1f40)
            b := calldataload(0x4a0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x1f60, a)
            a := mload(0x1be0)
            b := calldataload(0x460)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x1f80, a)
            a := mload(0x1f60)
            b := mload(0x1f80)
            c := calldataload(128)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0x1fa0, a)
            a := mload(0x1c00)
            b := calldataload(128)
        }
        a = left(a, b);
        assembly ("memory-safe") {
            mstore(0x1fc0, a)
            a := mload(0x1780)
            b := calldataload(0x4c0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x1fe0, a)
            a := 1
            b := mload(160)
            c := calldataload(128)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0x2000, a)
            a := mload(0x1c60)
            b := mload(0x2000)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x2020, a)
            a := mload(0x1fe0)
            b := mload(0x2020)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x2040, a)
            a := mload(0x2040)
            b := mload(0x1ca0)
            c := calldataload(96)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0x2060, a)
            a := mload(0x260)
            b := mload(0x220)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x2080, a)
            a := mload(0x2080)
            b := mload(0x2020)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x20a0, a)
            a := mload(0x20a0)
            b := calldataload(0x4a0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x20c0, a)
            a := mload(0x20c0)
            b := mload(0x1d20)
            c := calldataload(96)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0x20e0, a)
            a := mload(0x1dc0)
            b := calldataload(0x460)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x2100, a)
            a := mload(0x2100)
            b := mload(0x1e40)
            c := calldataload(96)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0x2120, a)
            a := mload(0x1f00)
            b := calldataload(0x4a0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x2140, a)
            a := mload(0x1ea0)
            b := mload(0x2140)
            c := calldataload(96)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0x2160, a)
            a := mload(0x1b40)
            b := mload(128)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x2180, a)
            a := mload(0x2180)
            b := mload(0x2020)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x21a0, a)
            a := mload(0x21a0)
            b := calldataload(0x4a0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x21c0, a)
            a := mload(0x21c0)
            b := mload(0x1fa0)
            c := calldataload(96)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0x21e0, a)
            a := mload(0x1fc0)
            b := calldataload(96)
        }
        a = left(a, b);
        assembly ("memory-safe") {
            mstore(0x2200, a)
            a := mload(0x14c0)
            b := calldataload(0x4c0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x2220, a)
            a := 1
            b := mload(0x100)
            c := calldataload(96)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0x2240, a)
            a := mload(0x2020)
            b := mload(0x2240)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x2260, a)
            a := mload(0x2220)
            b := mload(0x2260)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x2280, a)
            a := mload(0x2060)
            b := mload(0x2280)
            c := calldataload(64)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0x22a0, a)
            a := mload(0x260)
            b := mload(0x200)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x22c0, a)
            a := mload(0x22c0)
            b := mload(0x2260)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x22e0, a)
            a := mload(0x22e0)
            b := calldataload(0x4a0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x2300, a)
            a := mload(0x2300)
            b := mload(0x20e0)
            c := calldataload(64)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0x2320, a)
            a := mload(0x2120)
            b := mload(0x2160)
            c := calldataload(64)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0x2340, a)
            a := mload(0x21e0)
            b := mload(0x2200)
            c := calldataload(64)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0x2360, a)
            a := mload(0x22a0)
            b := calldataload(0x4a0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x2380, a)
            a := mload(0x2380)
            b := mload(0x2320)
            c := calldataload(32)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0x23a0, a)
            a := mload(0x2340)
            b := mload(0x2360)
            c := calldataload(32)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0x23c0, a)
            a := mload(0x23a0)
            b := mload(0x23c0)
            c := calldataload(0)
        }
        a = lerp(a, b, c);
        assembly ("memory-safe") {
            mstore(0x23e0, a)
            a := mload(0xc60)
            b := calldataload(0x4c0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x2400, a)
        }
        assembly ("memory-safe") {
            mstore(0, mload(0x23e0))
            mstore(32, mload(0x2400))
            return(0, 64)
        }
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
