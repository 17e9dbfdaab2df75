// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// BLS12-381 over the precompiles of EIP-2537, signatures in G1, keys in G2. Points are encoded as there: a field
/// element is 64 bytes, its first 16 zero; infinity is all zeros.
library Bls12381 {
    error PrecompileFailed();

    uint256 internal constant G1 = 128;
    uint256 internal constant G2 = 256;
    /// A point of G2 as it is kept in code: without the 16 zero bytes of each field element.
    uint256 internal constant KEPT_G2 = 192;

    // The field's modulus, in two words.
    uint256 private constant P_HIGH = 0x1a0111ea397fe69a4b1ba7b6434bacd7;
    uint256 private constant P_LOW = 0x64774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaaab;
    /// ⌊2^636 / p⌋
    uint256 private constant P_INVERSE = 0x9d835d2f3cc9e45ce28101b0cc7a6ba291b82741ff6a0a94bdf4771e0286779d;

    // −g₂, the negated generator of G2: x.c0, x.c1, y.c0, y.c1.
    bytes internal constant NEGATED_G2 =
        hex"00000000000000000000000000000000024aa2b2f08f0a91260805272dc51051c6e47ad4fa403b02b4510b647ae3d1770bac0326a805bbefd48056c8c121bdb8"
        hex"0000000000000000000000000000000013e02b6052719f607dacd3a088274f65596bd0d09920b61ab5da61bbdc7f5049334cf11213945d57e5ac7d055d042b7e"
        hex"000000000000000000000000000000000d1b3cc2c7027888be51d9ef691d77bcb679afda66c73f17f9ee3837a55024f78c71363275a75d75d86bab79f74782aa"
        hex"0000000000000000000000000000000013fa4d4a0ad8b1ce186ed5061789213d993923066dddaf1040bc3ff59f825c78df74f2d75467e25e0f55f8a00fa030ed";

    /// hash_to_curve of RFC 9380, suite BLS12381G1_XMD:SHA-256_SSWU_RO_, for a message of 32 bytes. `tag` is the suite's
    /// DST, at most 255 bytes.
    function hashToG1(bytes32 message, bytes memory tag) internal view returns (bytes memory point) {
        point = new bytes(G1);
        bool ok;
        uint256 q; // both field elements, then their points
        assembly ("memory-safe") {
            q := mload(0x40)
            let p := add(q, 384)
            mstore(0x40, p)
            let n := mload(tag)
            // expand_message_xmd: b0 over a block of zeros, message, length 128, 0, tag
            mstore(p, 0)
            mstore(add(p, 32), 0)
            mstore(add(p, 64), message)
            mstore(add(p, 96), shl(240, 128))
            mcopy(add(p, 99), add(tag, 32), n)
            mstore8(add(p, add(99, n)), n)
            ok := staticcall(gas(), 2, p, add(100, n), p, 32)
            // b1 … b4 over b0 ^ the one before, their number, tag; they lie at q
            let first := mload(p)
            let last := 0
            mcopy(add(p, 33), add(tag, 32), n)
            mstore8(add(p, add(33, n)), n)
            for { let i := 1 } lt(i, 5) { i := add(i, 1) } {
                mstore(p, xor(first, last))
                mstore8(add(p, 32), i)
                let b := add(q, mul(32, sub(i, 1)))
                ok := and(ok, staticcall(gas(), 2, p, add(34, n), b, 32))
                last := mload(b)
            }
        }
        for (uint256 u = q; u < q + 128; u += 64) {
            uint256 high;
            uint256 low;
            assembly ("memory-safe") {
                high := mload(u)
                low := mload(add(u, 32))
            }
            (high, low) = reduce(high, low);
            assembly ("memory-safe") {
                mstore(u, high)
                mstore(add(u, 32), low)
            }
        }
        assembly ("memory-safe") {
            let m := add(q, 128)
            // The map of EIP-2537 clears the cofactor, which may be done before the sum as well. Without the precompiles
            // the calls succeed and return nothing.
            ok := and(ok, staticcall(gas(), 0x10, q, 64, m, 128))
            ok := and(ok, eq(returndatasize(), 128))
            ok := and(ok, staticcall(gas(), 0x10, add(q, 64), 64, add(m, 128), 128))
            ok := and(ok, staticcall(gas(), 0x0b, m, 256, add(point, 32), 128))
            ok := and(ok, eq(returndatasize(), 128))
        }
        if (!ok) revert PrecompileFailed();
    }

    /// high · 2^256 + low modulo the field's modulus p, in two words. q = ⌊high · ⌊2^636 / p⌋ / 2^380⌋ is the quotient or one less:
    /// high · 2^256 / p is less than 2^−124 above what is rounded down, and the low word adds less than 2^−124.
    function reduce(uint256 high, uint256 low) internal pure returns (uint256 h, uint256 l) {
        assembly {
            let t := mulmod(high, P_INVERSE, not(0))
            l := mul(high, P_INVERSE)
            let q := shr(124, sub(sub(t, l), lt(t, l)))
            // less q · p
            t := mulmod(q, P_LOW, not(0))
            l := mul(q, P_LOW)
            h := sub(sub(high, mul(q, P_HIGH)), add(sub(sub(t, l), lt(t, l)), lt(low, l)))
            l := sub(low, l)
            // and p, if it is still in it
            if or(gt(h, P_HIGH), and(eq(h, P_HIGH), iszero(lt(l, P_LOW)))) {
                h := sub(sub(h, P_HIGH), lt(l, P_LOW))
                l := sub(l, P_LOW)
            }
        }
    }

    /// e(signature, −g₂) · e(point, key) = 1, of points of the right lengths. Checks that all are in their subgroups.
    function verify(bytes memory signature, bytes memory point, bytes memory key) internal view returns (bool) {
        bytes memory generator = NEGATED_G2;
        bool ok;
        assembly ("memory-safe") {
            let p := mload(0x40)
            mcopy(p, add(signature, 32), 128)
            mcopy(add(p, 128), add(generator, 32), 256)
            mcopy(add(p, 384), add(point, 32), 128)
            mcopy(add(p, 512), add(key, 32), 256)
            ok := and(eq(mload(0), 1), and(eq(returndatasize(), 32), staticcall(gas(), 0x0f, p, 768, 0, 32)))
        }
        return ok;
    }

    function add2(bytes memory a, bytes memory b) internal view returns (bytes memory) {
        return call(0x0d, bytes.concat(a, b), G2);
    }

    /// −a, in place.
    function negate2(bytes memory a) internal pure returns (bytes memory) {
        for (uint256 y = 128; y < G2; y += 64) {
            assembly ("memory-safe") {
                let p := add(add(a, 32), y)
                let high := mload(p)
                let low := mload(add(p, 32))
                if or(high, low) {
                    let l := sub(P_LOW, low)
                    mstore(p, sub(sub(P_HIGH, high), gt(l, P_LOW)))
                    mstore(add(p, 32), l)
                }
            }
        }
        return a;
    }

    /// A point as it is kept.
    function keep2(bytes memory point) internal pure returns (bytes memory kept) {
        kept = new bytes(KEPT_G2);
        assembly ("memory-safe") {
            for { let i := 0 } lt(i, 4) { i := add(i, 1) } {
                mcopy(add(add(kept, 32), mul(i, 48)), add(add(point, 48), shl(6, i)), 48)
            }
        }
    }

    /// What `addKept` works on: a point, here infinity, room for the one that is added, and for that as it is kept.
    function sum2() internal pure returns (bytes memory sum) {
        sum = new bytes(G2 + G2 + KEPT_G2);
    }

    /// Adds the point that is kept in the code of a contract, from byte `offset`, to the one that `sum` begins with.
    function addKept(bytes memory sum, address from, uint256 offset) internal view {
        bool ok;
        assembly ("memory-safe") {
            let p := add(sum, 32)
            let kept := add(sum, 544)
            extcodecopy(from, kept, offset, 192)
            mcopy(add(sum, 304), kept, 48)
            mcopy(add(sum, 368), add(sum, 592), 48)
            mcopy(add(sum, 432), add(sum, 640), 48)
            mcopy(add(sum, 496), add(sum, 688), 48)
            ok := and(eq(returndatasize(), 256), staticcall(gas(), 0x0d, p, 512, p, 256))
        }
        if (!ok) revert PrecompileFailed();
    }

    /// The point that `sum` begins with; `sum` is used up.
    function pointOf(bytes memory sum) internal pure returns (bytes memory) {
        assembly ("memory-safe") {
            mstore(sum, 256)
        }
        return sum;
    }

    function isInfinity(bytes memory point) internal pure returns (bool) {
        bytes32 any;
        for (uint256 i = 32; i <= point.length; i += 32) {
            assembly ("memory-safe") {
                any := or(any, mload(add(point, i)))
            }
        }
        return any == 0;
    }

    function call(uint256 precompile, bytes memory input, uint256 size) private view returns (bytes memory output) {
        output = new bytes(size);
        bool ok;
        assembly ("memory-safe") {
            ok := staticcall(gas(), precompile, add(input, 32), mload(input), add(output, 32), size)
            ok := and(ok, eq(returndatasize(), size))
        }
        if (!ok) revert PrecompileFailed();
    }
}
