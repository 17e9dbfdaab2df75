// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {VerifierRouter} from "../verify/VerifierRouter.sol";

/// Runs of an existing client of the preimage oracle (op-program and its kind, profile `cannon`, proven unchanged): exit 0
/// confirms the claim, exit 1 refutes it, anything else is no verdict.
///
/// Such a run's digest is SHA-256(SHA-256(stdout) ‖ SHA-256(record)); the record lists every preimage that the machine could
/// not check, in the order of first reading: key ‖ length (u64) ‖ preimage, big endian. It is put together here: local keys
/// from what the calling game holds, results of precompiles by calling the precompile. Of a blob the machine has folded all
/// elements into one entry: commitment, a point that is a hash of them, and the value there, which the point evaluation
/// confirms. A key of any other kind cannot be in it, so a run that read one is refused.
contract OracleVerifier {
    error NoVerdict();
    error BadRead();
    error NotEnoughGas();

    /// What the game knows: the local keys 1 to 5 of the client.
    struct Locals {
        bytes32 l1Head;
        bytes32 agreedRoot;
        bytes32 claimedRoot;
        uint64 l2Block;
        uint64 l2ChainId;
    }

    /// One entry of the record. `local` 1 to 5; 0 for a precompile: `call` is then address (20 bytes) ‖ gas (u64) ‖ input; BLOB for a
    /// blob: `call` is then commitment (48 bytes) ‖ point ‖ value ‖ KZG proof (48).
    struct Read {
        uint8 local;
        bytes call;
    }

    uint8 public constant BLOB = 255;
    /// What the point evaluation may take: sixteen times what EIP-4844 asks. A failure is no answer here, so that less, where the caller has no more, is no
    /// harm.
    uint256 public constant EVALUATION_GAS = 800_000;
    uint256 internal constant BLS_MODULUS = 0x73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001;

    /// How many times as much as on the client's chain a precompile may cost here.
    uint256 public constant FAILURE_GAS = 16;

    VerifierRouter public immutable router;

    constructor(VerifierRouter router_) {
        router = router_;
    }

    /// Reverts unless a run of the program read just this and printed just this. Returns whether it confirms the claim.
    function verdict(
        bytes4 selector,
        bytes32 programId,
        Locals calldata locals,
        Read[] calldata reads,
        bytes calldata stdout,
        uint32 outcome,
        bytes calldata proof
    ) external view returns (bool confirmed) {
        if (outcome != 0 && outcome != 1 << 8) revert NoVerdict();
        bytes32[] memory digests = new bytes32[](1);
        digests[0] = sha256(abi.encodePacked(sha256(stdout), sha256(record(locals, reads))));
        router.verifierOf(selector).verifyRuns(programId, outcome, digests, proof);
        return outcome == 0;
    }

    /// Its cost grows with the number of reads, not with its square: each is copied once.
    function record(Locals calldata locals, Read[] calldata reads) public view returns (bytes memory r) {
        bytes[] memory parts = new bytes[](reads.length);
        uint256 length;
        for (uint256 i; i < reads.length; i++) {
            (bytes32 key, bytes memory value) = reads[i].local == 0
                ? _precompile(reads[i].call)
                : reads[i].local == BLOB ? _blob(reads[i].call) : _local(locals, reads[i].local);
            parts[i] = bytes.concat(key, bytes8(uint64(value.length)), value);
            length += parts[i].length;
        }
        r = new bytes(length);
        uint256 to;
        assembly ("memory-safe") {
            to := add(r, 32)
        }
        for (uint256 i; i < parts.length; i++) {
            bytes memory part = parts[i];
            assembly ("memory-safe") {
                let n := mload(part)
                mcopy(to, add(part, 32), n)
                to := add(to, n)
            }
        }
    }

    function _local(Locals calldata l, uint8 index) internal pure returns (bytes32 key, bytes memory value) {
        key = bytes32(uint256(1) << 248 | index);
        if (index == 1) value = abi.encodePacked(l.l1Head);
        else if (index == 2) value = abi.encodePacked(l.agreedRoot);
        else if (index == 3) value = abi.encodePacked(l.claimedRoot);
        else if (index == 4) value = abi.encodePacked(l.l2Block);
        else if (index == 5) value = abi.encodePacked(l.l2ChainId);
        else revert BadRead();
    }

    /// The preimage is a byte that says whether the call succeeded, and what it returned.
    function _precompile(bytes calldata call) internal view returns (bytes32 key, bytes memory value) {
        if (call.length < 28) revert BadRead();
        address target = address(bytes20(call[:20]));
        uint256 gas_ = uint64(bytes8(call[20:28]));
        // an address with state would answer one thing today and another tomorrow
        uint256 number = uint160(target);
        if (number == 0 || (number > 0x11 && number != 0x100) || target.code.length != 0) revert BadRead();
        key = bytes32(uint256(keccak256(call)) << 8 >> 8 | uint256(6) << 248);
        (bool ok, bytes memory result) = _call(target, gas_, call[28:]);
        // The gas is what the client's chain asks. L1 may ask more (P256VERIFY: twice what rollups do), and a good call must not look like a failed one
        // for that: what fails must fail with much more, too.
        if (!ok) (ok, result) = _call(target, gas_ * FAILURE_GAS, call[28:]);
        value = bytes.concat(bytes1(ok ? 1 : 0), result);
    }

    /// The machine has made the point from the commitment and all elements (EIP-4844's challenge): if the committed polynomial has the
    /// value there, it is that of these elements. That the commitment is of a blob of L1 is for the client to see to, who has the
    /// versioned hash from there; here it only says to the precompile which commitment is meant.
    function _blob(bytes calldata call) internal view returns (bytes32 key, bytes memory value) {
        if (call.length != 160) revert BadRead();
        (bool ok, bytes memory result) = address(0x0a).staticcall{gas: EVALUATION_GAS}(_evaluation(call));
        if (!ok || keccak256(result) != keccak256(abi.encode(4096, BLS_MODULUS))) revert BadRead();
        key = bytes32(uint256(keccak256(call[:48])) << 8 >> 8 | uint256(5) << 248);
        value = call[:112];
    }

    /// Versioned hash ‖ point ‖ value ‖ commitment ‖ proof.
    function _evaluation(bytes calldata call) internal pure returns (bytes memory input) {
        input = bytes.concat(sha256(call[:48]), call[48:112], call[:48], call[112:]);
        input[0] = 0x01;
    }

    /// All of the gas gets there, or a good call could be made to look like a failed one by who calls this.
    function _call(address target, uint256 gas_, bytes calldata input) internal view returns (bool, bytes memory) {
        if (gasleft() * 63 / 64 < gas_ + 5_000) revert NotEnoughGas();
        return target.staticcall{gas: gas_}(input);
    }
}
