// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {FraudGame} from "../src/game/FraudGame.sol";
import {Claims} from "../src/game/Claims.sol";
import {DevVerifier} from "../src/verify/DevVerifier.sol";
import {VerifierRouter} from "../src/verify/VerifierRouter.sol";
import {ProgramRegistry} from "../src/verify/ProgramRegistry.sol";
import {Quorum} from "../src/quorum/Quorum.sol";
import {SequencerPool} from "../src/pool/SequencerPool.sol";
import {Games} from "./Games.sol";
import {vm} from "./Vm.sol";

/// Each test is one attack, and how it is refused.
contract AttacksTest is Games {
    function setUp() external {
        deploy(true, 4);
    }

    function expectRefused(bytes4 why, FraudGame.Proposal memory p, Claims.Segment[] memory s, bytes memory signature) internal {
        vm.expectRevert(why);
        game.propose(p, s, payload, 15, signature);
    }

    // ---- signers ----

    function test_attack_framed_signer() external {
        FraudGame.Proposal memory p = proposal(0);
        Claims.Segment[] memory s = segmentsOf(1, "a");
        // three signed; the record would name four
        expectRefused(Quorum.BadSignature.selector, p, s, signed(p, s, 7));
    }

    /// Whatever a proposal says was signed: each field changed after signing is refused, by the signature or before.
    function test_attack_other_than_signed() external {
        FraudGame.Proposal memory p = proposal(0);
        Claims.Segment[] memory s = segmentsOf(2, "a");
        bytes memory signature = signed(p, s, 15);
        vm.setBlockhash(998, keccak256("998"));
        ProgramRegistry.Version memory other = ProgramRegistry.Version(sha256("other"), version.configHash, DEV);
        vm.prank(GOVERNOR);
        registry.schedule(other, uint40(block.timestamp + 15 days));
        vm.warp(block.timestamp + 15 days);
        bytes4[6] memory errors = [
            FraudGame.WrongParent.selector,
            Quorum.BadSignature.selector,
            FraudGame.WrongParent.selector,
            FraudGame.WrongParent.selector,
            Quorum.BadSignature.selector,
            Quorum.BadSignature.selector
        ];
        for (uint256 k; k < 6; k++) {
            FraudGame.Proposal memory q = proposal(0);
            if (k == 0) q.serial++;
            if (k == 1) q.class = 1;
            if (k == 2) q.agreedRoot = "x";
            if (k == 3) q.startBlock++;
            if (k == 4) (q.l1Number, q.l1Head) = (998, keccak256("998"));
            if (k == 5) q.version.programId = sha256("other");
            expectRefused(errors[k], q, s, signature);
        }
        Claims.Segment[] memory t = segmentsOf(2, "a");
        t[0].root = "x";
        expectRefused(Quorum.BadSignature.selector, p, t, signature);
        t = segmentsOf(2, "a");
        t[0].end++;
        expectRefused(Quorum.BadSignature.selector, p, t, signature);
        vm.expectRevert(Quorum.BadSignature.selector);
        game.propose(p, s, "another payload", 15, signature);
        game.propose(p, s, payload, 15, signature);
    }

    /// A signature serves once: not after its claim was cut off, though parent and block are the same again.
    function test_attack_signature_used_again() external {
        FraudGame.Proposal memory p = proposal(0);
        Claims.Segment[] memory s = segmentsOf(1, "a");
        bytes memory signature = signed(p, s, 15);
        Claims.Claim memory c = propose(p, s, 15);
        c = proveSegment(c, s, 0, "forged");
        FraudGame.Evidence memory e = evidence(run(c), c, s, 0, s[0].root);
        game.contradict(c, s, 0, s[0].root, e);
        vm.startPrank(GOVERNOR);
        router.propose("DEV1", new DevVerifier(vm.addr(ATTESTER)));
        Claims.Claim memory genesis;
        (genesis.root, genesis.endBlock, genesis.status) = (GENESIS, 100, Claims.Status.Proven);
        game.restart(genesis);
        vm.stopPrank();
        vm.assertEq(game.tipRoot(), p.agreedRoot);
        expectRefused(FraudGame.WrongParent.selector, p, s, signature);
    }

    function test_attack_wrong_parent() external {
        propose(segmentsOf(1, "a"));
        FraudGame.Proposal memory p = proposal(0);
        p.agreedRoot = GENESIS;
        Claims.Segment[] memory s = segmentsOf(1, "b");
        expectRefused(FraudGame.WrongParent.selector, p, s, signed(p, s, 15));
        p = proposal(0);
        p.startBlock = 101;
        expectRefused(FraudGame.WrongParent.selector, p, s, signed(p, s, 15));
    }

    /// What L1 was when they signed is gone: the proposal fails, and nobody who signed is wrong.
    function test_attack_reorg_around_propose() external {
        FraudGame.Proposal memory p = proposal(0);
        Claims.Segment[] memory s = segmentsOf(1, "a");
        bytes memory signature = signed(p, s, 15);
        vm.setBlockhash(999, keccak256("999 after the reorg"));
        expectRefused(FraudGame.WrongL1Head.selector, p, s, signature);
        vm.setBlockhash(999, p.l1Head);
        vm.roll(999 + 257);
        expectRefused(FraudGame.WrongL1Head.selector, p, s, signature);
        // neither a hash of nothing
        p.l1Head = 0;
        p.l1Number = 5000;
        expectRefused(FraudGame.WrongL1Head.selector, p, s, signed(p, s, 15));
    }

    function test_attack_stale_program() external {
        bytes32 id = registry.idOf(version);
        vm.prank(GOVERNOR);
        registry.retire(id, uint40(block.timestamp + 1 hours));
        propose(segmentsOf(1, "a"));
        vm.warp(block.timestamp + 1 hours);
        FraudGame.Proposal memory p = proposal(0);
        Claims.Segment[] memory s = segmentsOf(1, "b");
        expectRefused(FraudGame.StaleProgram.selector, p, s, signed(p, s, 15));
        p.version.selector = "XXXX";
        expectRefused(FraudGame.StaleProgram.selector, p, s, signed(p, s, 15));
    }

    // ---- proofs ----

    /// Every record changed in one field is no record.
    function test_attack_made_up_records() external {
        Claims.Segment[] memory s = segmentsOf(2, "a");
        Claims.Claim memory c = propose(s);
        for (uint256 k; k < 21; k++) {
            Claims.Claim memory d = abi.decode(abi.encode(c), (Claims.Claim));
            uint256 w;
            assembly ("memory-safe") {
                let p := add(d, shl(5, k))
                w := xor(mload(p), add(1, shl(255, eq(k, 16)))) // the selector is at the left
                mstore(p, w)
            }
            FraudGame.Evidence memory e = evidence(run(d), d, s, 0, "right");
            vm.expectRevert(FraudGame.NoSuchClaim.selector);
            game.proveSegment(d, s, 0, "right", e);
            vm.expectRevert(FraudGame.NoSuchClaim.selector);
            game.resolve(d);
        }
        Claims.Segment[] memory t = segmentsOf(2, "b");
        FraudGame.Evidence memory f = evidence(run(c), c, t, 0, "right");
        vm.expectRevert(FraudGame.BadSegments.selector);
        game.proveSegment(c, t, 0, "right", f);
        f = evidence(run(c), c, s, 1, "right");
        vm.expectRevert(FraudGame.BadSegments.selector);
        game.proveSegment(c, s, 2, "right", f);
    }

    /// Each word that a run printed, changed: the contract rebuilds its own.
    function testFuzz_attack_other_words(uint256 k, bytes32 value) external {
        Claims.Segment[] memory s = segmentsOf(2, "a");
        Claims.Claim memory c = propose(s);
        bytes memory w = words(run(c), c, s, 1, "right");
        k %= 12;
        bytes32 before;
        assembly ("memory-safe") {
            let p := add(add(w, 32), shl(5, k))
            before := mload(p)
            mstore(p, value)
        }
        bytes32[] memory d = new bytes32[](1);
        d[0] = sha256(w);
        FraudGame.Evidence memory e;
        e.payout = PROVER;
        e.proof = attest(run(c), d);
        if (value != before) vm.expectRevert(DevVerifier.BadProof.selector);
        game.proveSegment(c, s, 1, "right", e);
    }

    /// A program that prints the 12 right words is refused: the verifier gets the pinned program id.
    function test_attack_program_that_prints_the_right_words() external {
        Claims.Segment[] memory s = segmentsOf(1, "a");
        Claims.Claim memory c = propose(s);
        Run memory r = run(c);
        r.programId = sha256("a program that prints what it is told");
        FraudGame.Evidence memory e = evidence(r, c, s, 0, "wrong");
        vm.expectRevert(DevVerifier.BadProof.selector);
        game.proveSegment(c, s, 0, "wrong", e);
    }

    /// Exit code 1, or death by a signal, is no verdict.
    function test_attack_run_that_failed() external {
        Claims.Segment[] memory s = segmentsOf(1, "a");
        Claims.Claim memory c = propose(s);
        for (uint256 k; k < 3; k++) {
            Run memory r = run(c);
            r.outcome = [uint32(1 << 8), 20 << 8, 11][k];
            FraudGame.Evidence memory e = evidence(r, c, s, 0, "wrong");
            vm.expectRevert(DevVerifier.BadProof.selector);
            game.proveSegment(c, s, 0, "wrong", e);
        }
    }

    function test_attack_proof_of_another_game_or_chain() external {
        Claims.Segment[] memory s = segmentsOf(1, "a");
        Claims.Claim memory c = propose(s);
        Run memory r = run(c);
        r.domain = keccak256(abi.encode("zkfp game 1", block.chainid, uint256(4242), address(0x1234)));
        FraudGame.Evidence memory e = evidence(r, c, s, 0, "right");
        vm.expectRevert(DevVerifier.BadProof.selector);
        game.proveSegment(c, s, 0, "right", e);
        bytes32 here = game.domain();
        vm.chainId(1);
        vm.assertTrue(game.domain() != here);
        // and the stand-in verifier answers on no other chain at all
        e = evidence(run(c), c, s, 0, "right");
        vm.expectRevert(DevVerifier.NotALocalChain.selector);
        game.proveSegment(c, s, 0, "right", e);
    }

    function test_attack_stolen_payout() external {
        Claims.Segment[] memory s = segmentsOf(1, "a");
        Claims.Claim memory c = propose(s);
        FraudGame.Evidence memory e = evidence(run(c), c, s, 0, "right");
        e.payout = address(0xbad);
        vm.expectRevert(DevVerifier.BadProof.selector);
        game.proveSegment(c, s, 0, "right", e);
        // copied as it is, it pays the prover
        e.payout = PROVER;
        vm.prank(address(0xbad));
        vm.recordLogs();
        game.proveSegment(c, s, 0, "right", e);
        c = recorded(FraudGame.Faulted.selector);
        SequencerPool.Fault memory f = faultOf(c);
        vm.warp(f.readyAt);
        pool.settle(f, 1);
        vm.assertEq(vault.credits(PROVER), STAKE / 2);
        vm.assertEq(vault.credits(address(0xbad)), 0);
    }

    /// Whoever proves his own wrong claim loses half of what he staked.
    function test_attack_self_challenge() external {
        Claims.Segment[] memory s = segmentsOf(1, "a");
        Claims.Claim memory c = proveSegment(propose(s), s, 0, "right");
        SequencerPool.Fault memory f = faultOf(c);
        vm.warp(f.readyAt);
        f = pool.settle(f, 15);
        vm.assertEq(vault.credits(PROVER), 2 * uint256(STAKE));
        vm.assertEq(token.balanceOf(BURN), 2 * uint256(STAKE));
    }

    function test_attack_early_final() external {
        Claims.Segment[] memory s = segmentsOf(1, "a");
        Claims.Claim memory c = propose(s);
        Claims.Claim memory p = proveSegment(c, s, 0, s[0].root);
        // with the old record, which has the other time
        vm.warp(block.timestamp + 30 days);
        vm.expectRevert(FraudGame.NoSuchClaim.selector);
        game.resolve(c);
        p.finalAt = 0;
        vm.expectRevert(FraudGame.NoSuchClaim.selector);
        game.resolve(p);
    }

    /// Two wrong segments, the later one proven first: the earlier one does not become final early by it.
    function test_attack_correct_the_second_of_two_wrong_segments() external {
        Claims.Segment[] memory s = segmentsOf(2, "both wrong");
        Claims.Claim memory c = propose(s);
        Claims.Claim memory cut = proveSegment(c, s, 1, "follows from the wrong one");
        vm.assertEq(uint256(cut.finalAt), c.finalAt);
        vm.warp(block.timestamp + 2 hours);
        vm.expectRevert(FraudGame.TooEarly.selector);
        game.resolve(cut);
        cut = proveSegment(cut, s, 0, "right");
        vm.assertEq(game.tipRoot(), "right");
    }

    // ---- a broken verifier ----

    function test_attack_forged_fault_proof_is_contradicted() external {
        Claims.Segment[] memory s = segmentsOf(2, "right");
        Claims.Claim memory c = proveSegment(propose(s), s, 1, "forged");
        SequencerPool.Fault memory f = faultOf(c);
        Claims.Claim memory later = propose(segmentsOf(1, "later"));
        FraudGame.Evidence memory e = evidence(run(c), c, s, 1, s[1].root);
        // the same root again is no contradiction, nor is a segment that was not proven
        FraudGame.Evidence memory same = evidence(run(c), c, s, 1, "forged");
        vm.expectRevert(FraudGame.NoContradiction.selector);
        game.contradict(c, s, 1, "forged", same);
        same = evidence(run(c), c, s, 0, "x");
        vm.expectRevert(FraudGame.NoContradiction.selector);
        game.contradict(c, s, 0, "x", same);
        game.contradict(c, s, 1, s[1].root, e);
        vm.assertTrue(paused());
        vm.assertEq(game.tipRoot(), GENESIS);
        vm.assertTrue(!router.usable(DEV));
        vm.warp(block.timestamp + 365 days);
        // stake returned
        vm.expectRevert(SequencerPool.NoSuchFault.selector);
        pool.settle(f, 1);
        vm.assertEq(own(1), STAKE);
        // nothing goes on
        vm.expectRevert(FraudGame.Paused.selector);
        game.resolve(later);
        FraudGame.Proposal memory p = proposal(0);
        s = segmentsOf(1, "a");
        expectRefused(FraudGame.Paused.selector, p, s, signed(p, s, 15));
    }

    function test_attack_forged_validity_proof_is_contradicted() external {
        Claims.Segment[] memory s = segmentsOf(3, "wrong");
        Claims.Claim memory c = proveValid(propose(s), s, 3);
        FraudGame.Evidence memory e = evidence(run(c), c, s, 1, "right");
        vm.expectRevert(FraudGame.AlreadyProven.selector);
        game.proveSegment(c, s, 1, "right", e);
        vm.warp(c.finalAt - 1);
        game.contradict(c, s, 1, "right", e);
        vm.assertTrue(paused());
        vm.assertEq(next(), 1);
        vm.expectRevert(FraudGame.NotLive.selector);
        game.contradict(c, s, 1, "right", e);
    }

    /// Too late for the root, not for the evidence: the verifier is frozen all the same.
    function test_contradiction_of_a_final_claim() external {
        Claims.Segment[] memory s = segmentsOf(1, "wrong");
        Claims.Claim memory c = proveSegment(propose(s), s, 0, s[0].root);
        vm.warp(c.finalAt);
        game.resolve(c);
        FraudGame.Evidence memory e = evidence(run(c), c, s, 0, "right");
        game.contradict(c, s, 0, "right", e);
        vm.assertTrue(paused() && game.isFinal(c) && !router.usable(DEV));
    }

    function test_unproven_claims_are_not_contradicted() external {
        Claims.Segment[] memory s = segmentsOf(1, "a");
        Claims.Claim memory c = propose(s);
        FraudGame.Evidence memory e = evidence(run(c), c, s, 0, "right");
        vm.expectRevert(FraudGame.NoContradiction.selector);
        game.contradict(c, s, 0, "right", e);
    }

    function test_bond_returns_after_a_contradiction() external {
        vm.warp(block.timestamp + 1 days);
        token.mint(address(this), BOND);
        token.approve(address(vault), BOND);
        Claims.Segment[] memory s = segmentsOf(1, "a");
        Claims.Claim memory c = proveSegment(propose(proposal(0), s, 0), s, 0, "forged");
        FraudGame.Evidence memory e = evidence(run(c), c, s, 0, s[0].root);
        game.contradict(c, s, 0, s[0].root, e);
        vm.assertEq(vault.credits(address(this)), BOND);
    }

    /// A frozen verifier cannot judge, so nothing it should have judged becomes final by waiting.
    function test_frozen_verifier_stops_finality() external {
        Claims.Claim memory c = propose(segmentsOf(1, "a"));
        vm.expectRevert(VerifierRouter.NotGuardian.selector);
        router.freeze(DEV);
        vm.expectRevert(FraudGame.VerifierUsable.selector);
        game.stop(c);
        vm.prank(GUARDIAN);
        router.freeze(DEV);
        vm.warp(c.finalAt);
        vm.expectRevert(FraudGame.VerifierFrozen.selector);
        game.resolve(c);
        Claims.Claim memory genesis;
        (genesis.root, genesis.endBlock, genesis.status) = (GENESIS, 100, Claims.Status.Proven);
        vm.prank(GOVERNOR);
        vm.expectRevert(FraudGame.NotPaused.selector);
        game.restart(genesis);
        game.stop(c);
        vm.expectRevert(FraudGame.NotGovernor.selector);
        game.restart(genesis);
        vm.prank(GOVERNOR);
        vm.expectRevert(FraudGame.NoSuchClaim.selector);
        game.restart(c);
        vm.prank(GOVERNOR);
        game.restart(genesis);
        vm.assertEq(game.tipRoot(), GENESIS);
        vm.expectRevert(FraudGame.NotLive.selector);
        game.resolve(c);
    }
}
