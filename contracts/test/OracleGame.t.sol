// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {OracleGame} from "../src/game/OracleGame.sol";
import {BondVault} from "../src/game/BondVault.sol";
import {OracleVerifier} from "../src/adapters/OracleVerifier.sol";
import {DevVerifier} from "../src/verify/DevVerifier.sol";
import {ProgramRegistry} from "../src/verify/ProgramRegistry.sol";
import {VerifierRouter} from "../src/verify/VerifierRouter.sol";
import {OracleGames} from "./OracleGames.sol";
import {vm} from "./Vm.sol";

contract OracleGameTest is OracleGames {
    function setUp() external {
        deploy();
    }

    function settled(uint256 id) internal {
        vm.warp(game.claim(id).finalAt);
        game.resolve(id);
    }

    // ---- both ways ----

    function test_right_claim_is_confirmed_and_pays_the_prover() external {
        uint256 id = propose(0, "right", 10);
        challenge(id);
        prove(id, 0);
        vm.assertEq(status(id), CONFIRMED);
        vm.assertEq(game.claim(id).finalAt, block.timestamp + 2 hours);
        vm.expectRevert(OracleGame.TooEarly.selector);
        game.resolve(id);
        vm.assertEq(vault.credits(PROVER), 0);
        books();
        settled(id);
        vm.assertEq(status(id), FINAL);
        vm.assertEq(game.anchor(), id);
        vm.assertEq(vault.credits(PROPOSER), BOND);
        vm.assertEq(vault.credits(PROVER), PRICE);
        vm.assertEq(vault.credits(CHALLENGER), 0);
        books();
    }

    function test_wrong_claim_is_refuted_and_pays_the_prover_half() external {
        uint256 id = propose(0, "wrong", 10);
        challenge(id);
        prove(id, 256);
        vm.assertEq(status(id), REFUTED);
        vm.assertEq(vault.credits(CHALLENGER), PRICE);
        vm.assertEq(vault.credits(PROVER), 0);
        vm.expectRevert(BondVault.TooEarly.selector);
        vault.settle(bytes32(id));
        vm.warp(block.timestamp + 6 days);
        vault.settle(bytes32(id));
        vm.assertEq(vault.credits(PROVER), BOND / 2);
        vm.assertEq(token.balanceOf(BURN), BOND - BOND / 2);
        vm.assertEq(vault.credits(PROPOSER), 0);
        books();
        vm.expectRevert(OracleGame.NotOpen.selector);
        game.resolve(id);
        vm.assertEq(game.anchor(), 0);
    }

    function test_without_a_proof_it_is_final_after_the_window() external {
        uint256 id = propose(0, "right", 10);
        challenge(id);
        vm.warp(block.timestamp + 7 days - 1);
        vm.expectRevert(OracleGame.TooEarly.selector);
        game.resolve(id);
        vm.warp(block.timestamp + 1);
        game.resolve(id);
        vm.assertEq(status(id), FINAL);
        vm.assertEq(vault.credits(PROPOSER), BOND);
        vm.assertEq(vault.credits(CHALLENGER), PRICE); // nobody proved: nobody is paid, nobody loses
        vm.expectRevert(OracleGame.NotOpen.selector);
        game.resolve(id);
        vm.expectRevert(OracleGame.NotOpen.selector);
        game.drop(id);
        books();
    }

    /// A confirmation does not make a claim wait longer than it would have without one.
    function test_confirmed_shortly_before_the_window_ends() external {
        uint256 id = propose(0, "right", 10);
        uint40 finalAt = game.claim(id).finalAt;
        vm.warp(finalAt - 1 hours);
        prove(id, 0);
        vm.assertEq(game.claim(id).finalAt, finalAt);
    }

    function test_claims_on_top_of_claims_are_final_in_their_order() external {
        uint40 a = propose(0, "a", 10);
        uint40 b = propose(a, "b", 32);
        vm.assertEq(game.claim(b).endBlock, 142);
        prove(b, 0); // judged before its parent, on its parent's word
        vm.warp(block.timestamp + 2 hours);
        vm.expectRevert(OracleGame.NotAnchored.selector);
        game.resolve(b);
        prove(a, 0);
        settled(a);
        settled(b);
        vm.assertEq(game.anchor(), b);
        books();
    }

    function test_what_stands_on_a_wrong_claim_is_dropped_without_loss() external {
        uint40 a = propose(0, "wrong", 10);
        uint40 b = propose(a, "on wrong", 10);
        uint40 c = propose(b, "on that", 10);
        challenge(b);
        challenge(c);
        vm.expectRevert(OracleGame.StillLive.selector);
        game.drop(b);
        prove(a, 256);
        vm.expectRevert(OracleGame.StillLive.selector);
        game.drop(c); // b first
        game.drop(b);
        game.drop(c);
        vm.assertEq(status(b), DROPPED);
        vm.assertEq(vault.credits(PROPOSER), 2 * BOND);
        vm.assertEq(vault.credits(CHALLENGER), 2 * PRICE);
        vm.expectRevert(OracleGame.NotOpen.selector);
        game.drop(b);
        books();
        // refuted by a good verifier, nothing comes back
        vm.expectRevert(OracleGame.StillLive.selector);
        game.drop(a);
        // nothing can be built on it any more, nor on what was dropped
        fund(PROPOSER, address(vault), BOND);
        refuse(OracleGame.NoSuchParent.selector, a, 111);
        refuse(OracleGame.NoSuchParent.selector, b, 121);
        // a right claim goes on from the last final one
        uint40 d = propose(0, "right", 10);
        prove(d, 0);
        settled(d);
        vm.assertEq(game.anchor(), d);
    }

    /// Two claims on one parent: one becomes final, the other and what stands on it never do.
    function test_siblings() external {
        uint40 a = propose(0, "a", 10);
        uint40 b = propose(0, "b", 11);
        uint40 c = propose(b, "c", 10);
        prove(b, 0);
        settled(a);
        vm.expectRevert(OracleGame.NotAnchored.selector);
        game.resolve(b);
        game.drop(b);
        game.drop(c);
        vm.assertEq(vault.credits(PROPOSER), 3 * BOND);
        refuse(OracleGame.NoSuchParent.selector, 0, 110); // final, but no longer the last
        books();
    }

    // ---- proposing and challenging ----

    function refuse(bytes4 why, uint40 parent, uint64 end) internal {
        bytes32 head = blockhash(999);
        vm.prank(PROPOSER);
        vm.expectRevert(why);
        game.propose(parent, "x", end, 999, head, version);
    }

    function test_what_cannot_be_proposed() external {
        fund(PROPOSER, address(vault), BOND);
        refuse(OracleGame.NoSuchParent.selector, 1, 110);
        refuse(OracleGame.BadBlock.selector, 0, 100);
        refuse(OracleGame.BadBlock.selector, 0, 99);
        refuse(OracleGame.BadBlock.selector, 0, 133);
        bytes32 head = blockhash(999);
        for (uint256 i; i < 3; i++) {
            // another hash; a block that is none of the last 256, whose hash is zero
            (uint64 number, bytes32 hash) = i == 0 ? (uint64(999), bytes32("x")) : i == 1 ? (uint64(700), head) : (uint64(700), bytes32(0));
            vm.prank(PROPOSER);
            vm.expectRevert(OracleGame.WrongL1Head.selector);
            game.propose(0, "x", 110, number, hash, version);
        }
        ProgramRegistry.Version memory other = version;
        other.programId = "other";
        vm.prank(PROPOSER);
        vm.expectRevert(OracleGame.StaleProgram.selector);
        game.propose(0, "x", 110, 999, head, other);
        vm.prank(THIEF); // who has no bond
        vm.expectRevert();
        game.propose(0, "x", 110, 999, head, version);
        bytes32 id = registry.idOf(version);
        vm.prank(GOVERNOR);
        registry.retire(id, uint40(block.timestamp));
        refuse(OracleGame.StaleProgram.selector, 0, 110);
        vm.assertEq(game.count(), 1);
    }

    function test_a_frozen_verifier_judges_no_new_claim() external {
        vm.prank(GUARDIAN);
        router.freeze(DEV);
        refuse(OracleGame.StaleProgram.selector, 0, 110);
    }

    function test_challenges() external {
        uint256 id = propose(0, "a", 10);
        challenge(id);
        vm.expectRevert(OracleGame.AlreadyChallenged.selector);
        game.challenge(id);
        uint256 other = propose(0, "b", 10);
        vm.warp(game.claim(other).finalAt);
        vm.expectRevert(OracleGame.TooLate.selector);
        game.challenge(other);
        prove(id, 256);
        vm.expectRevert(OracleGame.NotOpen.selector);
        game.challenge(id);
        vm.expectRevert(OracleGame.NotOpen.selector);
        game.challenge(99);
    }

    function test_configurations_that_make_no_game() external {
        for (uint256 i; i < 4; i++) {
            OracleGame.Config memory c = config();
            if (i == 0) c.maxBlocks = 0;
            if (i == 1) c.bond = 0;
            if (i == 2) c.price = 0;
            if (i == 3) c.age = c.window;
            vm.expectRevert(OracleGame.BadConfig.selector);
            new OracleGame(oracle, registry, vault, c, GENESIS, 100);
        }
    }

    // ---- attacks ----

    /// A proof about a claim says nothing about another: any local key that differs.
    function test_attack_proof_of_another_claim_block_head_or_root() external {
        uint40 a = propose(0, "a", 10);
        uint40 b = propose(0, "b", 10); // another root
        propose(0, "a", 11); // another block
        vm.roll(1001);
        vm.setBlockhash(1000, keccak256("1000"));
        propose(0, "a", 10); // another L1 head
        uint40 e = propose(b, "a", 10); // another agreed root, and block
        OracleGame.Evidence memory good = evidence(a, 256);
        for (uint40 other = b; other <= e; other++) {
            commit(other, THIEF, good.proof);
            vm.warp(block.timestamp + 10 minutes);
            vm.expectRevert(DevVerifier.BadProof.selector);
            game.prove(other, 256, THIEF, good);
        }
    }

    /// Another chain id; and a second game with the same claim, of which the proof is as true, but the payout is another's.
    function test_attack_proof_in_another_game() external {
        uint256 id = propose(0, "a", 10);
        OracleGame.Evidence memory good = evidence(id, 256);
        commit(id, PROVER, good.proof);
        (OracleGame first, BondVault firstVault) = (game, vault);
        for (uint256 i; i < 2; i++) {
            OracleGame.Config memory c = config();
            if (i == 0) c.l2ChainId++;
            vault = new BondVault(token, vm.computeCreateAddress(address(this), vm.getNonce(address(this)) + 1), address(0));
            game = new OracleGame(oracle, registry, vault, c, GENESIS, 100);
            vm.assertEq(propose(0, "a", 10), id);
            vm.warp(block.timestamp + 10 minutes);
            vm.expectRevert(OracleGame.NotCommitted.selector); // a commitment is of one game
            game.prove(id, 256, PROVER, good);
            commit(id, THIEF, good.proof);
            vm.warp(block.timestamp + 10 minutes);
            if (i == 0) vm.expectRevert(DevVerifier.BadProof.selector);
            game.prove(id, 256, THIEF, good);
        }
        vm.assertEq(status(id), REFUTED); // by a statement about exactly this claim
        (game, vault) = (first, firstVault);
        game.prove(id, 256, PROVER, good);
    }

    /// Who sees a proof in a transaction that is not yet in a block cannot be paid for it.
    function test_attack_stolen_payout() external {
        uint256 id = propose(0, "wrong", 10);
        OracleGame.Evidence memory e = evidence(id, 256);
        commit(id, PROVER, e.proof);
        vm.warp(block.timestamp + 10 minutes);
        // the prover's transaction is in the open from here on
        vm.expectRevert(OracleGame.NotCommitted.selector);
        game.prove(id, 256, THIEF, e);
        commit(id, THIEF, e.proof);
        vm.expectRevert(OracleGame.TooEarly.selector);
        game.prove(id, 256, THIEF, e);
        // to commit to the prover's again, or make it younger
        bytes32 c = game.commitmentOf(id, PROVER, keccak256(e.proof));
        vm.expectRevert(OracleGame.AlreadyCommitted.selector);
        game.commit(c);
        vm.warp(block.timestamp + 10 minutes - 1);
        vm.expectRevert(OracleGame.TooEarly.selector);
        game.prove(id, 256, THIEF, e);
        // nobody in between can turn the payout round, since anyone may send the call
        vm.prank(THIEF);
        game.prove(id, 256, PROVER, e);
        vm.assertEq(game.claim(id).payout, PROVER);
        vm.warp(block.timestamp + 1);
        vm.expectRevert(OracleGame.NotOpen.selector);
        game.prove(id, 256, THIEF, e);
    }

    /// What was committed to for one claim or another proof is nothing for this.
    function test_attack_commitments_in_stock() external {
        uint256 a = propose(0, "wrong", 10);
        uint256 b = propose(0, "wrong", 10);
        OracleGame.Evidence memory e = evidence(b, 256);
        commit(a, THIEF, e.proof);
        commit(b, THIEF, evidence(b, 0).proof);
        commit(b, address(0), e.proof);
        vm.warp(block.timestamp + 1 days);
        vm.expectRevert(OracleGame.NotCommitted.selector);
        game.prove(b, 256, THIEF, e);
        vm.expectRevert(OracleGame.NotCommitted.selector);
        game.prove(b, 256, address(0), e);
    }

    function test_commitments_are_of_their_fields() external view {
        bytes32 c = game.commitmentOf(1, PROVER, "p");
        vm.assertEq(c, keccak256(abi.encode("zkfp payout 1", block.chainid, address(game), uint256(1), PROVER, bytes32("p"))));
        vm.assertTrue(c != game.commitmentOf(2, PROVER, "p") && c != game.commitmentOf(1, THIEF, "p") && c != game.commitmentOf(1, PROVER, "q"));
    }

    function unprovable(uint256 id, uint32 outcome, OracleGame.Evidence memory e, bytes4 why) internal {
        commit(id, PROVER, e.proof);
        vm.warp(block.timestamp + 10 minutes);
        vm.expectRevert(why);
        game.prove(id, outcome, PROVER, e);
    }

    function test_attack_another_exit_code() external {
        uint256 id = propose(0, "a", 10);
        // the run ended with 2, or by a signal: proven, and no verdict
        unprovable(id, 512, evidence(id, 512), OracleVerifier.NoVerdict.selector);
        unprovable(id, 11, evidence(id, 11), OracleVerifier.NoVerdict.selector);
        unprovable(id, 1, evidence(id, 1), OracleVerifier.NoVerdict.selector);
        // or otherwise than is said
        OracleGame.Evidence memory e = evidence(id, 512);
        vm.expectRevert(DevVerifier.BadProof.selector);
        game.prove(id, 0, PROVER, e);
        vm.expectRevert(DevVerifier.BadProof.selector);
        game.prove(id, 256, PROVER, e);
        unprovable(id, 0, evidence(id, 256), DevVerifier.BadProof.selector);
        vm.assertEq(status(id), OPEN);
    }

    function test_attack_a_run_that_read_what_nobody_checks() external {
        uint256 id = propose(0, "a", 10);
        OracleGame.Claim memory c = game.claim(id);
        bytes memory r = record(c, GENESIS);
        // a sixth local key, a key of type 3 (global), one of type 5 (blob): none of them can be named
        bytes32[3] memory keys = [bytes32(uint256(1) << 248 | 6), bytes32(uint256(3) << 248 | 1), bytes32(uint256(5) << 248 | 1)];
        for (uint256 i; i < 3; i++) {
            OracleGame.Evidence memory e = evidence(id, 0);
            e.proof = attest(CLIENT, 0, bytes.concat(r, keys[i], hex"0000000000000001", "x"), e.stdout);
            unprovable(id, 0, e, DevVerifier.BadProof.selector);
        }
        OracleGame.Evidence memory six = evidence(id, 0);
        six.proof = attest(CLIENT, 0, bytes.concat(r, keys[0], hex"0000000000000020", c.root), six.stdout);
        six.reads = new OracleVerifier.Read[](7);
        for (uint256 i; i < 6; i++) six.reads[i] = reads()[i];
        six.reads[6].local = 6;
        unprovable(id, 0, six, OracleVerifier.BadRead.selector);
        // and a precompile that answered something else
        OracleGame.Evidence memory lie = evidence(id, 0);
        r[r.length - 1] ^= 0x01;
        lie.proof = attest(CLIENT, 0, r, lie.stdout);
        unprovable(id, 0, lie, DevVerifier.BadProof.selector);
    }

    function test_attack_another_program_or_other_output() external {
        uint256 id = propose(0, "a", 10);
        OracleGame.Evidence memory e = evidence(id, 0);
        e.proof = attest("another", 0, record(game.claim(id), GENESIS), e.stdout);
        unprovable(id, 0, e, DevVerifier.BadProof.selector);
        e = evidence(id, 0);
        e.stdout = "another log";
        unprovable(id, 0, e, DevVerifier.BadProof.selector);
    }

    /// A claim is judged by the program that it was proposed under, whatever was retired since.
    function test_attack_stale_program() external {
        uint256 id = propose(0, "wrong", 10);
        bytes32 old = registry.idOf(version);
        vm.prank(GOVERNOR);
        registry.retire(old, uint40(block.timestamp));
        ProgramRegistry.Version memory next = ProgramRegistry.Version("next", 0, DEV);
        vm.prank(GOVERNOR);
        registry.schedule(next, uint40(block.timestamp + 15 days));
        vm.warp(block.timestamp + 15 days);
        OracleGame.Evidence memory e = evidence(id, 256);
        bytes memory good = e.proof;
        e.proof = attest("next", 0, record(game.claim(id), GENESIS), e.stdout);
        unprovable(id, 0, e, DevVerifier.BadProof.selector);
        e.proof = good;
        commit(id, PROVER, good);
        vm.warp(block.timestamp + 10 minutes);
        game.prove(id, 256, PROVER, e);
        vm.assertEq(status(id), REFUTED);
    }

    function test_attack_proof_twice() external {
        uint256 a = propose(0, "right", 10);
        OracleGame.Evidence memory e = prove(a, 0);
        vm.expectRevert(OracleGame.NotOpen.selector);
        game.prove(a, 0, PROVER, e);
        vm.expectRevert(OracleGame.NoContradiction.selector); // the same verdict again
        game.contradict(a, 0, e);
        uint256 b = propose(0, "wrong", 10);
        e = prove(b, 256);
        vm.expectRevert(OracleGame.NotOpen.selector);
        game.prove(b, 256, PROVER, e);
        vm.expectRevert(OracleGame.NoContradiction.selector);
        game.contradict(b, 256, e);
        vm.warp(block.timestamp + 6 days);
        vault.settle(bytes32(b));
        vm.expectRevert(BondVault.NoBond.selector);
        vault.settle(bytes32(b));
        settled(a);
        vm.expectRevert(OracleGame.NotOpen.selector);
        game.prove(a, 0, PROVER, e);
        books();
    }

    /// Who refutes his own claim burns half of his bond, whoever is named as payout.
    function test_attack_refuting_an_own_claim() external {
        uint256 id = propose(0, "wrong", 10);
        OracleGame.Evidence memory e = evidence(id, 256);
        commit(id, PROPOSER, e.proof);
        vm.warp(block.timestamp + 10 minutes);
        game.prove(id, 256, PROPOSER, e);
        vm.warp(block.timestamp + 6 days);
        vault.settle(bytes32(id));
        vm.prank(PROPOSER);
        vault.withdraw();
        vm.assertEq(token.balanceOf(PROPOSER), BOND / 2);
        books();
    }

    // ---- a broken verifier ----

    function test_confirmed_and_contradicted() external {
        uint256 id = propose(0, "a", 10);
        uint256 other = propose(0, "b", 10);
        challenge(id);
        challenge(other);
        prove(id, 0);
        OracleGame.Evidence memory e = evidence(id, 256);
        game.contradict(id, 256, e);
        vm.assertEq(status(id), DROPPED);
        vm.assertTrue(!router.usable(DEV));
        vm.assertEq(vault.credits(PROPOSER), BOND);
        vm.assertEq(vault.credits(CHALLENGER), PRICE);
        // what the same verifier would judge is neither final by waiting nor judged
        vm.warp(block.timestamp + 8 days);
        vm.expectRevert(OracleGame.VerifierFrozen.selector);
        game.resolve(other);
        game.drop(other);
        vm.assertEq(vault.credits(PROPOSER), 2 * BOND);
        vm.expectRevert(OracleGame.NoContradiction.selector);
        game.contradict(id, 256, e);
        books();
    }

    function test_refuted_and_contradicted() external {
        uint256 id = propose(0, "a", 10);
        uint256 other = propose(0, "b", 10);
        uint256 late = propose(0, "c", 10);
        prove(late, 256);
        vm.warp(block.timestamp + 6 days);
        vault.settle(bytes32(late));
        prove(id, 256);
        prove(other, 256);
        OracleGame.Evidence memory e = evidence(id, 0);
        game.contradict(id, 0, e);
        vm.assertEq(status(id), DROPPED);
        vm.assertEq(vault.credits(PROPOSER), BOND);
        // others that it refuted are in doubt, too; what was split is gone
        game.drop(other);
        vm.assertEq(vault.credits(PROPOSER), 2 * BOND);
        game.drop(late);
        vm.assertEq(vault.credits(PROPOSER), 2 * BOND);
        vm.assertEq(vault.credits(PROVER), BOND / 2);
        books();
    }

    /// Too late to take it back, not to stop the next one.
    function test_final_and_contradicted() external {
        uint256 id = propose(0, "a", 10);
        prove(id, 0);
        settled(id);
        OracleGame.Evidence memory e = evidence(id, 256);
        game.contradict(id, 256, e);
        vm.assertEq(status(id), FINAL);
        vm.assertTrue(!router.usable(DEV));
        books();
    }

    /// Final by time, nobody has said anything by proof that could be contradicted.
    function test_final_by_time_is_not_contradicted() external {
        uint40 id = propose(0, "a", 10);
        uint256 open = propose(id, "b", 10);
        settled(id);
        OracleGame.Evidence memory e = evidence(id, 256);
        vm.expectRevert(OracleGame.NoContradiction.selector);
        game.contradict(id, 256, e);
        e = evidence(open, 256);
        vm.expectRevert(OracleGame.NoContradiction.selector);
        game.contradict(open, 256, e);
        vm.assertTrue(router.usable(DEV));
    }

    // ---- any values ----

    /// A proof about any question is refused wherever one of its five parts differs.
    function testFuzz_questions(bytes32 root, uint8 blocks, bytes32 other, uint8 part, bool confirms) external {
        uint256 id = propose(0, root, 1 + blocks % 32);
        OracleGame.Claim memory c = game.claim(id);
        bytes32 agreed = GENESIS;
        uint32 outcome = confirms ? 0 : 256;
        OracleGame.Evidence memory e = evidence(id, outcome);
        part %= 5;
        if (part == 0) c.l1Head ^= other;
        if (part == 1) agreed ^= other;
        if (part == 2) c.root ^= other;
        if (part == 3) c.endBlock ^= uint64(uint256(other));
        bool same = other == 0 || (part == 3 && uint64(uint256(other)) == 0) || part == 4;
        e.proof = attest(CLIENT, outcome, record(c, agreed), e.stdout);
        commit(id, PROVER, e.proof);
        vm.warp(block.timestamp + 10 minutes);
        if (!same) vm.expectRevert(DevVerifier.BadProof.selector);
        game.prove(id, outcome, PROVER, e);
        vm.assertEq(status(id), !same ? OPEN : confirms ? CONFIRMED : REFUTED);
        books();
    }

    /// The record costs what it reads, each read the same, as many as a claim may have.
    function test_reads_cost_the_same_each() external view {
        uint256 few = cost(64);
        uint256 many = cost(512);
        vm.assertLe(many - few, 448 * 9_000, "a read");
    }

    function cost(uint256 n) internal view returns (uint256 gas_) {
        OracleVerifier.Read[] memory r = new OracleVerifier.Read[](n);
        for (uint256 i; i < n; i++) r[i].call = abi.encodePacked(address(1), uint64(3000), new bytes(96), bytes32(i));
        OracleVerifier.Locals memory l;
        gas_ = gasleft();
        vm.assertEq(oracle.record(l, r).length, n * 41); // no signature: recovers nobody
        gas_ -= gasleft();
    }
}

/// Everybody at once, and time: proposers of right and wrong claims, challengers, provers, thieves, a verifier that breaks.
/// A root is right if it is `right` of the root below and the block; proofs of anything else are made only by the broken one.
contract OracleWorld is OracleGames {
    mapping(uint256 => bool) public isRight;
    uint256 public finals;
    uint256 public refuted;
    uint256 public dropped;
    bool public broken;

    function start() external {
        deploy();
    }

    function right(bytes32 agreed, uint64 end) internal pure returns (bytes32) {
        return keccak256(abi.encode("right", agreed, end));
    }

    function pick(uint256 seed) internal view returns (uint256) {
        return game.count() == 1 ? 0 : 1 + seed % (game.count() - 1);
    }

    function proposeClaim(uint256 seed) external {
        uint256 last = game.count() - 1;
        uint40 parent = seed % 4 == 0 ? uint40((seed >> 8) % (last + 1)) : game.anchor();
        uint64 blocks = 1 + uint64(seed >> 100) % 32;
        bytes32 root = right(game.claim(parent).root, game.claim(parent).endBlock + blocks);
        bool wrong = (seed >> 60) % 3 == 0;
        if (wrong) root = keccak256(abi.encode("wrong", seed));
        fund(PROPOSER, address(vault), BOND);
        uint64 end = game.claim(parent).endBlock + blocks;
        bytes32 head = blockhash(999);
        vm.prank(PROPOSER);
        (bool ok, bytes memory id) = address(game).call(abi.encodeCall(game.propose, (parent, root, end, 999, head, version)));
        if (ok) isRight[abi.decode(id, (uint256))] = !wrong;
    }

    function challengeClaim(uint256 seed) external {
        fund(CHALLENGER, address(game), PRICE);
        vm.prank(CHALLENGER);
        (bool ok,) = address(game).call(abi.encodeCall(game.challenge, (pick(seed))));
        ok;
    }

    /// What is so is proven, by the prover or, with a commitment of his own, by a thief who waits.
    function proveClaim(uint256 seed, uint8 wait) external {
        uint256 id = pick(seed);
        if (id == 0) return;
        address payout = seed % 7 == 0 ? THIEF : PROVER;
        uint32 outcome = isRight[id] ? 0 : 256;
        OracleGame.Evidence memory e = evidence(id, outcome);
        (bool ok,) = address(game).call(abi.encodeCall(game.commit, (game.commitmentOf(id, payout, keccak256(e.proof)))));
        vm.warp(block.timestamp + uint256(wait) * 10);
        bool due = block.timestamp >= game.commitments(game.commitmentOf(id, payout, keccak256(e.proof))) + 10 minutes;
        (ok,) = address(game).call(abi.encodeCall(game.prove, (id, outcome, payout, e)));
        if (!ok) return;
        if (!due) broken = true;
        if (outcome != 0) refuted++;
    }

    function resolveClaim(uint256 seed, uint32 wait) external {
        vm.warp(block.timestamp + wait % 2 days);
        uint256 id = pick(seed);
        OracleGame.Claim memory c = game.claim(id);
        OracleGame.Claim memory last = game.claim(game.anchor());
        uint256 anchor = game.anchor();
        (bool ok,) = address(game).call(abi.encodeCall(game.resolve, (id)));
        if (!ok) return;
        finals++;
        if (c.parent != anchor || c.endBlock <= last.endBlock || c.status == OracleGame.Status.Refuted) broken = true;
        if (c.payout != address(0) && !isRight[id]) broken = true;
    }

    function dropClaim(uint256 seed) external {
        (bool ok,) = address(game).call(abi.encodeCall(game.drop, (pick(seed))));
        if (ok) dropped++;
    }

    function split(uint256 seed) external {
        (bool ok,) = address(vault).call(abi.encodeCall(vault.settle, (bytes32(pick(seed)))));
        ok;
    }

    function withdraw(uint256 seed) external {
        address[4] memory all = [PROPOSER, CHALLENGER, PROVER, THIEF];
        vm.prank(all[seed % 4]);
        (bool ok,) = address(vault).call(abi.encodeCall(vault.withdraw, ()));
        ok;
    }

    /// Seldom: a proof of the other verdict.
    function breakVerifier(uint256 seed) external {
        if (seed % 40 != 0) return;
        uint256 id = pick(seed >> 8);
        if (id == 0) return;
        uint32 outcome = isRight[id] ? 256 : 0;
        (bool ok,) = address(game).call(abi.encodeCall(game.contradict, (id, outcome, evidence(id, outcome))));
        ok;
    }

    function check() external view {
        books();
        uint256 id = game.anchor();
        // final claims are one chain down to the first root
        while (id != 0) {
            vm.assertEq(status(id), FINAL);
            vm.assertTrue(game.claim(id).parent < id);
            id = game.claim(id).parent;
        }
    }
}

contract OracleInvariantsTest {
    OracleWorld internal world;

    struct Selectors {
        address target;
        bytes4[] selectors;
    }

    function setUp() external {
        world = new OracleWorld();
        world.start();
    }

    function targetSelectors() external view returns (Selectors[] memory a) {
        a = new Selectors[](1);
        a[0].target = address(world);
        a[0].selectors = new bytes4[](8);
        bytes4[8] memory s = [
            OracleWorld.proposeClaim.selector,
            OracleWorld.challengeClaim.selector,
            OracleWorld.proveClaim.selector,
            OracleWorld.resolveClaim.selector,
            OracleWorld.dropClaim.selector,
            OracleWorld.split.selector,
            OracleWorld.withdraw.selector,
            OracleWorld.breakVerifier.selector
        ];
        for (uint256 i; i < 8; i++) a[0].selectors[i] = s[i];
    }

    function targetContracts() external view returns (address[] memory a) {
        a = new address[](1);
        a[0] = address(world);
    }

    /// No token appears or is lost; vault and game hold what their books say.
    function invariant_tokens_are_conserved() external view {
        world.check();
    }

    function invariant_final_claims_are_one_chain() external view {
        vm.assertTrue(!world.broken());
    }

    /// The world above does reach finality, refutation and drops: a run by hand.
    function test_the_world_moves() external {
        for (uint256 i; i < 80; i++) {
            uint256 seed = uint256(keccak256(abi.encode(i)));
            world.proposeClaim(seed);
            world.challengeClaim(seed >> 3);
            for (uint256 k; k < 3; k++) world.proveClaim(seed >> k, uint8(seed >> 40 + k));
            for (uint256 k; k < 6; k++) world.resolveClaim(seed >> k, uint32(seed >> k + 20));
            for (uint256 k; k < 6; k++) world.dropClaim(seed >> k + 10);
            world.split(seed);
            world.withdraw(seed);
            world.check();
        }
        vm.assertTrue(world.finals() > 3, "finals");
        vm.assertTrue(world.refuted() > 3, "refuted");
        vm.assertTrue(world.dropped() > 3, "dropped");
        vm.assertTrue(!world.broken());
    }
}
