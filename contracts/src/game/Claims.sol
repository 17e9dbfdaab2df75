// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// What a claim says, how it is hashed, and the 12 words that a run about it prints.
library Claims {
    error BadBlobs();
    error BadOpening();

    enum Status {
        Proposed, // final by time
        Truncated, // its last segment was proven to have another root, which it has now; those before are as proposed
        Proven // every segment
    }

    /// The chain keeps only `hash` of it; the record itself is in the event, and whoever acts brings it along.
    struct Claim {
        uint64 id; // place in the chain of claims; the parent is id − 1
        uint64 serial; // counts proposals, also those that were cut off
        bytes32 agreedRoot; // the parent's
        bytes32 root; // after the last segment kept
        uint64 startBlock; // first L2 block
        uint64 endBlock; // last L2 block kept
        bytes32 l1Head; // L1 block hash up to which the run may read L1; signed, and checked at proposal
        bytes32 dataHash; // keccak256 of the payload, or of all versioned hashes
        uint16 blobs; // 0: calldata
        uint16 kept; // segments kept
        bytes32 segmentsHash; // keccak256 of abi.encode(Segment[]) as proposed
        bytes32 setRoot; // sequencer set in office at proposal
        uint32 set;
        uint256 signers; // positions in the set; 0: proposed without quorum, with a bond
        bytes32 programId;
        bytes32 configHash;
        bytes4 selector; // the verifier that judges it
        uint40 finalAt; // not before; type(uint40).max: not by time
        uint32 delay; // seconds in which a proof about it may be contradicted
        Status status;
        bytes32 fault; // what names the fault of its signers, 0 = none
    }

    struct Segment {
        bytes32 root; // after its last block
        uint64 end; // its last block
    }

    /// What opens a batch in blobs. One point z for all of them, drawn when the payload is known.
    struct Opening {
        bytes32[] versionedHashes;
        bytes32 payloadHash; // keccak256 of the payload that the run took from the blobs
        bytes32[] values; // p(z) of each
        bytes[] proofs; // commitment ‖ KZG proof of each, 96 bytes
    }

    uint256 internal constant BLS_MODULUS = 0x73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001;

    /// The words that are the same for all segments of a claim.
    struct Frame {
        bytes32 domain;
        bytes32 data;
        address payout;
    }

    uint256 internal constant CLAIM_BYTES = 21 * 32;

    /// keccak256(abi.encode(c)): a struct of value types lies in memory as it is encoded.
    function hash(Claim memory c) internal pure returns (bytes32 h) {
        assembly ("memory-safe") {
            h := keccak256(c, CLAIM_BYTES)
        }
    }

    /// The same of a record in calldata. Where it equals a stored hash, all its fields are canonical.
    function hashOf(Claim calldata c) internal pure returns (bytes32 h) {
        assembly ("memory-safe") {
            let p := mload(0x40)
            calldatacopy(p, c, CLAIM_BYTES)
            h := keccak256(p, CLAIM_BYTES)
        }
    }

    /// keccak256(abi.encode(segments)). Where it equals a stored hash, all fields are canonical, since `propose` reads each.
    function hashOf(Segment[] calldata segments) internal pure returns (bytes32 h) {
        assembly ("memory-safe") {
            let p := mload(0x40)
            let size := shl(6, segments.length)
            mstore(p, 32)
            mstore(add(p, 32), segments.length)
            calldatacopy(add(p, 64), segments.offset, size)
            h := keccak256(p, add(size, 64))
        }
    }

    /// emit topic(id, hash, c), both indexed.
    function emitAs(Claim memory c, bytes32 topic, bytes32 h) internal {
        uint256 id = c.id;
        assembly ("memory-safe") {
            log3(c, CLAIM_BYTES, topic, id, h)
        }
    }

    /// Root after segment i. The last one kept may have been corrected.
    function rootAt(Claim memory c, Segment[] calldata segments, uint256 i) internal pure returns (bytes32) {
        return i == uint256(c.kept) - 1 ? c.root : segments[i].root;
    }

    /// SHA-256 of what the run of segment i prints if it computes `root`: all words are rebuilt here, from the record. A guest
    /// cannot know its own program id, and most words only echo its input; what binds them is this.
    function digest(
        Claim memory c,
        Segment[] calldata segments,
        uint256 i,
        bytes32 root,
        Frame memory f
    ) internal pure returns (bytes32) {
        (bytes32 agreed, uint64 start) =
            i == 0 ? (c.agreedRoot, c.startBlock) : (segments[i - 1].root, segments[i - 1].end + 1);
        bytes memory words = abi.encode(f.domain, c.programId, c.configHash, c.l1Head, agreed, root);
        return sha256(bytes.concat(words, abi.encode(start, segments[i].end, i, f.data, c.setRoot, f.payout)));
    }

    /// The word for the batch's data. Whoever proves says to the run which kind it is, so what is hashed differs in length: 32 bytes of a payload in
    /// calldata, at least 128 of blobs. In a blob, the run evaluates the polynomial itself; that it is the one the chain holds
    /// is what the point evaluation says. z depends on the payload, so no payload can be fitted to a known z.
    function dataWord(Claim memory c, Opening calldata o) internal view returns (bytes32) {
        if (c.blobs == 0) return keccak256(abi.encode(c.dataHash));
        if (o.values.length != c.blobs || o.proofs.length != c.blobs) revert BadOpening();
        if (keccak256(abi.encodePacked(o.versionedHashes)) != c.dataHash) revert BadOpening();
        bytes32 z = point(o.versionedHashes, o.payloadHash);
        for (uint256 i; i < c.blobs; i++) {
            // of another length, the precompile refuses
            (bool ok,) = address(0x0a).staticcall{gas: 60_000}(abi.encodePacked(o.versionedHashes[i], z, o.values[i], o.proofs[i]));
            if (!ok) revert BadOpening();
        }
        return keccak256(abi.encodePacked(o.versionedHashes, o.payloadHash, z, o.values));
    }

    function point(bytes32[] calldata versionedHashes, bytes32 payloadHash) internal pure returns (bytes32) {
        return bytes32(uint256(keccak256(abi.encodePacked(versionedHashes, payloadHash))) % BLS_MODULUS);
    }

    /// Hash of the versioned hashes of this transaction's blobs.
    function blobsHash(uint16 count) internal view returns (bytes32) {
        bytes32[] memory hashes = new bytes32[](count);
        for (uint256 i; i < count; i++) {
            hashes[i] = blobhash(i);
            if (hashes[i] == 0) revert BadBlobs();
        }
        if (blobhash(count) != 0) revert BadBlobs();
        return keccak256(abi.encodePacked(hashes));
    }
}
