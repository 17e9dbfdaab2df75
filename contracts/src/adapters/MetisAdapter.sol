// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {FraudGame} from "../game/FraudGame.sol";
import {BondVault} from "../game/BondVault.sol";
import {Claims} from "../game/Claims.sol";

/// Disputes as Metis users know them: `dispute` posts a bond, `disputeTimeout` takes it back. Nobody has to create a game
/// here: a proof answers. Proven wrong, the bond goes back; proven right, it pays the prover. Without an answer in time it
/// goes back, too, and nobody is slashed for silence. A dispute buys a proof; it is never needed to prove a fault.
contract MetisAdapter {
    using SafeERC20 for IERC20;
    using Claims for Claims.Claim;

    error NoImplementation();
    error NotDisputable();
    error AlreadyDisputed();
    error NoSuchDispute();
    error NotYet();

    struct Dispute {
        address sender;
        uint40 until;
    }

    event DisputeGameRequested(address indexed sender, uint32 indexed gameType, uint256 bond, bytes extraData);
    event DisputeRequestTimeout(bytes32 indexed uuid, address sender, uint256 bond);
    event DisputeAnswered(bytes32 indexed uuid, bool wrong, address paid);

    /// Optimism's number for games settled by a proof.
    uint32 public constant GAME_TYPE = 10;

    FraudGame public immutable game;
    BondVault public immutable vault;
    IERC20 public immutable token;
    uint256 public immutable bond;
    uint40 public immutable timeout;
    mapping(bytes32 => Dispute) public disputes;

    constructor(FraudGame game_, uint256 bond_, uint40 timeout_) {
        game = game_;
        vault = game_.vault();
        token = vault.token();
        bond = bond_;
        timeout = timeout_;
        token.forceApprove(address(vault), type(uint256).max);
    }

    /// `extraData`: abi.encode(L2 block, the claim's record); `batchIndex`: the claim's id. The claim must not have been
    /// judged yet. The bond is allowed to this contract.
    function dispute(uint32 gameType, bytes calldata extraData, uint256 batchIndex) external {
        if (gameType != GAME_TYPE) revert NoImplementation();
        (uint256 number, Claims.Claim memory c) = abi.decode(extraData, (uint256, Claims.Claim));
        if (c.id != batchIndex || !_open(c) || number < c.startBlock || number > c.endBlock) revert NotDisputable();
        bytes32 id = uuid(c);
        if (disputes[id].sender != address(0)) revert AlreadyDisputed();
        disputes[id] = Dispute(msg.sender, uint40(block.timestamp) + timeout);
        emit DisputeGameRequested(msg.sender, gameType, bond, extraData);
        token.safeTransferFrom(msg.sender, address(this), bond);
    }

    /// FraudGame.proveSegment of a disputed claim. The bond goes back if it was wrong, and to the payout of the proof if not.
    function proveSegment(
        Claims.Claim calldata c,
        Claims.Segment[] calldata segments,
        uint256 i,
        bytes32 root,
        FraudGame.Evidence calldata e
    ) external {
        (bytes32 id, address sender) = _take(c);
        game.proveSegment(c, segments, i, root, e);
        bool wrong = root != segments[i].root;
        _pay(id, wrong, wrong ? sender : e.payout);
    }

    /// FraudGame.proveValid of a disputed claim.
    function proveValid(Claims.Claim calldata c, Claims.Segment[] calldata segments, FraudGame.Evidence calldata e) external {
        (bytes32 id,) = _take(c);
        game.proveValid(c, segments, e);
        _pay(id, false, e.payout);
    }

    /// Returns the bond when the time is over, or when the claim was judged, became final or was cut off without this contract.
    function disputeTimeout(uint32 gameType, bytes calldata extraData, uint256 batchIndex) external {
        if (gameType != GAME_TYPE) revert NoImplementation();
        (, Claims.Claim memory c) = abi.decode(extraData, (uint256, Claims.Claim));
        bytes32 id = uuid(c);
        Dispute memory d = disputes[id];
        if (d.sender == address(0) || c.id != batchIndex) revert NoSuchDispute();
        if (block.timestamp < d.until && _open(c)) revert NotYet();
        delete disputes[id];
        emit DisputeRequestTimeout(id, d.sender, bond);
        vault.credit(d.sender, bond);
    }

    /// One dispute a claim: the hash of its record as proposed.
    function uuid(Claims.Claim memory c) public pure returns (bytes32) {
        return c.hash();
    }

    function _take(Claims.Claim calldata c) internal returns (bytes32 id, address sender) {
        id = c.hashOf();
        sender = disputes[id].sender;
        if (sender == address(0)) revert NoSuchDispute();
        delete disputes[id];
    }

    function _pay(bytes32 id, bool wrong, address to) internal {
        emit DisputeAnswered(id, wrong, to);
        vault.credit(to, bond);
    }

    /// Proposed, neither judged nor final nor cut off.
    function _open(Claims.Claim memory c) internal view returns (bool) {
        (uint40 next,, uint40 lastFinal,,,) = game.head();
        bool here = game.records(c.id) == c.hash() && c.id < next && c.id > lastFinal;
        return here && c.status == Claims.Status.Proposed;
    }
}
