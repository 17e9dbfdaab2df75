// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {StarkVerifier} from "../src/verify/stark/StarkVerifier.sol";
import {StarkColumns} from "../src/verify/stark/generated/StarkColumns.sol";
import {StarkEvaluator0} from "../src/verify/stark/generated/StarkEvaluator0.sol";
import {StarkEvaluator1} from "../src/verify/stark/generated/StarkEvaluator1.sol";
import {StarkEvaluator2} from "../src/verify/stark/generated/StarkEvaluator2.sol";
import {vm} from "./Vm.sol";

/// The proof samples/hello.l1 as the contract takes it, and the contract.
abstract contract StarkProof {
    // The file's head: magic, kind, version, digest of the last key, number of runs; then a claim of 35 words, the digest of the program's key first.
    uint256 internal constant CLAIM = 4 * 13;
    uint256 internal constant CLAIM_BYTES = 4 * 35;

    StarkVerifier internal verifier;
    bytes32 internal programId;
    uint32 internal outcome;
    bytes32[] internal digests;
    bytes internal proof;

    function load() internal {
        verifier = new StarkVerifier(evaluators(), address(new StarkColumns()));
        (programId, outcome, digests, proof) = read(vm.readFileBinary("../samples/hello.l1"));
    }

    /// What a call says of a file whose claims are of one program and outcome, digests whole.
    function read(bytes memory file)
        internal
        pure
        returns (bytes32 programId_, uint32 outcome_, bytes32[] memory digests_, bytes memory proof_)
    {
        uint256 runs = word(file, CLAIM - 4);
        uint256 messages = CLAIM + CLAIM_BYTES * runs;
        digests_ = new bytes32[](runs);
        for (uint256 i; i < runs; i++) {
            uint256 digest;
            for (uint256 k; k < 8; k++) {
                uint256 claim = CLAIM + CLAIM_BYTES * i + 44 + 12 * k;
                digest = digest << 32 | word(file, claim + 4) | word(file, claim + 8) << 16;
            }
            digests_[i] = bytes32(digest);
        }
        bytes memory key = slice(file, CLAIM, 36);
        outcome_ = uint32(word(file, CLAIM + 36) | word(file, CLAIM + 40) << 16);
        programId_ = sha256(key);
        bytes memory bigEndian = new bytes(36);
        for (uint256 i; i < 36; i++) {
            bigEndian[i] = key[i ^ 3];
        }
        proof_ = bytes.concat(bigEndian, slice(file, messages, file.length - messages));
    }

    function evaluators() internal returns (address[3] memory) {
        return [address(new StarkEvaluator0()), address(new StarkEvaluator1()), address(new StarkEvaluator2())];
    }

    function slice(bytes memory b, uint256 from, uint256 length) internal pure returns (bytes memory r) {
        r = new bytes(length);
        assembly ("memory-safe") {
            mcopy(add(r, 32), add(add(b, 32), from), length)
        }
    }

    // Little-endian.
    function word(bytes memory b, uint256 from) internal pure returns (uint256) {
        return uint8(b[from]) | uint256(uint8(b[from + 1])) << 8 | uint256(uint8(b[from + 2])) << 16 | uint256(uint8(b[from + 3])) << 24;
    }
}
