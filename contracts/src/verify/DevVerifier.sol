// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {IRunVerifier} from "./IZKVerifier.sol";

/// For local chains until the STARK is verified on chain: an attester checks the proof natively and signs what it states.
/// It believes a key, not mathematics, so it neither deploys nor answers anywhere but on chain id 31337.
contract DevVerifier is IRunVerifier {
    error NotALocalChain();
    error BadProof();

    address public immutable attester;

    constructor(address attester_) {
        if (block.chainid != 31337) revert NotALocalChain();
        attester = attester_;
    }

    /// `proof`: the attester's signature, 64 bytes (EIP-2098), over `statement`.
    function verifyRuns(bytes32 programId, uint32 outcome, bytes32[] calldata digests, bytes calldata proof) external view {
        if (block.chainid != 31337) revert NotALocalChain();
        if (proof.length != 64 || digests.length == 0) revert BadProof();
        bytes32 m = statement(programId, outcome, digests);
        (address signer, ECDSA.RecoverError e,) = ECDSA.tryRecover(m, bytes32(proof[:32]), bytes32(proof[32:]));
        if (e != ECDSA.RecoverError.NoError || signer != attester) revert BadProof();
    }

    function statement(bytes32 programId, uint32 outcome, bytes32[] calldata digests) public view returns (bytes32) {
        return keccak256(abi.encode("zkfp attestation 1", block.chainid, address(this), programId, outcome, digests));
    }

    function insecure() external pure returns (bool) {
        return true;
    }
}
