// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {FraudGame} from "../src/game/FraudGame.sol";
import {Claims} from "../src/game/Claims.sol";
import {SequencerPool} from "../src/pool/SequencerPool.sol";
import {IRunVerifier} from "../src/verify/IZKVerifier.sol";
import {Games} from "./Games.sol";
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
