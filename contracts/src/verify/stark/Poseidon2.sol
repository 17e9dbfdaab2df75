// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {P} from "./Quintic.sol";

/// Poseidon2 on 24 elements (docs/protocol.md section 2), in a fixed part of memory: the state's 24 words from 0x80, its 215 constants from 0x380,
/// room for 45 elements that are hashed from 0x700. Memory up to 0xe00 is overwritten; nothing else of a caller may be there.
library Poseidon2 {
    uint256 internal constant STATE = 0x80;
    uint256 internal constant ELEMENTS = 0x700;
    uint256 internal constant END = 0xe00;
    uint256 internal constant RATE = 15;
    uint256 internal constant DIGEST = 9;
    uint256 private constant STATE_END = 0x380;
    uint256 private constant INTERNAL = 0x680; // constants of the partial rounds
    uint256 private constant SAVED = 0xca0;

    /// Writes the constants; before everything else.
    function prepare() internal pure {
        assembly ("memory-safe") {
            mstore(0x380, 0x1d0939dc6d050f8d628058ad2681385d3e3c62be032cfad85a91ba3c015a56e6)
            mstore(0x3a0, 0x696b889c0dbcd7805881b5c92a076f2e553930556513a085547ac78f4281c5b8)
            mstore(0x3c0, 0x3e7a3f6c34562c192c04e6790ed782345f7a1aa90177640e0ea4f8d115be7692)
            mstore(0x3e0, 0x6eafdd6271a572c672416f0a31ce1ad32136a0cf1507c0eb1eb6e07a3a0ccf7b)
            mstore(0x400, 0x38e4bf31441282866b05e976244a9b926e4b32a878ee24964761115b3d3a7077)
            mstore(0x420, 0x75d3c670396a247526dd00b47df50f590cb922df0568b1905bd3fcd61351f58e)
            mstore(0x440, 0x52191b5f119171b81e8bb72727d21f26361466131ee817a271abe84e44b88070)
            mstore(0x460, 0x5dc044102aeaa2f62b7bb3116906884d0522e0530c45a2141b016998479b1052)
            mstore(0x480, 0x3acc89be0776021a7a34a1f570f879112caf9d9e026aff1b2c42468e67726b45)
            mstore(0x4a0, 0x09b6f53c73d765895793eeb029e720f375fc8bdf4c2fae0e20b41db37e491510)
            mstore(0x4c0, 0x2cadef1857fc24d64d1ade4a36bf8e3c3511b63c64d8476f732ba70646634978)
            mstore(0x4e0, 0x0521c17c5ee692123559cba92b33df89653538d65fde83444091605d2933bdde)
            mstore(0x500, 0x7d232359389d82f9259b2e6c45a94def0d4973805b0491353c26839978feb2f9)
            mstore(0x520, 0x300a3eec505165bb203009732327c0811a45a2f45b32ea2e2d5d1a70053e613e)
            mstore(0x540, 0x5433e39f495529f01eaa1aa9578f572a698ede715a0f9dba398a2e960c7b2925)
            mstore(0x560, 0x2e6b9564026b00de7644c1e95c23d0bd3470b5ef6013cf3a4874728813b7a543)
            mstore(0x580, 0x3eaebd440004e60c1e8363a22343259a69da0c2a06e3e4c41095018e0deea348)
            mstore(0x5a0, 0x1f4c55134f9a3a983179112b524abb1f21615ba223ab40651202a1d121d25b83)
            mstore(0x5c0, 0x6ed17c2f391e6b095e4ed8946a2f58f25d980d703fa48c5e1f6366f763540f5f)
            mstore(0x5e0, 0x6a8235ed14c12a786edde1c958ce1c22718588bb334313ad7478dbc7647ad52f)
            mstore(0x600, 0x39e820496fee146a082c2f241f09301530173c1853f70c0d6028ab0c2f47a1ee)
            mstore(0x620, 0x26a6780e3540bc831812b49f5149c827631dd925001f2dea7dc051943789672e)
            mstore(0x640, 0x7cabf72e242dbe2f0b07a51d3865365050785c4e60e8a7e0074643383482d6e1)
            mstore(0x660, 0x08a69f1e3f2aff245814c30d13fecab261cb291a68c8226f5c757eea289b4e1e)
            mstore(0x680, 0x1395d4ca5dbac04951fc27271340739939ac695345e8726c75a7311c599f82c9)
            mstore(0x6a0, 0x702cf13b026b895544e09bbc2211207f5128b4e3591c41af674f5c683981d0d3)
            mstore(0x6c0, 0x2d82f898707cd2673b4cca452ad0dc3c0cb79b3723f2f4e83de4e73900000000)
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

    /// The permutation; words of the state may be any representatives of their elements before it, and are canonical after it.
    function permute() internal pure {
        external_();
        fullRounds(STATE_END);
        partialRounds();
        fullRounds(STATE_END + 4 * 24 * 4);
        assembly ("memory-safe") {
            for { let i := STATE } lt(i, STATE_END) { i := add(i, 32) } { mstore(i, mod(mload(i), P)) }
        }
    }

    // M4 on each block of four, then to each word the sum of those of its place.
    function external_() private pure {
        assembly ("memory-safe") {
            let s0 := 0
            let s1 := 0
            let s2 := 0
            let s3 := 0
            for { let i := STATE } lt(i, STATE_END) { i := add(i, 0x80) } {
                let a := mload(i)
                let b := mload(add(i, 32))
                let c := mload(add(i, 64))
                let d := mload(add(i, 96))
                let all := add(add(a, b), add(c, d))
                d := add(all, add(d, add(a, a)))
                a := add(all, add(a, add(b, b)))
                b := add(all, add(b, add(c, c)))
                c := sub(mul(all, 7), add(add(a, b), d))
                mstore(i, a)
                mstore(add(i, 32), b)
                mstore(add(i, 64), c)
                mstore(add(i, 96), d)
                s0 := add(s0, a)
                s1 := add(s1, b)
                s2 := add(s2, c)
                s3 := add(s3, d)
            }
            for { let i := STATE } lt(i, STATE_END) { i := add(i, 0x80) } {
                mstore(i, add(mload(i), s0))
                mstore(add(i, 32), add(mload(add(i, 32)), s1))
                mstore(add(i, 64), add(mload(add(i, 64)), s2))
                mstore(add(i, 96), add(mload(add(i, 96)), s3))
            }
        }
    }

    // Four rounds; words are below 2^40 before the cubes, and any before the first.
    function fullRounds(uint256 constants) private pure {
        for (uint256 end = constants + 4 * 24 * 4; constants < end; constants += 24 * 4) {
            assembly ("memory-safe") {
                let c := sub(constants, 28)
                for { let i := STATE } lt(i, STATE_END) { i := add(i, 64) } {
                    let x := add(mload(i), and(mload(c), 0xffffffff))
                    mstore(i, mulmod(mulmod(x, x, P), x, P))
                    x := add(mload(add(i, 32)), and(mload(add(c, 4)), 0xffffffff))
                    mstore(add(i, 32), mulmod(mulmod(x, x, P), x, P))
                    c := add(c, 8)
                }
            }
            external_();
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
                sum := add(x, add(mload(0x1e0), add(mload(0x1c0), add(mload(0x1a0), add(mload(0x180), add(mload(0x160), add(mload(0x140), add(mload(0x120), add(mload(0x100), add(mload(0xe0), add(mload(0xc0), mload(0xa0))))))))))))
            }
            assembly ("memory-safe") {
                sum := add(sum, add(mload(0x360), add(mload(0x340), add(mload(0x320), add(mload(0x300), add(mload(0x2e0), add(mload(0x2c0), add(mload(0x2a0), add(mload(0x280), add(mload(0x260), add(mload(0x240), add(mload(0x220), mload(0x200)))))))))))))
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
