// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {MetisAdapter} from "../src/adapters/MetisAdapter.sol";
import {FraudGame} from "../src/game/FraudGame.sol";
import {Claims} from "../src/game/Claims.sol";
import {Games} from "./Games.sol";
import {vm} from "./Vm.sol";

contract MetisAdapterTest is Games {
    MetisAdapter internal adapter;
    address internal constant USER = address(0x5e5);
    uint256 internal constant FEE = 100 ether;

    function setUp() external {
        deploy(false, 4);
        adapter = new MetisAdapter(game, FEE, 1 days);
    }

    function dispute(Claims.Claim memory c) internal returns (bytes memory extra) {
        extra = abi.encode(uint256(c.startBlock), c);
        token.mint(USER, FEE);
        vm.startPrank(USER);
        token.approve(address(adapter), FEE);
        adapter.dispute(10, extra, c.id);
        vm.stopPrank();
    }

    function test_claim_was_wrong() external {
        Claims.Segment[] memory s = segmentsOf(2, "a");
        Claims.Claim memory c = propose(s);
        bytes memory extra = dispute(c);
        FraudGame.Evidence memory e = evidence(run(c), c, s, 1, "right");
        adapter.proveSegment(c, s, 1, "right", e);
        vm.assertEq(vault.credits(USER), FEE);
        vm.assertEq(game.tipRoot(), "right");
        vm.expectRevert(MetisAdapter.NoSuchDispute.selector);
        adapter.disputeTimeout(10, extra, c.id);
    }

    function test_claim_was_right() external {
        Claims.Segment[] memory s = segmentsOf(2, "a");
        Claims.Claim memory c = propose(s);
        dispute(c);
        FraudGame.Evidence memory e = evidenceAll(run(c), c, s, 2);
        adapter.proveValid(c, s, e);
        vm.assertEq(vault.credits(PROVER), FEE);
        s = segmentsOf(1, "b");
        c = propose(s);
        dispute(c);
        e = evidence(run(c), c, s, 0, s[0].root);
        adapter.proveSegment(c, s, 0, s[0].root, e);
        vm.assertEq(vault.credits(PROVER), 2 * FEE);
        vm.assertEq(token.balanceOf(address(adapter)), 0);
    }

    function test_nobody_answers() external {
        Claims.Claim memory c = propose(segmentsOf(2, "a"));
        bytes memory extra = dispute(c);
        vm.expectRevert(MetisAdapter.NotYet.selector);
        adapter.disputeTimeout(10, extra, c.id);
        vm.warp(block.timestamp + 1 days);
        vm.expectRevert(MetisAdapter.NoSuchDispute.selector);
        adapter.disputeTimeout(10, extra, c.id + 1);
        adapter.disputeTimeout(10, extra, c.id);
        vm.assertEq(vault.credits(USER), FEE);
        vm.expectRevert(MetisAdapter.NoSuchDispute.selector);
        adapter.disputeTimeout(10, extra, c.id);
    }

    /// Proven past the adapter: the bond is free at once.
    function test_proven_elsewhere() external {
        Claims.Segment[] memory s = segmentsOf(2, "a");
        Claims.Claim memory c = propose(s);
        bytes memory extra = dispute(c);
        proveSegment(c, s, 0, "right");
        adapter.disputeTimeout(10, extra, c.id);
        vm.assertEq(vault.credits(USER), FEE);
    }

    function test_what_is_not_disputable() external {
        Claims.Segment[] memory s = segmentsOf(1, "a");
        Claims.Claim memory c = propose(s);
        vm.expectRevert(MetisAdapter.NoImplementation.selector);
        adapter.dispute(0, abi.encode(uint256(c.startBlock), c), c.id);
        vm.expectRevert(MetisAdapter.NoImplementation.selector);
        adapter.disputeTimeout(0, abi.encode(uint256(c.startBlock), c), c.id);
        refuse(abi.encode(uint256(c.startBlock) - 1, c), c.id);
        refuse(abi.encode(uint256(c.endBlock) + 1, c), c.id);
        refuse(abi.encode(uint256(c.endBlock), c), c.id + 1);
        dispute(c);
        bytes memory extra = abi.encode(uint256(c.endBlock), c);
        vm.expectRevert(MetisAdapter.AlreadyDisputed.selector);
        adapter.dispute(10, extra, c.id);
        FraudGame.Evidence memory e = evidence(run(c), c, s, 0, "right");
        c.serial++;
        refuse(abi.encode(uint256(c.endBlock), c), c.id);
        vm.expectRevert(MetisAdapter.NoSuchDispute.selector);
        adapter.proveSegment(c, s, 0, "right", e);
        vm.expectRevert(MetisAdapter.NoSuchDispute.selector);
        adapter.proveValid(c, s, e);
        c.serial--;
        c = proveSegment(c, s, 0, s[0].root);
        refuse(abi.encode(uint256(c.endBlock), c), c.id);
    }

    function refuse(bytes memory extra, uint256 id) internal {
        vm.expectRevert(MetisAdapter.NotDisputable.selector);
        adapter.dispute(10, extra, id);
    }
}
