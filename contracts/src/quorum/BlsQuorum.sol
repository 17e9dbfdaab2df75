// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IQuorum, registration} from "./IQuorum.sol";
import {SetData, DataContract} from "./SetData.sol";
import {Bls12381} from "./Bls12381.sol";

/// One aggregate BLS signature, whatever the number of signers. A set stores the sum of all keys; only those who did not
/// sign are read and taken off it, so the common case costs two pairings.
///
/// A key enters only with a proof of possession, a pairing: it checks the key's subgroup (which adding does not) and makes
/// keys that cancel others' useless. The suites are those of the IETF draft for signatures in G1 with proofs of possession.
contract BlsQuorum is IQuorum {
    bytes internal constant SIGNATURE = "BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_POP_";
    bytes internal constant POSSESSION = "BLS_POP_BLS12381G1_XMD:SHA-256_SSWU_RO_POP_";

    /// Handles that came from `register`: what a set names as a key must be one.
    mapping(address => bool) public registered;

    /// `key`: 256 bytes in G2. `possession`: 128 bytes in G1. The handle is the data contract that holds the key.
    function register(bytes calldata key, bytes calldata possession, address owner) external returns (address handle) {
        if (key.length != Bls12381.G2 || Bls12381.isInfinity(key)) revert BadKey();
        bytes memory point = Bls12381.hashToG1(registration(msg.sender, owner, key), POSSESSION);
        if (possession.length != Bls12381.G1 || !Bls12381.verify(possession, point, key)) revert BadPossession();
        handle = DataContract.create(key);
        registered[handle] = true;
    }

    /// The sum of all keys.
    function aggregate(address[] calldata handles) external view returns (bytes memory sum) {
        sum = new bytes(Bls12381.G2);
        for (uint256 i; i < handles.length; i++) {
            if (!registered[handles[i]]) revert BadKey();
            sum = Bls12381.add2(sum, DataContract.read(handles[i]));
        }
    }

    function check(bytes32 message, address set, uint256 signers, bytes calldata signature)
        external
        view
        returns (uint256 signed, uint256 total)
    {
        bytes memory data = DataContract.read(set);
        uint256 absent = SetData.everyone(data, signers) ^ signers;
        signed = total = SetData.total(data);
        bytes memory others;
        if (absent != 0) {
            others = new bytes(Bls12381.G2);
            for (; absent != 0; absent &= absent - 1) {
                (, uint64 weight, address handle) = SetData.member(data, SetData.lowest(absent));
                signed -= weight;
                others = Bls12381.add2(others, DataContract.read(handle));
            }
        }
        bytes memory key = tail(data);
        if (others.length != 0) key = Bls12381.add2(key, Bls12381.negate2(others));
        if (signature.length != Bls12381.G1) revert BadSignature();
        // A key that is infinity accepts infinity for any message. That is nobody, whose weight is 0, or signers who chose
        // secrets that cancel out, and so let others sign for them.
        if (!Bls12381.verify(signature, Bls12381.hashToG1(message, SIGNATURE), key)) revert BadSignature();
    }

    /// The last 256 bytes, made an array of their own by writing its length in front of them: what was there is gone.
    function tail(bytes memory data) private pure returns (bytes memory key) {
        assembly ("memory-safe") {
            key := add(data, sub(mload(data), 256))
            mstore(key, 256)
        }
    }
}
