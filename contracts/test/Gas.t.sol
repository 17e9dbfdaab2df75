// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {FraudGame} from "../src/game/FraudGame.sol";
import {Claims} from "../src/game/Claims.sol";
import {SequencerPool} from "../src/pool/SequencerPool.sol";
import {IRunVerifier} from "../src/verify/IZKVerifier.sol";
import {Games} from "./Games.sol";
import {OracleGame} from "../src/game/OracleGame.sol";
import {OracleVerifier} from "../src/adapters/OracleVerifier.sol";
import {OracleGames} from "./OracleGames.sol";
import {vm} from "./Vm.sol";

/// Gas of whole transactions, 16 sequencers, each call a transaction of its own (--isolate). `check.sh` compares with
/// gas/*.json; the limits here are those of docs/contracts.md. A proof is the attester's, so the verifier's own gas is what
/// `verifier` says, and has to be exchanged for the real one's.
abstract contract GasCase is Games {
    function name() internal view returns (string memory) {
        return isBls ? "bls16" : "ecdsa16";
    }

    function measure(string memory what, uint256 limit) internal {
        vm.assertLe(vm.snapshotGasLastCall(name(), what), limit, what);
    }

    function setUp() external {
        deploy(name_is_bls(), 16);
        propose(segmentsOf(1, "first")); // no storage slot of the game is new but the record's
    }

    function name_is_bls() internal pure virtual returns (bool);

    function proposal16(uint256 signers) internal {
        FraudGame.Proposal memory p = proposal(0);
        Claims.Segment[] memory s = segmentsOf(1, "a");
        bytes memory signature = signed(p, s, signers);
        game.propose(p, s, payload, signers, signature);
    }

    function test_propose_all_sign() external {
        proposal16(65535);
        measure("propose, all sign", 215_000);
    }

    function test_propose_a_third_is_absent() external {
        proposal16(65535 >> 5);
        measure("propose, 11 of 16 sign", 215_000);
    }

    /// Whoever the absentees are, as long as two thirds sign.
    /// forge-config: default.fuzz.runs = 256
    function testFuzz_propose_any_quorum(uint256[5] calldata absent) external {
        uint256 signers = 65535;
        for (uint256 i; i < 5; i++) signers &= ~(1 << absent[i] % 16);
        proposal16(signers);
        uint256 used = vm.lastCallGas().gasTotalUsed;
        vm.assertLe(used, 215_000, "propose, any quorum");
        // what is measured is a whole transaction, not a call inside one
        vm.assertGe(used, 150_000, "whole transaction");
    }

    function test_propose_eight_segments() external {
        FraudGame.Proposal memory p = proposal(0);
        Claims.Segment[] memory s = segmentsOf(8, "a");
        bytes memory signature = signed(p, s, 65535);
        game.propose(p, s, payload, 65535, signature);
        measure("propose, all sign, 8 segments", 225_000);
    }

    function test_resolve() external {
        Claims.Claim memory c = first();
        vm.warp(c.finalAt);
        game.resolve(c);
        measure("resolve", 45_000);
    }

    /// The claim of setUp, as its event said.
    function first() internal returns (Claims.Claim memory c) {
        uint256 all = 65535;
        FraudGame.Proposal memory p = proposal(0);
        Claims.Segment[] memory s = segmentsOf(1, "first");
        uint256 state = vm.snapshotState();
        c = propose(p, s, all);
        vm.revertToState(state);
        c.id = 1;
        c.serial = 1;
        c.agreedRoot = GENESIS;
        c.startBlock = 101;
        c.endBlock = 110;
        s[0].end = 110;
        c.segmentsHash = keccak256(abi.encode(s));
    }

    function test_verifier_itself() external {
        Claims.Claim memory c = first();
        bytes32[] memory d = new bytes32[](1);
        bytes memory proof = attest(run(c), d);
        dev.verifyRuns(c.programId, 0, d, proof);
        vm.snapshotGasLastCall(name(), "verifier alone, as a transaction");
    }

    function test_prove_fault_and_settle() external {
        Claims.Claim memory c = first();
        Claims.Segment[] memory s = new Claims.Segment[](1);
        s[0] = Claims.Segment(c.root, 110);
        FraudGame.Evidence memory e = evidence(run(c), c, s, 0, "right");
        vm.recordLogs();
        game.proveSegment(c, s, 0, "right", e);
        measure("prove fault, with the attester's proof", 135_000);
        SequencerPool.Fault memory f = faultOf(recorded(FraudGame.Faulted.selector));
        vm.warp(f.readyAt);
        // as on a chain that lives: somebody was slashed before
        token.mint(address(vault), 1);
        token.mint(BURN, 1);
        f = pool.settle(f, 1);
        measure("settle, first signer, new payout", 95_000);
        f = pool.settle(f, 2);
        measure("settle, next signer", 95_000);
        pool.settle(f, 0xfffc);
        measure("settle, the other 14 at once", 14 * 30_000);
    }

    function test_prove_valid() external {
        Claims.Claim memory c = first();
        Claims.Segment[] memory s = new Claims.Segment[](1);
        s[0] = Claims.Segment(c.root, 110);
        FraudGame.Evidence memory e = evidenceAll(run(c), c, s, 1);
        game.proveValid(c, s, e);
        measure("prove valid, with the attester's proof", 140_000);
    }

    function test_join_and_rotate() external {
        bytes memory k = key(17);
        bytes memory p = this.possession(17, owner(17), k);
        fund(owner(17), STAKE);
        vm.prank(owner(17));
        pool.register(k, p, STAKE);
        measure("register", 380_000);
        vm.warp(block.timestamp + 1 days);
        pool.rotate();
        measure("rotate, 17 members", 1_250_000);
    }
}

contract BlsGasTest is GasCase {
    function name_is_bls() internal pure override returns (bool) {
        return true;
    }
}

contract EcdsaGasTest is GasCase {
    function name_is_bls() internal pure override returns (bool) {
        return false;
    }
}

/// The game of an oracle client, with the attester's proof.
contract OracleGasTest is OracleGames {
    function setUp() external {
        deploy();
        uint256 id = propose(0, "first", 10); // no counter is new
        challenge(id);
        prove(id, 0);
        vm.warp(block.timestamp + 2 hours);
        game.resolve(id);
        token.mint(BURN, 1);
    }

    function measure(string memory what, uint256 limit) internal {
        vm.assertLe(vm.snapshotGasLastCall("oracle", what), limit, what);
    }

    function test_a_claim_proven_right() external {
        uint256 id = propose(1, "right", 10);
        measure("propose", 190_000);
        challenge(id);
        measure("challenge", 80_000);
        OracleGame.Evidence memory e = evidence(id, 0);
        commit(id, PROVER, e.proof);
        vm.warp(block.timestamp + 10 minutes);
        game.prove(id, 0, PROVER, e);
        measure("prove right, with the attester's proof", 110_000);
        vm.warp(block.timestamp + 2 hours);
        game.resolve(id);
        measure("resolve, the challenge's price to the prover", 85_000);
    }

    function test_a_claim_proven_wrong() external {
        uint256 id = propose(1, "wrong", 10);
        OracleGame.Evidence memory e = evidence(id, 256);
        bytes32 c = game.commitmentOf(id, PROVER, keccak256(e.proof));
        game.commit(c);
        measure("commit", 46_000);
        vm.warp(block.timestamp + 10 minutes);
        game.prove(id, 256, PROVER, e);
        measure("prove wrong, with the attester's proof", 140_000);
        vm.warp(block.timestamp + 6 days);
        vault.settle(bytes32(id));
        measure("split the bond", 50_000);
    }

    /// A blob costs its point evaluation, 50,000, and little more.
    function test_a_claim_read_from_blobs() external {
        uint256 id = propose(1, "right", 10);
        OracleGame.Claim memory c = game.claim(id);
        bytes memory blob = vm.parseJsonBytes(vm.readFile("test/vectors/blobs.json"), ".first");
        OracleVerifier.Read[] memory r = new OracleVerifier.Read[](5 + 9);
        for (uint8 i = 0; i < 5; i++) r[i].local = i + 1;
        for (uint256 i; i < 9; i++) r[5 + i] = OracleVerifier.Read(oracle.BLOB(), blob);
        OracleVerifier.Locals memory l = OracleVerifier.Locals(c.l1Head, game.claim(c.parent).root, c.root, c.endBlock, L2);
        OracleGame.Evidence memory e = OracleGame.Evidence(r, "", attest(CLIENT, 0, oracle.record(l, r), ""));
        commit(id, PROVER, e.proof);
        vm.warp(block.timestamp + 10 minutes);
        game.prove(id, 0, PROVER, e);
        measure("prove with 9 blobs, with the attester's proof", 650_000);
    }

    /// As many signatures as the ledger's client looks at in a claim of 32 blocks: what an L1 transaction of 2^24 gas (EIP-7825) must hold beside the proof.
    function test_most_reads_of_a_claim() external {
        uint256 id = propose(1, "right", 32);
        OracleGame.Claim memory c = game.claim(id);
        OracleVerifier.Read[] memory r = new OracleVerifier.Read[](5 + 512);
        for (uint8 i = 0; i < 5; i++) r[i].local = i + 1;
        // bytes that are not zero, as signatures have them
        for (uint256 i; i < 512; i++) {
            bytes32 h = keccak256(abi.encode(i));
            r[5 + i].call = abi.encodePacked(address(1), uint64(3000), h, uint256(27), h, h);
        }
        OracleVerifier.Locals memory l = OracleVerifier.Locals(c.l1Head, game.claim(c.parent).root, c.root, c.endBlock, L2);
        OracleGame.Evidence memory e = OracleGame.Evidence(r, "", attest(CLIENT, 0, oracle.record(l, r), ""));
        commit(id, PROVER, e.proof);
        vm.warp(block.timestamp + 10 minutes);
        game.prove(id, 0, PROVER, e);
        measure("prove with 512 signatures, with the attester's proof", 5_200_000);
    }
}
