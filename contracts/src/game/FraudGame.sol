// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {SequencerPool} from "../pool/SequencerPool.sol";
import {VerifierRouter} from "../verify/VerifierRouter.sol";
import {ProgramRegistry} from "../verify/ProgramRegistry.sol";
import {BondVault} from "./BondVault.sol";
import {Claims} from "./Claims.sol";

/// The rollup's claims: a chain of records, each one hash in storage. A proof of any segment gives the root that the
/// segment really has, and the contract derives the verdict: equal to what was claimed, or not. A fault cuts the chain off
/// behind the corrected segment; what was built on it is gone, its signers unharmed. docs/contracts.md has the picture.
contract FraudGame {
    using Claims for Claims.Claim;
    using Claims for Claims.Segment[];

    error Paused();
    error NotPaused();
    error NotGovernor();
    error BadConfig();
    error BadClass();
    error WrongParent();
    error StaleProgram();
    error WrongL1Head();
    error BadSegments();
    error QuorumStillRuns();
    error NoSuchClaim();
    error NotLive();
    error AlreadyProven();
    error SegmentIsRight();
    error NoContradiction();
    error TooEarly();
    error VerifierFrozen();
    error VerifierUsable();

    /// How long a claim of a class waits. `window` 0: never final by time, only by proof.
    struct Class {
        uint32 window;
        uint32 delay;
    }

    struct Config {
        uint256 l2ChainId;
        address governor; // may restart the chain of claims from its last final one when it is paused
        uint64 segmentBlocks; // blocks of a segment at most: what provers can do
        uint40 stall; // seconds without a quorum until anyone may propose
        uint40 escrow; // seconds between a fault and its slashing
        uint96 bond; // of who proposes without a quorum
        Class[] classes; // at most 4
    }

    struct Proposal {
        uint64 serial; // the next one
        uint8 class;
        bytes32 agreedRoot;
        uint64 startBlock;
        uint64 l1Number; // an L1 block of the last 256
        bytes32 l1Head; // its hash
        uint16 blobs; // of this transaction; 0: the payload is in calldata
        uint32 set;
        ProgramRegistry.Version version;
    }

    struct Head {
        uint40 next; // id of the next claim
        uint40 serial; // of the next proposal
        uint40 lastFinal;
        uint40 quorumAt; // when a quorum last proposed
        uint64 end; // last block of the last claim
        bool paused;
    }

    /// What a prover brings. The payout is a word of the run: who copies the proof pays the one who made it.
    struct Evidence {
        address payout;
        Claims.Opening opening; // empty in calldata mode
        bytes proof;
    }

    event Proposed(uint256 indexed id, bytes32 indexed hash, Claims.Claim claim);
    event Faulted(uint256 indexed id, bytes32 indexed hash, uint256 segment, address payout, Claims.Claim claim);
    event Proven(uint256 indexed id, bytes32 indexed hash, address payout, Claims.Claim claim);
    event Contradicted(uint256 indexed id, uint256 segment, bytes32 root, bytes32 otherRoot);
    event Final(uint256 indexed id, bytes32 root, uint64 endBlock);
    event Stopped(uint256 indexed id, bytes4 selector);
    event Restarted(uint256 indexed lastFinal);

    uint256 internal constant MAX_SEGMENTS = 64;

    SequencerPool public immutable pool;
    VerifierRouter public immutable router;
    ProgramRegistry public immutable registry;
    BondVault public immutable vault;
    uint256 public immutable l2ChainId;
    address public immutable governor;
    uint64 public immutable segmentBlocks;
    uint40 public immutable stall;
    uint40 public immutable escrow;
    uint96 public immutable bond;
    uint256 internal immutable _classes; // window << 32 | delay, 64 bits each
    uint256 internal immutable _classCount;
    uint256 internal immutable _chainId;
    bytes32 internal immutable _domain;

    Head public head;
    bytes32 public tipRoot;
    mapping(uint256 => bytes32) public records;

    constructor(
        SequencerPool pool_,
        VerifierRouter router_,
        ProgramRegistry registry_,
        BondVault vault_,
        Config memory c,
        bytes32 genesisRoot,
        uint64 genesisBlock
    ) {
        if (c.classes.length == 0 || c.classes.length > 4 || c.segmentBlocks == 0) revert BadConfig();
        pool = pool_;
        router = router_;
        registry = registry_;
        vault = vault_;
        l2ChainId = c.l2ChainId;
        _chainId = block.chainid;
        _domain = keccak256(abi.encode("zkfp game 1", block.chainid, c.l2ChainId, address(this)));
        governor = c.governor;
        segmentBlocks = c.segmentBlocks;
        stall = c.stall;
        escrow = c.escrow;
        bond = c.bond;
        uint256 packed;
        for (uint256 i; i < c.classes.length; i++) {
            // what leaves the pool stays slashable longer than a claim can be proven wrong and settled
            if (uint256(c.classes[i].window) + c.escrow + 1 days > pool_.unbonding()) revert BadConfig();
            packed |= (uint256(c.classes[i].window) << 32 | c.classes[i].delay) << 64 * i;
        }
        _classes = packed;
        _classCount = c.classes.length;
        Claims.Claim memory genesis;
        genesis.root = tipRoot = genesisRoot;
        genesis.endBlock = genesisBlock;
        genesis.status = Claims.Status.Proven;
        records[0] = genesis.hash();
        head = Head(1, 1, 0, uint40(block.timestamp), genesisBlock, false);
        emit Proposed(0, genesis.hash(), genesis);
    }

    /// The first of the 12 words: no proof about this game is one about another, on this chain or elsewhere.
    function domain() public view returns (bytes32) {
        // after a fork of L1 into two chain ids, each has its own
        return block.chainid == _chainId ? _domain : _makeDomain();
    }

    function _makeDomain() internal view returns (bytes32) {
        return keccak256(abi.encode("zkfp game 1", block.chainid, l2ChainId, address(this)));
    }

    // ---- proposing ----

    /// What a quorum signs. All that the root depends on is in it, so that nobody can be made wrong afterwards: the L1 head
    /// (a reorg makes the proposal fail, not the signers), the rules, and the serial, so that a signature serves once.
    ///
    /// keccak256(abi.encode("zkfp claim 1" as bytes32, domain(), p, dataHash, segmentsHash)): a struct of value types lies in
    /// calldata as it is encoded. What is wider than its type is signed as it is, but `propose` refuses it.
    function message(Proposal calldata p, bytes32 dataHash, bytes32 segmentsHash) public view returns (bytes32 h) {
        bytes32 d = domain();
        assembly ("memory-safe") {
            let m := mload(0x40)
            mstore(m, "zkfp claim 1")
            mstore(add(m, 32), d)
            calldatacopy(add(m, 64), p, 352)
            mstore(add(m, 416), dataHash)
            mstore(add(m, 448), segmentsHash)
            h := keccak256(m, 480)
        }
    }

    /// Adds a claim. With `signers` 0, after a stall, anyone may: his bond is allowed to the vault. The list of segments is
    /// in calldata whatever the mode, so that nobody can withhold what a fault proof must open.
    function propose(
        Proposal calldata p,
        Claims.Segment[] calldata segments,
        bytes calldata payload,
        uint256 signers,
        bytes calldata signature
    ) external returns (uint256 id) {
        Head memory h = head;
        if (h.paused) revert Paused();
        Claims.Claim memory c;
        c.serial = p.serial;
        c.agreedRoot = p.agreedRoot;
        c.startBlock = p.startBlock;
        unchecked {
            if (c.serial != h.serial || c.agreedRoot != tipRoot || c.startBlock != h.end + 1) revert WrongParent();
        }
        uint256 class = p.class;
        if (class >= _classCount) revert BadClass();
        c.l1Head = p.l1Head;
        if (c.l1Head == 0 || blockhash(p.l1Number) != c.l1Head) revert WrongL1Head();
        c.programId = p.version.programId;
        c.configHash = p.version.configHash;
        c.selector = p.version.selector;
        if (!registry.active(_idOf(p.version))) revert StaleProgram();
        (c.root, c.endBlock) = _checkSegments(c.startBlock, segments);
        c.kept = uint16(segments.length);
        c.segmentsHash = segments.hashOf();
        c.blobs = p.blobs;
        if (c.blobs != 0 && payload.length != 0) revert Claims.BadBlobs();
        c.dataHash = c.blobs == 0 ? keccak256(payload) : Claims.blobsHash(c.blobs);
        class = _classes >> 64 * class;
        c.delay = uint32(class);
        uint32 window = uint32(class >> 32);
        c.finalAt = window == 0 ? type(uint40).max : uint40(block.timestamp) + window;
        c.id = h.next;
        if (signers != 0) {
            c.set = p.set;
            c.signers = signers;
            c.setRoot = pool.check(message(p, c.dataHash, c.segmentsHash), c.set, signers, signature);
            h.quorumAt = uint40(block.timestamp);
        } else {
            if (block.timestamp < h.quorumAt + stall) revert QuorumStillRuns();
            // or anyone could make the others pay for proofs of right claims
            if (window == 0) revert BadClass();
            c.setRoot = pool.root();
        }
        unchecked {
            id = h.next++;
            h.serial++;
        }
        h.end = c.endBlock;
        head = h;
        tipRoot = c.root;
        bytes32 hash = c.hash();
        records[id] = hash;
        c.emitAs(Proposed.selector, hash);
        if (signers == 0) vault.lock(hash, msg.sender, bond);
    }

    /// ProgramRegistry.idOf: a struct of value types lies in calldata as it is encoded.
    function _idOf(ProgramRegistry.Version calldata v) internal pure returns (bytes32 id) {
        assembly ("memory-safe") {
            let m := mload(0x40)
            calldatacopy(m, v, 96)
            id := keccak256(m, 96)
        }
    }

    function _checkSegments(uint64 start, Claims.Segment[] calldata segments) internal view returns (bytes32, uint64) {
        uint256 n = segments.length;
        if (n == 0 || n > MAX_SEGMENTS) revert BadSegments();
        for (uint256 i; i < n; i++) {
            uint64 end = segments[i].end;
            if (end < start || end - start >= segmentBlocks || end == type(uint64).max) revert BadSegments();
            unchecked {
                start = end + 1;
            }
        }
        return (segments[n - 1].root, segments[n - 1].end);
    }

    // ---- judging ----

    /// Proves what root segment `i` has. Another than claimed: the claim is cut off behind it, with the proven root, and its
    /// signers are at fault. The one claimed: of a claim with one segment, the claim is proven; of others see `proveValid`.
    function proveSegment(
        Claims.Claim memory c,
        Claims.Segment[] calldata segments,
        uint256 i,
        bytes32 root,
        Evidence calldata e
    ) external {
        Head memory h = _live(c);
        if (c.status == Claims.Status.Proven) revert AlreadyProven();
        if (i >= c.kept) revert BadSegments();
        if (c.status == Claims.Status.Truncated && i + 1 == c.kept) revert AlreadyProven();
        _verify(c, segments, i, i + 1, root, e);
        if (root == c.rootAt(segments, i)) {
            if (c.kept != 1) revert SegmentIsRight();
            _proven(c, e.payout);
            return;
        }
        bool first = c.status == Claims.Status.Proposed;
        if (first) c.fault = records[c.id];
        c.root = root;
        c.endBlock = segments[i].end;
        c.kept = uint16(i + 1);
        // Segments before this one are only claimed: they stay open as long as they were. Without any, all is proven.
        c.status = i == 0 ? Claims.Status.Proven : Claims.Status.Truncated;
        uint40 earliest = uint40(block.timestamp) + c.delay;
        if (i == 0 || c.finalAt < earliest) c.finalAt = earliest;
        bytes32 hash = c.hash();
        records[c.id] = hash;
        _cutTo(h, uint40(c.id) + 1, c.endBlock, root);
        emit Faulted(c.id, hash, i, e.payout, c);
        if (!first) return;
        uint40 readyAt = uint40(block.timestamp) + escrow;
        if (c.signers != 0) pool.slash(c.fault, c.set, c.signers, e.payout, readyAt);
        else vault.forfeit(c.fault, e.payout, readyAt);
    }

    /// One proof of all runs that are still only claimed: the claim is final after the delay instead of the window.
    function proveValid(
        Claims.Claim memory c,
        Claims.Segment[] calldata segments,
        Evidence calldata e
    ) external {
        _live(c);
        if (c.status == Claims.Status.Proven) revert AlreadyProven();
        uint256 n = c.status == Claims.Status.Truncated ? c.kept - 1 : c.kept;
        _verify(c, segments, 0, n, c.rootAt(segments, n - 1), e);
        _proven(c, e.payout);
    }

    function _proven(Claims.Claim memory c, address payout) internal {
        c.status = Claims.Status.Proven;
        uint40 at_ = uint40(block.timestamp) + c.delay;
        if (at_ < c.finalAt) c.finalAt = at_;
        bytes32 hash = c.hash();
        records[c.id] = hash;
        emit Proven(c.id, hash, payout, c);
    }

    /// Two accepted proofs that give one segment two roots: the verifier is broken, and the proofs are the evidence. It is
    /// frozen, nothing becomes final, the claim is taken off the chain, and what its signers would lose is theirs again.
    function contradict(
        Claims.Claim memory c,
        Claims.Segment[] calldata segments,
        uint256 i,
        bytes32 root,
        Evidence calldata e
    ) external {
        if (records[c.id] != c.hash()) revert NoSuchClaim();
        Head memory h = head;
        if (c.id >= h.next) revert NotLive();
        if (i >= c.kept) revert BadSegments();
        bool proven = c.status == Claims.Status.Proven || (c.status == Claims.Status.Truncated && i + 1 == c.kept);
        bytes32 other = c.rootAt(segments, i);
        if (c.id == 0 || !proven || root == other) revert NoContradiction();
        _verify(c, segments, i, i + 1, root, e);
        emit Contradicted(c.id, i, other, root);
        h.paused = true;
        if (c.id > h.lastFinal) _cutTo(h, uint40(c.id), c.startBlock - 1, c.agreedRoot);
        else head = h;
        router.freeze(c.selector);
        if (c.fault == 0) return;
        if (c.signers != 0) pool.cancel(c.fault);
        else try vault.restore(c.fault) {} catch {} // split already: there is nothing left to give back
    }

    /// Verifies runs [from, to) of a claim; the last one computes `root`, the others what is claimed.
    function _verify(
        Claims.Claim memory c,
        Claims.Segment[] calldata segments,
        uint256 from,
        uint256 to,
        bytes32 root,
        Evidence calldata e
    ) internal view {
        if (segments.hashOf() != c.segmentsHash) revert BadSegments();
        Claims.Frame memory f = Claims.Frame(domain(), c.dataWord(e.opening), e.payout);
        bytes32[] memory digests = new bytes32[](to - from);
        for (uint256 i; i < digests.length; i++) digests[i] = c.digest(segments, from + i, segments[from + i].root, f);
        digests[to - from - 1] = c.digest(segments, to - 1, root, f);
        router.verifierOf(c.selector).verifyRuns(c.programId, 0, digests, e.proof);
    }

    // ---- becoming final ----

    function resolve(Claims.Claim calldata c) external {
        Head memory h = _liveHash(c.id, c.hashOf());
        if (c.id != h.lastFinal + 1) revert WrongParent();
        if (block.timestamp < c.finalAt) revert TooEarly();
        // a claim that nobody can prove wrong any more must not become final by waiting
        if (!router.usable(c.selector)) revert VerifierFrozen();
        h.lastFinal++;
        head = h;
        emit Final(c.id, c.root, c.endBlock);
    }

    /// Whether this record is of a final claim. Bridges and wallets ask this; withdrawals wait for it.
    function isFinal(Claims.Claim calldata c) external view returns (bool) {
        return c.id <= head.lastFinal && records[c.id] == c.hashOf();
    }

    /// Returns the bond of a claim that is final, was proven valid, or was cut off through no fault of its own. `c` is the
    /// record as proposed. For anybody; the bond goes to who paid it.
    function reclaim(Claims.Claim calldata c) external {
        bytes32 hash = c.hashOf();
        bool live = records[c.id] == hash && c.id < head.next && c.id > head.lastFinal;
        if (c.signers != 0 || live) revert NotLive();
        vault.release(hash);
    }

    /// The verifier that would judge this claim was frozen: nothing goes on until the governor restarts. For anybody.
    function stop(Claims.Claim calldata c) external {
        Head memory h = _liveHash(c.id, c.hashOf());
        if (router.usable(c.selector)) revert VerifierUsable();
        h.paused = true;
        head = h;
        emit Stopped(c.id, c.selector);
    }

    /// Goes on from the last final claim, given as its record; all that is not final is dropped, nobody is slashed for it.
    function restart(Claims.Claim calldata last) external {
        if (msg.sender != governor) revert NotGovernor();
        Head memory h = head;
        if (!h.paused) revert NotPaused();
        if (last.id != h.lastFinal || records[last.id] != last.hashOf()) revert NoSuchClaim();
        h.paused = false;
        h.quorumAt = uint40(block.timestamp);
        _cutTo(h, h.lastFinal + 1, last.endBlock, last.root);
        emit Restarted(last.id);
    }

    /// The record is what the chain holds, neither final nor cut off, and nothing is paused.
    function _live(Claims.Claim memory c) internal view returns (Head memory) {
        return _liveHash(c.id, c.hash());
    }

    function _liveHash(uint256 id, bytes32 hash) internal view returns (Head memory h) {
        h = head;
        if (h.paused) revert Paused();
        if (records[id] != hash) revert NoSuchClaim();
        if (id >= h.next || id <= h.lastFinal) revert NotLive();
    }

    /// The chain now ends before claim `next`. Hashes behind it stay until they are overwritten; `next` keeps them out.
    function _cutTo(Head memory h, uint40 next, uint64 end, bytes32 root) internal {
        (h.next, h.end) = (next, end);
        head = h;
        tipRoot = root;
    }
}
