// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

// Written by contracts/generator. Do not edit.

import {N, Quintic as Q} from "../Quintic.sol";

/// Leaves and constraints of Constant, Input, Mac, Pow, Pack, Byte: StarkVerifier calls it with the words that contracts/generator/EvaluatorLayout.cs names.
contract StarkEvaluator0 {
    fallback() external {
        uint256 a;
        uint256 b;
        uint256 c;
        assembly ("memory-safe") {
            mstore(0x640, 0xfe00000200001fc00000400003f800000800007f00000100000fe000002)
            a := add(calldataload(0), calldataload(32))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x4c0, a)
        }
        assembly ("memory-safe") {
            mstore(0, calldataload(0x660))
            mstore(32, calldataload(0x6a0))
            mstore(64, calldataload(0x6c0))
            mstore(96, calldataload(0x6e0))
        }
        assembly ("memory-safe") {
            mstore(128, calldataload(0x700))
            mstore(160, calldataload(0x720))
            a := calldataload(0x680)
        }
        a = leaf1_0_1_2_3_4_5(a);
        assembly ("memory-safe") {
            mstore(0x200, a)
            mstore(0, calldataload(0x740))
            mstore(32, calldataload(0x800))
            a := calldataload(0x780)
        }
        assembly ("memory-safe") {
            b := calldataload(0x820)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x4e0, a)
            mstore(64, mload(0x4e0))
            a := calldataload(0x7a0)
            b := calldataload(0x840)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x500, a)
            mstore(96, mload(0x500))
            a := calldataload(0x7c0)
            b := calldataload(0x860)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x520, a)
            mstore(128, mload(0x520))
            a := calldataload(0x7e0)
            b := calldataload(0x880)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x540, a)
            mstore(160, mload(0x540))
            a := calldataload(0x760)
        }
        a = leaf1_0_1_2_3_4_5(a);
        assembly ("memory-safe") {
            mstore(0x220, a)
            mstore(0, calldataload(0x920))
            a := calldataload(0x9e0)
            b := calldataload(0xae0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x560, a)
            a := calldataload(0xa00)
            b := calldataload(0xac0)
            c := mload(0x560)
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0x580, a)
            a := calldataload(0xa20)
            b := calldataload(0xaa0)
            c := mload(0x580)
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0x5a0, a)
            a := calldataload(0xa40)
            b := calldataload(0xa80)
            c := mload(0x5a0)
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0x5c0, a)
            mstore(0x5e0, mload(0x5c0))
            a := calldataload(0xa40)
            b := calldataload(0xae0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x600, a)
            mstore(0x620, mload(0x600))
            a := calldataload(0x9c0)
            b := calldataload(0xa60)
        }
        assembly ("memory-safe") {
            c := add(sub(mload(0x640), mload(0x620)), mload(0x5e0))
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0x660, a)
            a := calldataload(0x960)
            b := mload(0x660)
            c := calldataload(0x9a0)
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0x680, a)
            a := calldataload(0x980)
            b := calldataload(0xb00)
            c := mload(0x680)
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0x6a0, a)
            mstore(32, mload(0x6a0))
            a := calldataload(0xa00)
            b := calldataload(0xae0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x6c0, a)
            a := calldataload(0xa20)
            b := calldataload(0xac0)
            c := mload(0x6c0)
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0x6e0, a)
            a := calldataload(0xa40)
            b := calldataload(0xaa0)
            c := mload(0x6e0)
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0x700, a)
            mstore(0x720, mload(0x700))
            a := calldataload(0x9c0)
            b := calldataload(0xa80)
        }
        assembly ("memory-safe") {
            c := mload(0x720)
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0x740, a)
            a := calldataload(0x9e0)
            b := calldataload(0xa60)
            c := mload(0x740)
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0x760, a)
            a := calldataload(0x960)
            b := mload(0x760)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x780, a)
            a := calldataload(0x980)
            b := calldataload(0xb20)
            c := mload(0x780)
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0x7a0, a)
            mstore(64, mload(0x7a0))
            a := calldataload(0xa20)
            b := calldataload(0xae0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x7c0, a)
            a := calldataload(0xa40)
            b := calldataload(0xac0)
            c := mload(0x7c0)
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0x7e0, a)
            mstore(0x800, mload(0x7e0))
            a := calldataload(0x9c0)
            b := calldataload(0xaa0)
        }
        assembly ("memory-safe") {
            c := add(mload(0x620), add(mload(0x800), sub(mload(0x640), mload(0x5e0))))
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0x820, a)
            a := calldataload(0x9e0)
            b := calldataload(0xa80)
            c := mload(0x820)
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0x840, a)
            a := calldataload(0xa00)
            b := calldataload(0xa60)
            c := mload(0x840)
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0x860, a)
            a := calldataload(0x960)
            b := mload(0x860)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x880, a)
            a := calldataload(0x980)
            b := calldataload(0xb40)
            c := mload(0x880)
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0x8a0, a)
            mstore(96, mload(0x8a0))
            a := calldataload(0x9c0)
            b := calldataload(0xac0)
        }
        assembly ("memory-safe") {
            c := add(mload(0x620), sub(mload(0x640), mload(0x720)))
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0x8c0, a)
            a := calldataload(0x9e0)
            b := calldataload(0xaa0)
            c := mload(0x8c0)
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0x8e0, a)
            a := calldataload(0xa00)
            b := calldataload(0xa80)
            c := mload(0x8e0)
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0x900, a)
            a := calldataload(0xa20)
            b := calldataload(0xa60)
            c := mload(0x900)
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0x920, a)
            a := calldataload(0x960)
            b := mload(0x920)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x940, a)
            a := calldataload(0x980)
            b := calldataload(0xb60)
            c := mload(0x940)
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0x960, a)
            mstore(128, mload(0x960))
            a := calldataload(0x9c0)
            b := calldataload(0xae0)
        }
        assembly ("memory-safe") {
            c := sub(mload(0x640), mload(0x800))
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0x980, a)
            a := calldataload(0x9e0)
            b := calldataload(0xac0)
            c := mload(0x980)
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0x9a0, a)
            a := calldataload(0xa00)
            b := calldataload(0xaa0)
            c := mload(0x9a0)
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0x9c0, a)
            a := calldataload(0xa20)
            b := calldataload(0xa80)
            c := mload(0x9c0)
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0x9e0, a)
            a := calldataload(0xa40)
            b := calldataload(0xa60)
            c := mload(0x9e0)
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0xa00, a)
            a := calldataload(0x960)
            b := mload(0xa00)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xa20, a)
            a := calldataload(0x980)
            b := calldataload(0xb80)
            c := mload(0xa20)
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0xa40, a)
            mstore(160, mload(0xa40))
            a := calldataload(0x940)
        }
        a = leaf1_0_1_2_3_4_5(a);
        assembly ("memory-safe") {
            mstore(0x2a0, a)
            mstore(0, calldataload(0x8c0))
            mstore(32, calldataload(0x9c0))
            mstore(64, calldataload(0x9e0))
        }
        assembly ("memory-safe") {
            mstore(96, calldataload(0xa00))
            mstore(128, calldataload(0xa20))
            mstore(160, calldataload(0xa40))
            mstore(0xa60, sub(mload(0x640), calldataload(0x8a0)))
        }
        assembly ("memory-safe") {
            a := mload(0xa60)
        }
        a = leaf1_0_1_2_3_4_5(a);
        assembly ("memory-safe") {
            mstore(0x240, a)
            mstore(0, calldataload(0x8e0))
            mstore(32, calldataload(0xa60))
            mstore(64, calldataload(0xa80))
        }
        assembly ("memory-safe") {
            mstore(96, calldataload(0xaa0))
            mstore(128, calldataload(0xac0))
            mstore(160, calldataload(0xae0))
            a := mload(0xa60)
        }
        a = leaf1_0_1_2_3_4_5(a);
        assembly ("memory-safe") {
            mstore(0x260, a)
            mstore(0, calldataload(0x900))
            mstore(32, calldataload(0xb00))
            mstore(64, calldataload(0xb20))
        }
        assembly ("memory-safe") {
            mstore(96, calldataload(0xb40))
            mstore(128, calldataload(0xb60))
            mstore(160, calldataload(0xb80))
            a := mload(0xa60)
        }
        a = leaf1_0_1_2_3_4_5(a);
        assembly ("memory-safe") {
            mstore(0x280, a)
            mstore(0, calldataload(0xc20))
            mstore(0xa80, add(0x7f000000, calldataload(0xde0)))
            a := calldataload(0xcc0)
        }
        assembly ("memory-safe") {
            b := calldataload(0xdc0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xaa0, a)
            a := calldataload(0xce0)
            b := calldataload(0xda0)
            c := mload(0xaa0)
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0xac0, a)
            a := calldataload(0xd00)
            b := calldataload(0xd80)
            c := mload(0xac0)
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0xae0, a)
            a := calldataload(0xd20)
            b := calldataload(0xd60)
            c := mload(0xae0)
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0xb00, a)
            mstore(0xb20, mload(0xb00))
            a := calldataload(0xd20)
            b := calldataload(0xdc0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xb40, a)
            mstore(0xb60, mload(0xb40))
            a := calldataload(0xca0)
            b := calldataload(0xd40)
        }
        assembly ("memory-safe") {
            c := add(sub(mload(0x640), mload(0xb60)), mload(0xb20))
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0xb80, a)
            a := mload(0xb80)
            b := mload(0xa80)
            c := calldataload(0xca0)
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0xba0, a)
            mstore(32, mload(0xba0))
            a := calldataload(0xce0)
            b := calldataload(0xdc0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xbc0, a)
            a := calldataload(0xd00)
            b := calldataload(0xda0)
            c := mload(0xbc0)
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0xbe0, a)
            a := calldataload(0xd20)
            b := calldataload(0xd80)
            c := mload(0xbe0)
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0xc00, a)
            mstore(0xc20, mload(0xc00))
            a := calldataload(0xca0)
            b := calldataload(0xd60)
        }
        assembly ("memory-safe") {
            c := mload(0xc20)
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0xc40, a)
            a := calldataload(0xcc0)
            b := calldataload(0xd40)
            c := mload(0xc40)
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0xc60, a)
            a := mload(0xc60)
            b := mload(0xa80)
            c := calldataload(0xcc0)
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0xc80, a)
            mstore(64, mload(0xc80))
            a := calldataload(0xd00)
            b := calldataload(0xdc0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xca0, a)
            a := calldataload(0xd20)
            b := calldataload(0xda0)
            c := mload(0xca0)
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0xcc0, a)
            mstore(0xce0, mload(0xcc0))
            a := calldataload(0xca0)
            b := calldataload(0xd80)
        }
        assembly ("memory-safe") {
            c := add(mload(0xb60), add(mload(0xce0), sub(mload(0x640), mload(0xb20))))
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0xd00, a)
            a := calldataload(0xcc0)
            b := calldataload(0xd60)
            c := mload(0xd00)
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0xd20, a)
            a := calldataload(0xce0)
            b := calldataload(0xd40)
            c := mload(0xd20)
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0xd40, a)
            a := mload(0xd40)
            b := mload(0xa80)
            c := calldataload(0xce0)
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0xd60, a)
            mstore(96, mload(0xd60))
            a := calldataload(0xca0)
            b := calldataload(0xda0)
        }
        assembly ("memory-safe") {
            c := add(mload(0xb60), sub(mload(0x640), mload(0xc20)))
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0xd80, a)
            a := calldataload(0xcc0)
            b := calldataload(0xd80)
            c := mload(0xd80)
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0xda0, a)
            a := calldataload(0xce0)
            b := calldataload(0xd60)
            c := mload(0xda0)
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0xdc0, a)
            a := calldataload(0xd00)
            b := calldataload(0xd40)
            c := mload(0xdc0)
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0xde0, a)
            a := mload(0xde0)
            b := mload(0xa80)
            c := calldataload(0xd00)
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0xe00, a)
            mstore(128, mload(0xe00))
            a := calldataload(0xca0)
            b := calldataload(0xdc0)
        }
        assembly ("memory-safe") {
            c := sub(mload(0x640), mload(0xce0))
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0xe20, a)
            a := calldataload(0xcc0)
            b := calldataload(0xda0)
            c := mload(0xe20)
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0xe40, a)
            a := calldataload(0xce0)
            b := calldataload(0xd80)
            c := mload(0xe40)
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0xe60, a)
            a := calldataload(0xd00)
            b := calldataload(0xd60)
            c := mload(0xe60)
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0xe80, a)
            a := calldataload(0xd20)
            b := calldataload(0xd40)
            c := mload(0xe80)
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0xea0, a)
            a := mload(0xea0)
            b := mload(0xa80)
            c := calldataload(0xd20)
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0xec0, a)
            mstore(160, mload(0xec0))
            a := calldataload(0xc40)
        }
        a = leaf1_0_1_2_3_4_5(a);
        assembly ("memory-safe") {
            mstore(0x320, a)
            mstore(0, calldataload(0xbc0))
            mstore(32, calldataload(0xca0))
            mstore(64, calldataload(0xcc0))
        }
        assembly ("memory-safe") {
            mstore(96, calldataload(0xce0))
            mstore(128, calldataload(0xd00))
            mstore(160, calldataload(0xd20))
            mstore(0xee0, sub(mload(0x640), calldataload(0xba0)))
        }
        assembly ("memory-safe") {
            a := mload(0xee0)
        }
        a = leaf1_0_1_2_3_4_5(a);
        assembly ("memory-safe") {
            mstore(0x2c0, a)
            mstore(0, calldataload(0xbe0))
            mstore(32, calldataload(0xde0))
            a := mload(0xee0)
        }
        a = leaf1_0_1(a);
        assembly ("memory-safe") {
            mstore(0x2e0, a)
            mstore(0, calldataload(0xc00))
            mstore(32, calldataload(0xd40))
            mstore(64, calldataload(0xd60))
        }
        assembly ("memory-safe") {
            mstore(96, calldataload(0xd80))
            mstore(128, calldataload(0xda0))
            mstore(160, calldataload(0xdc0))
            a := mload(0xee0)
        }
        a = leaf1_0_1_2_3_4_5(a);
        assembly ("memory-safe") {
            mstore(0x300, a)
            mstore(0, calldataload(0xc60))
            a := calldataload(0xde0)
            b := calldataload(0xde0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xf00, a)
            mstore(32, mload(0xf00))
            a := calldataload(0xc80)
        }
        a = leaf1_0_1(a);
        assembly ("memory-safe") {
            mstore(0x340, a)
            mstore(0, calldataload(0xe40))
            mstore(32, calldataload(0xf80))
            a := calldataload(0xee0)
        }
        a = leaf1_0_1(a);
        assembly ("memory-safe") {
            mstore(0x380, a)
            mstore(0, calldataload(0xe60))
            mstore(32, calldataload(0xfa0))
            a := calldataload(0xf00)
        }
        a = leaf1_0_1(a);
        assembly ("memory-safe") {
            mstore(0x3a0, a)
            mstore(0, calldataload(0xe80))
            mstore(32, calldataload(0xfc0))
            a := calldataload(0xf20)
        }
        a = leaf1_0_1(a);
        assembly ("memory-safe") {
            mstore(0x3c0, a)
            mstore(0, calldataload(0xea0))
            mstore(32, calldataload(0xfe0))
            a := calldataload(0xf40)
        }
        a = leaf1_0_1(a);
        assembly ("memory-safe") {
            mstore(0x3e0, a)
            mstore(0, calldataload(0xe00))
            mstore(32, calldataload(0xf80))
            mstore(64, calldataload(0xfa0))
        }
        assembly ("memory-safe") {
            mstore(96, calldataload(0xfc0))
            mstore(128, calldataload(0xfe0))
            mstore(160, calldataload(0x1000))
            a := calldataload(0xe20)
        }
        a = leaf1_0_1_2_3_4_5(a);
        assembly ("memory-safe") {
            mstore(0x360, a)
            mstore(0, calldataload(0xec0))
            mstore(32, calldataload(0x1000))
            a := calldataload(0xf60)
        }
        a = leaf1_0_1(a);
        assembly ("memory-safe") {
            mstore(0x400, a)
            mstore(0, calldataload(0x1080))
            mstore(32, calldataload(0x1200))
            a := calldataload(0x10a0)
        }
        a = leaf1_0_1(a);
        assembly ("memory-safe") {
            mstore(0x440, a)
            a := calldataload(0x1100)
            b := add(0x7f000000, calldataload(0x1100))
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xf20, a)
            mstore(0xf40, mload(0xf20))
            a := calldataload(0x1120)
            b := add(0x7f000000, calldataload(0x1120))
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xf60, a)
            mstore(0xf80, mload(0xf60))
            a := calldataload(0x1140)
            b := add(0x7f000000, calldataload(0x1140))
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xfa0, a)
            mstore(0xfc0, mload(0xfa0))
            a := calldataload(0x1160)
            b := add(0x7f000000, calldataload(0x1160))
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xfe0, a)
            mstore(0x1000, mload(0xfe0))
            a := calldataload(0x1180)
            b := add(0x7f000000, calldataload(0x1180))
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x1020, a)
            mstore(0x1040, mload(0x1020))
            a := calldataload(0x11a0)
            b := add(0x7f000000, calldataload(0x11a0))
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x1060, a)
            mstore(0x1080, mload(0x1060))
            a := calldataload(0x11c0)
            b := add(0x7f000000, calldataload(0x11c0))
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x10a0, a)
            mstore(0x10c0, mload(0x10a0))
            a := calldataload(0x11e0)
            b := add(0x7f000000, calldataload(0x11e0))
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x10e0, a)
            mstore(0x1100, mload(0x10e0))
            mstore(0, calldataload(0x1060))
            a := calldataload(0x1040)
        }
        assembly ("memory-safe") {
            b := calldataload(0x1200)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x1120, a)
            a := add(mul(mload(0x1120), 0x100), add(mul(calldataload(0x11e0), 128), add(mul(calldataload(0x11c0), 64), add(mul(calldataload(0x11a0), 32),
                    add(mul(calldataload(0x1180), 16), add(mul(calldataload(0x1160), 8), add(mul(calldataload(0x1140), 4), add(mul(calldataload(0x1120), 2),
                    calldataload(0x1100)))))))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x1140, a)
            mstore(32, mload(0x1140))
            a := sub(mload(0x640), calldataload(0x1020))
        }
        a = leaf1_0_1(a);
        assembly ("memory-safe") {
            mstore(0x420, a)
            mstore(0, add(1, calldataload(0x1080)))
            mstore(32, calldataload(0x1100))
            mstore(64, calldataload(0x1120))
        }
        assembly ("memory-safe") {
            mstore(96, calldataload(0x1140))
            mstore(128, calldataload(0x1160))
            mstore(160, calldataload(0x1180))
            a := calldataload(0x10c0)
        }
        a = leaf1_0_1_2_3_4_5(a);
        assembly ("memory-safe") {
            mstore(0x460, a)
            mstore(0, add(2, calldataload(0x1080)))
            mstore(32, calldataload(0x11a0))
            mstore(64, calldataload(0x11c0))
        }
        assembly ("memory-safe") {
            mstore(96, calldataload(0x11e0))
            a := calldataload(0x10e0)
        }
        a = leaf1_0_1_2_3(a);
        assembly ("memory-safe") {
            mstore(0x480, a)
            a := mload(0x1100)
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x4a0, a)
            a := mload(0x4a0)
            b := calldataload(0x460)
            c := mload(0x10c0)
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0x4a0, a)
            a := mload(0x4a0)
            b := calldataload(0x460)
            c := mload(0x1080)
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0x4a0, a)
            a := mload(0x4a0)
            b := calldataload(0x460)
            c := mload(0x1040)
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0x4a0, a)
            a := mload(0x4a0)
            b := calldataload(0x460)
            c := mload(0x1000)
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0x4a0, a)
            a := mload(0x4a0)
            b := calldataload(0x460)
            c := mload(0xfc0)
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0x4a0, a)
            a := mload(0x4a0)
            b := calldataload(0x460)
            c := mload(0xf80)
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0x4a0, a)
            a := mload(0x4a0)
            b := calldataload(0x460)
            c := mload(0xf40)
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0x4a0, a)
        }
        // in the order of tables, then of their messages
        assembly ("memory-safe") {
            return(512, 704)
        }
    }

    // With the condition the compiler calls it; without, it would copy the function to each place, and the contract would be too large.
    function red(uint256 x) private pure returns (uint256) {
        return x == 0 ? 0 : Q.red(x);
    }

    function dot0_0_1(uint256 n) private pure returns (uint256 r) {
        assembly ("memory-safe") {
            r := addmod(mulmod(mload(32), calldataload(160), n),
                    addmod(mulmod(mload(0), calldataload(64), n),
                    0x2f5c88005f7805eb91000bef00bd7220017de017ae44002fbc02f5c88005f78, n), n)
        }
    }

    function dot0_0_1_2_3(uint256 n) private pure returns (uint256 r) {
        assembly ("memory-safe") {
            r := addmod(mulmod(mload(96), calldataload(0x160), n),
                    addmod(mulmod(mload(64), calldataload(0x100), n),
                    addmod(mulmod(mload(32), calldataload(160), n),
                    addmod(mulmod(mload(0), calldataload(64), n),
                    0x5eb89100beef0bd7122017dde17ae24402fbbc2f5c48805f7785eb89100beef, n), n), n), n)
        }
    }

    function dot0_0_1_2_3_4_5(uint256 n) private pure returns (uint256 r) {
        assembly ("memory-safe") {
            r := addmod(mulmod(mload(160), calldataload(0x220), n),
                    addmod(mulmod(mload(128), calldataload(0x1c0), n),
                    addmod(mulmod(mload(96), calldataload(0x160), n),
                    addmod(mulmod(mload(64), calldataload(0x100), n),
                    addmod(mulmod(mload(32), calldataload(160), n),
                    addmod(mulmod(mload(0), calldataload(64), n),
                    0x8e149a011e6611c2934023ccc2385268047998470a4d008f3308e149a011e66, n), n), n), n), n), n)
        }
    }

    function dot1_0_1(uint256 n) private pure returns (uint256 r) {
        assembly ("memory-safe") {
            r := addmod(mulmod(mload(32), calldataload(192), n),
                    addmod(mulmod(mload(0), calldataload(96), n),
                    0x2f5c88005f7805eb91000bef00bd7220017de017ae44002fbc02f5c88005f78, n), n)
        }
    }

    function dot1_0_1_2_3(uint256 n) private pure returns (uint256 r) {
        assembly ("memory-safe") {
            r := addmod(mulmod(mload(96), calldataload(0x180), n),
                    addmod(mulmod(mload(64), calldataload(0x120), n),
                    addmod(mulmod(mload(32), calldataload(192), n),
                    addmod(mulmod(mload(0), calldataload(96), n),
                    0x5eb89100beef0bd7122017dde17ae24402fbbc2f5c48805f7785eb89100beef, n), n), n), n)
        }
    }

    function dot1_0_1_2_3_4_5(uint256 n) private pure returns (uint256 r) {
        assembly ("memory-safe") {
            r := addmod(mulmod(mload(160), calldataload(0x240), n),
                    addmod(mulmod(mload(128), calldataload(0x1e0), n),
                    addmod(mulmod(mload(96), calldataload(0x180), n),
                    addmod(mulmod(mload(64), calldataload(0x120), n),
                    addmod(mulmod(mload(32), calldataload(192), n),
                    addmod(mulmod(mload(0), calldataload(96), n),
                    0x8e149a011e6611c2934023ccc2385268047998470a4d008f3308e149a011e66, n), n), n), n), n), n)
        }
    }

    function dot2_0_1(uint256 n) private pure returns (uint256 r) {
        assembly ("memory-safe") {
            r := addmod(mulmod(mload(32), calldataload(224), n),
                    addmod(mulmod(mload(0), calldataload(128), n),
                    0x2f5c88005f7805eb91000bef00bd7220017de017ae44002fbc02f5c88005f78, n), n)
        }
    }

    function dot2_0_1_2_3(uint256 n) private pure returns (uint256 r) {
        assembly ("memory-safe") {
            r := addmod(mulmod(mload(96), calldataload(0x1a0), n),
                    addmod(mulmod(mload(64), calldataload(0x140), n),
                    addmod(mulmod(mload(32), calldataload(224), n),
                    addmod(mulmod(mload(0), calldataload(128), n),
                    0x5eb89100beef0bd7122017dde17ae24402fbbc2f5c48805f7785eb89100beef, n), n), n), n)
        }
    }

    function dot2_0_1_2_3_4_5(uint256 n) private pure returns (uint256 r) {
        assembly ("memory-safe") {
            r := addmod(mulmod(mload(160), calldataload(0x260), n),
                    addmod(mulmod(mload(128), calldataload(0x200), n),
                    addmod(mulmod(mload(96), calldataload(0x1a0), n),
                    addmod(mulmod(mload(64), calldataload(0x140), n),
                    addmod(mulmod(mload(32), calldataload(224), n),
                    addmod(mulmod(mload(0), calldataload(128), n),
                    0x8e149a011e6611c2934023ccc2385268047998470a4d008f3308e149a011e66, n), n), n), n), n), n)
        }
    }

    function leaf1_0_1(uint256 m) private pure returns (uint256 r) {
        unchecked {
            r = red(dot1_0_1(N) + (red(dot2_0_1(N)) << 11));
            r = dot0_0_1(N) + (r << 11) + m;
        }
        assembly ("memory-safe") {
            r := add(r, mload(0x4c0))
        }
        return red(r);
    }

    function leaf1_0_1_2_3(uint256 m) private pure returns (uint256 r) {
        unchecked {
            r = red(dot1_0_1_2_3(N) + (red(dot2_0_1_2_3(N)) << 11));
            r = dot0_0_1_2_3(N) + (r << 11) + m;
        }
        assembly ("memory-safe") {
            r := add(r, mload(0x4c0))
        }
        return red(r);
    }

    function leaf1_0_1_2_3_4_5(uint256 m) private pure returns (uint256 r) {
        unchecked {
            r = red(dot1_0_1_2_3_4_5(N) + (red(dot2_0_1_2_3_4_5(N)) << 11));
            r = dot0_0_1_2_3_4_5(N) + (r << 11) + m;
        }
        assembly ("memory-safe") {
            r := add(r, mload(0x4c0))
        }
        return red(r);
    }

}
