// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

// Written by contracts/generator. Do not edit.

import {N, Quintic as Q} from "../Quintic.sol";

/// Leaves and constraints of Partial, Step, Port, Range: StarkVerifier calls it with the words that contracts/generator/EvaluatorLayout.cs names.
contract StarkEvaluator2 {
    fallback() external {
        uint256 a;
        uint256 b;
        uint256 c;
        assembly ("memory-safe") {
            mstore(0x580, 0xfe00000200001fc00000400003f800000800007f00000100000fe000002)
            a := add(calldataload(0), calldataload(32))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x5c0, a)
            a := add(calldataload(0), mul(calldataload(32), 2))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x6840, a)
            a := add(calldataload(0), mul(calldataload(32), 4))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x68e0, a)
        }
        assembly ("memory-safe") {
            mstore(0, calldataload(0x1a20))
            mstore(32, calldataload(0x1a60))
            mstore(64, calldataload(0x1a80))
            mstore(96, calldataload(0x1aa0))
        }
        assembly ("memory-safe") {
            mstore(128, calldataload(0x1ac0))
            mstore(160, calldataload(0x1ae0))
            mstore(0x5a0, sub(mload(0x580), calldataload(0x1a00)))
            a := mload(0x5a0)
        }
        a = leaf1_0_1_2_3_4_5(a);
        assembly ("memory-safe") {
            mstore(0x200, a)
            mstore(0, add(1, calldataload(0x1a20)))
            mstore(32, calldataload(0x1b00))
            mstore(64, calldataload(0x1b20))
        }
        assembly ("memory-safe") {
            mstore(96, calldataload(0x1b40))
            mstore(128, calldataload(0x1b60))
            mstore(160, calldataload(0x1b80))
            a := mload(0x5a0)
        }
        a = leaf1_0_1_2_3_4_5(a);
        assembly ("memory-safe") {
            mstore(0x220, a)
            mstore(0, add(2, calldataload(0x1a20)))
            mstore(32, calldataload(0x1ba0))
            mstore(64, calldataload(0x1bc0))
        }
        assembly ("memory-safe") {
            mstore(96, calldataload(0x1be0))
            mstore(128, calldataload(0x1c00))
            mstore(160, calldataload(0x1c20))
            a := mload(0x5a0)
        }
        a = leaf1_0_1_2_3_4_5(a);
        assembly ("memory-safe") {
            mstore(0x240, a)
            mstore(0, add(3, calldataload(0x1a20)))
            mstore(32, calldataload(0x1c40))
            mstore(64, calldataload(0x1c60))
        }
        assembly ("memory-safe") {
            mstore(96, calldataload(0x1c80))
            mstore(128, calldataload(0x1ca0))
            mstore(160, calldataload(0x1cc0))
            a := mload(0x5a0)
        }
        a = leaf1_0_1_2_3_4_5(a);
        assembly ("memory-safe") {
            mstore(0x260, a)
            mstore(0, add(4, calldataload(0x1a20)))
            mstore(32, calldataload(0x1ce0))
            mstore(64, calldataload(0x1d00))
        }
        assembly ("memory-safe") {
            mstore(96, calldataload(0x1d20))
            mstore(128, calldataload(0x1d40))
            a := mload(0x5a0)
        }
        a = leaf1_0_1_2_3_4(a);
        assembly ("memory-safe") {
            mstore(0x280, a)
            a := mul(calldataload(0x1a00), 0x1395)
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x5e0, a)
            a := add(add(shl(16, mload(0x5e0)), mul(calldataload(0x1a00), 0xd4ca)), calldataload(0x1a60))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x600, a)
            mstore(0x620, mload(0x600))
            a := mload(0x620)
            b := mload(0x620)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x640, a)
            a := mload(0x620)
            b := mload(0x640)
            c := sub(mload(0x580), calldataload(0x1d60))
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0x660, a)
            mstore(0x680, mload(0x660))
            a := add(calldataload(0x1d60), add(calldataload(0x1d40), add(calldataload(0x1d20), add(calldataload(0x1d00), add(calldataload(0x1ce0),
                    add(calldataload(0x1cc0), add(calldataload(0x1ca0), add(calldataload(0x1c80), add(calldataload(0x1c60), add(calldataload(0x1c40),
                    add(calldataload(0x1c20), add(calldataload(0x1c00), add(calldataload(0x1be0), add(calldataload(0x1bc0), add(calldataload(0x1ba0),
                    add(calldataload(0x1b80), add(calldataload(0x1b60), add(calldataload(0x1b40), add(calldataload(0x1b20), add(calldataload(0x1b00),
                    add(calldataload(0x1ae0), add(calldataload(0x1ac0), add(calldataload(0x1aa0), calldataload(0x1a80))))))))))))))))))))))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x6a0, a)
            mstore(0x6c0, mload(0x6a0))
            mstore(0x700, calldataload(0x1a80))
            mstore(0x720, calldataload(0x1aa0))
        }
        assembly ("memory-safe") {
            mstore(0x740, calldataload(0x1ac0))
            mstore(0x760, calldataload(0x1ae0))
            mstore(0x780, calldataload(0x1b00))
            mstore(0x7a0, calldataload(0x1b20))
        }
        assembly ("memory-safe") {
            mstore(0x7c0, calldataload(0x1b40))
            mstore(0x7e0, calldataload(0x1b60))
            mstore(0x800, calldataload(0x1b80))
            mstore(0x820, calldataload(0x1ba0))
        }
        assembly ("memory-safe") {
            mstore(0x840, calldataload(0x1bc0))
            mstore(0x860, calldataload(0x1be0))
            mstore(0x880, calldataload(0x1c00))
            mstore(0x8a0, calldataload(0x1c20))
        }
        assembly ("memory-safe") {
            mstore(0x8c0, calldataload(0x1c40))
            mstore(0x8e0, calldataload(0x1c60))
            mstore(0x900, calldataload(0x1c80))
            mstore(0x920, calldataload(0x1ca0))
        }
        assembly ("memory-safe") {
            mstore(0x940, calldataload(0x1cc0))
            mstore(0x960, calldataload(0x1ce0))
            mstore(0x980, calldataload(0x1d00))
            mstore(0x9a0, calldataload(0x1d20))
        }
        assembly ("memory-safe") {
            mstore(0x9c0, calldataload(0x1d40))
            a := mload(0x6c0)
            b := calldataload(0x1d60)
        }
        layer0(a, b, 0x6e0, 0x9e0);
        assembly ("memory-safe") {
            a := mul(calldataload(0x1a00), 0x5dba)
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0xce0, a)
            a := add(add(shl(16, mload(0xce0)), mul(calldataload(0x1a00), 0xc049)), mload(0x9e0))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0xd00, a)
            mstore(0xd20, mload(0xd00))
            a := mload(0xd20)
            b := mload(0xd20)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0xd40, a)
            a := mload(0xd20)
            b := mload(0xd40)
            c := sub(mload(0x580), calldataload(0x1d80))
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0xd60, a)
            mstore(0xd80, mload(0xd60))
            a := add(calldataload(0x1d80), add(mload(0xcc0), add(mload(0xca0), add(mload(0xc80), add(mload(0xc60), add(mload(0xc40), add(mload(0xc20),
                    add(mload(0xc00), add(mload(0xbe0), add(mload(0xbc0), add(mload(0xba0), add(mload(0xb80), add(mload(0xb60), add(mload(0xb40),
                    add(mload(0xb20), add(mload(0xb00), add(mload(0xae0), add(mload(0xac0), add(mload(0xaa0), add(mload(0xa80), add(mload(0xa60),
                    add(mload(0xa40), add(mload(0xa20), mload(0xa00))))))))))))))))))))))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0xda0, a)
            mstore(0xdc0, mload(0xda0))
            a := mload(0xdc0)
            b := calldataload(0x1d80)
        }
        layer0(a, b, 0x9e0, 0xde0);
        assembly ("memory-safe") {
            a := mul(calldataload(0x1a00), 0x51fc)
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x10e0, a)
            a := add(add(shl(16, mload(0x10e0)), mul(calldataload(0x1a00), 0x2727)), mload(0xde0))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x1100, a)
            mstore(0x1120, mload(0x1100))
            a := mload(0x1120)
            b := mload(0x1120)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x1140, a)
            a := mload(0x1120)
            b := mload(0x1140)
            c := sub(mload(0x580), calldataload(0x1da0))
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0x1160, a)
            mstore(0x1180, mload(0x1160))
            a := add(calldataload(0x1da0), add(mload(0x10c0), add(mload(0x10a0), add(mload(0x1080), add(mload(0x1060), add(mload(0x1040), add(mload(0x1020),
                    add(mload(0x1000), add(mload(0xfe0), add(mload(0xfc0), add(mload(0xfa0), add(mload(0xf80), add(mload(0xf60), add(mload(0xf40),
                    add(mload(0xf20), add(mload(0xf00), add(mload(0xee0), add(mload(0xec0), add(mload(0xea0), add(mload(0xe80), add(mload(0xe60),
                    add(mload(0xe40), add(mload(0xe20), mload(0xe00))))))))))))))))))))))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x11a0, a)
            mstore(0x11c0, mload(0x11a0))
            a := mload(0x11c0)
            b := calldataload(0x1da0)
        }
        layer0(a, b, 0xde0, 0x11e0);
        assembly ("memory-safe") {
            a := mul(calldataload(0x1a00), 0x1340)
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x14e0, a)
            a := add(add(shl(16, mload(0x14e0)), mul(calldataload(0x1a00), 0x7399)), mload(0x11e0))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x1500, a)
            mstore(0x1520, mload(0x1500))
            a := mload(0x1520)
            b := mload(0x1520)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x1540, a)
            a := mload(0x1520)
            b := mload(0x1540)
            c := sub(mload(0x580), calldataload(0x1dc0))
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0x1560, a)
            mstore(0x1580, mload(0x1560))
            a := add(calldataload(0x1dc0), add(mload(0x14c0), add(mload(0x14a0), add(mload(0x1480), add(mload(0x1460), add(mload(0x1440), add(mload(0x1420),
                    add(mload(0x1400), add(mload(0x13e0), add(mload(0x13c0), add(mload(0x13a0), add(mload(0x1380), add(mload(0x1360), add(mload(0x1340),
                    add(mload(0x1320), add(mload(0x1300), add(mload(0x12e0), add(mload(0x12c0), add(mload(0x12a0), add(mload(0x1280), add(mload(0x1260),
                    add(mload(0x1240), add(mload(0x1220), mload(0x1200))))))))))))))))))))))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x15a0, a)
            mstore(0x15c0, mload(0x15a0))
            a := mload(0x15c0)
            b := calldataload(0x1dc0)
        }
        layer0(a, b, 0x11e0, 0x15e0);
        assembly ("memory-safe") {
            a := mul(calldataload(0x1a00), 0x39ac)
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x18e0, a)
            a := add(add(shl(16, mload(0x18e0)), mul(calldataload(0x1a00), 0x6953)), mload(0x15e0))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x1900, a)
            mstore(0x1920, mload(0x1900))
            a := mload(0x1920)
            b := mload(0x1920)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x1940, a)
            a := mload(0x1920)
            b := mload(0x1940)
            c := sub(mload(0x580), calldataload(0x1de0))
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0x1960, a)
            mstore(0x1980, mload(0x1960))
            a := add(calldataload(0x1de0), add(mload(0x18c0), add(mload(0x18a0), add(mload(0x1880), add(mload(0x1860), add(mload(0x1840), add(mload(0x1820),
                    add(mload(0x1800), add(mload(0x17e0), add(mload(0x17c0), add(mload(0x17a0), add(mload(0x1780), add(mload(0x1760), add(mload(0x1740),
                    add(mload(0x1720), add(mload(0x1700), add(mload(0x16e0), add(mload(0x16c0), add(mload(0x16a0), add(mload(0x1680), add(mload(0x1660),
                    add(mload(0x1640), add(mload(0x1620), mload(0x1600))))))))))))))))))))))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x19a0, a)
            mstore(0x19c0, mload(0x19a0))
            a := mload(0x19c0)
            b := calldataload(0x1de0)
        }
        layer0(a, b, 0x15e0, 0x19e0);
        assembly ("memory-safe") {
            a := mul(calldataload(0x1a00), 0x45e8)
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x1ce0, a)
            a := add(add(shl(16, mload(0x1ce0)), mul(calldataload(0x1a00), 0x726c)), mload(0x19e0))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x1d00, a)
            mstore(0x1d20, mload(0x1d00))
            a := mload(0x1d20)
            b := mload(0x1d20)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x1d40, a)
            a := mload(0x1d20)
            b := mload(0x1d40)
            c := sub(mload(0x580), calldataload(0x1e00))
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0x1d60, a)
            mstore(0x1d80, mload(0x1d60))
            a := add(calldataload(0x1e00), add(mload(0x1cc0), add(mload(0x1ca0), add(mload(0x1c80), add(mload(0x1c60), add(mload(0x1c40), add(mload(0x1c20),
                    add(mload(0x1c00), add(mload(0x1be0), add(mload(0x1bc0), add(mload(0x1ba0), add(mload(0x1b80), add(mload(0x1b60), add(mload(0x1b40),
                    add(mload(0x1b20), add(mload(0x1b00), add(mload(0x1ae0), add(mload(0x1ac0), add(mload(0x1aa0), add(mload(0x1a80), add(mload(0x1a60),
                    add(mload(0x1a40), add(mload(0x1a20), mload(0x1a00))))))))))))))))))))))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x1da0, a)
            mstore(0x1dc0, mload(0x1da0))
            a := mload(0x1dc0)
            b := calldataload(0x1e00)
        }
        layer0(a, b, 0x19e0, 0x1de0);
        assembly ("memory-safe") {
            a := mul(calldataload(0x1a00), 0x75a7)
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x20e0, a)
            a := add(add(shl(16, mload(0x20e0)), mul(calldataload(0x1a00), 0x311c)), mload(0x1de0))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x2100, a)
            mstore(0x2120, mload(0x2100))
            a := mload(0x2120)
            b := mload(0x2120)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x2140, a)
            a := mload(0x2120)
            b := mload(0x2140)
            c := sub(mload(0x580), calldataload(0x1e20))
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0x2160, a)
            mstore(0x2180, mload(0x2160))
            a := add(calldataload(0x1e20), add(mload(0x20c0), add(mload(0x20a0), add(mload(0x2080), add(mload(0x2060), add(mload(0x2040), add(mload(0x2020),
                    add(mload(0x2000), add(mload(0x1fe0), add(mload(0x1fc0), add(mload(0x1fa0), add(mload(0x1f80), add(mload(0x1f60), add(mload(0x1f40),
                    add(mload(0x1f20), add(mload(0x1f00), add(mload(0x1ee0), add(mload(0x1ec0), add(mload(0x1ea0), add(mload(0x1e80), add(mload(0x1e60),
                    add(mload(0x1e40), add(mload(0x1e20), mload(0x1e00))))))))))))))))))))))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x21a0, a)
            mstore(0x21c0, mload(0x21a0))
            a := mload(0x21c0)
            b := calldataload(0x1e20)
        }
        layer0(a, b, 0x1de0, 0x21e0);
        assembly ("memory-safe") {
            a := mul(calldataload(0x1a00), 0x599f)
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x24e0, a)
            a := add(add(shl(16, mload(0x24e0)), mul(calldataload(0x1a00), 0x82c9)), mload(0x21e0))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x2500, a)
            mstore(0x2520, mload(0x2500))
            a := mload(0x2520)
            b := mload(0x2520)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x2540, a)
            a := mload(0x2520)
            b := mload(0x2540)
            c := sub(mload(0x580), calldataload(0x1e40))
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0x2560, a)
            mstore(0x2580, mload(0x2560))
            a := add(calldataload(0x1e40), add(mload(0x24c0), add(mload(0x24a0), add(mload(0x2480), add(mload(0x2460), add(mload(0x2440), add(mload(0x2420),
                    add(mload(0x2400), add(mload(0x23e0), add(mload(0x23c0), add(mload(0x23a0), add(mload(0x2380), add(mload(0x2360), add(mload(0x2340),
                    add(mload(0x2320), add(mload(0x2300), add(mload(0x22e0), add(mload(0x22c0), add(mload(0x22a0), add(mload(0x2280), add(mload(0x2260),
                    add(mload(0x2240), add(mload(0x2220), mload(0x2200))))))))))))))))))))))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x25a0, a)
            mstore(0x25c0, mload(0x25a0))
            a := mload(0x25c0)
            b := calldataload(0x1e40)
        }
        layer0(a, b, 0x21e0, 0x25e0);
        assembly ("memory-safe") {
            a := mul(calldataload(0x1a00), 0x702c)
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x28e0, a)
            a := add(add(shl(16, mload(0x28e0)), mul(calldataload(0x1a00), 0xf13b)), mload(0x25e0))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x2900, a)
            mstore(0x2920, mload(0x2900))
            a := mload(0x2920)
            b := mload(0x2920)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x2940, a)
            a := mload(0x2920)
            b := mload(0x2940)
            c := sub(mload(0x580), calldataload(0x1e60))
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0x2960, a)
            mstore(0x2980, mload(0x2960))
            a := add(calldataload(0x1e60), add(mload(0x28c0), add(mload(0x28a0), add(mload(0x2880), add(mload(0x2860), add(mload(0x2840), add(mload(0x2820),
                    add(mload(0x2800), add(mload(0x27e0), add(mload(0x27c0), add(mload(0x27a0), add(mload(0x2780), add(mload(0x2760), add(mload(0x2740),
                    add(mload(0x2720), add(mload(0x2700), add(mload(0x26e0), add(mload(0x26c0), add(mload(0x26a0), add(mload(0x2680), add(mload(0x2660),
                    add(mload(0x2640), add(mload(0x2620), mload(0x2600))))))))))))))))))))))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x29a0, a)
            mstore(0x29c0, mload(0x29a0))
            a := mload(0x29c0)
            b := calldataload(0x1e60)
        }
        layer0(a, b, 0x25e0, 0x29e0);
        assembly ("memory-safe") {
            a := mul(calldataload(0x1a00), 0x26b)
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x2ce0, a)
            a := add(add(shl(16, mload(0x2ce0)), mul(calldataload(0x1a00), 0x8955)), mload(0x29e0))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x2d00, a)
            mstore(0x2d20, mload(0x2d00))
            a := mload(0x2d20)
            b := mload(0x2d20)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x2d40, a)
            a := mload(0x2d20)
            b := mload(0x2d40)
            c := sub(mload(0x580), calldataload(0x1e80))
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0x2d60, a)
            mstore(0x2d80, mload(0x2d60))
            a := add(calldataload(0x1e80), add(mload(0x2cc0), add(mload(0x2ca0), add(mload(0x2c80), add(mload(0x2c60), add(mload(0x2c40), add(mload(0x2c20),
                    add(mload(0x2c00), add(mload(0x2be0), add(mload(0x2bc0), add(mload(0x2ba0), add(mload(0x2b80), add(mload(0x2b60), add(mload(0x2b40),
                    add(mload(0x2b20), add(mload(0x2b00), add(mload(0x2ae0), add(mload(0x2ac0), add(mload(0x2aa0), add(mload(0x2a80), add(mload(0x2a60),
                    add(mload(0x2a40), add(mload(0x2a20), mload(0x2a00))))))))))))))))))))))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x2da0, a)
            mstore(0x2dc0, mload(0x2da0))
            a := mload(0x2dc0)
            b := calldataload(0x1e80)
        }
        layer0(a, b, 0x29e0, 0x2de0);
        assembly ("memory-safe") {
            a := mul(calldataload(0x1a00), 0x44e0)
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x30e0, a)
            a := add(add(shl(16, mload(0x30e0)), mul(calldataload(0x1a00), 0x9bbc)), mload(0x2de0))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x3100, a)
            mstore(0x3120, mload(0x3100))
            a := mload(0x3120)
            b := mload(0x3120)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x3140, a)
            a := mload(0x3120)
            b := mload(0x3140)
            c := sub(mload(0x580), calldataload(0x1ea0))
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0x3160, a)
            mstore(0x3180, mload(0x3160))
            a := add(calldataload(0x1ea0), add(mload(0x30c0), add(mload(0x30a0), add(mload(0x3080), add(mload(0x3060), add(mload(0x3040), add(mload(0x3020),
                    add(mload(0x3000), add(mload(0x2fe0), add(mload(0x2fc0), add(mload(0x2fa0), add(mload(0x2f80), add(mload(0x2f60), add(mload(0x2f40),
                    add(mload(0x2f20), add(mload(0x2f00), add(mload(0x2ee0), add(mload(0x2ec0), add(mload(0x2ea0), add(mload(0x2e80), add(mload(0x2e60),
                    add(mload(0x2e40), add(mload(0x2e20), mload(0x2e00))))))))))))))))))))))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x31a0, a)
            mstore(0x31c0, mload(0x31a0))
            a := mload(0x31c0)
            b := calldataload(0x1ea0)
        }
        layer0(a, b, 0x2de0, 0x31e0);
        assembly ("memory-safe") {
            a := mul(calldataload(0x1a00), 0x2211)
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x34e0, a)
            a := add(add(shl(16, mload(0x34e0)), mul(calldataload(0x1a00), 0x207f)), mload(0x31e0))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x3500, a)
            mstore(0x3520, mload(0x3500))
            a := mload(0x3520)
            b := mload(0x3520)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x3540, a)
            a := mload(0x3520)
            b := mload(0x3540)
            c := sub(mload(0x580), calldataload(0x1ec0))
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0x3560, a)
            mstore(0x3580, mload(0x3560))
            a := add(calldataload(0x1ec0), add(mload(0x34c0), add(mload(0x34a0), add(mload(0x3480), add(mload(0x3460), add(mload(0x3440), add(mload(0x3420),
                    add(mload(0x3400), add(mload(0x33e0), add(mload(0x33c0), add(mload(0x33a0), add(mload(0x3380), add(mload(0x3360), add(mload(0x3340),
                    add(mload(0x3320), add(mload(0x3300), add(mload(0x32e0), add(mload(0x32c0), add(mload(0x32a0), add(mload(0x3280), add(mload(0x3260),
                    add(mload(0x3240), add(mload(0x3220), mload(0x3200))))))))))))))))))))))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x35a0, a)
            mstore(0x35c0, mload(0x35a0))
            a := mload(0x35c0)
            b := calldataload(0x1ec0)
        }
        layer0(a, b, 0x31e0, 0x35e0);
        assembly ("memory-safe") {
            a := mul(calldataload(0x1a00), 0x5128)
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x38e0, a)
            a := add(add(shl(16, mload(0x38e0)), mul(calldataload(0x1a00), 0xb4e3)), mload(0x35e0))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x3900, a)
            mstore(0x3920, mload(0x3900))
            a := mload(0x3920)
            b := mload(0x3920)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x3940, a)
            a := mload(0x3920)
            b := mload(0x3940)
            c := sub(mload(0x580), calldataload(0x1ee0))
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0x3960, a)
            mstore(0x3980, mload(0x3960))
            a := add(calldataload(0x1ee0), add(mload(0x38c0), add(mload(0x38a0), add(mload(0x3880), add(mload(0x3860), add(mload(0x3840), add(mload(0x3820),
                    add(mload(0x3800), add(mload(0x37e0), add(mload(0x37c0), add(mload(0x37a0), add(mload(0x3780), add(mload(0x3760), add(mload(0x3740),
                    add(mload(0x3720), add(mload(0x3700), add(mload(0x36e0), add(mload(0x36c0), add(mload(0x36a0), add(mload(0x3680), add(mload(0x3660),
                    add(mload(0x3640), add(mload(0x3620), mload(0x3600))))))))))))))))))))))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x39a0, a)
            mstore(0x39c0, mload(0x39a0))
            a := mload(0x39c0)
            b := calldataload(0x1ee0)
        }
        layer0(a, b, 0x35e0, 0x39e0);
        assembly ("memory-safe") {
            a := mul(calldataload(0x1a00), 0x591c)
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x3ce0, a)
            a := add(add(shl(16, mload(0x3ce0)), mul(calldataload(0x1a00), 0x41af)), mload(0x39e0))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x3d00, a)
            mstore(0x3d20, mload(0x3d00))
            a := mload(0x3d20)
            b := mload(0x3d20)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x3d40, a)
            a := mload(0x3d20)
            b := mload(0x3d40)
            c := sub(mload(0x580), calldataload(0x1f00))
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0x3d60, a)
            mstore(0x3d80, mload(0x3d60))
            a := add(calldataload(0x1f00), add(mload(0x3cc0), add(mload(0x3ca0), add(mload(0x3c80), add(mload(0x3c60), add(mload(0x3c40), add(mload(0x3c20),
                    add(mload(0x3c00), add(mload(0x3be0), add(mload(0x3bc0), add(mload(0x3ba0), add(mload(0x3b80), add(mload(0x3b60), add(mload(0x3b40),
                    add(mload(0x3b20), add(mload(0x3b00), add(mload(0x3ae0), add(mload(0x3ac0), add(mload(0x3aa0), add(mload(0x3a80), add(mload(0x3a60),
                    add(mload(0x3a40), add(mload(0x3a20), mload(0x3a00))))))))))))))))))))))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x3da0, a)
            mstore(0x3dc0, mload(0x3da0))
            a := mload(0x3dc0)
            b := calldataload(0x1f00)
        }
        layer0(a, b, 0x39e0, 0x3de0);
        assembly ("memory-safe") {
            a := mul(calldataload(0x1a00), 0x674f)
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x40e0, a)
            a := add(add(shl(16, mload(0x40e0)), mul(calldataload(0x1a00), 0x5c68)), mload(0x3de0))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x4100, a)
            mstore(0x4120, mload(0x4100))
            a := mload(0x4120)
            b := mload(0x4120)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x4140, a)
            a := mload(0x4120)
            b := mload(0x4140)
            c := sub(mload(0x580), calldataload(0x1f20))
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0x4160, a)
            mstore(0x4180, mload(0x4160))
            a := add(calldataload(0x1f20), add(mload(0x40c0), add(mload(0x40a0), add(mload(0x4080), add(mload(0x4060), add(mload(0x4040), add(mload(0x4020),
                    add(mload(0x4000), add(mload(0x3fe0), add(mload(0x3fc0), add(mload(0x3fa0), add(mload(0x3f80), add(mload(0x3f60), add(mload(0x3f40),
                    add(mload(0x3f20), add(mload(0x3f00), add(mload(0x3ee0), add(mload(0x3ec0), add(mload(0x3ea0), add(mload(0x3e80), add(mload(0x3e60),
                    add(mload(0x3e40), add(mload(0x3e20), mload(0x3e00))))))))))))))))))))))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x41a0, a)
            mstore(0x41c0, mload(0x41a0))
            a := mload(0x41c0)
            b := calldataload(0x1f20)
        }
        layer0(a, b, 0x3de0, 0x41e0);
        assembly ("memory-safe") {
            a := mul(calldataload(0x1a00), 0x3981)
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x44e0, a)
            a := add(add(shl(16, mload(0x44e0)), mul(calldataload(0x1a00), 0xd0d3)), mload(0x41e0))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x4500, a)
            mstore(0x4520, mload(0x4500))
            a := mload(0x4520)
            b := mload(0x4520)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x4540, a)
            a := mload(0x4520)
            b := mload(0x4540)
            c := sub(mload(0x580), calldataload(0x1f40))
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0x4560, a)
            mstore(0x4580, mload(0x4560))
            a := add(calldataload(0x1f40), add(mload(0x44c0), add(mload(0x44a0), add(mload(0x4480), add(mload(0x4460), add(mload(0x4440), add(mload(0x4420),
                    add(mload(0x4400), add(mload(0x43e0), add(mload(0x43c0), add(mload(0x43a0), add(mload(0x4380), add(mload(0x4360), add(mload(0x4340),
                    add(mload(0x4320), add(mload(0x4300), add(mload(0x42e0), add(mload(0x42c0), add(mload(0x42a0), add(mload(0x4280), add(mload(0x4260),
                    add(mload(0x4240), add(mload(0x4220), mload(0x4200))))))))))))))))))))))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x45a0, a)
            mstore(0x45c0, mload(0x45a0))
            a := mload(0x45c0)
            b := calldataload(0x1f40)
        }
        layer0(a, b, 0x41e0, 0x45e0);
        assembly ("memory-safe") {
            a := mul(calldataload(0x1a00), 0x2d82)
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x48e0, a)
            a := add(add(shl(16, mload(0x48e0)), mul(calldataload(0x1a00), 0xf898)), mload(0x45e0))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x4900, a)
            mstore(0x4920, mload(0x4900))
            a := mload(0x4920)
            b := mload(0x4920)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x4940, a)
            a := mload(0x4920)
            b := mload(0x4940)
            c := sub(mload(0x580), calldataload(0x1f60))
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0x4960, a)
            mstore(0x4980, mload(0x4960))
            a := add(calldataload(0x1f60), add(mload(0x48c0), add(mload(0x48a0), add(mload(0x4880), add(mload(0x4860), add(mload(0x4840), add(mload(0x4820),
                    add(mload(0x4800), add(mload(0x47e0), add(mload(0x47c0), add(mload(0x47a0), add(mload(0x4780), add(mload(0x4760), add(mload(0x4740),
                    add(mload(0x4720), add(mload(0x4700), add(mload(0x46e0), add(mload(0x46c0), add(mload(0x46a0), add(mload(0x4680), add(mload(0x4660),
                    add(mload(0x4640), add(mload(0x4620), mload(0x4600))))))))))))))))))))))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x49a0, a)
            mstore(0x49c0, mload(0x49a0))
            a := mload(0x49c0)
            b := calldataload(0x1f60)
        }
        layer0(a, b, 0x45e0, 0x49e0);
        assembly ("memory-safe") {
            a := mul(calldataload(0x1a00), 0x707c)
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x4ce0, a)
            a := add(add(shl(16, mload(0x4ce0)), mul(calldataload(0x1a00), 0xd267)), mload(0x49e0))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x4d00, a)
            mstore(0x4d20, mload(0x4d00))
            a := mload(0x4d20)
            b := mload(0x4d20)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x4d40, a)
            a := mload(0x4d20)
            b := mload(0x4d40)
            c := sub(mload(0x580), calldataload(0x1f80))
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0x4d60, a)
            mstore(0x4d80, mload(0x4d60))
            a := add(calldataload(0x1f80), add(mload(0x4cc0), add(mload(0x4ca0), add(mload(0x4c80), add(mload(0x4c60), add(mload(0x4c40), add(mload(0x4c20),
                    add(mload(0x4c00), add(mload(0x4be0), add(mload(0x4bc0), add(mload(0x4ba0), add(mload(0x4b80), add(mload(0x4b60), add(mload(0x4b40),
                    add(mload(0x4b20), add(mload(0x4b00), add(mload(0x4ae0), add(mload(0x4ac0), add(mload(0x4aa0), add(mload(0x4a80), add(mload(0x4a60),
                    add(mload(0x4a40), add(mload(0x4a20), mload(0x4a00))))))))))))))))))))))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x4da0, a)
            mstore(0x4dc0, mload(0x4da0))
            a := mload(0x4dc0)
            b := calldataload(0x1f80)
        }
        layer0(a, b, 0x49e0, 0x4de0);
        assembly ("memory-safe") {
            a := mul(calldataload(0x1a00), 0x3b4c)
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x50e0, a)
            a := add(add(shl(16, mload(0x50e0)), mul(calldataload(0x1a00), 0xca45)), mload(0x4de0))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x5100, a)
            mstore(0x5120, mload(0x5100))
            a := mload(0x5120)
            b := mload(0x5120)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x5140, a)
            a := mload(0x5120)
            b := mload(0x5140)
            c := sub(mload(0x580), calldataload(0x1fa0))
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0x5160, a)
            mstore(0x5180, mload(0x5160))
            a := add(calldataload(0x1fa0), add(mload(0x50c0), add(mload(0x50a0), add(mload(0x5080), add(mload(0x5060), add(mload(0x5040), add(mload(0x5020),
                    add(mload(0x5000), add(mload(0x4fe0), add(mload(0x4fc0), add(mload(0x4fa0), add(mload(0x4f80), add(mload(0x4f60), add(mload(0x4f40),
                    add(mload(0x4f20), add(mload(0x4f00), add(mload(0x4ee0), add(mload(0x4ec0), add(mload(0x4ea0), add(mload(0x4e80), add(mload(0x4e60),
                    add(mload(0x4e40), add(mload(0x4e20), mload(0x4e00))))))))))))))))))))))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x51a0, a)
            mstore(0x51c0, mload(0x51a0))
            a := mload(0x51c0)
            b := calldataload(0x1fa0)
        }
        layer0(a, b, 0x4de0, 0x51e0);
        assembly ("memory-safe") {
            a := mul(calldataload(0x1a00), 0x2ad0)
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x54e0, a)
            a := add(add(shl(16, mload(0x54e0)), mul(calldataload(0x1a00), 0xdc3c)), mload(0x51e0))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x5500, a)
            mstore(0x5520, mload(0x5500))
            a := mload(0x5520)
            b := mload(0x5520)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x5540, a)
            a := mload(0x5520)
            b := mload(0x5540)
            c := sub(mload(0x580), calldataload(0x1fc0))
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0x5560, a)
            mstore(0x5580, mload(0x5560))
            a := add(calldataload(0x1fc0), add(mload(0x54c0), add(mload(0x54a0), add(mload(0x5480), add(mload(0x5460), add(mload(0x5440), add(mload(0x5420),
                    add(mload(0x5400), add(mload(0x53e0), add(mload(0x53c0), add(mload(0x53a0), add(mload(0x5380), add(mload(0x5360), add(mload(0x5340),
                    add(mload(0x5320), add(mload(0x5300), add(mload(0x52e0), add(mload(0x52c0), add(mload(0x52a0), add(mload(0x5280), add(mload(0x5260),
                    add(mload(0x5240), add(mload(0x5220), mload(0x5200))))))))))))))))))))))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x55a0, a)
            mstore(0x55c0, mload(0x55a0))
            a := mload(0x55c0)
            b := calldataload(0x1fc0)
        }
        layer0(a, b, 0x51e0, 0x55e0);
        assembly ("memory-safe") {
            a := mul(calldataload(0x1a00), 0xcb7)
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x58e0, a)
            a := add(add(shl(16, mload(0x58e0)), mul(calldataload(0x1a00), 0x9b37)), mload(0x55e0))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x5900, a)
            mstore(0x5920, mload(0x5900))
            a := mload(0x5920)
            b := mload(0x5920)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x5940, a)
            a := mload(0x5920)
            b := mload(0x5940)
            c := sub(mload(0x580), calldataload(0x1fe0))
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0x5960, a)
            mstore(0x5980, mload(0x5960))
            a := add(calldataload(0x1fe0), add(mload(0x58c0), add(mload(0x58a0), add(mload(0x5880), add(mload(0x5860), add(mload(0x5840), add(mload(0x5820),
                    add(mload(0x5800), add(mload(0x57e0), add(mload(0x57c0), add(mload(0x57a0), add(mload(0x5780), add(mload(0x5760), add(mload(0x5740),
                    add(mload(0x5720), add(mload(0x5700), add(mload(0x56e0), add(mload(0x56c0), add(mload(0x56a0), add(mload(0x5680), add(mload(0x5660),
                    add(mload(0x5640), add(mload(0x5620), mload(0x5600))))))))))))))))))))))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x59a0, a)
            mstore(0x59c0, mload(0x59a0))
            a := mload(0x59c0)
            b := calldataload(0x1fe0)
        }
        layer0(a, b, 0x55e0, 0x59e0);
        assembly ("memory-safe") {
            a := mul(calldataload(0x1a00), 0x23f2)
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x5ce0, a)
            a := add(add(shl(16, mload(0x5ce0)), mul(calldataload(0x1a00), 0xf4e8)), mload(0x59e0))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x5d00, a)
            mstore(0x5d20, mload(0x5d00))
            a := mload(0x5d20)
            b := mload(0x5d20)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x5d40, a)
            a := mload(0x5d20)
            b := mload(0x5d40)
            c := sub(mload(0x580), calldataload(0x2000))
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0x5d60, a)
            mstore(0x5d80, mload(0x5d60))
            mstore(0, calldataload(0x1a40))
            a := add(calldataload(0x2000), add(mload(0x5cc0), add(mload(0x5ca0), add(mload(0x5c80), add(mload(0x5c60), add(mload(0x5c40), add(mload(0x5c20),
                    add(mload(0x5c00), add(mload(0x5be0), add(mload(0x5bc0), add(mload(0x5ba0), add(mload(0x5b80), add(mload(0x5b60), add(mload(0x5b40),
                    add(mload(0x5b20), add(mload(0x5b00), add(mload(0x5ae0), add(mload(0x5ac0), add(mload(0x5aa0), add(mload(0x5a80), add(mload(0x5a60),
                    add(mload(0x5a40), add(mload(0x5a20), mload(0x5a00))))))))))))))))))))))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x5da0, a)
            mstore(0x5dc0, mload(0x5da0))
            a := mload(0x5dc0)
            b := calldataload(0x2000)
        }
        layer0(a, b, 0x59e0, 0x5de0);
        assembly ("memory-safe") {
            a := mul(calldataload(0x1a00), 0x3de4)
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x60e0, a)
            a := add(add(shl(16, mload(0x60e0)), mul(calldataload(0x1a00), 0xe739)), mload(0x5de0))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x6100, a)
            mstore(0x6120, mload(0x6100))
            a := mload(0x6120)
            b := mload(0x6120)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x6140, a)
            a := mload(0x6120)
            b := mload(0x6140)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x6160, a)
            mstore(0x6180, mload(0x6160))
            a := add(mload(0x6180), add(mload(0x60c0), add(mload(0x60a0), add(mload(0x6080), add(mload(0x6060), add(mload(0x6040), add(mload(0x6020),
                    add(mload(0x6000), add(mload(0x5fe0), add(mload(0x5fc0), add(mload(0x5fa0), add(mload(0x5f80), add(mload(0x5f60), add(mload(0x5f40),
                    add(mload(0x5f20), add(mload(0x5f00), add(mload(0x5ee0), add(mload(0x5ec0), add(mload(0x5ea0), add(mload(0x5e80), add(mload(0x5e60),
                    add(mload(0x5e40), add(mload(0x5e20), mload(0x5e00))))))))))))))))))))))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x61a0, a)
            mstore(0x61c0, mload(0x61a0))
            a := mload(0x61c0)
            b := mload(0x6180)
        }
        layer0(a, b, 0x5de0, 0x61e0);
        assembly ("memory-safe") {
            a := mload(0x61e0)
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x64e0, a)
            mstore(32, mload(0x64e0))
            a := mload(0x6200)
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x6500, a)
            mstore(64, mload(0x6500))
            a := mload(0x6220)
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x6520, a)
            mstore(96, mload(0x6520))
            a := mload(0x6240)
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x6540, a)
            mstore(128, mload(0x6540))
            a := mload(0x6260)
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x6560, a)
            mstore(160, mload(0x6560))
            a := calldataload(0x1a00)
        }
        a = leaf1_0_1_2_3_4_5(a);
        assembly ("memory-safe") {
            mstore(0x2a0, a)
            mstore(0, add(1, calldataload(0x1a40)))
            a := mload(0x6280)
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x6580, a)
            mstore(32, mload(0x6580))
            a := mload(0x62a0)
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x65a0, a)
            mstore(64, mload(0x65a0))
            a := mload(0x62c0)
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x65c0, a)
            mstore(96, mload(0x65c0))
            a := mload(0x62e0)
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x65e0, a)
            mstore(128, mload(0x65e0))
            a := mload(0x6300)
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x6600, a)
            mstore(160, mload(0x6600))
            a := calldataload(0x1a00)
        }
        a = leaf1_0_1_2_3_4_5(a);
        assembly ("memory-safe") {
            mstore(0x2c0, a)
            mstore(0, add(2, calldataload(0x1a40)))
            a := mload(0x6320)
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x6620, a)
            mstore(32, mload(0x6620))
            a := mload(0x6340)
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x6640, a)
            mstore(64, mload(0x6640))
            a := mload(0x6360)
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x6660, a)
            mstore(96, mload(0x6660))
            a := mload(0x6380)
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x6680, a)
            mstore(128, mload(0x6680))
            a := mload(0x63a0)
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x66a0, a)
            mstore(160, mload(0x66a0))
            a := calldataload(0x1a00)
        }
        a = leaf1_0_1_2_3_4_5(a);
        assembly ("memory-safe") {
            mstore(0x2e0, a)
            mstore(0, add(3, calldataload(0x1a40)))
            a := mload(0x63c0)
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x66c0, a)
            mstore(32, mload(0x66c0))
            a := mload(0x63e0)
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x66e0, a)
            mstore(64, mload(0x66e0))
            a := mload(0x6400)
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x6700, a)
            mstore(96, mload(0x6700))
            a := mload(0x6420)
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x6720, a)
            mstore(128, mload(0x6720))
            a := mload(0x6440)
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x6740, a)
            mstore(160, mload(0x6740))
            a := calldataload(0x1a00)
        }
        a = leaf1_0_1_2_3_4_5(a);
        assembly ("memory-safe") {
            mstore(0x300, a)
            mstore(0, add(4, calldataload(0x1a40)))
            a := mload(0x6460)
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x6760, a)
            mstore(32, mload(0x6760))
            a := mload(0x6480)
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x6780, a)
            mstore(64, mload(0x6780))
            a := mload(0x64a0)
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x67a0, a)
            mstore(96, mload(0x67a0))
            a := mload(0x64c0)
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x67c0, a)
            mstore(128, mload(0x67c0))
            a := calldataload(0x1a00)
        }
        a = leaf1_0_1_2_3_4(a);
        assembly ("memory-safe") {
            mstore(0x320, a)
            a := mload(0x5d80)
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x560, a)
            a := mload(0x560)
            b := calldataload(0x460)
            c := mload(0x5980)
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0x560, a)
            a := mload(0x560)
            b := calldataload(0x460)
            c := mload(0x5580)
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0x560, a)
            a := mload(0x560)
            b := calldataload(0x460)
            c := mload(0x5180)
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0x560, a)
            a := mload(0x560)
            b := calldataload(0x460)
            c := mload(0x4d80)
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0x560, a)
            a := mload(0x560)
            b := calldataload(0x460)
            c := mload(0x4980)
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0x560, a)
            a := mload(0x560)
            b := calldataload(0x460)
            c := mload(0x4580)
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0x560, a)
            a := mload(0x560)
            b := calldataload(0x460)
            c := mload(0x4180)
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0x560, a)
            a := mload(0x560)
            b := calldataload(0x460)
            c := mload(0x3d80)
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0x560, a)
            a := mload(0x560)
            b := calldataload(0x460)
            c := mload(0x3980)
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0x560, a)
            a := mload(0x560)
            b := calldataload(0x460)
            c := mload(0x3580)
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0x560, a)
            a := mload(0x560)
            b := calldataload(0x460)
            c := mload(0x3180)
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0x560, a)
            a := mload(0x560)
            b := calldataload(0x460)
            c := mload(0x2d80)
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0x560, a)
            a := mload(0x560)
            b := calldataload(0x460)
            c := mload(0x2980)
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0x560, a)
            a := mload(0x560)
            b := calldataload(0x460)
            c := mload(0x2580)
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0x560, a)
            a := mload(0x560)
            b := calldataload(0x460)
            c := mload(0x2180)
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0x560, a)
            a := mload(0x560)
            b := calldataload(0x460)
            c := mload(0x1d80)
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0x560, a)
            a := mload(0x560)
            b := calldataload(0x460)
            c := mload(0x1980)
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0x560, a)
            a := mload(0x560)
            b := calldataload(0x460)
            c := mload(0x1580)
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0x560, a)
            a := mload(0x560)
            b := calldataload(0x460)
            c := mload(0x1180)
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0x560, a)
            a := mload(0x560)
            b := calldataload(0x460)
            c := mload(0xd80)
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0x560, a)
            a := mload(0x560)
            b := calldataload(0x460)
            c := mload(0x680)
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0x560, a)
            mstore(0, calldataload(0x2040))
            mstore(32, calldataload(0x2100))
            mstore(64, calldataload(0x2120))
        }
        assembly ("memory-safe") {
            mstore(96, calldataload(0x2140))
            mstore(128, calldataload(0x2160))
            mstore(160, calldataload(0x2180))
            a := calldataload(0x2020)
        }
        a = leaf1_0_1_2_3_4_5(a);
        assembly ("memory-safe") {
            mstore(0x3e0, a)
            mstore(0, calldataload(0x2080))
            mstore(0x67e0, mul(calldataload(0x20a0), 2))
            a := mload(0x67e0)
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x6800, a)
            mstore(32, mload(0x6800))
            mstore(64, calldataload(0x2100))
            mstore(96, calldataload(0x2120))
        }
        assembly ("memory-safe") {
            mstore(128, calldataload(0x2140))
            mstore(160, calldataload(0x2160))
            mstore(192, calldataload(0x2180))
            mstore(224, calldataload(0x21a0))
        }
        assembly ("memory-safe") {
            mstore(0x100, calldataload(0x21c0))
            mstore(0x120, calldataload(0x21e0))
            mstore(0x140, calldataload(0x2200))
            a := calldataload(0x2020)
        }
        assembly ("memory-safe") {
            b := calldataload(0x20c0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x6820, a)
            a := sub(mload(0x580), mload(0x6820))
        }
        a = leaf2_0_1_2_3_4_5_6_7_8_9_10(a);
        assembly ("memory-safe") {
            mstore(0x340, a)
            mstore(0, calldataload(0x2080))
            a := add(1, mload(0x67e0))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x6860, a)
            mstore(32, mload(0x6860))
            mstore(64, calldataload(0x2220))
            mstore(96, calldataload(0x2240))
        }
        assembly ("memory-safe") {
            mstore(128, calldataload(0x2260))
            mstore(160, calldataload(0x2280))
            mstore(192, calldataload(0x22a0))
            mstore(224, calldataload(0x22c0))
        }
        assembly ("memory-safe") {
            mstore(0x100, calldataload(0x22e0))
            mstore(0x120, calldataload(0x2300))
            mstore(0x140, calldataload(0x2320))
            a := calldataload(0x2020)
        }
        assembly ("memory-safe") {
            b := calldataload(0x20e0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x6880, a)
            a := sub(mload(0x580), mload(0x6880))
        }
        a = leaf2_0_1_2_3_4_5_6_7_8_9_10(a);
        assembly ("memory-safe") {
            mstore(0x360, a)
            mstore(0, add(1, calldataload(0x2080)))
            mstore(32, calldataload(0x20a0))
            mstore(64, calldataload(0x2340))
        }
        assembly ("memory-safe") {
            mstore(96, calldataload(0x2360))
            mstore(128, calldataload(0x2380))
            mstore(160, calldataload(0x23a0))
            mstore(192, calldataload(0x23c0))
        }
        assembly ("memory-safe") {
            mstore(224, calldataload(0x23e0))
            mstore(0x100, calldataload(0x2400))
            mstore(0x120, calldataload(0x2420))
            mstore(0x140, calldataload(0x2440))
        }
        assembly ("memory-safe") {
            a := calldataload(0x2020)
            b := add(calldataload(0x20e0), calldataload(0x20c0))
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x68a0, a)
            a := mload(0x68a0)
        }
        a = leaf2_0_1_2_3_4_5_6_7_8_9_10(a);
        assembly ("memory-safe") {
            mstore(0x380, a)
            mstore(0, calldataload(0x20c0))
            mstore(0x68c0, sub(mload(0x580), calldataload(0x2020)))
            a := mload(0x68c0)
        }
        a = leaf4_0(a);
        assembly ("memory-safe") {
            mstore(0x3a0, a)
            mstore(0, calldataload(0x20e0))
            a := mload(0x68c0)
        }
        a = leaf4_0(a);
        assembly ("memory-safe") {
            mstore(0x3c0, a)
            mstore(0, calldataload(0x2060))
            a := add(calldataload(0x23c0), sub(mload(0x580), calldataload(0x2180)))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x6900, a)
            mstore(32, mload(0x6900))
            a := add(calldataload(0x23a0), sub(mload(0x580), calldataload(0x2160)))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x6920, a)
            mstore(64, mload(0x6920))
            a := add(calldataload(0x2380), sub(mload(0x580), calldataload(0x2140)))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x6940, a)
            mstore(96, mload(0x6940))
            a := add(calldataload(0x2360), sub(mload(0x580), calldataload(0x2120)))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x6960, a)
            mstore(128, mload(0x6960))
            a := add(calldataload(0x2340), sub(mload(0x580), calldataload(0x2100)))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x6980, a)
            mstore(160, mload(0x6980))
            a := mload(0x68c0)
        }
        a = leaf1_0_1_2_3_4_5(a);
        assembly ("memory-safe") {
            mstore(0x480, a)
            mstore(0, add(1, calldataload(0x2040)))
            mstore(32, calldataload(0x21a0))
            mstore(64, calldataload(0x21c0))
        }
        assembly ("memory-safe") {
            mstore(96, calldataload(0x21e0))
            mstore(128, calldataload(0x2200))
            mstore(160, calldataload(0x2220))
            a := calldataload(0x2020)
        }
        a = leaf1_0_1_2_3_4_5(a);
        assembly ("memory-safe") {
            mstore(0x400, a)
            mstore(0, add(2, calldataload(0x2040)))
            mstore(32, calldataload(0x2240))
            mstore(64, calldataload(0x2260))
        }
        assembly ("memory-safe") {
            mstore(96, calldataload(0x2280))
            mstore(128, calldataload(0x22a0))
            mstore(160, calldataload(0x22c0))
            a := calldataload(0x2020)
        }
        a = leaf1_0_1_2_3_4_5(a);
        assembly ("memory-safe") {
            mstore(0x420, a)
            mstore(0, add(3, calldataload(0x2040)))
            mstore(32, calldataload(0x22e0))
            mstore(64, calldataload(0x2300))
        }
        assembly ("memory-safe") {
            mstore(96, calldataload(0x2320))
            a := calldataload(0x2020)
        }
        a = leaf1_0_1_2_3(a);
        assembly ("memory-safe") {
            mstore(0x440, a)
            mstore(0, add(4, calldataload(0x2040)))
            a := calldataload(0x2020)
        }
        a = leaf1_0(a);
        assembly ("memory-safe") {
            mstore(0x460, a)
            mstore(0, add(1, calldataload(0x2060)))
            mstore(32, calldataload(0x2460))
            a := add(calldataload(0x2440), sub(mload(0x580), calldataload(0x2200)))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x69a0, a)
            mstore(64, mload(0x69a0))
            a := add(calldataload(0x2420), sub(mload(0x580), calldataload(0x21e0)))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x69c0, a)
            mstore(96, mload(0x69c0))
            a := add(calldataload(0x2400), sub(mload(0x580), calldataload(0x21c0)))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x69e0, a)
            mstore(128, mload(0x69e0))
            a := add(calldataload(0x23e0), sub(mload(0x580), calldataload(0x21a0)))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x6a00, a)
            mstore(160, mload(0x6a00))
            a := mload(0x68c0)
        }
        a = leaf1_0_1_2_3_4_5(a);
        assembly ("memory-safe") {
            mstore(0x4a0, a)
            mstore(0, calldataload(0x24a0))
            mstore(32, calldataload(0x2560))
            mstore(64, calldataload(0x2580))
        }
        assembly ("memory-safe") {
            mstore(96, calldataload(0x25a0))
            mstore(128, calldataload(0x25c0))
            mstore(160, calldataload(0x25e0))
            mstore(0x6a20, sub(mload(0x580), calldataload(0x2480)))
        }
        assembly ("memory-safe") {
            a := mload(0x6a20)
        }
        a = leaf1_0_1_2_3_4_5(a);
        assembly ("memory-safe") {
            mstore(0x4c0, a)
            mstore(0, calldataload(0x24c0))
            mstore(32, calldataload(0x2600))
            mstore(64, calldataload(0x2620))
        }
        assembly ("memory-safe") {
            mstore(96, calldataload(0x2640))
            mstore(128, calldataload(0x2660))
            mstore(160, calldataload(0x2680))
            a := mload(0x6a20)
        }
        a = leaf1_0_1_2_3_4_5(a);
        assembly ("memory-safe") {
            mstore(0x4e0, a)
            mstore(0, calldataload(0x24e0))
            mstore(32, calldataload(0x26a0))
            a := mload(0x6a20)
        }
        a = leaf1_0_1(a);
        assembly ("memory-safe") {
            mstore(0x500, a)
            mstore(0, calldataload(0x2500))
            mstore(32, calldataload(0x26a0))
            a := add(calldataload(0x25e0), sub(mload(0x580), calldataload(0x2560)))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x6a40, a)
            a := calldataload(0x2540)
            b := mload(0x6a40)
            c := calldataload(0x2560)
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0x6a60, a)
            mstore(64, mload(0x6a60))
            a := add(calldataload(0x25c0), sub(mload(0x580), calldataload(0x2580)))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x6a80, a)
            a := calldataload(0x2540)
            b := mload(0x6a80)
            c := calldataload(0x2580)
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0x6aa0, a)
            mstore(96, mload(0x6aa0))
            mstore(128, calldataload(0x25a0))
            a := add(sub(mload(0x580), calldataload(0x25c0)), calldataload(0x2580))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x6ac0, a)
            a := calldataload(0x2540)
            b := mload(0x6ac0)
            c := calldataload(0x25c0)
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0x6ae0, a)
            mstore(160, mload(0x6ae0))
            a := add(sub(mload(0x580), calldataload(0x25e0)), calldataload(0x2560))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x6b00, a)
            a := calldataload(0x2540)
            b := mload(0x6b00)
            c := calldataload(0x25e0)
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0x6b20, a)
            mstore(192, mload(0x6b20))
            a := add(calldataload(0x2680), sub(mload(0x580), calldataload(0x2600)))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x6b40, a)
            a := calldataload(0x2540)
            b := mload(0x6b40)
            c := calldataload(0x2600)
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0x6b60, a)
            mstore(224, mload(0x6b60))
            a := add(calldataload(0x2660), sub(mload(0x580), calldataload(0x2620)))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x6b80, a)
            a := calldataload(0x2540)
            b := mload(0x6b80)
            c := calldataload(0x2620)
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0x6ba0, a)
            mstore(0x100, mload(0x6ba0))
            mstore(0x120, calldataload(0x2640))
            a := add(sub(mload(0x580), calldataload(0x2660)), calldataload(0x2620))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x6bc0, a)
            a := calldataload(0x2540)
            b := mload(0x6bc0)
            c := calldataload(0x2660)
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0x6be0, a)
            mstore(0x140, mload(0x6be0))
            a := calldataload(0x2520)
        }
        a = leaf2_0_1_2_3_4_5_6_7_8_9_10(a);
        assembly ("memory-safe") {
            mstore(0x520, a)
            a := add(shl(12, calldataload(0x4c0)), add(shl(11, calldataload(0x4e0)), add(shl(10, calldataload(0x500)), add(shl(9, calldataload(0x520)),
                    add(shl(8, calldataload(0x540)), add(shl(7, calldataload(0x560)), add(shl(6, calldataload(0x580)), add(shl(5, calldataload(0x5a0)),
                    add(shl(4, calldataload(0x5c0)), add(shl(3, calldataload(0x5e0)), add(shl(2, calldataload(0x600)), add(shl(1, calldataload(0x620)),
                    calldataload(0x640)))))))))))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x6c00, a)
            mstore(0, mload(0x6c00))
            a := calldataload(0x26c0)
        }
        a = leaf4_0(a);
        assembly ("memory-safe") {
            mstore(0x540, a)
        }
        // in the order of tables, then of their messages
        assembly ("memory-safe") {
            return(512, 896)
        }
    }

    // With the condition the compiler calls it; without, it would copy the function to each place, and the contract would be too large.
    function red(uint256 x) private pure returns (uint256) {
        return x == 0 ? 0 : Q.red(x);
    }

    function layer0(uint256 s, uint256 x, uint256 inputs, uint256 outputs) private pure {
        if (outputs == 0) return; // never: the compiler would else copy all this to each call
        assembly ("memory-safe") {
            mstore(outputs, sub(add(s, sub(0xfe00000200001fc00000400003f800000800007f00000100000fe0000020, mul(x, 2))), mul(and(shr(30, mul(and(shr(24, add(s,
                    sub(0xfe00000200001fc00000400003f800000800007f00000100000fe0000020, mul(x, 2)))),
                    0x7ffffff000000ffffffe000001ffffffc000003ffffff8000007ffffff), 8454660)), 0x1fffff00000003ffffe00000007ffffc0000000fffff80000001fffff),
                    2130706433)))
            mstore(add(outputs, 32), sub(add(s, mload(add(inputs, 32))), mul(and(shr(30, mul(and(shr(24, add(s, mload(add(inputs, 32)))),
                    0x7ffffff000000ffffffe000001ffffffc000003ffffff8000007ffffff), 8454660)), 0x1fffff00000003ffffe00000007ffffc0000000fffff80000001fffff),
                    2130706433)))
            mstore(add(outputs, 64), sub(add(s, mul(mload(add(inputs, 64)), 2)), mul(and(shr(30, mul(and(shr(24, add(s, mul(mload(add(inputs, 64)), 2))),
                    0x7ffffff000000ffffffe000001ffffffc000003ffffff8000007ffffff), 8454660)), 0x1fffff00000003ffffe00000007ffffc0000000fffff80000001fffff),
                    2130706433)))
            mstore(add(outputs, 96), add(s, add(and(shr(1, mload(add(inputs, 96))), 0x3ffffffffffff7fffffffffffeffffffffffffdffffffffffffbffffffffffff),
                    sub(0xfe00000200001fc00000400003f800000800007f00000100000fe000002, mul(and(mload(add(inputs, 96)),
                    0x1000000000000200000000000040000000000008000000000001), 0x3f800000)))))
            mstore(add(outputs, 128), sub(add(s, mul(mload(add(inputs, 128)), 3)), mul(and(shr(30, mul(and(shr(24, add(s, mul(mload(add(inputs, 128)), 3))),
                    0x7ffffff000000ffffffe000001ffffffc000003ffffff8000007ffffff), 8454660)), 0x1fffff00000003ffffe00000007ffffc0000000fffff80000001fffff),
                    2130706433)))
            mstore(add(outputs, 160), sub(add(s, mul(mload(add(inputs, 160)), 4)), mul(and(shr(30, mul(and(shr(24, add(s, mul(mload(add(inputs, 160)), 4))),
                    0x7ffffff000000ffffffe000001ffffffc000003ffffff8000007ffffff), 8454660)), 0x1fffff00000003ffffe00000007ffffc0000000fffff80000001fffff),
                    2130706433)))
            mstore(add(outputs, 192), sub(add(s, add(mul(and(mload(add(inputs, 192)), 0x1000000000000200000000000040000000000008000000000001), 0x3f800000),
                    sub(0x3f800000800007f00000100000fe00000200001fc00000400003f8000008, and(shr(1, mload(add(inputs, 192))),
                    0x3ffffffffffff7fffffffffffeffffffffffffdffffffffffffbffffffffffff)))), mul(and(shr(30, mul(and(shr(24, add(s,
                    add(mul(and(mload(add(inputs, 192)), 0x1000000000000200000000000040000000000008000000000001), 0x3f800000),
                    sub(0x3f800000800007f00000100000fe00000200001fc00000400003f8000008, and(shr(1, mload(add(inputs, 192))),
                    0x3ffffffffffff7fffffffffffeffffffffffffdffffffffffffbffffffffffff))))), 0x7ffffff000000ffffffe000001ffffffc000003ffffff8000007ffffff),
                    8454660)), 0x1fffff00000003ffffe00000007ffffc0000000fffff80000001fffff), 2130706433)))
            mstore(add(outputs, 224), sub(add(s, sub(0xfe00000200001fc00000400003f800000800007f00000100000fe0000020, mul(mload(add(inputs, 224)), 3))),
                    mul(and(shr(30, mul(and(shr(24, add(s, sub(0xfe00000200001fc00000400003f800000800007f00000100000fe0000020, mul(mload(add(inputs, 224)),
                    3)))), 0x7ffffff000000ffffffe000001ffffffc000003ffffff8000007ffffff), 8454660)),
                    0x1fffff00000003ffffe00000007ffffc0000000fffff80000001fffff), 2130706433)))
            mstore(add(outputs, 256), sub(add(s, sub(0x1fc00000400003f800000800007f00000100000fe00000200001fc0000040, mul(mload(add(inputs, 256)), 4))),
                    mul(and(shr(30, mul(and(shr(24, add(s, sub(0x1fc00000400003f800000800007f00000100000fe00000200001fc0000040, mul(mload(add(inputs, 256)),
                    4)))), 0x7ffffff000000ffffffe000001ffffffc000003ffffff8000007ffffff), 8454660)),
                    0x1fffff00000003ffffe00000007ffffc0000000fffff80000001fffff), 2130706433)))
            mstore(add(outputs, 288), add(s, add(and(shr(8, mload(add(inputs, 288))), 0x7ffffffffff00ffffffffffe01ffffffffffc03ffffffffff807ffffffffff),
                    sub(0xfe00000200001fc00000400003f800000800007f00000100000fe000002, mul(and(mload(add(inputs, 288)),
                    0xff00000000001fe00000000003fc00000000007f80000000000ff), 0x7f0000)))))
            mstore(add(outputs, 320), add(s, add(and(shr(2, mload(add(inputs, 320))), 0x1ffffffffffff3fffffffffffe7fffffffffffcffffffffffff9ffffffffffff),
                    sub(0xfe00000200001fc00000400003f800000800007f00000100000fe000002, mul(and(mload(add(inputs, 320)),
                    0x30000000000006000000000000c0000000000018000000000003), 0x1fc00000)))))
            mstore(add(outputs, 352), add(s, add(and(shr(3, mload(add(inputs, 352))), 0xffffffffffff1fffffffffffe3fffffffffffc7fffffffffff8ffffffffffff),
                    sub(0xfe00000200001fc00000400003f800000800007f00000100000fe000002, mul(and(mload(add(inputs, 352)),
                    0x7000000000000e000000000001c0000000000038000000000007), 0xfe00000)))))
            mstore(add(outputs, 384), add(s, add(and(shr(4, mload(add(inputs, 384))), 0x7fffffffffff0fffffffffffe1fffffffffffc3fffffffffff87fffffffffff),
                    sub(0xfe00000200001fc00000400003f800000800007f00000100000fe000002, mul(and(mload(add(inputs, 384)),
                    0xf000000000001e000000000003c000000000007800000000000f), 0x7f00000)))))
            mstore(add(outputs, 416), add(s, add(and(shr(5, mload(add(inputs, 416))), 0x3fffffffffff07ffffffffffe0fffffffffffc1fffffffffff83fffffffffff),
                    sub(0xfe00000200001fc00000400003f800000800007f00000100000fe000002, mul(and(mload(add(inputs, 416)),
                    0x1f000000000003e000000000007c00000000000f800000000001f), 0x3f80000)))))
            mstore(add(outputs, 448), add(s, add(and(shr(6, mload(add(inputs, 448))), 0x1fffffffffff03ffffffffffe07ffffffffffc0fffffffffff81fffffffffff),
                    sub(0xfe00000200001fc00000400003f800000800007f00000100000fe000002, mul(and(mload(add(inputs, 448)),
                    0x3f000000000007e00000000000fc00000000001f800000000003f), 0x1fc0000)))))
            mstore(add(outputs, 480), add(s, add(and(shr(24, mload(add(inputs, 480))), 0x7ffffff000000ffffffe000001ffffffc000003ffffff8000007ffffff),
                    sub(0xfe00000200001fc00000400003f800000800007f00000100000fe000002, mul(and(mload(add(inputs, 480)),
                    0xffffff0000001fffffe0000003fffffc0000007fffff8000000ffffff), 127)))))
            mstore(add(outputs, 512), add(s, add(mul(and(mload(add(inputs, 512)), 0xff00000000001fe00000000003fc00000000007f80000000000ff), 0x7f0000),
                    sub(0x7f00000100000fe00000200001fc00000400003f800000800007f000001, and(shr(8, mload(add(inputs, 512))),
                    0x7ffffffffff00ffffffffffe01ffffffffffc03ffffffffff807ffffffffff)))))
            mstore(add(outputs, 544), add(s, add(mul(and(mload(add(inputs, 544)), 0x7000000000000e000000000001c0000000000038000000000007), 0xfe00000),
                    sub(0xfe00000200001fc00000400003f800000800007f00000100000fe000002, and(shr(3, mload(add(inputs, 544))),
                    0xffffffffffff1fffffffffffe3fffffffffffc7fffffffffff8ffffffffffff)))))
            mstore(add(outputs, 576), add(s, add(mul(and(mload(add(inputs, 576)), 0xf000000000001e000000000003c000000000007800000000000f), 0x7f00000),
                    sub(0x7f00000100000fe00000200001fc00000400003f800000800007f000001, and(shr(4, mload(add(inputs, 576))),
                    0x7fffffffffff0fffffffffffe1fffffffffffc3fffffffffff87fffffffffff)))))
            mstore(add(outputs, 608), add(s, add(mul(and(mload(add(inputs, 608)), 0x1f000000000003e000000000007c00000000000f800000000001f), 0x3f80000),
                    sub(0x7f00000100000fe00000200001fc00000400003f800000800007f000001, and(shr(5, mload(add(inputs, 608))),
                    0x3fffffffffff07ffffffffffe0fffffffffffc1fffffffffff83fffffffffff)))))
            mstore(add(outputs, 640), add(s, add(mul(and(mload(add(inputs, 640)), 0x3f000000000007e00000000000fc00000000001f800000000003f), 0x1fc0000),
                    sub(0x7f00000100000fe00000200001fc00000400003f800000800007f000001, and(shr(6, mload(add(inputs, 640))),
                    0x1fffffffffff03ffffffffffe07ffffffffffc0fffffffffff81fffffffffff)))))
            mstore(add(outputs, 672), add(s, add(mul(and(mload(add(inputs, 672)), 0x7f00000000000fe00000000001fc00000000003f800000000007f), 0xfe0000),
                    sub(0x7f00000100000fe00000200001fc00000400003f800000800007f000001, and(shr(7, mload(add(inputs, 672))),
                    0xfffffffffff01ffffffffffe03ffffffffffc07ffffffffff80fffffffffff)))))
            mstore(add(outputs, 704), add(s, add(mul(and(mload(add(inputs, 704)), 0x1ff00000000003fe00000000007fc0000000000ff80000000001ff), 0x3f8000),
                    sub(0x7f00000100000fe00000200001fc00000400003f800000800007f000001, and(shr(9, mload(add(inputs, 704))),
                    0x3ffffffffff007fffffffffe00ffffffffffc01ffffffffff803ffffffffff)))))
            mstore(add(outputs, 736), add(s, add(mul(and(mload(add(inputs, 736)), 0xffffff0000001fffffe0000003fffffc0000007fffff8000000ffffff), 127),
                    sub(0x7f00000100000fe00000200001fc00000400003f800000800007f000001, and(shr(24, mload(add(inputs, 736))),
                    0x7ffffff000000ffffffe000001ffffffc000003ffffff8000007ffffff)))))
        }
    }

    function dot0_0(uint256 n) private pure returns (uint256 r) {
        assembly ("memory-safe") {
            r := addmod(mulmod(mload(0), calldataload(64), n),
                    0x17ae44002fbc02f5c88005f7805eb91000bef00bd7220017de017ae44002fbc, n)
        }
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

    function dot0_0_1_2_3_4(uint256 n) private pure returns (uint256 r) {
        assembly ("memory-safe") {
            r := addmod(mulmod(mload(128), calldataload(0x1c0), n),
                    addmod(mulmod(mload(96), calldataload(0x160), n),
                    addmod(mulmod(mload(64), calldataload(0x100), n),
                    addmod(mulmod(mload(32), calldataload(160), n),
                    addmod(mulmod(mload(0), calldataload(64), n),
                    0x7666d500eeab0eccdaa01dd561d99b5403baac3b336a80775587666d500eeab, n), n), n), n), n)
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

    function dot0_0_1_2_3_4_5_6_7_8_9_10(uint256 n) private pure returns (uint256 r) {
        assembly ("memory-safe") {
            r := addmod(mulmod(mload(0x140), calldataload(0x400), n),
                    addmod(mulmod(mload(0x120), calldataload(0x3a0), n),
                    addmod(mulmod(mload(0x100), calldataload(0x340), n),
                    addmod(mulmod(mload(224), calldataload(0x2e0), n),
                    addmod(mulmod(mload(192), calldataload(0x280), n),
                    addmod(mulmod(mload(160), calldataload(0x220), n),
                    addmod(mulmod(mload(128), calldataload(0x1c0), n),
                    addmod(mulmod(mload(96), calldataload(0x160), n),
                    addmod(mulmod(mload(64), calldataload(0x100), n),
                    addmod(mulmod(mload(32), calldataload(160), n),
                    addmod(mulmod(mload(0), calldataload(64), n),
                    0x1047af0020d10208f5e0041a20411ebc0083440823d780106881047af0020d10, n), n), n), n), n), n), n), n), n), n), n)
        }
    }

    function dot1_0(uint256 n) private pure returns (uint256 r) {
        assembly ("memory-safe") {
            r := addmod(mulmod(mload(0), calldataload(96), n),
                    0x17ae44002fbc02f5c88005f7805eb91000bef00bd7220017de017ae44002fbc, n)
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

    function dot1_0_1_2_3_4(uint256 n) private pure returns (uint256 r) {
        assembly ("memory-safe") {
            r := addmod(mulmod(mload(128), calldataload(0x1e0), n),
                    addmod(mulmod(mload(96), calldataload(0x180), n),
                    addmod(mulmod(mload(64), calldataload(0x120), n),
                    addmod(mulmod(mload(32), calldataload(192), n),
                    addmod(mulmod(mload(0), calldataload(96), n),
                    0x7666d500eeab0eccdaa01dd561d99b5403baac3b336a80775587666d500eeab, n), n), n), n), n)
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

    function dot1_0_1_2_3_4_5_6_7_8_9_10(uint256 n) private pure returns (uint256 r) {
        assembly ("memory-safe") {
            r := addmod(mulmod(mload(0x140), calldataload(0x420), n),
                    addmod(mulmod(mload(0x120), calldataload(0x3c0), n),
                    addmod(mulmod(mload(0x100), calldataload(0x360), n),
                    addmod(mulmod(mload(224), calldataload(0x300), n),
                    addmod(mulmod(mload(192), calldataload(0x2a0), n),
                    addmod(mulmod(mload(160), calldataload(0x240), n),
                    addmod(mulmod(mload(128), calldataload(0x1e0), n),
                    addmod(mulmod(mload(96), calldataload(0x180), n),
                    addmod(mulmod(mload(64), calldataload(0x120), n),
                    addmod(mulmod(mload(32), calldataload(192), n),
                    addmod(mulmod(mload(0), calldataload(96), n),
                    0x1047af0020d10208f5e0041a20411ebc0083440823d780106881047af0020d10, n), n), n), n), n), n), n), n), n), n), n)
        }
    }

    function dot2_0(uint256 n) private pure returns (uint256 r) {
        assembly ("memory-safe") {
            r := addmod(mulmod(mload(0), calldataload(128), n),
                    0x17ae44002fbc02f5c88005f7805eb91000bef00bd7220017de017ae44002fbc, n)
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

    function dot2_0_1_2_3_4(uint256 n) private pure returns (uint256 r) {
        assembly ("memory-safe") {
            r := addmod(mulmod(mload(128), calldataload(0x200), n),
                    addmod(mulmod(mload(96), calldataload(0x1a0), n),
                    addmod(mulmod(mload(64), calldataload(0x140), n),
                    addmod(mulmod(mload(32), calldataload(224), n),
                    addmod(mulmod(mload(0), calldataload(128), n),
                    0x7666d500eeab0eccdaa01dd561d99b5403baac3b336a80775587666d500eeab, n), n), n), n), n)
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

    function dot2_0_1_2_3_4_5_6_7_8_9_10(uint256 n) private pure returns (uint256 r) {
        assembly ("memory-safe") {
            r := addmod(mulmod(mload(0x140), calldataload(0x440), n),
                    addmod(mulmod(mload(0x120), calldataload(0x3e0), n),
                    addmod(mulmod(mload(0x100), calldataload(0x380), n),
                    addmod(mulmod(mload(224), calldataload(0x320), n),
                    addmod(mulmod(mload(192), calldataload(0x2c0), n),
                    addmod(mulmod(mload(160), calldataload(0x260), n),
                    addmod(mulmod(mload(128), calldataload(0x200), n),
                    addmod(mulmod(mload(96), calldataload(0x1a0), n),
                    addmod(mulmod(mload(64), calldataload(0x140), n),
                    addmod(mulmod(mload(32), calldataload(224), n),
                    addmod(mulmod(mload(0), calldataload(128), n),
                    0x1047af0020d10208f5e0041a20411ebc0083440823d780106881047af0020d10, n), n), n), n), n), n), n), n), n), n), n)
        }
    }

    function leaf1_0(uint256 m) private pure returns (uint256 r) {
        unchecked {
            r = red(dot1_0(N) + (red(dot2_0(N)) << 11));
            r = dot0_0(N) + (r << 11) + m;
        }
        assembly ("memory-safe") {
            r := add(r, mload(0x5c0))
        }
        return red(r);
    }

    function leaf1_0_1(uint256 m) private pure returns (uint256 r) {
        unchecked {
            r = red(dot1_0_1(N) + (red(dot2_0_1(N)) << 11));
            r = dot0_0_1(N) + (r << 11) + m;
        }
        assembly ("memory-safe") {
            r := add(r, mload(0x5c0))
        }
        return red(r);
    }

    function leaf1_0_1_2_3(uint256 m) private pure returns (uint256 r) {
        unchecked {
            r = red(dot1_0_1_2_3(N) + (red(dot2_0_1_2_3(N)) << 11));
            r = dot0_0_1_2_3(N) + (r << 11) + m;
        }
        assembly ("memory-safe") {
            r := add(r, mload(0x5c0))
        }
        return red(r);
    }

    function leaf1_0_1_2_3_4(uint256 m) private pure returns (uint256 r) {
        unchecked {
            r = red(dot1_0_1_2_3_4(N) + (red(dot2_0_1_2_3_4(N)) << 11));
            r = dot0_0_1_2_3_4(N) + (r << 11) + m;
        }
        assembly ("memory-safe") {
            r := add(r, mload(0x5c0))
        }
        return red(r);
    }

    function leaf1_0_1_2_3_4_5(uint256 m) private pure returns (uint256 r) {
        unchecked {
            r = red(dot1_0_1_2_3_4_5(N) + (red(dot2_0_1_2_3_4_5(N)) << 11));
            r = dot0_0_1_2_3_4_5(N) + (r << 11) + m;
        }
        assembly ("memory-safe") {
            r := add(r, mload(0x5c0))
        }
        return red(r);
    }

    function leaf2_0_1_2_3_4_5_6_7_8_9_10(uint256 m) private pure returns (uint256 r) {
        unchecked {
            r = red(dot1_0_1_2_3_4_5_6_7_8_9_10(N) + (red(dot2_0_1_2_3_4_5_6_7_8_9_10(N)) << 11));
            r = dot0_0_1_2_3_4_5_6_7_8_9_10(N) + (r << 11) + m;
        }
        assembly ("memory-safe") {
            r := add(r, mload(0x6840))
        }
        return red(r);
    }

    function leaf4_0(uint256 m) private pure returns (uint256 r) {
        unchecked {
            r = red(dot1_0(N) + (red(dot2_0(N)) << 11));
            r = dot0_0(N) + (r << 11) + m;
        }
        assembly ("memory-safe") {
            r := add(r, mload(0x68e0))
        }
        return red(r);
    }

}
