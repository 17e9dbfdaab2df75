// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {OracleVerifier} from "../adapters/OracleVerifier.sol";
import {VerifierRouter} from "../verify/VerifierRouter.sol";
import {ProgramRegistry} from "../verify/ProgramRegistry.sol";
import {BondVault} from "./BondVault.sol";

/// Claims that a client of the preimage oracle judges (profile `cannon`, proven unchanged): a root of block n, as seen from an
/// L1 head, on top of an earlier claim's root. Whoever proves a run that ended with 0 confirms it, with 1 refutes it; without
/// a proof it is final after the window. Only a claim on top of the last final one becomes final, so final claims are one chain.
///
/// Such a client cannot be told who proves: nothing in its statement names a payout. So the payout is committed to, with the
/// proof's hash, before the proof is shown: who copies a proof from a transaction has no commitment that is old enough.
contract OracleGame {
    using SafeERC20 for IERC20;

    error BadConfig();
    error NoSuchParent();
    error BadBlock();
    error WrongL1Head();
    error StaleProgram();
    error NotOpen();
    error AlreadyChallenged();
    error TooLate();
    error TooEarly();
    error AlreadyCommitted();
    error NotCommitted();
    error NoContradiction();
    error VerifierFrozen();
    error NotAnchored();
    error StillLive();

    /// Final: by time or proof. Dropped: neither right nor wrong, everybody has his bond back.
    enum Status {
        None,
        Open,
        Confirmed,
        Refuted,
        Final,
        Dropped
    }

    struct Config {
        uint64 l2ChainId; // local key 5
        uint64 maxBlocks; // of a claim: what provers and an L1 transaction can do
        uint40 window; // seconds until a claim without a proof is final
        uint40 delay; // seconds between a proof that confirms and finality
        uint40 escrow; // seconds between a proof that refutes and the payout
        uint40 age; // seconds that a commitment to a payout is older than the proof; far less than the window
        uint96 bond; // of who proposes
        uint96 price; // what a challenger pays for a proof that confirms
    }

    struct Claim {
        bytes32 root;
        bytes32 l1Head;
        bytes32 programId;
        uint64 endBlock;
        uint40 parent;
        uint40 finalAt;
        bytes4 selector;
        Status status;
        address payout; // of the proof that confirmed or refuted it
        address challenger;
    }

    /// What a prover brings: what the run read that no hash checks (OracleVerifier), what it printed, and the proof.
    struct Evidence {
        OracleVerifier.Read[] reads;
        bytes stdout;
        bytes proof;
    }

    event Proposed(uint256 indexed id, uint256 indexed parent, bytes32 root, uint64 endBlock, bytes32 l1Head, bytes32 programId, bytes4 selector);
    event Challenged(uint256 indexed id, address challenger);
    event Committed(bytes32 indexed commitment);
    event Confirmed(uint256 indexed id, address payout);
    event Refuted(uint256 indexed id, address payout);
    event Contradicted(uint256 indexed id, bool confirmed);
    event Final(uint256 indexed id, bytes32 root, uint64 endBlock);
    event Dropped(uint256 indexed id);

    OracleVerifier public immutable oracle;
    VerifierRouter public immutable router;
    ProgramRegistry public immutable registry;
    BondVault public immutable vault;
    IERC20 public immutable token;
    uint64 public immutable l2ChainId;
    uint64 public immutable maxBlocks;
    uint40 public immutable window;
    uint40 public immutable delay;
    uint40 public immutable escrow;
    uint40 public immutable age;
    uint96 public immutable bond;
    uint96 public immutable price;

    /// How many claims there are, the first root among them, and the last final one.
    uint40 public count = 1;
    uint40 public anchor;
    mapping(uint256 => Claim) internal _claims;
    /// When a payout was committed to.
    mapping(bytes32 => uint256) public commitments;

    /// `vault_` names this contract as its game, and the router has it as a guardian.
    constructor(OracleVerifier oracle_, ProgramRegistry registry_, BondVault vault_, Config memory c, bytes32 genesisRoot, uint64 genesisBlock) {
        if (c.maxBlocks == 0 || c.bond == 0 || c.price == 0 || c.age >= c.window) revert BadConfig();
        (oracle, router, registry, vault, token) = (oracle_, oracle_.router(), registry_, vault_, vault_.token());
        (l2ChainId, maxBlocks, window, delay) = (c.l2ChainId, c.maxBlocks, c.window, c.delay);
        (escrow, age, bond, price) = (c.escrow, c.age, c.bond, c.price);
        Claim storage first = _claims[0];
        (first.root, first.endBlock, first.status) = (genesisRoot, genesisBlock, Status.Final);
        token.forceApprove(address(vault), type(uint256).max);
        emit Final(0, genesisRoot, genesisBlock);
    }

    function claim(uint256 id) external view returns (Claim memory) {
        return _claims[id];
    }

    // ---- proposing ----

    /// Adds a claim on top of one that may still become final, or is the last final one. The L1 head is named with its number:
    /// a reorganisation makes this fail, and not the claim wrong. The bond is allowed to the vault.
    function propose(uint40 parent, bytes32 root, uint64 endBlock, uint64 l1Number, bytes32 l1Head, ProgramRegistry.Version calldata v)
        external
        returns (uint40 id)
    {
        Claim storage p = _claims[parent];
        if (p.status != Status.Open && p.status != Status.Confirmed && (p.status != Status.Final || parent != anchor)) revert NoSuchParent();
        if (endBlock <= p.endBlock || endBlock - p.endBlock > maxBlocks) revert BadBlock();
        if (l1Head == 0 || blockhash(l1Number) != l1Head) revert WrongL1Head();
        if (!registry.active(registry.idOf(v)) || !router.usable(v.selector)) revert StaleProgram();
        id = count++;
        _claims[id] = Claim({
            root: root,
            l1Head: l1Head,
            programId: v.programId,
            endBlock: endBlock,
            parent: parent,
            finalAt: uint40(block.timestamp) + window,
            selector: v.selector,
            status: Status.Open,
            payout: address(0),
            challenger: address(0)
        });
        emit Proposed(id, parent, root, endBlock, l1Head, v.programId, v.selector);
        vault.lock(bytes32(uint256(id)), msg.sender, bond);
    }

    /// Buys a proof: the price, allowed to this contract, is for who confirms the claim; in all other cases it comes back. It
    /// is never needed to refute one, and moves no deadline: silence costs nobody anything.
    function challenge(uint256 id) external {
        Claim storage c = _claims[id];
        if (c.status != Status.Open) revert NotOpen();
        if (c.challenger != address(0)) revert AlreadyChallenged();
        if (block.timestamp >= c.finalAt) revert TooLate();
        c.challenger = msg.sender;
        emit Challenged(id, msg.sender);
        token.safeTransferFrom(msg.sender, address(this), price);
    }

    // ---- judging ----

    /// Commits to a payout; `commitmentOf` says how. A second time would make it younger, and is refused.
    function commit(bytes32 commitment) external {
        if (commitments[commitment] != 0) revert AlreadyCommitted();
        commitments[commitment] = block.timestamp;
        emit Committed(commitment);
    }

    /// Nobody can make it for a proof that he has not seen: 32 bytes of a hash cannot be guessed.
    function commitmentOf(uint256 id, address payout, bytes32 proofHash) public view returns (bytes32) {
        return keccak256(abi.encode("zkfp payout 1", block.chainid, address(this), id, payout, proofHash));
    }

    /// Judges an open claim by a proof of the client's run about it; `outcome` is the run's.
    function prove(uint256 id, uint32 outcome, address payout, Evidence calldata e) external {
        Claim storage c = _claims[id];
        if (c.status != Status.Open) revert NotOpen();
        uint256 since = commitments[commitmentOf(id, payout, keccak256(e.proof))];
        if (since == 0 || payout == address(0)) revert NotCommitted();
        if (block.timestamp < since + age) revert TooEarly();
        bool right = _verdict(c, outcome, e);
        c.payout = payout;
        if (right) {
            c.status = Status.Confirmed;
            uint40 earliest = uint40(block.timestamp) + delay;
            if (earliest < c.finalAt) c.finalAt = earliest;
            emit Confirmed(id, payout);
        } else {
            c.status = Status.Refuted;
            emit Refuted(id, payout);
            vault.forfeit(bytes32(id), payout, uint40(block.timestamp) + escrow);
            _refund(c);
        }
    }

    /// A proof of the other verdict: the verifier is broken, and is frozen. Unless the claim is final already, it is dropped.
    function contradict(uint256 id, uint32 outcome, Evidence calldata e) external {
        Claim storage c = _claims[id];
        bool confirmed = c.status == Status.Confirmed || (c.status == Status.Final && c.payout != address(0));
        if (!confirmed && c.status != Status.Refuted) revert NoContradiction();
        if (_verdict(c, outcome, e) == confirmed) revert NoContradiction();
        emit Contradicted(id, confirmed);
        router.freeze(c.selector);
        if (c.status != Status.Final) _drop(id, c);
    }

    function _verdict(Claim storage c, uint32 outcome, Evidence calldata e) internal view returns (bool) {
        OracleVerifier.Locals memory l = OracleVerifier.Locals(c.l1Head, _claims[c.parent].root, c.root, c.endBlock, l2ChainId);
        return oracle.verdict(c.selector, c.programId, l, e.reads, e.stdout, outcome, e.proof);
    }

    // ---- the end ----

    /// Makes a claim final whose parent is the last final one. For anybody.
    function resolve(uint256 id) external {
        Claim storage c = _claims[id];
        bool right = c.status == Status.Confirmed;
        if (!right && c.status != Status.Open) revert NotOpen();
        if (c.parent != anchor) revert NotAnchored();
        if (block.timestamp < c.finalAt) revert TooEarly();
        // a claim that nobody can refute any more must not become final by waiting
        if (!router.usable(c.selector)) revert VerifierFrozen();
        c.status = Status.Final;
        anchor = uint40(id);
        emit Final(id, c.root, c.endBlock);
        vault.release(bytes32(id));
        if (!right) _refund(c);
        else if (c.challenger != address(0)) vault.credit(c.payout, price);
    }

    /// Gives the bonds of a claim back that can never be final: what it stands on is gone, or its verifier is frozen. In the
    /// second case of a refuted one, too: the proof is in doubt. For anybody.
    function drop(uint256 id) external {
        Claim storage c = _claims[id];
        bool live = c.status == Status.Open || c.status == Status.Confirmed;
        if (!live && c.status != Status.Refuted) revert NotOpen();
        if (router.usable(c.selector) && (!live || !_orphan(c.parent))) revert StillLive();
        _drop(id, c);
    }

    /// Whether nothing on top of this claim can be final. What lies below it is not looked at: that is to be dropped first.
    function _orphan(uint256 parent) internal view returns (bool) {
        Status s = _claims[parent].status;
        return s == Status.Refuted || s == Status.Dropped || (s == Status.Final && parent != anchor);
    }

    function _drop(uint256 id, Claim storage c) internal {
        bool refuted = c.status == Status.Refuted;
        c.status = Status.Dropped;
        emit Dropped(id);
        if (!refuted) {
            vault.release(bytes32(id));
            _refund(c);
        } else {
            try vault.restore(bytes32(id)) {} catch {} // split already: there is nothing left to give back
        }
    }

    function _refund(Claim storage c) internal {
        if (c.challenger != address(0)) vault.credit(c.challenger, price);
    }
}
