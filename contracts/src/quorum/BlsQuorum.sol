// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Quorum, registration} from "./Quorum.sol";
import {SetData, DataContract} from "./SetData.sol";
import {Bls12381} from "./Bls12381.sol";

/// One aggregate BLS signature, whatever the number of signers. A set holds the sum of all keys, and the keys of its members,
/// negated: those who did not sign are added to the sum, so the common case costs two pairings, an absentee one addition.
///
/// A key enters only with a proof of possession, a pairing: it checks the key's subgroup (which adding does not) and makes
/// keys that cancel others' useless. The suites are those of the IETF draft for signatures in G1 with proofs of possession.
abstract contract BlsQuorum is Quorum {
    bytes internal constant SIGNATURE = "BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_POP_";
    bytes internal constant POSSESSION = "BLS_POP_BLS12381G1_XMD:SHA-256_SSWU_RO_POP_";

    /// Keys that a set holds itself, those of its first members: as many as fit a contract's code beside 256 members. An
    /// absentee behind them costs a look into another contract.
    uint256 internal constant HELD = 80;

    /// `key`: 256 bytes in G2. `possession`: 128 bytes in G1. The handle is the data contract that keeps the negated key.
    function _registerKey(bytes calldata key, bytes calldata possession, address owner)
        internal
        override
        returns (address handle)
    {
        if (key.length != Bls12381.G2 || Bls12381.isInfinity(key)) revert BadKey();
        bytes memory point = Bls12381.hashToG1(registration(address(this), owner, key), POSSESSION);
        if (possession.length != Bls12381.G1 || !Bls12381.verify(possession, point, key)) revert BadPossession();
        handle = DataContract.create(Bls12381.keep2(Bls12381.negate2(key)));
    }

    /// The sum of all keys, 256 bytes; then the negated keys of the first members, each as its handle keeps it.
    function _aggregate(address[] memory handles) internal view override returns (bytes memory) {
        bytes memory sum = Bls12381.sum2();
        bytes memory held = new bytes(Bls12381.KEPT_G2 * (handles.length < HELD ? handles.length : HELD));
        for (uint256 i; i < handles.length; i++) {
            address handle = handles[i];
            Bls12381.addKept(sum, handle, 1);
            if (i >= HELD) continue;
            assembly ("memory-safe") {
                extcodecopy(handle, add(add(held, 32), mul(i, 192)), 1, 192)
            }
        }
        return bytes.concat(Bls12381.negate2(Bls12381.pointOf(sum)), held);
    }

    function _checkSignature(bytes32 message, address set, uint256 signers, bytes calldata signature)
        internal
        view
        override
        returns (uint256 signed, uint256 total)
    {
        if (signature.length != Bls12381.G1) revert BadSignature();
        bytes memory data = SetData.read(set);
        bytes memory key;
        total = SetData.total(data);
        (key, signed) = without(set, data, SetData.everyone(data, signers) ^ signers, total);
        // A key that is infinity accepts infinity for any message. That is nobody, whose weight is 0, or signers who chose
        // secrets that cancel out, and so let others sign for them.
        if (!Bls12381.verify(signature, Bls12381.hashToG1(message, SIGNATURE), key)) revert BadSignature();
    }

    /// Sum of the keys of all members but those in `absent`, and their weight: the negated key of each is added, as by
    /// Bls12381.addKept, written out because this is most of what an absentee costs.
    function without(address set, bytes memory data, uint256 absent, uint256 weight)
        private
        view
        returns (bytes memory key, uint256)
    {
        key = Bls12381.sum2();
        bool ok = true;
        assembly ("memory-safe") {
            let keys := add(mload(data), 257) // where the set's code has them
            let p := add(key, 32)
            extcodecopy(set, p, sub(keys, 256), 256)
            for {} absent {} {
                let i := sub(255, clz(absent))
                absent := xor(absent, shl(i, 1))
                let member := mload(add(data, add(64, shl(5, i))))
                weight := sub(weight, and(shr(160, member), 0xffffffffffffffff))
                switch lt(i, HELD)
                case 1 { extcodecopy(set, add(p, 512), add(keys, mul(192, i)), 192) }
                default { extcodecopy(member, add(p, 512), 1, 192) }
                mcopy(add(p, 272), add(p, 512), 48)
                mcopy(add(p, 336), add(p, 560), 48)
                mcopy(add(p, 400), add(p, 608), 48)
                mcopy(add(p, 464), add(p, 656), 48)
                ok := and(ok, staticcall(gas(), 0x0d, p, 512, p, 256))
            }
        }
        if (!ok) revert Bls12381.PrecompileFailed();
        return (Bls12381.pointOf(key), weight);
    }
}
