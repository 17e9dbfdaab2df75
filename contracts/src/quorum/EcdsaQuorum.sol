// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {Quorum, registration} from "./Quorum.sol";
import {SetData} from "./SetData.sol";

/// One ECDSA signature a signer: cheaper than BLS below about 25 signers, and signed by any wallet or HSM.
abstract contract EcdsaQuorum is Quorum {
    /// `key`: the signer's address, 20 bytes. `possession`: a signature of 64 bytes (EIP-2098).
    function _registerKey(bytes calldata key, bytes calldata possession, address owner)
        internal
        view
        override
        returns (address handle)
    {
        if (key.length != 20) revert BadKey();
        handle = address(bytes20(key));
        if (handle == address(0)) revert BadKey();
        if (possession.length != 64 || recover(registration(address(this), owner, key), possession, 0) != handle) {
            revert BadPossession();
        }
    }

    function _aggregate(address[] memory) internal pure override returns (bytes memory) {
        return "";
    }

    /// `signature`: 64 bytes (EIP-2098) for each signer, by rising position.
    function _checkSignature(bytes32 message, address set, uint256 signers, bytes calldata signature)
        internal
        view
        override
        returns (uint256 signed, uint256 total)
    {
        bytes memory data = SetData.read(set);
        SetData.everyone(data, signers);
        total = SetData.total(data);
        uint256 from;
        for (; signers != 0; signers &= signers - 1) {
            (, uint64 weight, address handle) = SetData.member(data, SetData.lowest(signers));
            signed += weight;
            if (signature.length < from + 64 || recover(message, signature, from) != handle) revert BadSignature();
            from += 64;
        }
        if (signature.length != from) revert BadSignature();
    }

    function recover(bytes32 message, bytes calldata signature, uint256 from) private pure returns (address signer) {
        // A signature that recovers nobody gives address 0, which is no handle.
        (signer,,) = ECDSA.tryRecover(message, bytes32(signature[from:from + 32]), bytes32(signature[from + 32:from + 64]));
    }
}
