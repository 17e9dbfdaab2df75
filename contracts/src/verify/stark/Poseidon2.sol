// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {P} from "./Quintic.sol";

/// Poseidon2 on 24 elements (docs/protocol.md section 2), in a fixed part of memory: the state's 24 words from 0x80, its constants from 0x380, room for 45
/// elements that are hashed from 0x7e0. Memory up to 0xea0 is overwritten; nothing else of a caller may be there.
library Poseidon2 {
    uint256 internal constant STATE = 0x80;
    uint256 internal constant ELEMENTS = 0x7e0;
    uint256 internal constant END = 0xea0;
    uint256 internal constant RATE = 15;
    uint256 internal constant DIGEST = 9;
    uint256 private constant FULL = 0x380; // constants of full rounds, in lanes
    uint256 private constant INTERNAL = 0x780; // of the partial rounds, eight in a word
    uint256 private constant ONE = 0x40000000001000000000040000000001000000000040000000001; // 1 in each of six lanes of 42 bits
    uint256 private constant LANE = 0x3ffffffffff;
    uint256 private constant SUM = 0x1fffffffffffffffffffff; // 85 bits
    uint256 private constant SAVED = 0xd80;

    /// Writes the constants; before everything else.
    function prepare() internal pure {
        assembly ("memory-safe") {
            mstore(0x380, 0x17de86aa4003e7a3f6c00154e4c15400696b889c000f8f18af8001d0939dc)
            mstore(0x3a0, 0x5dd90380034562c19001944e8214000dbcd7800000cb3eb60006d050f8d)
            mstore(0x3c0, 0x3a93e344002c04e67900151eb1e3c005881b5c90016a46e8f000628058ad)
            mstore(0x3e0, 0x56f9da48000ed782340010a0716e0002a076f2e00005695b98002681385d)
            mstore(0x400, 0x32e48b7c0075d3c670001b92ccaa00038e4bf3100084da833c006eafdd62)
            mstore(0x420, 0x15a2c64000396a2475001e3b892580044128286000541f03ac0071a572c6)
            mstore(0x440, 0x16f4ff3580026dd00b40011d84456c006b05e9760007adb81e80072416f0a)
            mstore(0x460, 0x4d47d638007df50f59000f4e9c1dc00244a9b92000e8333dec0031ce1ad3)
            mstore(0x480, 0xb2be7678003acc89be000148b814c005dc04410000d851984c0052191b5f)
            mstore(0x4a0, 0x9abfc6c000776021a00031168850002aeaa2f60007ba05e8800119171b8)
            mstore(0x4c0, 0xb1091a38007a34a1f50006c05a660002b7bb311001c6afa138001e8bb727)
            mstore(0x4e0, 0x19dc9ad140070f879110011e6c4148006906884d00112e201c00027d21f26)
            mstore(0x500, 0x194d4e358000521c17c000d446d8f0002cadef18001d7f22f7c0009b6f53c)
            mstore(0x520, 0x17f7a0d10005ee6921200193611dbc0057fc24d600130beb8380073d76589)
            mstore(0x540, 0x102458174003559cba9001ccae9c18004d1ade4a00082d076cc005793eeb0)
            mstore(0x560, 0xa4cef778002b33df89001198d25e00036bf8e3c001f92454400029e720f3)
            mstore(0x580, 0x1a63b79c4005433e39f00069168bd000300a3eec0003525ce00007d232359)
            mstore(0x5a0, 0x1683e76e800495529f00016ccba8b800505165bb0016c1244d400389d82f9)
            mstore(0x5c0, 0xe628ba58001eaa1aa9000b57469c00020300973000f09a0e6400259b2e6c)
            mstore(0x5e0, 0x31eca49400578f572a00014f984f8002327c081001e3facbe40045a94def)
            mstore(0x600, 0x85856e88001f4c5513001a76830a8003eaebd44000d1c2d7bc002e6b9564)
            mstore(0x620, 0x8ead0194004f9a3a980001b8f9310000004e60c001804f3ce800026b00de)
            mstore(0x640, 0x480a8744003179112b00042540638001e8363a200121d1ca20007644c1e9)
            mstore(0x660, 0x87496e0c00524abb1f00037ba8d20002343259a0004ede950c005c23d0bd)
            mstore(0x680, 0xc05cf0600039e82049001c61622ec006a8235ed001766035c0006ed17c2f)
            mstore(0x6a0, 0x14fdc3034006fee146a000cd0c4eb40014c12a78000fe92317800391e6b09)
            mstore(0x6c0, 0x180a2ac3000082c2f24001d1e36f1c006edde1c90007d8d9bdc005e4ed894)
            mstore(0x6e0, 0xbd1e87b8001f09301500191eb54bc0058ce1c220018d503d7c006a2f58f2)
            mstore(0x700, 0x1872ca4680008a69f1e00141e17138007cabf72e0018c7764940026a6780e)
            mstore(0x720, 0x1a32089bc003f2aff2400183a29f8000242dbe2f000007cb7a8003540bc83)
            mstore(0x740, 0x171d5fba8005814c30d0001d190ce0000b07a51d001f7014650001812b49f)
            mstore(0x760, 0xa26d38780013fecab2000d20b5b840038653650000de259cb8005149c827)
            mstore(0x780, 0x1395d4ca5dbac04951fc27271340739939ac695345e8726c75a7311c599f82c9)
            mstore(0x7a0, 0x702cf13b026b895544e09bbc2211207f5128b4e3591c41af674f5c683981d0d3)
            mstore(0x7c0, 0x2d82f898707cd2673b4cca452ad0dc3c0cb79b3723f2f4e83de4e73900000000)
        }
    }

    /// HashElements of so many words at ELEMENTS, which zeros up to a multiple of 15 follow; the digest is the state's first nine words.
    function hash(uint256 count) internal pure {
        assembly ("memory-safe") {
            calldatacopy(STATE, calldatasize(), 0x300)
            mstore(add(STATE, 0x1e0), count)
        }
        uint256 blocks = count == 0 ? 1 : (count + RATE - 1) / RATE;
        for (uint256 i; i < blocks; i++) {
            assembly ("memory-safe") {
                mcopy(STATE, add(ELEMENTS, mul(i, 0x1e0)), 0x1e0)
            }
            permute();
        }
    }

    /// Compress of two digests of nine words; the digest is the state's first nine words.
    function compress(uint256 left, uint256 right) internal pure {
        assembly ("memory-safe") {
            mcopy(SAVED, left, 0x120)
            mcopy(STATE, left, 0x120)
            mcopy(add(STATE, 0x120), right, 0x120)
            calldatacopy(add(STATE, 0x240), calldatasize(), 0xc0)
        }
        permute();
        assembly ("memory-safe") {
            for { let i := 0 } lt(i, 0x120) { i := add(i, 32) } {
                mstore(add(STATE, i), addmod(mload(add(STATE, i)), mload(add(SAVED, i)), P))
            }
        }
    }

    /// The permutation; words of the state are below 2^32 before it, and canonical after it.
    function permute() internal pure {
        (uint256 a, uint256 b, uint256 c, uint256 d) = pack();
        (a, b, c, d) = layer(a, b, c, d);
        (a, b, c, d) = fullRounds(a, b, c, d, FULL);
        unpack(a, b, c, d);
        partialRounds();
        (a, b, c, d) = pack();
        (a, b, c, d) = fullRounds(a, b, c, d, FULL + 0x200);
        unpack(a, b, c, d);
    }

    // Word k of the result has the elements 4i + k of the state, six of them, in lanes of 42 bits.
    function pack() private pure returns (uint256 a, uint256 b, uint256 c, uint256 d) {
        assembly ("memory-safe") {
            a := or(or(or(or(or(mload(0x80), shl(42, mload(0x100))), shl(84, mload(0x180))), shl(126, mload(0x200))), shl(168, mload(0x280))), shl(210,
                mload(0x300)))
            b := or(or(or(or(or(mload(0xa0), shl(42, mload(0x120))), shl(84, mload(0x1a0))), shl(126, mload(0x220))), shl(168, mload(0x2a0))), shl(210,
                mload(0x320)))
            c := or(or(or(or(or(mload(0xc0), shl(42, mload(0x140))), shl(84, mload(0x1c0))), shl(126, mload(0x240))), shl(168, mload(0x2c0))), shl(210,
                mload(0x340)))
            d := or(or(or(or(or(mload(0xe0), shl(42, mload(0x160))), shl(84, mload(0x1e0))), shl(126, mload(0x260))), shl(168, mload(0x2e0))), shl(210,
                mload(0x360)))
        }
    }

    function unpack(uint256 a, uint256 b, uint256 c, uint256 d) private pure {
        assembly ("memory-safe") {
            mstore(0x80, mod(and(a, LANE), P))
            mstore(0x100, mod(and(shr(42, a), LANE), P))
            mstore(0x180, mod(and(shr(84, a), LANE), P))
            mstore(0x200, mod(and(shr(126, a), LANE), P))
            mstore(0x280, mod(and(shr(168, a), LANE), P))
            mstore(0x300, mod(and(shr(210, a), LANE), P))
            mstore(0xa0, mod(and(b, LANE), P))
            mstore(0x120, mod(and(shr(42, b), LANE), P))
            mstore(0x1a0, mod(and(shr(84, b), LANE), P))
            mstore(0x220, mod(and(shr(126, b), LANE), P))
            mstore(0x2a0, mod(and(shr(168, b), LANE), P))
            mstore(0x320, mod(and(shr(210, b), LANE), P))
            mstore(0xc0, mod(and(c, LANE), P))
            mstore(0x140, mod(and(shr(42, c), LANE), P))
            mstore(0x1c0, mod(and(shr(84, c), LANE), P))
            mstore(0x240, mod(and(shr(126, c), LANE), P))
            mstore(0x2c0, mod(and(shr(168, c), LANE), P))
            mstore(0x340, mod(and(shr(210, c), LANE), P))
            mstore(0xe0, mod(and(d, LANE), P))
            mstore(0x160, mod(and(shr(42, d), LANE), P))
            mstore(0x1e0, mod(and(shr(84, d), LANE), P))
            mstore(0x260, mod(and(shr(126, d), LANE), P))
            mstore(0x2e0, mod(and(shr(168, d), LANE), P))
            mstore(0x360, mod(and(shr(210, d), LANE), P))
        }
    }

    // M4 on each block of four, then to each element the sum of those of its place: by at most 49, so below 2^38 of elements below 2^32. The product with
    // ONE has the sum of the lanes in the last one; what is above it is cut off.
    function layer(uint256 a, uint256 b, uint256 c, uint256 d) private pure returns (uint256, uint256, uint256, uint256) {
        assembly ("memory-safe") {
            let all := add(add(a, b), add(c, d))
            let t := add(all, add(d, shl(1, a)))
            a := add(all, add(a, shl(1, b)))
            b := add(all, add(b, shl(1, c)))
            c := add(all, add(c, shl(1, d)))
            a := add(a, mul(ONE, and(shr(210, mul(a, ONE)), LANE)))
            b := add(b, mul(ONE, and(shr(210, mul(b, ONE)), LANE)))
            c := add(c, mul(ONE, and(shr(210, mul(c, ONE)), LANE)))
            d := add(t, mul(ONE, and(shr(210, mul(t, ONE)), LANE)))
        }
        return (a, b, c, d);
    }

    // Four rounds, with the constants from a place on.
    function fullRounds(uint256 a, uint256 b, uint256 c, uint256 d, uint256 constants)
        private
        pure
        returns (uint256, uint256, uint256, uint256)
    {
        for (uint256 end = constants + 0x200; constants < end; constants += 0x80) {
            assembly ("memory-safe") {
                a := add(a, mload(constants))
                b := add(b, mload(add(constants, 32)))
                c := add(c, mload(add(constants, 64)))
                d := add(d, mload(add(constants, 96)))
            }
            (a, b, c, d) = layer(cubes(a), cubes(b), cubes(c), cubes(d));
        }
        return (a, b, c, d);
    }

    // The cube of each lane, mod p: lanes are below 2^42, so cubes below 2^126.
    function cubes(uint256 a) private pure returns (uint256 r) {
        assembly ("memory-safe") {
            let x := and(a, LANE)
            r := mod(mul(mul(x, x), x), P)
            x := and(shr(42, a), LANE)
            r := or(r, shl(42, mod(mul(mul(x, x), x), P)))
            x := and(shr(84, a), LANE)
            r := or(r, shl(84, mod(mul(mul(x, x), x), P)))
            x := and(shr(126, a), LANE)
            r := or(r, shl(126, mod(mul(mul(x, x), x), P)))
            x := and(shr(168, a), LANE)
            r := or(r, shl(168, mod(mul(mul(x, x), x), P)))
            x := and(shr(210, a), LANE)
            r := or(r, shl(210, mod(mul(mul(x, x), x), P)))
        }
    }

    // 23 rounds. With s of a round, the cube of the first word and the sum of the others, each other word y becomes Vy + s: so y of three rounds later is
    // V^3 y + V^2 s1 + V s2 + s3, and what these rounds need of all y are their sums, and those with weights V and V^2. The first is the top lane of
    // y + s1 X + s2 X^2 + s3 X^3 times 1 + VX + V^2 X^2 + V^3 X^3, X = 2^64, where lanes are below 4p^2 < 2^64; the sums are lanes of 85 bits. Of nine such
    // steps the first is of no round, y at X^3, and the second of two, y at X and sums a lane higher; then y is at 1.
    function partialRounds() private pure {
        assembly ("memory-safe") {
            let x := mload(0x80)
            let sums
            let c := sub(INTERNAL, 28)
            for { let i := 0 } lt(i, 9) { i := add(i, 1) } {
                let s1
                let s
                if gt(i, 1) {
                    x := add(x, and(mload(c), 0xffffffff))
                    x := mod(mul(mul(x, x), x), P)
                    s1 := mod(add(x, and(sums, SUM)), P)
                    x := add(s1, mul(x, 2130706431))
                    c := add(c, 4)
                }
                if i {
                    x := add(x, and(mload(c), 0xffffffff))
                    x := mod(mul(mul(x, x), x), P)
                    let s2 := mod(add(x, add(and(shr(85, sums), SUM), mul(s1, 23))), P)
                    x := add(s2, mul(x, 2130706431))
                    x := add(x, and(mload(add(c, 4)), 0xffffffff))
                    x := mod(mul(mul(x, x), x), P)
                    s := mod(add(x, add(and(shr(170, sums), SUM), add(mul(s1, 1618837508), mul(s2, 23)))), P) // the sum of all V, how many
                    x := add(s, mul(x, 2130706431))
                    s := or(shl(64, s1), or(shl(128, s2), shl(192, s)))
                    c := add(c, 8)
                }
                let place := shl(byte(i, shl(240, 0xc040)), 1)
                sums := 0
                mstore(0xa0, mod(shr(192, mul(add(mul(mload(0xa0), place), s), 0x1000000000000000100000000000000010000000000000001)), P))
                mstore(0xc0, mod(shr(192, mul(add(mul(mload(0xc0), place), s), 0x8000000000000000400000000000000020000000000000001)), P))
                mstore(0xe0, mod(shr(192, mul(add(mul(mload(0xe0), place), s), 0x6f200001000000005f400001000000003f8000010000000000000001)), P))
                mstore(0x100, mod(shr(192, mul(add(mul(mload(0x100), place), s), 0x1b000000000000000900000000000000030000000000000001)), P))
                sums := add(
                    sums,
                    add(
                        add(
                            mul(mload(0xa0), 0x4000000000000000000002000000000000000000001),
                            mul(mload(0xc0), 0x10000000000000000000004000000000000000000001)
                        ),
                        add(
                            mul(mload(0xe0), 0x17d00000400000000000007f000002000000000000000000001),
                            mul(mload(0x100), 0x24000000000000000000006000000000000000000001)
                        )
                    )
                )
                mstore(0x120, mod(shr(192, mul(add(mul(mload(0x120), place), s), 0x40000000000000001000000000000000040000000000000001)), P))
                mstore(0x140, mod(shr(192, mul(add(mul(mload(0x140), place), s), 0xfe00000000000005f400001000000003f8000000000000000000001)), P))
                mstore(0x160, mod(shr(192, mul(add(mul(mload(0x160), place), s), 0x7effffe60000000000000009000000007efffffe0000000000000001)), P))
                mstore(0x180, mod(shr(192, mul(add(mul(mload(0x180), place), s), 0x7effffc10000000000000010000000007efffffd0000000000000001)), P))
                sums := add(
                    sums,
                    add(
                        add(
                            mul(mload(0x120), 0x40000000000000000000008000000000000000000001),
                            mul(mload(0x140), 0x17d00000400000000000007f000000000000000000000000001)
                        ),
                        add(
                            mul(mload(0x160), 0x240000000000000fdfffffc000000000000000000001),
                            mul(mload(0x180), 0x400000000000000fdfffffa000000000000000000001)
                        )
                    )
                )
                mstore(0x1a0, mod(shr(192, mul(add(mul(mload(0x1a0), place), s), 0x7effff82000000007eff8101000000007e8100010000000000000001)), P))
                mstore(0x1c0, mod(shr(192, mul(add(mul(mload(0x1c0), place), s), 0x7d0400010000000077100001000000005f4000010000000000000001)), P))
                mstore(0x1e0, mod(shr(192, mul(add(mul(mload(0x1e0), place), s), 0x7ec08001000000007d040001000000006f2000010000000000000001)), P))
                mstore(0x200, mod(shr(192, mul(add(mul(mload(0x200), place), s), 0x7ef81001000000007e81000100000000771000010000000000000001)), P))
                sums := add(
                    sums,
                    add(
                        add(
                            mul(mload(0x1a0), 0x1fbfe04040000000000000fd020002000000000000000000001),
                            mul(mload(0x1c0), 0x1dc4000040000000000000be800002000000000000000000001)
                        ),
                        add(
                            mul(mload(0x1e0), 0x1f41000040000000000000de400002000000000000000000001),
                            mul(mload(0x200), 0x1fa0400040000000000000ee200002000000000000000000001)
                        )
                    )
                )
                mstore(0x220, mod(shr(192, mul(add(mul(mload(0x220), place), s), 0x7eff0201000000007ee04001000000007b0800010000000000000001)), P))
                mstore(0x240, mod(shr(192, mul(add(mul(mload(0x240), place), s), 0x7effe041000000007ef81001000000007d0400010000000000000001)), P))
                mstore(0x260, mod(shr(192, mul(add(mul(mload(0x260), place), s), 0x7ee0be820000000000003f01000000007effff820000000000000001)), P))
                mstore(0x280, mod(shr(192, mul(add(mul(mload(0x280), place), s), 0x7f000000007eff810100000000007f00000000000000000001)), P))
                sums := add(
                    sums,
                    add(
                        add(
                            mul(mload(0x220), 0x1fb8100040000000000000f6100002000000000000000000001),
                            mul(mload(0x240), 0x1fbe040040000000000000fa080002000000000000000000001)
                        ),
                        add(
                            mul(mload(0x260), 0xfc040000000000000fdffff04000000000000000000001),
                            mul(mload(0x280), 0x1fbfe0404000000000000000fe0000000000000000000000001)
                        )
                    )
                )
                mstore(0x2a0, mod(shr(192, mul(add(mul(mload(0x2a0), place), s), 0x3f8000000000007d040001000000000fe000000000000000000001)), P))
                mstore(0x2c0, mod(shr(192, mul(add(mul(mload(0x2c0), place), s), 0x7f000000000007e8100010000000007f000000000000000000001)), P))
                mstore(0x2e0, mod(shr(192, mul(add(mul(mload(0x2e0), place), s), 0xfe00000000007ee040010000000003f800000000000000000001)), P))
                mstore(0x300, mod(shr(192, mul(add(mul(mload(0x300), place), s), 0x1fc0000000007ef810010000000001fc00000000000000000001)), P))
                sums := add(
                    sums,
                    add(
                        add(
                            mul(mload(0x2a0), 0x1f410000400000000000001fc00000000000000000000000001),
                            mul(mload(0x2c0), 0x1fa04000400000000000000fe00000000000000000000000001)
                        ),
                        add(
                            mul(mload(0x2e0), 0x1fb810004000000000000007f00000000000000000000000001),
                            mul(mload(0x300), 0x1fbe04004000000000000003f80000000000000000000000001)
                        )
                    )
                )
                mstore(0x320, mod(shr(192, mul(add(mul(mload(0x320), place), s), 0x3f8000000007efe04010000000000fe00000000000000000001)), P))
                mstore(0x340, mod(shr(192, mul(add(mul(mload(0x340), place), s), 0xfe00010000000007effe04100000000003f80000000000000000001)), P))
                mstore(0x360, mod(shr(192, mul(add(mul(mload(0x360), place), s), 0x1f417f0000000000003f01000000000000007f0000000000000001)), P))
                sums := add(
                    sums,
                    add(
                        add(
                            mul(mload(0x320), 0x1fbf81004000000000000001fc0000000000000000000000001),
                            mul(mload(0x340), 0x1fbff81040000000000000007f0000000000000000000000001)
                        ),
                        mul(mload(0x360), 0xfc040000000000000000000fe000000000000000000001)
                    )
                )
                sums := shl(mul(85, iszero(i)), sums)
            }
            mstore(0x80, mod(x, P))
        }
    }
}
