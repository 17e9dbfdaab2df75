// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

// Written by contracts/generator. Do not edit.

import {N, Quintic as Q} from "../Quintic.sol";

/// Leaves and constraints of Rounds: StarkVerifier calls it with the words that contracts/generator/EvaluatorLayout.cs names.
contract StarkEvaluator1 {
    fallback() external {
        uint256 a;
        uint256 b;
        uint256 c;
        assembly ("memory-safe") {
            mstore(0x480, 0xfe00000200001fc00000400003f800000800007f00000100000fe00000200)
            mstore(0x520, 0xfe00000200001fc00000400003f800000800007f00000100000fe0000020)
            mstore(0x640, 0xfe00000200001fc00000400003f800000800007f00000100000fe000002)
            mstore(0x6a0, 0x1fc00000400003f800000800007f00000100000fe00000200001fc0000040)
        }
        assembly ("memory-safe") {
            mstore(0x1620, 0x3f800000800007f00000100000fe00000200001fc00000400003f80000080)
            mstore(0x1920, 0x1fc00000400003f800000800007f00000100000fe00000200001fc000004)
            mstore(0x2040, 0x3f800000800007f00000100000fe00000200001fc00000400003f8000008)
            a := add(calldataload(0), calldataload(32))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x1980, a)
        }
        assembly ("memory-safe") {
            mstore(0, calldataload(0x12a0))
            a := add(mul(calldataload(0x1280), 0x102e), add(mul(calldataload(0x1260), 0x1dc), add(mul(calldataload(0x1240), 0x2ce6), mul(calldataload(0x1220),
                    0x61f6))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x3c0, a)
            a := add(add(shl(16, mload(0x3c0)), add(mul(calldataload(0x1280), 0x83d2), add(mul(calldataload(0x1260), 0xdca8), add(mul(calldataload(0x1240),
                    0xe4a2), mul(calldataload(0x1220), 0xc625))))), calldataload(0x1400))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x3e0, a)
            mstore(0x400, mload(0x3e0))
            a := mul(calldataload(0x1220), 0x2510)
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x420, a)
            a := add(shl(16, mload(0x420)), mul(calldataload(0x1220), 0x3228))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x440, a)
            mstore(0x460, mload(0x440))
            a := add(mul(calldataload(0x1280), 0x20b1), add(mul(calldataload(0x1260), 0x5964), add(mul(calldataload(0x1240), 0x6074), mul(calldataload(0x1220),
                    0x1c7f))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x4a0, a)
            a := add(add(shl(16, mload(0x4a0)), add(mul(calldataload(0x1280), 0x276d), add(mul(calldataload(0x1260), 0xd195), add(mul(calldataload(0x1240),
                    0x48da), mul(calldataload(0x1220), 0xa754))))), calldataload(0x1440))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x4c0, a)
            mstore(0x4e0, mload(0x4c0))
            mstore(0x500, add(mload(0x4e0), mload(0x400)))
            a := add(mul(calldataload(0x1280), 0x45e1), add(mul(calldataload(0x1260), 0x4662), add(mul(calldataload(0x1240), 0x6d6e), mul(calldataload(0x1220),
                    0x11fa))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x540, a)
            a := add(add(shl(16, mload(0x540)), add(mul(calldataload(0x1280), 0x94f8), add(mul(calldataload(0x1260), 0x7d08), add(mul(calldataload(0x1240),
                    0x8e49), mul(calldataload(0x1220), 0xf074))))), calldataload(0x1420))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x560, a)
            mstore(0x580, mload(0x560))
            a := add(mul(calldataload(0x1280), 0x14d0), add(mul(calldataload(0x1260), 0x3956), add(mul(calldataload(0x1240), 0x572d), mul(calldataload(0x1220),
                    0x587e))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x5a0, a)
            a := add(add(shl(16, mload(0x5a0)), add(mul(calldataload(0x1280), 0xa70f), add(mul(calldataload(0x1260), 0xb212), add(mul(calldataload(0x1240),
                    0xe0db), mul(calldataload(0x1220), 0xc7a4))))), calldataload(0x1460))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x5c0, a)
            mstore(0x5e0, mload(0x5c0))
            mstore(0x600, add(mload(0x5e0), mload(0x580)))
            mstore(0x620, add(mul(mload(0x600), 20), sub(mload(0x520), mul(mload(0x500), 15))))
        }
        assembly ("memory-safe") {
            mstore(0x660, add(sub(mload(0x640), mload(0x4e0)), mload(0x400)))
            mstore(0x680, add(sub(mload(0x640), mload(0x5e0)), mload(0x580)))
            mstore(0x6c0, add(sub(mload(0x6a0), mul(mload(0x680), 14)), mul(mload(0x660), 7)))
            mstore(0x6e0, add(mload(0x6c0), mload(0x620)))
        }
        assembly ("memory-safe") {
            a := add(mul(calldataload(0x1280), 0x2167), add(mul(calldataload(0x1260), 0x71b6), add(mul(calldataload(0x1240), 0x48eb), mul(calldataload(0x1220),
                    0x40c3))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x700, a)
            a := add(add(shl(16, mload(0x700)), add(mul(calldataload(0x1280), 0xf291), add(mul(calldataload(0x1260), 0x8c81), add(mul(calldataload(0x1240),
                    0x99ee), mul(calldataload(0x1220), 0x9d43))))), calldataload(0x1480))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x720, a)
            mstore(0x740, mload(0x720))
            a := add(mul(calldataload(0x1280), 0x5f9c), add(mul(calldataload(0x1260), 0x42d9), add(mul(calldataload(0x1240), 0xd54), mul(calldataload(0x1220),
                    0x246e))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x760, a)
            a := add(add(shl(16, mload(0x760)), add(mul(calldataload(0x1280), 0x990a), add(mul(calldataload(0x1260), 0x7c68), add(mul(calldataload(0x1240),
                    0x17b3), mul(calldataload(0x1220), 0x45c5))))), calldataload(0x14c0))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x780, a)
            mstore(0x7a0, mload(0x780))
            mstore(0x7c0, add(mload(0x7a0), mload(0x740)))
            a := add(mul(calldataload(0x1280), 0x3f5b), add(mul(calldataload(0x1260), 0x23fb), add(mul(calldataload(0x1240), 0x6017), mul(calldataload(0x1220),
                    0x7bd3))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x7e0, a)
            a := add(add(shl(16, mload(0x7e0)), add(mul(calldataload(0x1280), 0x73a3), add(mul(calldataload(0x1260), 0x6ecc), add(mul(calldataload(0x1240),
                    0xe85f), mul(calldataload(0x1220), 0x529))))), calldataload(0x14a0))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x800, a)
            mstore(0x820, mload(0x800))
            a := add(mul(calldataload(0x1280), 0x1bab), add(mul(calldataload(0x1260), 0x601), add(mul(calldataload(0x1240), 0x3a47), mul(calldataload(0x1220),
                    0x7da5))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x840, a)
            a := add(add(shl(16, mload(0x840)), add(mul(calldataload(0x1280), 0xf0a2), add(mul(calldataload(0x1260), 0x4d08), add(mul(calldataload(0x1240),
                    0x7f91), mul(calldataload(0x1220), 0xa91b))))), calldataload(0x14e0))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x860, a)
            mstore(0x880, mload(0x860))
            mstore(0x8a0, add(mload(0x880), mload(0x820)))
            mstore(0x8c0, add(mul(mload(0x8a0), 20), sub(mload(0x520), mul(mload(0x7c0), 15))))
        }
        assembly ("memory-safe") {
            mstore(0x8e0, add(sub(mload(0x640), mload(0x7a0)), mload(0x740)))
            mstore(0x900, add(sub(mload(0x640), mload(0x880)), mload(0x820)))
            mstore(0x920, add(sub(mload(0x6a0), mul(mload(0x900), 14)), mul(mload(0x8e0), 7)))
            mstore(0x940, add(mload(0x920), mload(0x8c0)))
        }
        assembly ("memory-safe") {
            a := add(mul(calldataload(0x1280), 0x147d), add(mul(calldataload(0x1260), 0x4ef5), add(mul(calldataload(0x1240), 0x213f), mul(calldataload(0x1220),
                    0x1594))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x960, a)
            a := add(add(shl(16, mload(0x960)), add(mul(calldataload(0x1280), 0xca14), add(mul(calldataload(0x1260), 0xc115), add(mul(calldataload(0x1240),
                    0xbbf1), mul(calldataload(0x1220), 0x7765))))), calldataload(0x1500))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x980, a)
            mstore(0x9a0, mload(0x980))
            a := add(mul(calldataload(0x1280), 0x1022), add(mul(calldataload(0x1260), 0x5ecf), add(mul(calldataload(0x1240), 0x5384), mul(calldataload(0x1220),
                    0x267e))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x9c0, a)
            a := add(add(shl(16, mload(0x9c0)), add(mul(calldataload(0x1280), 0x1e38), add(mul(calldataload(0x1260), 0xf68e), add(mul(calldataload(0x1240),
                    0x4cf0), mul(calldataload(0x1220), 0x4a38))))), calldataload(0x1540))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x9e0, a)
            mstore(0xa00, mload(0x9e0))
            mstore(0xa20, add(mload(0xa00), mload(0x9a0)))
            a := add(mul(calldataload(0x1280), 0x6a3e), add(mul(calldataload(0x1260), 0x2eae), add(mul(calldataload(0x1240), 0x5415), mul(calldataload(0x1220),
                    0x7143))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0xa40, a)
            a := add(add(shl(16, mload(0xa40)), add(mul(calldataload(0x1280), 0xd589), add(mul(calldataload(0x1260), 0x9a46), add(mul(calldataload(0x1240),
                    0x5d0b), mul(calldataload(0x1220), 0x2881))))), calldataload(0x1520))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0xa60, a)
            mstore(0xa80, mload(0xa60))
            a := add(mul(calldataload(0x1280), 0x2631), add(mul(calldataload(0x1260), 0x5bd8), add(mul(calldataload(0x1240), 0x15f9), mul(calldataload(0x1220),
                    0x54f8))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0xaa0, a)
            a := add(add(shl(16, mload(0xaa0)), add(mul(calldataload(0x1280), 0xe3df), add(mul(calldataload(0x1260), 0x3f80), add(mul(calldataload(0x1240),
                    0x77b4), mul(calldataload(0x1220), 0x90d3))))), calldataload(0x1560))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0xac0, a)
            mstore(0xae0, mload(0xac0))
            mstore(0xb00, add(mload(0xae0), mload(0xa80)))
            mstore(0xb20, add(mul(mload(0xb00), 20), sub(mload(0x520), mul(mload(0xa20), 15))))
        }
        assembly ("memory-safe") {
            mstore(0xb40, add(sub(mload(0x640), mload(0xa00)), mload(0x9a0)))
            mstore(0xb60, add(sub(mload(0x640), mload(0xae0)), mload(0xa80)))
            mstore(0xb80, add(sub(mload(0x6a0), mul(mload(0xb60), 14)), mul(mload(0xb40), 7)))
            mstore(0xba0, add(mload(0xb80), mload(0xb20)))
        }
        assembly ("memory-safe") {
            a := add(mul(calldataload(0x1280), 0xd7a), add(mul(calldataload(0x1260), 0x64ba), add(mul(calldataload(0x1240), 0x79dd), mul(calldataload(0x1220),
                    0x29c6))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0xbc0, a)
            a := add(add(shl(16, mload(0xbc0)), add(mul(calldataload(0x1280), 0x7746), add(mul(calldataload(0x1260), 0x5d0d), add(mul(calldataload(0x1240),
                    0x1fae), mul(calldataload(0x1220), 0xcfac))))), calldataload(0x1580))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0xbe0, a)
            mstore(0xc00, mload(0xbe0))
            a := add(mul(calldataload(0x1280), 0xa87), add(mul(calldataload(0x1260), 0x51a2), add(mul(calldataload(0x1240), 0x63fe), mul(calldataload(0x1220),
                    0x2a85))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0xc20, a)
            a := add(add(shl(16, mload(0xc20)), add(mul(calldataload(0x1280), 0x243a), add(mul(calldataload(0x1260), 0xe591), add(mul(calldataload(0x1240),
                    0x9669), mul(calldataload(0x1220), 0x3872))))), calldataload(0x15c0))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0xc40, a)
            mstore(0xc60, mload(0xc40))
            mstore(0xc80, add(mload(0xc60), mload(0xc00)))
            a := add(mul(calldataload(0x1280), 0x4bbc), add(mul(calldataload(0x1260), 0x23cd), add(mul(calldataload(0x1240), 0x72ba), mul(calldataload(0x1220),
                    0x19ec))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0xca0, a)
            a := add(add(shl(16, mload(0xca0)), add(mul(calldataload(0x1280), 0xec54), add(mul(calldataload(0x1260), 0x15d3), add(mul(calldataload(0x1240),
                    0x5ded), mul(calldataload(0x1220), 0x5f7c))))), calldataload(0x15a0))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0xcc0, a)
            mstore(0xce0, mload(0xcc0))
            a := add(mul(calldataload(0x1280), 0x1a85), add(mul(calldataload(0x1260), 0x79c1), add(mul(calldataload(0x1240), 0x3764), mul(calldataload(0x1220),
                    0x3c7e))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0xd00, a)
            a := add(add(shl(16, mload(0xd00)), add(mul(calldataload(0x1280), 0x2ad2), add(mul(calldataload(0x1260), 0x9ec3), add(mul(calldataload(0x1240),
                    0xefaf), mul(calldataload(0x1220), 0x3a49))))), calldataload(0x15e0))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0xd20, a)
            mstore(0xd40, mload(0xd20))
            mstore(0xd60, add(mload(0xd40), mload(0xce0)))
            mstore(0xd80, add(mul(mload(0xd60), 20), sub(mload(0x520), mul(mload(0xc80), 15))))
        }
        assembly ("memory-safe") {
            mstore(0xda0, add(sub(mload(0x640), mload(0xc60)), mload(0xc00)))
            mstore(0xdc0, add(sub(mload(0x640), mload(0xd40)), mload(0xce0)))
            mstore(0xde0, add(sub(mload(0x6a0), mul(mload(0xdc0), 14)), mul(mload(0xda0), 7)))
            mstore(0xe00, add(mload(0xde0), mload(0xd80)))
        }
        assembly ("memory-safe") {
            a := add(mul(calldataload(0x1280), 0x4517), add(mul(calldataload(0x1260), 0x2acc), add(mul(calldataload(0x1240), 0x4433), mul(calldataload(0x1220),
                    0x4085))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0xe20, a)
            a := add(add(shl(16, mload(0xe20)), add(mul(calldataload(0x1280), 0xdfb8), add(mul(calldataload(0x1260), 0x1c62), add(mul(calldataload(0x1240),
                    0x7643), mul(calldataload(0x1220), 0xc095))))), calldataload(0x1600))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0xe40, a)
            mstore(0xe60, mload(0xe40))
            a := add(mul(calldataload(0x1280), 0x76d3), add(mul(calldataload(0x1260), 0x6055), add(mul(calldataload(0x1240), 0x4cb), mul(calldataload(0x1220),
                    0x52fb))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0xe80, a)
            a := add(add(shl(16, mload(0xe80)), add(mul(calldataload(0x1280), 0xd0dd), add(mul(calldataload(0x1260), 0xe558), add(mul(calldataload(0x1240),
                    0x5e0c), mul(calldataload(0x1220), 0x1988))))), calldataload(0x1640))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0xea0, a)
            mstore(0xec0, mload(0xea0))
            mstore(0xee0, add(mload(0xec0), mload(0xe60)))
            a := add(mul(calldataload(0x1280), 0xf11), add(mul(calldataload(0x1260), 0x35aa), add(mul(calldataload(0x1240), 0x7789), mul(calldataload(0x1220),
                    0x4aa9))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0xf00, a)
            a := add(add(shl(16, mload(0xf00)), add(mul(calldataload(0x1280), 0xeb97), add(mul(calldataload(0x1260), 0xd611), add(mul(calldataload(0x1240),
                    0xfde7), mul(calldataload(0x1220), 0xd3e8))))), calldataload(0x1620))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0xf20, a)
            mstore(0xf40, mload(0xf20))
            a := add(mul(calldataload(0x1280), 0x5ff6), add(mul(calldataload(0x1260), 0x2770), add(mul(calldataload(0x1240), 0xe07), mul(calldataload(0x1220),
                    0x7028))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0xf60, a)
            a := add(add(shl(16, mload(0xf60)), add(mul(calldataload(0x1280), 0xcfec), add(mul(calldataload(0x1260), 0xa8d7), add(mul(calldataload(0x1240),
                    0x86f0), mul(calldataload(0x1220), 0x7dcd))))), calldataload(0x1660))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0xf80, a)
            mstore(0xfa0, mload(0xf80))
            mstore(0xfc0, add(mload(0xfa0), mload(0xf40)))
            mstore(0xfe0, add(mul(mload(0xfc0), 20), sub(mload(0x520), mul(mload(0xee0), 15))))
        }
        assembly ("memory-safe") {
            mstore(0x1000, add(sub(mload(0x640), mload(0xec0)), mload(0xe60)))
            mstore(0x1020, add(sub(mload(0x640), mload(0xfa0)), mload(0xf40)))
            mstore(0x1040, add(sub(mload(0x6a0), mul(mload(0x1020), 14)), mul(mload(0x1000), 7)))
            mstore(0x1060, add(mload(0x1040), mload(0xfe0)))
        }
        assembly ("memory-safe") {
            a := add(mul(calldataload(0x1280), 0x4ee8), add(mul(calldataload(0x1260), 0x1571), add(mul(calldataload(0x1240), 0x5250), mul(calldataload(0x1220),
                    0x1f85))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x1080, a)
            a := add(add(shl(16, mload(0x1080)), add(mul(calldataload(0x1280), 0xc3e9), add(mul(calldataload(0x1260), 0x2190), add(mul(calldataload(0x1240),
                    0x6263), mul(calldataload(0x1220), 0xe558))))), calldataload(0x1680))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x10a0, a)
            mstore(0x10c0, mload(0x10a0))
            a := add(mul(calldataload(0x1280), 0x1ed7), add(mul(calldataload(0x1260), 0x4575), add(mul(calldataload(0x1240), 0x52bd), mul(calldataload(0x1220),
                    0x705b))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x10e0, a)
            a := add(add(shl(16, mload(0x10e0)), add(mul(calldataload(0x1280), 0x54f5), add(mul(calldataload(0x1260), 0xd16b), add(mul(calldataload(0x1240),
                    0xb973), mul(calldataload(0x1220), 0x730))))), calldataload(0x16c0))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x1100, a)
            mstore(0x1120, mload(0x1100))
            mstore(0x1140, add(mload(0x1120), mload(0x10c0)))
            a := add(mul(calldataload(0x1280), 0x2b08), add(mul(calldataload(0x1260), 0x24f0), add(mul(calldataload(0x1240), 0x7c95), mul(calldataload(0x1220),
                    0x7d88))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x1160, a)
            a := add(add(shl(16, mload(0x1160)), add(mul(calldataload(0x1280), 0xf3f4), add(mul(calldataload(0x1260), 0x6247), add(mul(calldataload(0x1240),
                    230), mul(calldataload(0x1220), 0x9bf3))))), calldataload(0x16a0))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x1180, a)
            mstore(0x11a0, mload(0x1180))
            a := add(mul(calldataload(0x1280), 0x4fb8), add(mul(calldataload(0x1260), 0x7284), add(mul(calldataload(0x1240), 0x178d), mul(calldataload(0x1220),
                    0x6941))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x11c0, a)
            a := add(add(shl(16, mload(0x11c0)), add(mul(calldataload(0x1280), 0x5e13), add(mul(calldataload(0x1260), 0xd6dc), add(mul(calldataload(0x1240),
                    0x94bc), mul(calldataload(0x1220), 0x896f))))), calldataload(0x16e0))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x11e0, a)
            mstore(0x1200, mload(0x11e0))
            mstore(0x1220, add(mload(0x1200), mload(0x11a0)))
            mstore(0x1240, add(mul(mload(0x1220), 20), sub(mload(0x520), mul(mload(0x1140), 15))))
        }
        assembly ("memory-safe") {
            mstore(0x1260, add(sub(mload(0x640), mload(0x1120)), mload(0x10c0)))
            mstore(0x1280, add(sub(mload(0x640), mload(0x1200)), mload(0x11a0)))
            mstore(0x12a0, add(sub(mload(0x6a0), mul(mload(0x1280), 14)), mul(mload(0x1260), 7)))
            mstore(0x12c0, add(mload(0x12a0), mload(0x1240)))
        }
        assembly ("memory-safe") {
            a := add(mload(0x12c0), add(mload(0x1060), add(mload(0xe00), add(mload(0xba0), add(mload(0x940), mload(0x6e0))))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x12e0, a)
            mstore(0x1300, mload(0x12e0))
            a := add(sub(mload(0x640), mload(0x1300)), add(mul(mload(0x6e0), 7), sub(mload(0x480), mul(mload(0x400), 0x1ea))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x1320, a)
            a := mload(0x460)
            b := mload(0x1320)
            c := mload(0x400)
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0x1340, a)
            mstore(32, mload(0x1340))
            mstore(0x1360, add(sub(mload(0x520), mul(mload(0x600), 15)), mul(mload(0x500), 20)))
            mstore(0x1380, add(mul(mload(0x680), 7), mul(mload(0x660), 14)))
        }
        assembly ("memory-safe") {
            mstore(0x13a0, add(mload(0x1380), mload(0x1360)))
            mstore(0x13c0, add(sub(mload(0x520), mul(mload(0x8a0), 15)), mul(mload(0x7c0), 20)))
            mstore(0x13e0, add(mul(mload(0x900), 7), mul(mload(0x8e0), 14)))
            mstore(0x1400, add(mload(0x13e0), mload(0x13c0)))
        }
        assembly ("memory-safe") {
            mstore(0x1420, add(sub(mload(0x520), mul(mload(0xb00), 15)), mul(mload(0xa20), 20)))
            mstore(0x1440, add(mul(mload(0xb60), 7), mul(mload(0xb40), 14)))
            mstore(0x1460, add(mload(0x1440), mload(0x1420)))
            mstore(0x1480, add(sub(mload(0x520), mul(mload(0xd60), 15)), mul(mload(0xc80), 20)))
        }
        assembly ("memory-safe") {
            mstore(0x14a0, add(mul(mload(0xdc0), 7), mul(mload(0xda0), 14)))
            mstore(0x14c0, add(mload(0x14a0), mload(0x1480)))
            mstore(0x14e0, add(sub(mload(0x520), mul(mload(0xfc0), 15)), mul(mload(0xee0), 20)))
            mstore(0x1500, add(mul(mload(0x1020), 7), mul(mload(0x1000), 14)))
        }
        assembly ("memory-safe") {
            mstore(0x1520, add(mload(0x1500), mload(0x14e0)))
            mstore(0x1540, add(sub(mload(0x520), mul(mload(0x1220), 15)), mul(mload(0x1140), 20)))
            mstore(0x1560, add(mul(mload(0x1280), 7), mul(mload(0x1260), 14)))
            mstore(0x1580, add(mload(0x1560), mload(0x1540)))
        }
        assembly ("memory-safe") {
            a := add(mload(0x1580), add(mload(0x1520), add(mload(0x14c0), add(mload(0x1460), add(mload(0x1400), mload(0x13a0))))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x15a0, a)
            mstore(0x15c0, mload(0x15a0))
            a := add(sub(mload(0x640), mload(0x15c0)), add(mul(mload(0x13a0), 7), sub(mload(0x480), mul(mload(0x580), 0x1ea))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x15e0, a)
            a := mload(0x460)
            b := mload(0x15e0)
            c := mload(0x580)
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0x1600, a)
            mstore(64, mload(0x1600))
            mstore(0x1640, add(sub(mload(0x1620), mload(0x6c0)), mload(0x620)))
            mstore(0x1660, add(sub(mload(0x1620), mload(0x920)), mload(0x8c0)))
        }
        assembly ("memory-safe") {
            mstore(0x1680, add(sub(mload(0x1620), mload(0xb80)), mload(0xb20)))
            mstore(0x16a0, add(sub(mload(0x1620), mload(0xde0)), mload(0xd80)))
            mstore(0x16c0, add(sub(mload(0x1620), mload(0x1040)), mload(0xfe0)))
            mstore(0x16e0, add(sub(mload(0x1620), mload(0x12a0)), mload(0x1240)))
        }
        assembly ("memory-safe") {
            a := add(mload(0x16e0), add(mload(0x16c0), add(mload(0x16a0), add(mload(0x1680), add(mload(0x1660), mload(0x1640))))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x1700, a)
            mstore(0x1720, mload(0x1700))
            a := add(sub(mload(0x640), mload(0x1720)), add(mul(mload(0x1640), 7), sub(mload(0x480), mul(mload(0x4e0), 0x1ea))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x1740, a)
            a := mload(0x460)
            b := mload(0x1740)
            c := mload(0x4e0)
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0x1760, a)
            mstore(96, mload(0x1760))
            mstore(0x1780, add(sub(mload(0x6a0), mload(0x1380)), mload(0x1360)))
            mstore(0x17a0, add(sub(mload(0x6a0), mload(0x13e0)), mload(0x13c0)))
        }
        assembly ("memory-safe") {
            mstore(0x17c0, add(sub(mload(0x6a0), mload(0x1440)), mload(0x1420)))
            mstore(0x17e0, add(sub(mload(0x6a0), mload(0x14a0)), mload(0x1480)))
            mstore(0x1800, add(sub(mload(0x6a0), mload(0x1500)), mload(0x14e0)))
            mstore(0x1820, add(sub(mload(0x6a0), mload(0x1560)), mload(0x1540)))
        }
        assembly ("memory-safe") {
            a := add(mload(0x1820), add(mload(0x1800), add(mload(0x17e0), add(mload(0x17c0), add(mload(0x17a0), mload(0x1780))))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x1840, a)
            mstore(0x1860, mload(0x1840))
            a := add(sub(mload(0x640), mload(0x1860)), add(mul(mload(0x1780), 7), sub(mload(0x480), mul(mload(0x5e0), 0x1ea))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x1880, a)
            a := mload(0x460)
            b := mload(0x1880)
            c := mload(0x5e0)
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0x18a0, a)
            mstore(128, mload(0x18a0))
            a := add(sub(mload(0x640), mload(0x1300)), add(mul(mload(0x940), 7), sub(mload(0x480), mul(mload(0x740), 0x1ea))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x18c0, a)
            a := mload(0x460)
            b := mload(0x18c0)
            c := mload(0x740)
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0x18e0, a)
            mstore(160, mload(0x18e0))
            mstore(0x1900, add(calldataload(0x1260), add(calldataload(0x1240), calldataload(0x1220))))
            a := add(sub(mload(0x1920), mload(0x1900)), sub(mload(0x640), calldataload(0x1280)))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x1940, a)
            mstore(0x1960, mload(0x1940))
            a := mload(0x1960)
        }
        a = leaf1_0_1_2_3_4_5(a);
        assembly ("memory-safe") {
            mstore(0x200, a)
            mstore(0, calldataload(0x12c0))
            a := add(sub(mload(0x640), mload(0x15c0)), add(mul(mload(0x1400), 7), sub(mload(0x480), mul(mload(0x820), 0x1ea))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x19a0, a)
            a := mload(0x460)
            b := mload(0x19a0)
            c := mload(0x820)
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0x19c0, a)
            mstore(32, mload(0x19c0))
            a := add(sub(mload(0x640), mload(0x1720)), add(mul(mload(0x1660), 7), sub(mload(0x480), mul(mload(0x7a0), 0x1ea))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x19e0, a)
            a := mload(0x460)
            b := mload(0x19e0)
            c := mload(0x7a0)
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0x1a00, a)
            mstore(64, mload(0x1a00))
            a := add(sub(mload(0x640), mload(0x1860)), add(mul(mload(0x17a0), 7), sub(mload(0x480), mul(mload(0x880), 0x1ea))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x1a20, a)
            a := mload(0x460)
            b := mload(0x1a20)
            c := mload(0x880)
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0x1a40, a)
            mstore(96, mload(0x1a40))
            a := add(sub(mload(0x640), mload(0x1300)), add(mul(mload(0xba0), 7), sub(mload(0x480), mul(mload(0x9a0), 0x1ea))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x1a60, a)
            a := mload(0x460)
            b := mload(0x1a60)
            c := mload(0x9a0)
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0x1a80, a)
            mstore(128, mload(0x1a80))
            a := add(sub(mload(0x640), mload(0x15c0)), add(mul(mload(0x1460), 7), sub(mload(0x480), mul(mload(0xa80), 0x1ea))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x1aa0, a)
            a := mload(0x460)
            b := mload(0x1aa0)
            c := mload(0xa80)
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0x1ac0, a)
            mstore(160, mload(0x1ac0))
            a := mload(0x1960)
        }
        a = leaf1_0_1_2_3_4_5(a);
        assembly ("memory-safe") {
            mstore(0x220, a)
            mstore(0, calldataload(0x12e0))
            a := add(sub(mload(0x640), mload(0x1720)), add(mul(mload(0x1680), 7), sub(mload(0x480), mul(mload(0xa00), 0x1ea))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x1ae0, a)
            a := mload(0x460)
            b := mload(0x1ae0)
            c := mload(0xa00)
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0x1b00, a)
            mstore(32, mload(0x1b00))
            a := add(sub(mload(0x640), mload(0x1860)), add(mul(mload(0x17c0), 7), sub(mload(0x480), mul(mload(0xae0), 0x1ea))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x1b20, a)
            a := mload(0x460)
            b := mload(0x1b20)
            c := mload(0xae0)
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0x1b40, a)
            mstore(64, mload(0x1b40))
            a := add(sub(mload(0x640), mload(0x1300)), add(mul(mload(0xe00), 7), sub(mload(0x480), mul(mload(0xc00), 0x1ea))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x1b60, a)
            a := mload(0x460)
            b := mload(0x1b60)
            c := mload(0xc00)
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0x1b80, a)
            mstore(96, mload(0x1b80))
            a := add(sub(mload(0x640), mload(0x15c0)), add(mul(mload(0x14c0), 7), sub(mload(0x480), mul(mload(0xce0), 0x1ea))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x1ba0, a)
            a := mload(0x460)
            b := mload(0x1ba0)
            c := mload(0xce0)
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0x1bc0, a)
            mstore(128, mload(0x1bc0))
            a := add(sub(mload(0x640), mload(0x1720)), add(mul(mload(0x16a0), 7), sub(mload(0x480), mul(mload(0xc60), 0x1ea))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x1be0, a)
            a := mload(0x460)
            b := mload(0x1be0)
            c := mload(0xc60)
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0x1c00, a)
            mstore(160, mload(0x1c00))
            a := mload(0x1960)
        }
        a = leaf1_0_1_2_3_4_5(a);
        assembly ("memory-safe") {
            mstore(0x240, a)
            mstore(0, calldataload(0x1300))
            a := add(sub(mload(0x640), mload(0x1860)), add(mul(mload(0x17e0), 7), sub(mload(0x480), mul(mload(0xd40), 0x1ea))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x1c20, a)
            a := mload(0x460)
            b := mload(0x1c20)
            c := mload(0xd40)
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0x1c40, a)
            mstore(32, mload(0x1c40))
            a := add(sub(mload(0x640), mload(0x1300)), add(mul(mload(0x1060), 7), sub(mload(0x480), mul(mload(0xe60), 0x1ea))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x1c60, a)
            a := mload(0x460)
            b := mload(0x1c60)
            c := mload(0xe60)
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0x1c80, a)
            mstore(64, mload(0x1c80))
            a := add(sub(mload(0x640), mload(0x15c0)), add(mul(mload(0x1520), 7), sub(mload(0x480), mul(mload(0xf40), 0x1ea))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x1ca0, a)
            a := mload(0x460)
            b := mload(0x1ca0)
            c := mload(0xf40)
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0x1cc0, a)
            mstore(96, mload(0x1cc0))
            a := add(sub(mload(0x640), mload(0x1720)), add(mul(mload(0x16c0), 7), sub(mload(0x480), mul(mload(0xec0), 0x1ea))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x1ce0, a)
            a := mload(0x460)
            b := mload(0x1ce0)
            c := mload(0xec0)
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0x1d00, a)
            mstore(128, mload(0x1d00))
            a := add(sub(mload(0x640), mload(0x1860)), add(mul(mload(0x1800), 7), sub(mload(0x480), mul(mload(0xfa0), 0x1ea))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x1d20, a)
            a := mload(0x460)
            b := mload(0x1d20)
            c := mload(0xfa0)
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0x1d40, a)
            mstore(160, mload(0x1d40))
            a := mload(0x1960)
        }
        a = leaf1_0_1_2_3_4_5(a);
        assembly ("memory-safe") {
            mstore(0x260, a)
            mstore(0, calldataload(0x1320))
            a := add(sub(mload(0x640), mload(0x1300)), add(mul(mload(0x12c0), 7), sub(mload(0x480), mul(mload(0x10c0), 0x1ea))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x1d60, a)
            a := mload(0x460)
            b := mload(0x1d60)
            c := mload(0x10c0)
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0x1d80, a)
            mstore(32, mload(0x1d80))
            a := add(sub(mload(0x640), mload(0x15c0)), add(mul(mload(0x1580), 7), sub(mload(0x480), mul(mload(0x11a0), 0x1ea))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x1da0, a)
            a := mload(0x460)
            b := mload(0x1da0)
            c := mload(0x11a0)
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0x1dc0, a)
            mstore(64, mload(0x1dc0))
            a := add(sub(mload(0x640), mload(0x1720)), add(mul(mload(0x16e0), 7), sub(mload(0x480), mul(mload(0x1120), 0x1ea))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x1de0, a)
            a := mload(0x460)
            b := mload(0x1de0)
            c := mload(0x1120)
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0x1e00, a)
            mstore(96, mload(0x1e00))
            a := add(sub(mload(0x640), mload(0x1860)), add(mul(mload(0x1820), 7), sub(mload(0x480), mul(mload(0x1200), 0x1ea))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x1e20, a)
            a := mload(0x460)
            b := mload(0x1e20)
            c := mload(0x1200)
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0x1e40, a)
            mstore(128, mload(0x1e40))
            a := mload(0x1960)
        }
        a = leaf1_0_1_2_3_4(a);
        assembly ("memory-safe") {
            mstore(0x280, a)
            a := calldataload(0x1400)
            b := calldataload(0x1400)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x1e60, a)
            a := calldataload(0x1400)
            b := mload(0x1e60)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x1e80, a)
            mstore(0x1ea0, mload(0x1e80))
            a := calldataload(0x1420)
            b := calldataload(0x1420)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x1ec0, a)
            a := calldataload(0x1420)
            b := mload(0x1ec0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x1ee0, a)
            mstore(0x1f00, mload(0x1ee0))
            a := calldataload(0x1440)
            b := calldataload(0x1440)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x1f20, a)
            a := calldataload(0x1440)
            b := mload(0x1f20)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x1f40, a)
            mstore(0x1f60, mload(0x1f40))
            a := calldataload(0x1460)
            b := calldataload(0x1460)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x1f80, a)
            a := calldataload(0x1460)
            b := mload(0x1f80)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x1fa0, a)
            mstore(0x1fc0, mload(0x1fa0))
            a := add(mload(0x1fc0), add(mload(0x1f60), add(mload(0x1f00), mload(0x1ea0))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x1fe0, a)
            mstore(0x2000, mload(0x1fe0))
            mstore(0x2020, add(mload(0x2000), add(mul(mload(0x1f00), 2), mload(0x1ea0))))
            a := calldataload(0x1480)
        }
        assembly ("memory-safe") {
            b := calldataload(0x1480)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x2060, a)
            a := calldataload(0x1480)
            b := mload(0x2060)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x2080, a)
            mstore(0x20a0, mload(0x2080))
            a := calldataload(0x14a0)
            b := calldataload(0x14a0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x20c0, a)
            a := calldataload(0x14a0)
            b := mload(0x20c0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x20e0, a)
            mstore(0x2100, mload(0x20e0))
            a := calldataload(0x14c0)
            b := calldataload(0x14c0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x2120, a)
            a := calldataload(0x14c0)
            b := mload(0x2120)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x2140, a)
            mstore(0x2160, mload(0x2140))
            a := calldataload(0x14e0)
            b := calldataload(0x14e0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x2180, a)
            a := calldataload(0x14e0)
            b := mload(0x2180)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x21a0, a)
            mstore(0x21c0, mload(0x21a0))
            a := add(mload(0x21c0), add(mload(0x2160), add(mload(0x2100), mload(0x20a0))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x21e0, a)
            mstore(0x2200, mload(0x21e0))
            mstore(0x2220, add(mload(0x2200), add(mul(mload(0x2100), 2), mload(0x20a0))))
            a := calldataload(0x1500)
        }
        assembly ("memory-safe") {
            b := calldataload(0x1500)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x2240, a)
            a := calldataload(0x1500)
            b := mload(0x2240)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x2260, a)
            mstore(0x2280, mload(0x2260))
            a := calldataload(0x1520)
            b := calldataload(0x1520)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x22a0, a)
            a := calldataload(0x1520)
            b := mload(0x22a0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x22c0, a)
            mstore(0x22e0, mload(0x22c0))
            a := calldataload(0x1540)
            b := calldataload(0x1540)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x2300, a)
            a := calldataload(0x1540)
            b := mload(0x2300)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x2320, a)
            mstore(0x2340, mload(0x2320))
            a := calldataload(0x1560)
            b := calldataload(0x1560)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x2360, a)
            a := calldataload(0x1560)
            b := mload(0x2360)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x2380, a)
            mstore(0x23a0, mload(0x2380))
            a := add(mload(0x23a0), add(mload(0x2340), add(mload(0x22e0), mload(0x2280))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x23c0, a)
            mstore(0x23e0, mload(0x23c0))
            mstore(0x2400, add(mload(0x23e0), add(mul(mload(0x22e0), 2), mload(0x2280))))
            a := calldataload(0x1580)
        }
        assembly ("memory-safe") {
            b := calldataload(0x1580)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x2420, a)
            a := calldataload(0x1580)
            b := mload(0x2420)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x2440, a)
            mstore(0x2460, mload(0x2440))
            a := calldataload(0x15a0)
            b := calldataload(0x15a0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x2480, a)
            a := calldataload(0x15a0)
            b := mload(0x2480)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x24a0, a)
            mstore(0x24c0, mload(0x24a0))
            a := calldataload(0x15c0)
            b := calldataload(0x15c0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x24e0, a)
            a := calldataload(0x15c0)
            b := mload(0x24e0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x2500, a)
            mstore(0x2520, mload(0x2500))
            a := calldataload(0x15e0)
            b := calldataload(0x15e0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x2540, a)
            a := calldataload(0x15e0)
            b := mload(0x2540)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x2560, a)
            mstore(0x2580, mload(0x2560))
            a := add(mload(0x2580), add(mload(0x2520), add(mload(0x24c0), mload(0x2460))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x25a0, a)
            mstore(0x25c0, mload(0x25a0))
            mstore(0x25e0, add(mload(0x25c0), add(mul(mload(0x24c0), 2), mload(0x2460))))
            a := calldataload(0x1600)
        }
        assembly ("memory-safe") {
            b := calldataload(0x1600)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x2600, a)
            a := calldataload(0x1600)
            b := mload(0x2600)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x2620, a)
            mstore(0x2640, mload(0x2620))
            a := calldataload(0x1620)
            b := calldataload(0x1620)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x2660, a)
            a := calldataload(0x1620)
            b := mload(0x2660)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x2680, a)
            mstore(0x26a0, mload(0x2680))
            a := calldataload(0x1640)
            b := calldataload(0x1640)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x26c0, a)
            a := calldataload(0x1640)
            b := mload(0x26c0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x26e0, a)
            mstore(0x2700, mload(0x26e0))
            a := calldataload(0x1660)
            b := calldataload(0x1660)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x2720, a)
            a := calldataload(0x1660)
            b := mload(0x2720)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x2740, a)
            mstore(0x2760, mload(0x2740))
            a := add(mload(0x2760), add(mload(0x2700), add(mload(0x26a0), mload(0x2640))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x2780, a)
            mstore(0x27a0, mload(0x2780))
            mstore(0x27c0, add(mload(0x27a0), add(mul(mload(0x26a0), 2), mload(0x2640))))
            a := calldataload(0x1680)
        }
        assembly ("memory-safe") {
            b := calldataload(0x1680)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x27e0, a)
            a := calldataload(0x1680)
            b := mload(0x27e0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x2800, a)
            mstore(0x2820, mload(0x2800))
            a := calldataload(0x16a0)
            b := calldataload(0x16a0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x2840, a)
            a := calldataload(0x16a0)
            b := mload(0x2840)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x2860, a)
            mstore(0x2880, mload(0x2860))
            a := calldataload(0x16c0)
            b := calldataload(0x16c0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x28a0, a)
            a := calldataload(0x16c0)
            b := mload(0x28a0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x28c0, a)
            mstore(0x28e0, mload(0x28c0))
            a := calldataload(0x16e0)
            b := calldataload(0x16e0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x2900, a)
            a := calldataload(0x16e0)
            b := mload(0x2900)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x2920, a)
            mstore(0x2940, mload(0x2920))
            a := add(mload(0x2940), add(mload(0x28e0), add(mload(0x2880), mload(0x2820))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x2960, a)
            mstore(0x2980, mload(0x2960))
            mstore(0x29a0, add(mload(0x2980), add(mul(mload(0x2880), 2), mload(0x2820))))
            a := add(mload(0x29a0), add(mload(0x27c0), add(mload(0x25e0), add(mload(0x2400), add(mload(0x2220), mload(0x2020))))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x29c0, a)
            mstore(0x29e0, mload(0x29c0))
            a := add(mul(calldataload(0x1280), 0x5859), add(mul(calldataload(0x1260), 0x5094), add(mul(calldataload(0x1240), 0x7549), mul(calldataload(0x1220),
                    0x1050))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x2a00, a)
            a := add(add(shl(16, mload(0x2a00)), add(mul(calldataload(0x1280), 0x87f3), add(mul(calldataload(0x1260), 0x6a9d), add(mul(calldataload(0x1240),
                    0xac5), mul(calldataload(0x1220), 0x229f))))), add(sub(mload(0x640), mload(0x29e0)), add(sub(mload(0x2040), mload(0x2020)),
                    calldataload(0x1700))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x2a20, a)
            mstore(0x2a40, mload(0x2a20))
            mstore(0x2a60, add(mload(0x2000), add(mul(mload(0x1f60), 2), mload(0x1f00))))
            mstore(0x2a80, add(mload(0x2200), add(mul(mload(0x2160), 2), mload(0x2100))))
        }
        assembly ("memory-safe") {
            mstore(0x2aa0, add(mload(0x23e0), add(mul(mload(0x2340), 2), mload(0x22e0))))
            mstore(0x2ac0, add(mload(0x25c0), add(mul(mload(0x2520), 2), mload(0x24c0))))
            mstore(0x2ae0, add(mload(0x27a0), add(mul(mload(0x2700), 2), mload(0x26a0))))
            mstore(0x2b00, add(mload(0x2980), add(mul(mload(0x28e0), 2), mload(0x2880))))
        }
        assembly ("memory-safe") {
            a := add(mload(0x2b00), add(mload(0x2ae0), add(mload(0x2ac0), add(mload(0x2aa0), add(mload(0x2a80), mload(0x2a60))))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x2b20, a)
            mstore(0x2b40, mload(0x2b20))
            a := add(mul(calldataload(0x1280), 0x49bf), add(mul(calldataload(0x1260), 0x7c94), add(mul(calldataload(0x1240), 0xb28), mul(calldataload(0x1220),
                    0xd5a))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x2b60, a)
            a := add(add(shl(16, mload(0x2b60)), add(mul(calldataload(0x1280), 0x437e), add(mul(calldataload(0x1260), 0xff23), add(mul(calldataload(0x1240),
                    0x9a78), mul(calldataload(0x1220), 0x8d3b))))), add(sub(mload(0x640), mload(0x2b40)), add(sub(mload(0x2040), mload(0x2a60)),
                    calldataload(0x1720))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x2b80, a)
            mstore(0x2ba0, mload(0x2b80))
            mstore(0x2bc0, add(mload(0x2000), add(mul(mload(0x1fc0), 2), mload(0x1f60))))
            mstore(0x2be0, add(mload(0x2200), add(mul(mload(0x21c0), 2), mload(0x2160))))
        }
        assembly ("memory-safe") {
            mstore(0x2c00, add(mload(0x23e0), add(mul(mload(0x23a0), 2), mload(0x2340))))
            mstore(0x2c20, add(mload(0x25c0), add(mul(mload(0x2580), 2), mload(0x2520))))
            mstore(0x2c40, add(mload(0x27a0), add(mul(mload(0x2760), 2), mload(0x2700))))
            mstore(0x2c60, add(mload(0x2980), add(mul(mload(0x2940), 2), mload(0x28e0))))
        }
        assembly ("memory-safe") {
            a := add(mload(0x2c60), add(mload(0x2c40), add(mload(0x2c20), add(mload(0x2c00), add(mload(0x2be0), mload(0x2bc0))))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x2c80, a)
            mstore(0x2ca0, mload(0x2c80))
            a := add(mul(calldataload(0x1280), 0x66ed), add(mul(calldataload(0x1260), 0x8bb), add(mul(calldataload(0x1240), 0x276c), mul(calldataload(0x1220),
                    0xcbe))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x2cc0, a)
            a := add(add(shl(16, mload(0x2cc0)), add(mul(calldataload(0x1280), 0x4b62), add(mul(calldataload(0x1260), 0x3e18), add(mul(calldataload(0x1240),
                    0x1151), mul(calldataload(0x1220), 0x90f7))))), add(sub(mload(0x640), mload(0x2ca0)), add(sub(mload(0x2040), mload(0x2bc0)),
                    calldataload(0x1740))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x2ce0, a)
            mstore(0x2d00, mload(0x2ce0))
            mstore(0x2d20, add(mload(0x2000), add(mload(0x1fc0), mul(mload(0x1ea0), 2))))
            mstore(0x2d40, add(mload(0x2200), add(mload(0x21c0), mul(mload(0x20a0), 2))))
        }
        assembly ("memory-safe") {
            mstore(0x2d60, add(mload(0x23e0), add(mload(0x23a0), mul(mload(0x2280), 2))))
            mstore(0x2d80, add(mload(0x25c0), add(mload(0x2580), mul(mload(0x2460), 2))))
            mstore(0x2da0, add(mload(0x27a0), add(mload(0x2760), mul(mload(0x2640), 2))))
            mstore(0x2dc0, add(mload(0x2980), add(mload(0x2940), mul(mload(0x2820), 2))))
        }
        assembly ("memory-safe") {
            a := add(mload(0x2dc0), add(mload(0x2da0), add(mload(0x2d80), add(mload(0x2d60), add(mload(0x2d40), mload(0x2d20))))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x2de0, a)
            mstore(0x2e00, mload(0x2de0))
            a := add(mul(calldataload(0x1280), 0x2db6), add(mul(calldataload(0x1260), 0x22dc), add(mul(calldataload(0x1240), 0x5518), mul(calldataload(0x1220),
                    0x4d31))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x2e20, a)
            a := add(add(shl(16, mload(0x2e20)), add(mul(calldataload(0x1280), 0x37da), add(mul(calldataload(0x1260), 0x2f44), add(mul(calldataload(0x1240),
                    0xdf0e), mul(calldataload(0x1220), 0xe52e))))), add(sub(mload(0x640), mload(0x2e00)), add(sub(mload(0x2040), mload(0x2d20)),
                    calldataload(0x1760))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x2e40, a)
            mstore(0x2e60, mload(0x2e40))
            a := add(mul(calldataload(0x1280), 0x1be2), add(mul(calldataload(0x1260), 0x4a8f), add(mul(calldataload(0x1240), 0x903), mul(calldataload(0x1220),
                    0x5dc9))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x2e80, a)
            a := add(add(shl(16, mload(0x2e80)), add(mul(calldataload(0x1280), 0x26dc), add(mul(calldataload(0x1260), 0x4a12), add(mul(calldataload(0x1240),
                    0x7422), mul(calldataload(0x1220), 0x5f32))))), add(sub(mload(0x640), mload(0x29e0)), add(sub(mload(0x2040), mload(0x2220)),
                    calldataload(0x1780))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x2ea0, a)
            mstore(0x2ec0, mload(0x2ea0))
            a := add(mul(calldataload(0x1280), 0x7ee0), add(mul(calldataload(0x1260), 0x1eec), add(mul(calldataload(0x1240), 0x32d0), mul(calldataload(0x1220),
                    0x69f8))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x2ee0, a)
            a := add(add(shl(16, mload(0x2ee0)), add(mul(calldataload(0x1280), 0xd217), add(mul(calldataload(0x1260), 0x30c7), add(mul(calldataload(0x1240),
                    0x51f3), mul(calldataload(0x1220), 0x3f16))))), add(sub(mload(0x640), mload(0x2b40)), add(sub(mload(0x2040), mload(0x2a80)),
                    calldataload(0x17a0))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x2f00, a)
            mstore(0x2f20, mload(0x2f00))
            a := add(mul(calldataload(0x1280), 0x13f), add(mul(calldataload(0x1260), 0x368b), add(mul(calldataload(0x1240), 0x5e4b), mul(calldataload(0x1220),
                    0x6049))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x2f40, a)
            a := add(add(shl(16, mload(0x2f40)), add(mul(calldataload(0x1280), 0xae6d), add(mul(calldataload(0x1260), 0x8d79), add(mul(calldataload(0x1240),
                    0xe24e), mul(calldataload(0x1220), 0x1f87))))), add(sub(mload(0x640), mload(0x2ca0)), add(sub(mload(0x2040), mload(0x2be0)),
                    calldataload(0x17c0))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x2f60, a)
            mstore(0x2f80, mload(0x2f60))
            a := add(mul(calldataload(0x1280), 0x4776), add(mul(calldataload(0x1260), 0x6b48), add(mul(calldataload(0x1240), 182), mul(calldataload(0x1220),
                    0x44f3))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x2fa0, a)
            a := add(add(shl(16, mload(0x2fa0)), add(mul(calldataload(0x1280), 0x98d3), add(mul(calldataload(0x1260), 0x5abe), add(mul(calldataload(0x1240),
                    0xeaf1), mul(calldataload(0x1220), 0x3086))))), add(sub(mload(0x640), mload(0x2e00)), add(sub(mload(0x2040), mload(0x2d40)),
                    calldataload(0x17e0))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x2fc0, a)
            mstore(0x2fe0, mload(0x2fc0))
            a := add(mul(calldataload(0x1280), 0x254), add(mul(calldataload(0x1260), 0x4051), add(mul(calldataload(0x1240), 0x5252), mul(calldataload(0x1220),
                    0x461b))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x3000, a)
            a := add(add(shl(16, mload(0x3000)), add(mul(calldataload(0x1280), 0x8d3), add(mul(calldataload(0x1260), 0x42bd), add(mul(calldataload(0x1240),
                    0x10e9), mul(calldataload(0x1220), 0x40d0))))), add(sub(mload(0x640), mload(0x29e0)), add(sub(mload(0x2040), mload(0x2400)),
                    calldataload(0x1800))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x3020, a)
            mstore(0x3040, mload(0x3020))
            a := add(mul(calldataload(0x1280), 0x5ad2), add(mul(calldataload(0x1260), 0x7efb), add(mul(calldataload(0x1240), 0x2703), mul(calldataload(0x1220),
                    0x3aed))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x3060, a)
            a := add(add(shl(16, mload(0x3060)), add(mul(calldataload(0x1280), 0x41d2), add(mul(calldataload(0x1260), 0x19f5), add(mul(calldataload(0x1240),
                    0xdb2b), mul(calldataload(0x1220), 0x7d7b))))), add(sub(mload(0x640), mload(0x2b40)), add(sub(mload(0x2040), mload(0x2aa0)),
                    calldataload(0x1820))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x3080, a)
            mstore(0x30a0, mload(0x3080))
            a := add(mul(calldataload(0x1280), 0x73f8), add(mul(calldataload(0x1260), 0x607c), add(mul(calldataload(0x1240), 0x31e5), mul(calldataload(0x1220),
                    0x13fa))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x30c0, a)
            a := add(add(shl(16, mload(0x30c0)), add(mul(calldataload(0x1280), 0x5ae4), add(mul(calldataload(0x1260), 0x9c5f), add(mul(calldataload(0x1240),
                    0x21b7), mul(calldataload(0x1220), 0x168b))))), add(sub(mload(0x640), mload(0x2ca0)), add(sub(mload(0x2040), mload(0x2c00)),
                    calldataload(0x1840))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x30e0, a)
            mstore(0x3100, mload(0x30e0))
            a := add(mul(calldataload(0x1280), 0x469a), add(mul(calldataload(0x1260), 0x5bbc), add(mul(calldataload(0x1240), 0x4840), mul(calldataload(0x1220),
                    0x5ab5))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x3120, a)
            a := add(add(shl(16, mload(0x3120)), add(mul(calldataload(0x1280), 0xc9b1), add(mul(calldataload(0x1260), 0xda67), add(mul(calldataload(0x1240),
                    0x71c5), mul(calldataload(0x1220), 0x646f))))), add(sub(mload(0x640), mload(0x2e00)), add(sub(mload(0x2040), mload(0x2d60)),
                    calldataload(0x1860))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x3140, a)
            mstore(0x3160, mload(0x3140))
            a := add(mul(calldataload(0x1280), 0x2e87), add(mul(calldataload(0x1260), 0x1525), add(mul(calldataload(0x1240), 0x49ee), mul(calldataload(0x1220),
                    0x10b4))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x3180, a)
            a := add(add(shl(16, mload(0x3180)), add(mul(calldataload(0x1280), 0xa3b3), add(mul(calldataload(0x1260), 0xf3d7), add(mul(calldataload(0x1240),
                    0x49c5), mul(calldataload(0x1220), 0xcd59))))), add(sub(mload(0x640), mload(0x29e0)), add(sub(mload(0x2040), mload(0x25e0)),
                    calldataload(0x1880))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x31a0, a)
            mstore(0x31c0, mload(0x31a0))
            a := add(mul(calldataload(0x1280), 0x1e17), add(mul(calldataload(0x1260), 0x781c), add(mul(calldataload(0x1240), 0x1a27), mul(calldataload(0x1220),
                    0x611))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x31e0, a)
            a := add(add(shl(16, mload(0x31e0)), add(mul(calldataload(0x1280), 0x5821), add(mul(calldataload(0x1260), 0x1b3d), add(mul(calldataload(0x1240),
                    0xb892), mul(calldataload(0x1220), 0xdb6b))))), add(sub(mload(0x640), mload(0x2b40)), add(sub(mload(0x2040), mload(0x2ac0)),
                    calldataload(0x18a0))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x3200, a)
            mstore(0x3220, mload(0x3200))
            a := add(mul(calldataload(0x1280), 0x77b9), add(mul(calldataload(0x1260), 0x6e6a), add(mul(calldataload(0x1240), 0xbd4), mul(calldataload(0x1220),
                    0x379e))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x3240, a)
            a := add(add(shl(16, mload(0x3240)), add(mul(calldataload(0x1280), 0xbcc9), add(mul(calldataload(0x1260), 0xfe73), add(mul(calldataload(0x1240),
                    0x58fb), mul(calldataload(0x1220), 0xeea6))))), add(sub(mload(0x640), mload(0x2ca0)), add(sub(mload(0x2040), mload(0x2c20)),
                    calldataload(0x18c0))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x3260, a)
            mstore(0x3280, mload(0x3260))
            a := add(mul(calldataload(0x1280), 0x4a7d), add(mul(calldataload(0x1260), 0x7111), add(mul(calldataload(0x1240), 0x389c), mul(calldataload(0x1220),
                    0x41c5))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x32a0, a)
            a := add(add(shl(16, mload(0x32a0)), add(mul(calldataload(0x1280), 0x2920), add(mul(calldataload(0x1260), 0x5cb9), add(mul(calldataload(0x1240),
                    0xb689), mul(calldataload(0x1220), 0x8f8a))))), add(sub(mload(0x640), mload(0x2e00)), add(sub(mload(0x2040), mload(0x2d80)),
                    calldataload(0x18e0))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x32c0, a)
            mstore(0x32e0, mload(0x32c0))
            a := add(mul(calldataload(0x1280), 0x7659), add(mul(calldataload(0x1260), 0x5fb3), add(mul(calldataload(0x1240), 0x79de), mul(calldataload(0x1220),
                    0x92c))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x3300, a)
            a := add(add(shl(16, mload(0x3300)), add(mul(calldataload(0x1280), 0x60e3), add(mul(calldataload(0x1260), 0xaaee), add(mul(calldataload(0x1240),
                    0x3e85), mul(calldataload(0x1220), 0x3991))))), add(sub(mload(0x640), mload(0x29e0)), add(sub(mload(0x2040), mload(0x27c0)),
                    calldataload(0x1900))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x3320, a)
            mstore(0x3340, mload(0x3320))
            a := add(mul(calldataload(0x1280), 0x3fd5), add(mul(calldataload(0x1260), 0x2f65), add(mul(calldataload(0x1240), 0x2019), mul(calldataload(0x1220),
                    0x4595))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x3360, a)
            a := add(add(shl(16, mload(0x3360)), add(mul(calldataload(0x1280), 221), add(mul(calldataload(0x1260), 0xc569), add(mul(calldataload(0x1240),
                    0x6def), mul(calldataload(0x1220), 0xdb8c))))), add(sub(mload(0x640), mload(0x2b40)), add(sub(mload(0x2040), mload(0x2ae0)),
                    calldataload(0x1920))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x3380, a)
            mstore(0x33a0, mload(0x3380))
            a := add(mul(calldataload(0x1280), 0x26eb), add(mul(calldataload(0x1260), 0x4d86), add(mul(calldataload(0x1240), 0x49a6), mul(calldataload(0x1220),
                    0x5822))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x33c0, a)
            a := add(add(shl(16, mload(0x33c0)), add(mul(calldataload(0x1280), 0x3cf4), add(mul(calldataload(0x1260), 0xeed6), add(mul(calldataload(0x1240),
                    0x3458), mul(calldataload(0x1220), 0xff4d))))), add(sub(mload(0x640), mload(0x2ca0)), add(sub(mload(0x2040), mload(0x2c40)),
                    calldataload(0x1940))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x33e0, a)
            mstore(0x3400, mload(0x33e0))
            a := add(mul(calldataload(0x1280), 0x6b01), add(mul(calldataload(0x1260), 0x2cb5), add(mul(calldataload(0x1240), 0x53cc), mul(calldataload(0x1220),
                    0x10a))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x3420, a)
            a := add(add(shl(16, mload(0x3420)), add(mul(calldataload(0x1280), 0x354f), add(mul(calldataload(0x1260), 0x44e2), add(mul(calldataload(0x1240),
                    0x2078), mul(calldataload(0x1220), 0xf0a8))))), add(sub(mload(0x640), mload(0x2e00)), add(sub(mload(0x2040), mload(0x2da0)),
                    calldataload(0x1960))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x3440, a)
            mstore(0x3460, mload(0x3440))
            a := add(mul(calldataload(0x1280), 0x1d34), add(mul(calldataload(0x1260), 0x5d9e), add(mul(calldataload(0x1240), 0x19ca), mul(calldataload(0x1220),
                    0x7246))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x3480, a)
            a := add(add(shl(16, mload(0x3480)), add(mul(calldataload(0x1280), 0xd6e7), add(mul(calldataload(0x1260), 0xa45f), add(mul(calldataload(0x1240),
                    0xc72b), mul(calldataload(0x1220), 0xdd22))))), add(sub(mload(0x640), mload(0x29e0)), add(sub(mload(0x2040), mload(0x29a0)),
                    calldataload(0x1980))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x34a0, a)
            mstore(0x34c0, mload(0x34a0))
            a := add(mul(calldataload(0x1280), 0x1637), add(mul(calldataload(0x1260), 0x5b54), add(mul(calldataload(0x1240), 0x1f21), mul(calldataload(0x1220),
                    0x7997))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x34e0, a)
            a := add(add(shl(16, mload(0x34e0)), add(mul(calldataload(0x1280), 0xdd92), add(mul(calldataload(0x1260), 0xbf9c), add(mul(calldataload(0x1240),
                    0x7cbd), mul(calldataload(0x1220), 0x4e71))))), add(sub(mload(0x640), mload(0x2b40)), add(sub(mload(0x2040), mload(0x2b00)),
                    calldataload(0x19a0))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x3500, a)
            mstore(0x3520, mload(0x3500))
            a := add(mul(calldataload(0x1280), 0x228a), add(mul(calldataload(0x1260), 0x6cfd), add(mul(calldataload(0x1240), 0x3e6e), mul(calldataload(0x1220),
                    0x232c))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x3540, a)
            a := add(add(shl(16, mload(0x3540)), add(mul(calldataload(0x1280), 0x8117), add(mul(calldataload(0x1260), 0x5e30), add(mul(calldataload(0x1240),
                    0x9fa4), mul(calldataload(0x1220), 0x32b))))), add(sub(mload(0x640), mload(0x2ca0)), add(sub(mload(0x2040), mload(0x2c60)),
                    calldataload(0x19c0))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x3560, a)
            mstore(0x3580, mload(0x3560))
            a := add(mul(calldataload(0x1280), 0x5664), add(mul(calldataload(0x1260), 0x5d2d), add(mul(calldataload(0x1240), 0x55cc), mul(calldataload(0x1220),
                    0x6bae))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x35a0, a)
            a := add(add(shl(16, mload(0x35a0)), add(mul(calldataload(0x1280), 0xb1e3), add(mul(calldataload(0x1260), 0xa47e), add(mul(calldataload(0x1240),
                    0x4223), mul(calldataload(0x1220), 0xa73))))), add(sub(mload(0x640), mload(0x2e00)), add(sub(mload(0x2040), mload(0x2dc0)),
                    calldataload(0x19e0))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x35c0, a)
            mstore(0x35e0, mload(0x35c0))
            mstore(0, calldataload(0x1340))
            a := calldataload(0x1700)
        }
        assembly ("memory-safe") {
            b := calldataload(0x1700)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x3600, a)
            a := calldataload(0x1700)
            b := mload(0x3600)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x3620, a)
            mstore(0x3640, mload(0x3620))
            a := calldataload(0x1720)
            b := calldataload(0x1720)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x3660, a)
            a := calldataload(0x1720)
            b := mload(0x3660)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x3680, a)
            mstore(0x36a0, mload(0x3680))
            a := calldataload(0x1740)
            b := calldataload(0x1740)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x36c0, a)
            a := calldataload(0x1740)
            b := mload(0x36c0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x36e0, a)
            mstore(0x3700, mload(0x36e0))
            a := calldataload(0x1760)
            b := calldataload(0x1760)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x3720, a)
            a := calldataload(0x1760)
            b := mload(0x3720)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x3740, a)
            mstore(0x3760, mload(0x3740))
            a := add(mload(0x3760), add(mload(0x3700), add(mload(0x36a0), mload(0x3640))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x3780, a)
            mstore(0x37a0, mload(0x3780))
            mstore(0x37c0, add(mload(0x37a0), add(mul(mload(0x36a0), 2), mload(0x3640))))
            a := calldataload(0x1780)
        }
        assembly ("memory-safe") {
            b := calldataload(0x1780)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x37e0, a)
            a := calldataload(0x1780)
            b := mload(0x37e0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x3800, a)
            mstore(0x3820, mload(0x3800))
            a := calldataload(0x17a0)
            b := calldataload(0x17a0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x3840, a)
            a := calldataload(0x17a0)
            b := mload(0x3840)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x3860, a)
            mstore(0x3880, mload(0x3860))
            a := calldataload(0x17c0)
            b := calldataload(0x17c0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x38a0, a)
            a := calldataload(0x17c0)
            b := mload(0x38a0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x38c0, a)
            mstore(0x38e0, mload(0x38c0))
            a := calldataload(0x17e0)
            b := calldataload(0x17e0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x3900, a)
            a := calldataload(0x17e0)
            b := mload(0x3900)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x3920, a)
            mstore(0x3940, mload(0x3920))
            a := add(mload(0x3940), add(mload(0x38e0), add(mload(0x3880), mload(0x3820))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x3960, a)
            mstore(0x3980, mload(0x3960))
            mstore(0x39a0, add(mload(0x3980), add(mul(mload(0x3880), 2), mload(0x3820))))
            a := calldataload(0x1800)
        }
        assembly ("memory-safe") {
            b := calldataload(0x1800)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x39c0, a)
            a := calldataload(0x1800)
            b := mload(0x39c0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x39e0, a)
            mstore(0x3a00, mload(0x39e0))
            a := calldataload(0x1820)
            b := calldataload(0x1820)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x3a20, a)
            a := calldataload(0x1820)
            b := mload(0x3a20)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x3a40, a)
            mstore(0x3a60, mload(0x3a40))
            a := calldataload(0x1840)
            b := calldataload(0x1840)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x3a80, a)
            a := calldataload(0x1840)
            b := mload(0x3a80)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x3aa0, a)
            mstore(0x3ac0, mload(0x3aa0))
            a := calldataload(0x1860)
            b := calldataload(0x1860)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x3ae0, a)
            a := calldataload(0x1860)
            b := mload(0x3ae0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x3b00, a)
            mstore(0x3b20, mload(0x3b00))
            a := add(mload(0x3b20), add(mload(0x3ac0), add(mload(0x3a60), mload(0x3a00))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x3b40, a)
            mstore(0x3b60, mload(0x3b40))
            mstore(0x3b80, add(mload(0x3b60), add(mul(mload(0x3a60), 2), mload(0x3a00))))
            a := calldataload(0x1880)
        }
        assembly ("memory-safe") {
            b := calldataload(0x1880)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x3ba0, a)
            a := calldataload(0x1880)
            b := mload(0x3ba0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x3bc0, a)
            mstore(0x3be0, mload(0x3bc0))
            a := calldataload(0x18a0)
            b := calldataload(0x18a0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x3c00, a)
            a := calldataload(0x18a0)
            b := mload(0x3c00)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x3c20, a)
            mstore(0x3c40, mload(0x3c20))
            a := calldataload(0x18c0)
            b := calldataload(0x18c0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x3c60, a)
            a := calldataload(0x18c0)
            b := mload(0x3c60)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x3c80, a)
            mstore(0x3ca0, mload(0x3c80))
            a := calldataload(0x18e0)
            b := calldataload(0x18e0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x3cc0, a)
            a := calldataload(0x18e0)
            b := mload(0x3cc0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x3ce0, a)
            mstore(0x3d00, mload(0x3ce0))
            a := add(mload(0x3d00), add(mload(0x3ca0), add(mload(0x3c40), mload(0x3be0))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x3d20, a)
            mstore(0x3d40, mload(0x3d20))
            mstore(0x3d60, add(mload(0x3d40), add(mul(mload(0x3c40), 2), mload(0x3be0))))
            a := calldataload(0x1900)
        }
        assembly ("memory-safe") {
            b := calldataload(0x1900)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x3d80, a)
            a := calldataload(0x1900)
            b := mload(0x3d80)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x3da0, a)
            mstore(0x3dc0, mload(0x3da0))
            a := calldataload(0x1920)
            b := calldataload(0x1920)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x3de0, a)
            a := calldataload(0x1920)
            b := mload(0x3de0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x3e00, a)
            mstore(0x3e20, mload(0x3e00))
            a := calldataload(0x1940)
            b := calldataload(0x1940)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x3e40, a)
            a := calldataload(0x1940)
            b := mload(0x3e40)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x3e60, a)
            mstore(0x3e80, mload(0x3e60))
            a := calldataload(0x1960)
            b := calldataload(0x1960)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x3ea0, a)
            a := calldataload(0x1960)
            b := mload(0x3ea0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x3ec0, a)
            mstore(0x3ee0, mload(0x3ec0))
            a := add(mload(0x3ee0), add(mload(0x3e80), add(mload(0x3e20), mload(0x3dc0))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x3f00, a)
            mstore(0x3f20, mload(0x3f00))
            mstore(0x3f40, add(mload(0x3f20), add(mul(mload(0x3e20), 2), mload(0x3dc0))))
            a := calldataload(0x1980)
        }
        assembly ("memory-safe") {
            b := calldataload(0x1980)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x3f60, a)
            a := calldataload(0x1980)
            b := mload(0x3f60)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x3f80, a)
            mstore(0x3fa0, mload(0x3f80))
            a := calldataload(0x19a0)
            b := calldataload(0x19a0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x3fc0, a)
            a := calldataload(0x19a0)
            b := mload(0x3fc0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x3fe0, a)
            mstore(0x4000, mload(0x3fe0))
            a := calldataload(0x19c0)
            b := calldataload(0x19c0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x4020, a)
            a := calldataload(0x19c0)
            b := mload(0x4020)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x4040, a)
            mstore(0x4060, mload(0x4040))
            a := calldataload(0x19e0)
            b := calldataload(0x19e0)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x4080, a)
            a := calldataload(0x19e0)
            b := mload(0x4080)
        }
        a = Q.mul(a, b);
        assembly ("memory-safe") {
            mstore(0x40a0, a)
            mstore(0x40c0, mload(0x40a0))
            a := add(mload(0x40c0), add(mload(0x4060), add(mload(0x4000), mload(0x3fa0))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x40e0, a)
            mstore(0x4100, mload(0x40e0))
            mstore(0x4120, add(mload(0x4100), add(mul(mload(0x4000), 2), mload(0x3fa0))))
            a := add(mload(0x4120), add(mload(0x3f40), add(mload(0x3d60), add(mload(0x3b80), add(mload(0x39a0), mload(0x37c0))))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x4140, a)
            mstore(0x4160, mload(0x4140))
            mstore(0x4180, add(mload(0x4160), mload(0x37c0)))
            a := mload(0x4180)
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x41a0, a)
            mstore(32, mload(0x41a0))
            mstore(0x41c0, add(mload(0x37a0), add(mul(mload(0x3700), 2), mload(0x36a0))))
            mstore(0x41e0, add(mload(0x3980), add(mul(mload(0x38e0), 2), mload(0x3880))))
        }
        assembly ("memory-safe") {
            mstore(0x4200, add(mload(0x3b60), add(mul(mload(0x3ac0), 2), mload(0x3a60))))
            mstore(0x4220, add(mload(0x3d40), add(mul(mload(0x3ca0), 2), mload(0x3c40))))
            mstore(0x4240, add(mload(0x3f20), add(mul(mload(0x3e80), 2), mload(0x3e20))))
            mstore(0x4260, add(mload(0x4100), add(mul(mload(0x4060), 2), mload(0x4000))))
        }
        assembly ("memory-safe") {
            a := add(mload(0x4260), add(mload(0x4240), add(mload(0x4220), add(mload(0x4200), add(mload(0x41e0), mload(0x41c0))))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x4280, a)
            mstore(0x42a0, mload(0x4280))
            mstore(0x42c0, add(mload(0x42a0), mload(0x41c0)))
            a := mload(0x42c0)
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x42e0, a)
            mstore(64, mload(0x42e0))
            mstore(0x4300, add(mload(0x37a0), add(mul(mload(0x3760), 2), mload(0x3700))))
            mstore(0x4320, add(mload(0x3980), add(mul(mload(0x3940), 2), mload(0x38e0))))
        }
        assembly ("memory-safe") {
            mstore(0x4340, add(mload(0x3b60), add(mul(mload(0x3b20), 2), mload(0x3ac0))))
            mstore(0x4360, add(mload(0x3d40), add(mul(mload(0x3d00), 2), mload(0x3ca0))))
            mstore(0x4380, add(mload(0x3f20), add(mul(mload(0x3ee0), 2), mload(0x3e80))))
            mstore(0x43a0, add(mload(0x4100), add(mul(mload(0x40c0), 2), mload(0x4060))))
        }
        assembly ("memory-safe") {
            a := add(mload(0x43a0), add(mload(0x4380), add(mload(0x4360), add(mload(0x4340), add(mload(0x4320), mload(0x4300))))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x43c0, a)
            mstore(0x43e0, mload(0x43c0))
            mstore(0x4400, add(mload(0x43e0), mload(0x4300)))
            a := mload(0x4400)
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x4420, a)
            mstore(96, mload(0x4420))
            mstore(0x4440, add(mload(0x37a0), add(mload(0x3760), mul(mload(0x3640), 2))))
            mstore(0x4460, add(mload(0x3980), add(mload(0x3940), mul(mload(0x3820), 2))))
        }
        assembly ("memory-safe") {
            mstore(0x4480, add(mload(0x3b60), add(mload(0x3b20), mul(mload(0x3a00), 2))))
            mstore(0x44a0, add(mload(0x3d40), add(mload(0x3d00), mul(mload(0x3be0), 2))))
            mstore(0x44c0, add(mload(0x3f20), add(mload(0x3ee0), mul(mload(0x3dc0), 2))))
            mstore(0x44e0, add(mload(0x4100), add(mload(0x40c0), mul(mload(0x3fa0), 2))))
        }
        assembly ("memory-safe") {
            a := add(mload(0x44e0), add(mload(0x44c0), add(mload(0x44a0), add(mload(0x4480), add(mload(0x4460), mload(0x4440))))))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x4500, a)
            mstore(0x4520, mload(0x4500))
            mstore(0x4540, add(mload(0x4520), mload(0x4440)))
            a := mload(0x4540)
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x4560, a)
            mstore(128, mload(0x4560))
            mstore(0x4580, add(mload(0x4160), mload(0x39a0)))
            a := mload(0x4580)
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x45a0, a)
            mstore(160, mload(0x45a0))
            a := mload(0x1900)
        }
        a = leaf1_0_1_2_3_4_5(a);
        assembly ("memory-safe") {
            mstore(0x2a0, a)
            mstore(0, calldataload(0x1340))
            a := mload(0x4580)
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x45c0, a)
            mstore(32, mload(0x45c0))
            a := mload(0x4540)
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x45e0, a)
            mstore(64, mload(0x45e0))
            a := mload(0x4400)
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x4600, a)
            mstore(96, mload(0x4600))
            a := mload(0x42c0)
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x4620, a)
            mstore(128, mload(0x4620))
            a := mload(0x4180)
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x4640, a)
            mstore(160, mload(0x4640))
            a := calldataload(0x13a0)
        }
        a = leaf1_0_1_2_3_4_5(a);
        assembly ("memory-safe") {
            mstore(0x340, a)
            mstore(0x4660, add(1, calldataload(0x1340)))
            mstore(0, mload(0x4660))
            mstore(0x4680, add(mload(0x42a0), mload(0x41e0)))
        }
        assembly ("memory-safe") {
            a := mload(0x4680)
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x46a0, a)
            mstore(32, mload(0x46a0))
            mstore(0x46c0, add(mload(0x43e0), mload(0x4320)))
            a := mload(0x46c0)
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x46e0, a)
            mstore(64, mload(0x46e0))
            mstore(0x4700, add(mload(0x4520), mload(0x4460)))
            a := mload(0x4700)
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x4720, a)
            mstore(96, mload(0x4720))
            mstore(0x4740, add(mload(0x4160), mload(0x3b80)))
            a := mload(0x4740)
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x4760, a)
            mstore(128, mload(0x4760))
            mstore(0x4780, add(mload(0x42a0), mload(0x4200)))
            a := mload(0x4780)
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x47a0, a)
            mstore(160, mload(0x47a0))
            a := mload(0x1900)
        }
        a = leaf1_0_1_2_3_4_5(a);
        assembly ("memory-safe") {
            mstore(0x2c0, a)
            mstore(0, mload(0x4660))
            a := mload(0x4780)
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x47c0, a)
            mstore(32, mload(0x47c0))
            a := mload(0x4740)
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x47e0, a)
            mstore(64, mload(0x47e0))
            a := mload(0x4700)
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x4800, a)
            mstore(96, mload(0x4800))
            a := mload(0x46c0)
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x4820, a)
            mstore(128, mload(0x4820))
            a := mload(0x4680)
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x4840, a)
            mstore(160, mload(0x4840))
            a := calldataload(0x13c0)
        }
        a = leaf1_0_1_2_3_4_5(a);
        assembly ("memory-safe") {
            mstore(0x360, a)
            mstore(0x4860, add(2, calldataload(0x1340)))
            mstore(0, mload(0x4860))
            mstore(0x4880, add(mload(0x43e0), mload(0x4340)))
        }
        assembly ("memory-safe") {
            a := mload(0x4880)
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x48a0, a)
            mstore(32, mload(0x48a0))
            mstore(0x48c0, add(mload(0x4520), mload(0x4480)))
            a := mload(0x48c0)
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x48e0, a)
            mstore(64, mload(0x48e0))
            mstore(0x4900, add(mload(0x4160), mload(0x3d60)))
            a := mload(0x4900)
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x4920, a)
            mstore(96, mload(0x4920))
            mstore(0x4940, add(mload(0x42a0), mload(0x4220)))
            a := mload(0x4940)
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x4960, a)
            mstore(128, mload(0x4960))
            mstore(0x4980, add(mload(0x43e0), mload(0x4360)))
            a := mload(0x4980)
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x49a0, a)
            mstore(160, mload(0x49a0))
            a := mload(0x1900)
        }
        a = leaf1_0_1_2_3_4_5(a);
        assembly ("memory-safe") {
            mstore(0x2e0, a)
            mstore(0, mload(0x4860))
            a := mload(0x4980)
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x49c0, a)
            mstore(32, mload(0x49c0))
            a := mload(0x4940)
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x49e0, a)
            mstore(64, mload(0x49e0))
            a := mload(0x4900)
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x4a00, a)
            mstore(96, mload(0x4a00))
            a := mload(0x48c0)
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x4a20, a)
            mstore(128, mload(0x4a20))
            a := mload(0x4880)
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x4a40, a)
            mstore(160, mload(0x4a40))
            a := calldataload(0x13e0)
        }
        a = leaf1_0_1_2_3_4_5(a);
        assembly ("memory-safe") {
            mstore(0x380, a)
            mstore(0, add(3, calldataload(0x1340)))
            a := add(mload(0x4520), mload(0x44a0))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x4a60, a)
            mstore(32, mload(0x4a60))
            a := add(mload(0x4160), mload(0x3f40))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x4a80, a)
            mstore(64, mload(0x4a80))
            a := add(mload(0x42a0), mload(0x4240))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x4aa0, a)
            mstore(96, mload(0x4aa0))
            a := add(mload(0x43e0), mload(0x4380))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x4ac0, a)
            mstore(128, mload(0x4ac0))
            a := add(mload(0x4520), mload(0x44c0))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x4ae0, a)
            mstore(160, mload(0x4ae0))
            a := calldataload(0x1360)
        }
        a = leaf1_0_1_2_3_4_5(a);
        assembly ("memory-safe") {
            mstore(0x300, a)
            mstore(0, add(4, calldataload(0x1340)))
            a := add(mload(0x4160), mload(0x4120))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x4b00, a)
            mstore(32, mload(0x4b00))
            a := add(mload(0x42a0), mload(0x4260))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x4b20, a)
            mstore(64, mload(0x4b20))
            a := add(mload(0x43e0), mload(0x43a0))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x4b40, a)
            mstore(96, mload(0x4b40))
            a := add(mload(0x4520), mload(0x44e0))
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x4b60, a)
            mstore(128, mload(0x4b60))
            a := calldataload(0x1380)
        }
        a = leaf1_0_1_2_3_4(a);
        assembly ("memory-safe") {
            mstore(0x320, a)
            a := mload(0x35e0)
        }
        a = red(a);
        assembly ("memory-safe") {
            mstore(0x3a0, a)
            a := mload(0x3a0)
            b := calldataload(0x460)
            c := mload(0x3580)
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0x3a0, a)
            a := mload(0x3a0)
            b := calldataload(0x460)
            c := mload(0x3520)
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0x3a0, a)
            a := mload(0x3a0)
            b := calldataload(0x460)
            c := mload(0x34c0)
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0x3a0, a)
            a := mload(0x3a0)
            b := calldataload(0x460)
            c := mload(0x3460)
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0x3a0, a)
            a := mload(0x3a0)
            b := calldataload(0x460)
            c := mload(0x3400)
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0x3a0, a)
            a := mload(0x3a0)
            b := calldataload(0x460)
            c := mload(0x33a0)
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0x3a0, a)
            a := mload(0x3a0)
            b := calldataload(0x460)
            c := mload(0x3340)
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0x3a0, a)
            a := mload(0x3a0)
            b := calldataload(0x460)
            c := mload(0x32e0)
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0x3a0, a)
            a := mload(0x3a0)
            b := calldataload(0x460)
            c := mload(0x3280)
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0x3a0, a)
            a := mload(0x3a0)
            b := calldataload(0x460)
            c := mload(0x3220)
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0x3a0, a)
            a := mload(0x3a0)
            b := calldataload(0x460)
            c := mload(0x31c0)
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0x3a0, a)
            a := mload(0x3a0)
            b := calldataload(0x460)
            c := mload(0x3160)
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0x3a0, a)
            a := mload(0x3a0)
            b := calldataload(0x460)
            c := mload(0x3100)
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0x3a0, a)
            a := mload(0x3a0)
            b := calldataload(0x460)
            c := mload(0x30a0)
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0x3a0, a)
            a := mload(0x3a0)
            b := calldataload(0x460)
            c := mload(0x3040)
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0x3a0, a)
            a := mload(0x3a0)
            b := calldataload(0x460)
            c := mload(0x2fe0)
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0x3a0, a)
            a := mload(0x3a0)
            b := calldataload(0x460)
            c := mload(0x2f80)
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0x3a0, a)
            a := mload(0x3a0)
            b := calldataload(0x460)
            c := mload(0x2f20)
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0x3a0, a)
            a := mload(0x3a0)
            b := calldataload(0x460)
            c := mload(0x2ec0)
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0x3a0, a)
            a := mload(0x3a0)
            b := calldataload(0x460)
            c := mload(0x2e60)
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0x3a0, a)
            a := mload(0x3a0)
            b := calldataload(0x460)
            c := mload(0x2d00)
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0x3a0, a)
            a := mload(0x3a0)
            b := calldataload(0x460)
            c := mload(0x2ba0)
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0x3a0, a)
            a := mload(0x3a0)
            b := calldataload(0x460)
            c := mload(0x2a40)
        }
        a = Q.mulAdd(a, b, c);
        assembly ("memory-safe") {
            mstore(0x3a0, a)
        }
        // in the order of tables, then of their messages
        assembly ("memory-safe") {
            return(512, 448)
        }
    }

    // With the condition the compiler calls it; without, it would copy the function to each place, and the contract would be too large.
    function red(uint256 x) private pure returns (uint256) {
        return x == 0 ? 0 : Q.red(x);
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

    function leaf1_0_1_2_3_4(uint256 m) private pure returns (uint256 r) {
        unchecked {
            r = red(dot1_0_1_2_3_4(N) + (red(dot2_0_1_2_3_4(N)) << 11));
            r = dot0_0_1_2_3_4(N) + (r << 11) + m;
        }
        assembly ("memory-safe") {
            r := add(r, mload(0x1980))
        }
        return red(r);
    }

    function leaf1_0_1_2_3_4_5(uint256 m) private pure returns (uint256 r) {
        unchecked {
            r = red(dot1_0_1_2_3_4_5(N) + (red(dot2_0_1_2_3_4_5(N)) << 11));
            r = dot0_0_1_2_3_4_5(N) + (r << 11) + m;
        }
        assembly ("memory-safe") {
            r := add(r, mload(0x1980))
        }
        return red(r);
    }

}
