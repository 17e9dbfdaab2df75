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
    uint256 private constant STATE_END = 0x380;
    uint256 private constant FULL = 0x380; // constants of full rounds, in lanes
    uint256 private constant INTERNAL = 0x780; // of the partial rounds, eight in a word
    uint256 private constant ONE = 0x40000000001000000000040000000001000000000040000000001; // 1 in each of six lanes of 42 bits
    uint256 private constant LANE = 0x3ffffffffff;
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
        assembly ("memory-safe") {
            for { let i := STATE } lt(i, STATE_END) { i := add(i, 32) } { mstore(i, mod(mload(i), P)) }
        }
        (a, b, c, d) = pack();
        (a, b, c, d) = fullRounds(a, b, c, d, FULL + 0x200);
        unpack(a, b, c, d);
        assembly ("memory-safe") {
            for { let i := STATE } lt(i, STATE_END) { i := add(i, 32) } { mstore(i, mod(mload(i), P)) }
        }
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
            mstore(0x80, and(shr(0, a), LANE))
            mstore(0x100, and(shr(42, a), LANE))
            mstore(0x180, and(shr(84, a), LANE))
            mstore(0x200, and(shr(126, a), LANE))
            mstore(0x280, and(shr(168, a), LANE))
            mstore(0x300, and(shr(210, a), LANE))
            mstore(0xa0, and(shr(0, b), LANE))
            mstore(0x120, and(shr(42, b), LANE))
            mstore(0x1a0, and(shr(84, b), LANE))
            mstore(0x220, and(shr(126, b), LANE))
            mstore(0x2a0, and(shr(168, b), LANE))
            mstore(0x320, and(shr(210, b), LANE))
            mstore(0xc0, and(shr(0, c), LANE))
            mstore(0x140, and(shr(42, c), LANE))
            mstore(0x1c0, and(shr(84, c), LANE))
            mstore(0x240, and(shr(126, c), LANE))
            mstore(0x2c0, and(shr(168, c), LANE))
            mstore(0x340, and(shr(210, c), LANE))
            mstore(0xe0, and(shr(0, d), LANE))
            mstore(0x160, and(shr(42, d), LANE))
            mstore(0x1e0, and(shr(84, d), LANE))
            mstore(0x260, and(shr(126, d), LANE))
            mstore(0x2e0, and(shr(168, d), LANE))
            mstore(0x360, and(shr(210, d), LANE))
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

    // The cube of each lane, mod p.
    function cubes(uint256 a) private pure returns (uint256 r) {
        assembly ("memory-safe") {
            let x := and(a, LANE)
            r := mulmod(mulmod(x, x, P), x, P)
            x := and(shr(42, a), LANE)
            r := or(r, shl(42, mulmod(mulmod(x, x, P), x, P)))
            x := and(shr(84, a), LANE)
            r := or(r, shl(84, mulmod(mulmod(x, x, P), x, P)))
            x := and(shr(126, a), LANE)
            r := or(r, shl(126, mulmod(mulmod(x, x, P), x, P)))
            x := and(shr(168, a), LANE)
            r := or(r, shl(168, mulmod(mulmod(x, x, P), x, P)))
            x := and(shr(210, a), LANE)
            r := or(r, shl(210, mulmod(mulmod(x, x, P), x, P)))
        }
    }

    // 23 rounds. Words but the first grow by less than five bits a round, so they stay below 2^200.
    function partialRounds() private pure {
        for (uint256 c = INTERNAL - 28; c < INTERNAL - 28 + 23 * 4; c += 4) {
            uint256 x;
            uint256 sum;
            assembly ("memory-safe") {
                x := add(mload(STATE), and(mload(c), 0xffffffff))
                x := mulmod(mulmod(x, x, P), x, P)
                sum := add(x, add(mload(0x1e0), add(mload(0x1c0), add(mload(0x1a0), add(mload(0x180), add(mload(0x160), add(mload(0x140), add(mload(0x120),
                    add(mload(0x100), add(mload(0xe0), add(mload(0xc0), mload(0xa0))))))))))))
            }
            assembly ("memory-safe") {
                sum := add(sum, add(mload(0x360), add(mload(0x340), add(mload(0x320), add(mload(0x300), add(mload(0x2e0), add(mload(0x2c0),
                    add(mload(0x2a0), add(mload(0x280), add(mload(0x260), add(mload(0x240), add(mload(0x220), mload(0x200)))))))))))))
            }
            assembly ("memory-safe") {
                mstore(0x80, add(sum, mulmod(x, 2130706431, P)))
                mstore(0xa0, add(sum, mulmod(mload(0xa0), 1, P)))
                mstore(0xc0, add(sum, mulmod(mload(0xc0), 2, P)))
                mstore(0xe0, add(sum, mulmod(mload(0xe0), 1065353217, P)))
                mstore(0x100, add(sum, mulmod(mload(0x100), 3, P)))
                mstore(0x120, add(sum, mulmod(mload(0x120), 4, P)))
                mstore(0x140, add(sum, mulmod(mload(0x140), 1065353216, P)))
                mstore(0x160, add(sum, mulmod(mload(0x160), 2130706430, P)))
                mstore(0x180, add(sum, mulmod(mload(0x180), 2130706429, P)))
                mstore(0x1a0, add(sum, mulmod(mload(0x1a0), 2122383361, P)))
                mstore(0x1c0, add(sum, mulmod(mload(0x1c0), 1598029825, P)))
                mstore(0x1e0, add(sum, mulmod(mload(0x1e0), 1864368129, P)))
                mstore(0x200, add(sum, mulmod(mload(0x200), 1997537281, P)))
                mstore(0x220, add(sum, mulmod(mload(0x220), 2064121857, P)))
                mstore(0x240, add(sum, mulmod(mload(0x240), 2097414145, P)))
                mstore(0x260, add(sum, mulmod(mload(0x260), 2130706306, P)))
                mstore(0x280, add(sum, mulmod(mload(0x280), 8323072, P)))
                mstore(0x2a0, add(sum, mulmod(mload(0x2a0), 266338304, P)))
                mstore(0x2c0, add(sum, mulmod(mload(0x2c0), 133169152, P)))
                mstore(0x2e0, add(sum, mulmod(mload(0x2e0), 66584576, P)))
                mstore(0x300, add(sum, mulmod(mload(0x300), 33292288, P)))
                mstore(0x320, add(sum, mulmod(mload(0x320), 16646144, P)))
                mstore(0x340, add(sum, mulmod(mload(0x340), 4161536, P)))
                mstore(0x360, add(sum, mulmod(mload(0x360), 127, P)))
            }
        }
    }
}
