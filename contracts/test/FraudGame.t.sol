// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {FraudGame} from "../src/game/FraudGame.sol";
import {Claims} from "../src/game/Claims.sol";
import {BondVault} from "../src/game/BondVault.sol";
import {SequencerPool} from "../src/pool/SequencerPool.sol";
import {Games} from "./Games.sol";
import {vm} from "./Vm.sol";

/// The way of a claim, right and wrong. Attacks are in Attacks.t.sol.
contract FraudGameTest is Games {
    using Claims for Claims.Claim;

    function setUp() external {
        deploy(false, 4);
    }

    function test_final_by_window() external {
        Claims.Claim memory a = propose(segmentsOf(3, "a"));
        vm.warp(block.timestamp + 1 hours);
        Claims.Claim memory b = propose(segmentsOf(1, "b"));
        vm.assertEq(b.agreedRoot, a.root);
        vm.assertEq(uint256(b.startBlock), a.endBlock + 1);
        vm.warp(a.finalAt - 1);
        vm.expectRevert(FraudGame.TooEarly.selector);
        game.resolve(a);
        vm.warp(b.finalAt);
        // not before its parent
        vm.expectRevert(FraudGame.WrongParent.selector);
        game.resolve(b);
        game.resolve(a);
        vm.assertTrue(game.isFinal(a) && !game.isFinal(b));
        game.resolve(b);
        vm.assertTrue(game.isFinal(b));
        vm.expectRevert(FraudGame.NotLive.selector);
        game.resolve(b);
    }

    function test_final_early_by_proof() external {
        Claims.Segment[] memory s = segmentsOf(3, "a");
        Claims.Claim memory c = propose(s);
        c = proveValid(c, s, 3);
        vm.assertEq(uint256(c.finalAt), block.timestamp + 2 hours);
        vm.warp(c.finalAt - 1);
        vm.expectRevert(FraudGame.TooEarly.selector);
        game.resolve(c);
        vm.warp(c.finalAt);
        game.resolve(c);
        vm.assertTrue(game.isFinal(c));
    }

    /// The class that needs a proof is not final without one, and is after the delay with one.
    function test_class_by_proof_only() external {
        Claims.Segment[] memory s = segmentsOf(1, "a");
        Claims.Claim memory c = propose(proposal(1), s, everyone());
        vm.warp(block.timestamp + 365 days);
        vm.expectRevert(FraudGame.TooEarly.selector);
        game.resolve(c);
        c = proveSegment(c, s, 0, s[0].root);
        vm.warp(block.timestamp + 2 hours);
        game.resolve(c);
    }

    /// A class that ends by time must end, with its escrow, before stake can leave; there is at least one, and segments have blocks.
    function test_configuration_is_checked() external {
        FraudGame.Config memory c = FraudGame.Config(4242, GOVERNOR, 1000, 1 days, 7 days, BOND, classes());
        c.classes[0].window = uint32(13 days);
        new FraudGame(pool, router, registry, vault, c, GENESIS, 100);
        c.classes[0].window = uint32(13 days) + 1;
        refuseConfig(c);
        c.classes = new FraudGame.Class[](0);
        refuseConfig(c);
        c.classes = new FraudGame.Class[](5);
        refuseConfig(c);
        c.classes = new FraudGame.Class[](4);
        new FraudGame(pool, router, registry, vault, c, GENESIS, 100);
        c.segmentBlocks = 0;
        refuseConfig(c);
    }

    function refuseConfig(FraudGame.Config memory c) internal {
        vm.expectRevert(FraudGame.BadConfig.selector);
        new FraudGame(pool, router, registry, vault, c, GENESIS, 100);
    }

    function test_no_such_class() external {
        FraudGame.Proposal memory p = proposal(2);
        Claims.Segment[] memory s = segmentsOf(1, "a");
        bytes memory signature = signed(p, s, 15);
        vm.expectRevert(FraudGame.BadClass.selector);
        game.propose(p, s, payload, 15, signature);
    }

    /// A late proof does not make the window longer.
    function test_proof_near_the_end_of_the_window() external {
        Claims.Segment[] memory s = segmentsOf(1, "a");
        Claims.Claim memory c = propose(s);
        uint256 end = c.finalAt;
        vm.warp(end - 1 hours);
        c = proveSegment(c, s, 0, s[0].root);
        vm.assertEq(uint256(c.finalAt), end);
    }

    function test_fault_cuts_corrects_and_slashes() external {
        Claims.Segment[] memory s = segmentsOf(4, "a");
        Claims.Claim memory a = propose(proposal(0), s, 7);
        Claims.Segment[] memory later = segmentsOf(2, "b");
        Claims.Claim memory b = propose(later);
        bytes32 right = keccak256("right");
        Claims.Claim memory cut = proveSegment(a, s, 2, right);
        vm.assertEq(uint256(cut.kept), 3);
        vm.assertEq(uint256(cut.endBlock), s[2].end);
        vm.assertEq(game.tipRoot(), right);
        vm.assertEq(next(), 2);
        // b is gone
        vm.expectRevert(FraudGame.NotLive.selector);
        game.resolve(b);
        FraudGame.Evidence memory e = evidence(run(b), b, later, 0, "x");
        vm.expectRevert(FraudGame.NotLive.selector);
        game.proveSegment(b, later, 0, "x", e);
        SequencerPool.Fault memory f = faultOf(cut);
        // the chain goes on from the corrected root; the claim keeps its window, for its first segments are only claimed
        vm.assertEq(uint256(cut.finalAt), a.finalAt);
        Claims.Claim memory c = propose(segmentsOf(1, "c"));
        vm.assertEq(c.agreedRoot, right);
        vm.assertEq(uint256(c.startBlock), s[2].end + 1);
        vm.expectRevert(FraudGame.NoSuchClaim.selector);
        game.resolve(b);
        vm.warp(cut.finalAt);
        game.resolve(cut);
        vm.warp(c.finalAt);
        game.resolve(c);
        f = pool.settle(f, 1);
        vm.expectRevert(SequencerPool.NotSigner.selector);
        pool.settle(f, 8 | 2);
        f = pool.settle(f, 6);
        for (uint32 i = 1; i <= 3; i++) vm.assertEq(own(i), 0);
        vm.assertEq(own(4), STAKE);
        vm.assertEq(vault.credits(PROVER), 3 * uint256(STAKE) / 2);
        vm.assertEq(token.balanceOf(BURN), 3 * uint256(STAKE) / 2);
    }

    /// Proven wrong in its first segment: what is left is proven, and final after the delay.
    function test_fault_in_the_first_segment_is_final_after_the_delay() external {
        Claims.Segment[] memory s = segmentsOf(2, "a");
        Claims.Claim memory c = proveSegment(propose(s), s, 0, "right");
        vm.assertTrue(c.status == Claims.Status.Proven);
        vm.assertEq(uint256(c.finalAt), block.timestamp + 2 hours);
        vm.warp(c.finalAt);
        game.resolve(c);
    }

    /// A later wrong segment proven first leaves the earlier ones open: they can still be proven wrong, or all right.
    function test_second_fault_of_a_claim_cuts_further_and_slashes_once() external {
        Claims.Segment[] memory s = segmentsOf(4, "a");
        Claims.Claim memory c = proveSegment(propose(s), s, 3, "right 3");
        bytes32 fault = c.fault;
        FraudGame.Evidence memory e = evidence(run(c), c, s, 3, s[3].root);
        vm.expectRevert(FraudGame.AlreadyProven.selector);
        game.proveSegment(c, s, 3, s[3].root, e);
        bytes32 stored = pool.faults(fault);
        c = proveSegment(c, s, 1, "right 1");
        vm.assertEq(uint256(c.kept), 2);
        vm.assertEq(game.tipRoot(), "right 1");
        vm.assertEq(pool.faults(fault), stored);
        vm.assertEq(c.fault, fault);
        // the rest, segment 0, proven right
        c = proveValid(c, s, 1);
        vm.warp(c.finalAt);
        game.resolve(c);
        vm.assertTrue(game.isFinal(c));
    }

    /// What was cut off a claim is no longer part of it, though the list still has it.
    function test_nothing_is_proven_behind_the_cut() external {
        Claims.Segment[] memory s = segmentsOf(4, "a");
        Claims.Claim memory c = proveSegment(propose(s), s, 1, "right 1");
        FraudGame.Evidence memory e = evidence(run(c), c, s, 2, "right 2");
        vm.expectRevert(FraudGame.BadSegments.selector);
        game.proveSegment(c, s, 2, "right 2", e);
        vm.expectRevert(FraudGame.BadSegments.selector);
        game.contradict(c, s, 2, "right 2", e);
    }

    function test_proven_once() external {
        Claims.Segment[] memory s = segmentsOf(2, "a");
        Claims.Claim memory c = propose(s);
        FraudGame.Evidence memory e = evidenceAll(run(c), c, s, 2);
        c = proveValid(c, s, 2);
        vm.expectRevert(FraudGame.AlreadyProven.selector);
        game.proveValid(c, s, e);
    }

    /// The first root is nobody's claim.
    function test_genesis_is_not_judged() external {
        Claims.Segment[] memory s = segmentsOf(1, "a");
        Claims.Claim memory g;
        (g.root, g.endBlock, g.status) = (GENESIS, 100, Claims.Status.Proven);
        vm.assertTrue(game.isFinal(g));
        FraudGame.Evidence memory e = evidence(run(g), g, s, 0, "x");
        vm.expectRevert(FraudGame.BadSegments.selector);
        game.contradict(g, s, 0, "x", e);
        vm.expectRevert(FraudGame.NotLive.selector);
        game.proveSegment(g, s, 0, "x", e);
        g.kept = 1;
        vm.expectRevert(FraudGame.NoSuchClaim.selector);
        game.contradict(g, s, 0, "x", e);
    }

    function test_vault_obeys_the_game_alone() external {
        vm.expectRevert(BondVault.NotGame.selector);
        vault.lock("k", address(this), 1);
        vm.expectRevert(BondVault.NotGame.selector);
        vault.forfeit("k", address(this), 1);
        vm.expectRevert(BondVault.NotGame.selector);
        vault.release("k");
        vm.expectRevert(BondVault.NotGame.selector);
        vault.restore("k");
        vm.expectRevert(BondVault.NothingOwed.selector);
        vault.withdraw();
        // what is locked is not to be split, and nothing is forfeit that was not locked
        vm.expectRevert(BondVault.NoBond.selector);
        vault.settle("k");
        vm.startPrank(address(game));
        vm.expectRevert(BondVault.NoBond.selector);
        vault.forfeit("k", address(this), 1);
        vm.expectRevert(BondVault.NoBond.selector);
        vault.restore("k");
        vm.expectRevert(BondVault.NoBond.selector);
        vault.release("k");
        vm.stopPrank();
        vm.warp(block.timestamp + 1 days);
        Claims.Claim memory c = bonded(segmentsOf(1, "a"));
        bytes32 k = c.hash();
        vm.expectRevert(BondVault.NoBond.selector);
        vault.settle(k);
        vm.startPrank(address(game));
        vm.expectRevert(BondVault.NoBond.selector);
        vault.restore(k);
        vault.forfeit(k, PROVER, uint40(block.timestamp + 1));
        vm.expectRevert(BondVault.NoBond.selector);
        vault.forfeit(k, address(this), 1);
    }

    /// Near the end of the window a correction can still be contradicted for the whole delay.
    function test_late_fault_waits_for_the_delay() external {
        Claims.Segment[] memory s = segmentsOf(2, "a");
        Claims.Claim memory c = propose(s);
        vm.warp(c.finalAt + 1 days);
        c = proveSegment(c, s, 1, "right");
        vm.assertEq(uint256(c.finalAt), block.timestamp + 2 hours);
    }

    function test_one_right_segment_of_many_is_no_verdict() external {
        Claims.Segment[] memory s = segmentsOf(2, "a");
        Claims.Claim memory c = propose(s);
        FraudGame.Evidence memory e = evidence(run(c), c, s, 1, s[1].root);
        vm.expectRevert(FraudGame.SegmentIsRight.selector);
        game.proveSegment(c, s, 1, s[1].root, e);
        e = evidenceAll(run(c), c, s, 1);
        vm.expectRevert();
        game.proveValid(c, s, e);
    }

    function test_segments_are_checked() external {
        Claims.Segment[] memory none = new Claims.Segment[](0);
        refuse(none);
        refuse(segmentsOf(65, "a"));
        Claims.Segment[] memory s = segmentsOf(3, "a");
        s[1].end = s[0].end;
        refuse(s);
        s = segmentsOf(3, "a");
        s[2].end = s[1].end + 1001;
        refuse(s);
        s[2].end = s[1].end + 1000;
        propose(s);
    }

    function refuse(Claims.Segment[] memory s) internal {
        FraudGame.Proposal memory p = proposal(0);
        bytes memory signature = signed(p, s, 15);
        vm.expectRevert(FraudGame.BadSegments.selector);
        game.propose(p, s, payload, 15, signature);
    }

    // ---- without a quorum ----

    function bonded(Claims.Segment[] memory s) internal returns (Claims.Claim memory) {
        token.mint(address(this), BOND);
        token.approve(address(vault), BOND);
        return propose(proposal(0), s, 0);
    }

    function test_anyone_may_propose_after_a_stall() external {
        FraudGame.Proposal memory p = proposal(0);
        Claims.Segment[] memory s = segmentsOf(1, "a");
        vm.warp(block.timestamp + 1 days - 1);
        vm.expectRevert(FraudGame.QuorumStillRuns.selector);
        game.propose(p, s, payload, 0, "");
        vm.warp(block.timestamp + 1);
        p.class = 1;
        vm.expectRevert(FraudGame.BadClass.selector);
        game.propose(p, s, payload, 0, "");
        p.class = 0;
        // no bond, no claim
        vm.expectRevert();
        game.propose(p, s, payload, 0, "");
        Claims.Claim memory c = bonded(s);
        vm.assertEq(token.balanceOf(address(vault)), BOND);
        vm.expectRevert(FraudGame.NotLive.selector);
        game.reclaim(c);
        vm.warp(c.finalAt);
        game.resolve(c);
        game.reclaim(c);
        vm.assertEq(vault.credits(address(this)), BOND);
        vm.expectRevert(BondVault.NoBond.selector);
        game.reclaim(c);
        vault.withdraw();
        vm.assertEq(token.balanceOf(address(this)), BOND);
    }

    function test_bond_of_a_wrong_claim_is_split() external {
        vm.warp(block.timestamp + 1 days);
        Claims.Segment[] memory s = segmentsOf(1, "a");
        Claims.Claim memory c = bonded(s);
        Claims.Claim memory cut = proveSegment(c, s, 0, "right");
        // neither record gets the bond back
        vm.expectRevert(BondVault.NoBond.selector);
        game.reclaim(c);
        vm.expectRevert(FraudGame.NotLive.selector);
        game.reclaim(cut);
        vm.expectRevert(BondVault.TooEarly.selector);
        vault.settle(cut.fault);
        vm.warp(block.timestamp + 7 days);
        vault.settle(cut.fault);
        vm.assertEq(vault.credits(PROVER), BOND / 2);
        vm.assertEq(token.balanceOf(BURN), BOND / 2);
        vm.expectRevert(BondVault.NoBond.selector);
        vault.settle(cut.fault);
    }

    /// A right claim upon a wrong one is cut off with it; its bond comes back, also when its place was taken again.
    function test_bond_of_a_claim_that_was_cut_off() external {
        Claims.Segment[] memory s = segmentsOf(1, "a");
        Claims.Claim memory a = propose(s);
        vm.warp(block.timestamp + 1 days);
        Claims.Claim memory b = bonded(segmentsOf(1, "b"));
        Claims.Claim memory c = bonded(segmentsOf(1, "c"));
        proveSegment(a, s, 0, "right");
        game.reclaim(b);
        propose(segmentsOf(1, "d"));
        propose(segmentsOf(1, "e"));
        game.reclaim(c);
        vm.assertEq(vault.credits(address(this)), 2 * uint256(BOND));
        // a made-up record has no bond
        c.serial++;
        vm.expectRevert(BondVault.NoBond.selector);
        game.reclaim(c);
    }

    // ---- blobs ----

    // The polynomial that is 1 everywhere: its commitment is the generator, its value 1 and its proof infinity at any point.
    bytes internal constant ONE =
        hex"97f1d3a73197d7942695638c4fa9ac0fc3688c4f9774b905a14e3a3f171bac586c55e83ff97a1aeffb3af00adb22c6bb";

    function blobs(uint256 n) internal returns (bytes32[] memory hashes) {
        hashes = new bytes32[](n);
        for (uint256 i; i < n; i++) hashes[i] = sha256(ONE) & bytes32(type(uint256).max >> 8) | bytes32(uint256(1) << 248);
        vm.blobhashes(hashes);
    }

    function opening(bytes32[] memory hashes) internal pure returns (Claims.Opening memory o) {
        o.versionedHashes = hashes;
        o.payloadHash = keccak256("payload in the blobs");
        o.values = new bytes32[](hashes.length);
        o.proofs = new bytes[](hashes.length);
        for (uint256 i; i < hashes.length; i++) {
            o.values[i] = bytes32(uint256(1));
            o.proofs[i] = bytes.concat(ONE, hex"c0", new bytes(47));
        }
    }

    function blobData(Claims.Opening memory o) internal pure returns (bytes32) {
        bytes32 z = bytes32(uint256(keccak256(abi.encodePacked(o.versionedHashes, o.payloadHash))) % Claims.BLS_MODULUS);
        return keccak256(abi.encodePacked(o.versionedHashes, o.payloadHash, z, o.values));
    }

    function test_blob_mode() external {
        bytes32[] memory hashes = blobs(2);
        FraudGame.Proposal memory p = proposal(0);
        p.blobs = 2;
        Claims.Segment[] memory s = segmentsOf(1, "a");
        Claims.Claim memory c = propose(p, s, 15);
        vm.assertEq(c.dataHash, keccak256(abi.encodePacked(hashes)));
        Claims.Opening memory o = opening(hashes);
        Run memory r = run(c);
        r.data = blobData(o);
        FraudGame.Evidence memory e = evidence(r, c, s, 0, "right");
        e.opening = o;
        game.proveSegment(c, s, 0, "right", e);
    }

    function test_blob_openings_are_checked() external {
        bytes32[] memory hashes = blobs(1);
        FraudGame.Proposal memory p = proposal(0);
        p.blobs = 1;
        Claims.Segment[] memory s = segmentsOf(1, "a");
        Claims.Claim memory c = propose(p, s, 15);
        for (uint256 k; k < 6; k++) {
            Claims.Opening memory o = opening(hashes);
            if (k == 0) o.values[0] = bytes32(uint256(2));
            if (k == 1) o.proofs[0] = bytes.concat(ONE, ONE);
            if (k == 2) o.proofs[0] = ONE;
            if (k == 3) o.values = new bytes32[](2);
            // a good opening of the blob, in a list that is not the recorded one
            if (k == 4) {
                o.versionedHashes = new bytes32[](2);
                o.versionedHashes[0] = hashes[0];
            }
            if (k == 5) o.proofs = new bytes[](0);
            Run memory r = run(c);
            r.data = blobData(o);
            FraudGame.Evidence memory e = evidence(r, c, s, 0, "right");
            e.opening = o;
            vm.expectRevert(Claims.BadOpening.selector);
            game.proveSegment(c, s, 0, "right", e);
        }
    }

    function test_attack_missing_blob() external {
        blobs(1);
        FraudGame.Proposal memory p = proposal(0);
        p.blobs = 2;
        Claims.Segment[] memory s = segmentsOf(1, "a");
        bytes memory signature = signed(p, s, 15);
        vm.expectRevert(Claims.BadBlobs.selector);
        game.propose(p, s, "", 15, signature);
        // fewer than the transaction carries: what is left out could not be told from what is in
        blobs(3);
        signature = signed(p, s, 15);
        vm.expectRevert(Claims.BadBlobs.selector);
        game.propose(p, s, "", 15, signature);
        // a payload beside blobs
        blobs(2);
        signature = signed(p, s, 15);
        vm.expectRevert(Claims.BadBlobs.selector);
        game.propose(p, s, "x", 15, signature);
    }
}
