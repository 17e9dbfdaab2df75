// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ZkVerifierAdapter} from "../src/adapters/ZkVerifierAdapter.sol";
import {OracleVerifier} from "../src/adapters/OracleVerifier.sol";
import {DepositQueue} from "../src/bridge/DepositQueue.sol";
import {DevVerifier} from "../src/verify/DevVerifier.sol";
import {Games} from "./Games.sol";
import {vm} from "./Vm.sol";

contract AdaptersTest is Games {
    OracleVerifier internal oracle;
    OracleVerifier.Locals internal locals = OracleVerifier.Locals("head", "agreed", "claimed", 77, 4242);
    bytes32 internal constant CLIENT = keccak256("client");

    function setUp() external {
        deploy(false, 0);
        oracle = new OracleVerifier(router);
    }

    function proof(bytes32 program, uint32 outcome, bytes32 what) internal view returns (bytes memory) {
        bytes32[] memory d = new bytes32[](1);
        d[0] = what;
        return attest(Run(0, program, 0, address(0), outcome), d);
    }

    function test_verifier_in_the_shape_of_others() external {
        ZkVerifierAdapter a = new ZkVerifierAdapter(router, DEV);
        bytes memory values = abi.encode("five", "words");
        bytes memory good = proof(CLIENT, 0, sha256(values));
        a.verify(CLIENT, values, good);
        vm.expectRevert(DevVerifier.BadProof.selector);
        a.verify(keccak256("other"), values, good);
        vm.expectRevert(DevVerifier.BadProof.selector);
        a.verify(CLIENT, abi.encode("six", "words"), good);
        good = proof(CLIENT, 1 << 8, sha256(values));
        vm.expectRevert(DevVerifier.BadProof.selector);
        a.verify(CLIENT, values, good);
    }

    // ---- clients of the preimage oracle ----

    bytes internal constant SHA_CALL = hex"00000000000000000000000000000000000000020000000000001000616263"; // sha256("abc")

    function reads() internal pure returns (OracleVerifier.Read[] memory r) {
        r = new OracleVerifier.Read[](6);
        for (uint8 i = 0; i < 5; i++) r[i].local = i + 1;
        r[5].call = SHA_CALL;
    }

    /// The record, byte by byte.
    function expected() internal pure returns (bytes memory) {
        bytes32 sha = sha256("abc");
        return bytes.concat(
            bytes.concat(bytes32(uint256(1) << 248 | 1), hex"0000000000000020", bytes32("head")),
            bytes.concat(bytes32(uint256(1) << 248 | 2), hex"0000000000000020", bytes32("agreed")),
            bytes.concat(bytes32(uint256(1) << 248 | 3), hex"0000000000000020", bytes32("claimed")),
            bytes.concat(bytes32(uint256(1) << 248 | 4), hex"0000000000000008", hex"000000000000004d"),
            bytes.concat(bytes32(uint256(1) << 248 | 5), hex"0000000000000008", hex"0000000000001092"),
            bytes.concat(bytes1(0x06), bytes31(keccak256(SHA_CALL) << 8), hex"0000000000000021", hex"01", sha)
        );
    }

    function digest(bytes memory record, bytes memory stdout) internal pure returns (bytes32) {
        return sha256(bytes.concat(sha256(stdout), sha256(record)));
    }

    function test_oracle_run_settles_both_ways() external view {
        vm.assertEq(oracle.record(locals, reads()), expected());
        bytes32 d = digest(expected(), "log");
        vm.assertTrue(oracle.verdict(DEV, CLIENT, locals, reads(), "log", 0, proof(CLIENT, 0, d)));
        vm.assertTrue(!oracle.verdict(DEV, CLIENT, locals, reads(), "log", 256, proof(CLIENT, 256, d)));
    }

    function test_attack_oracle_run_about_something_else() external {
        bytes32 d = digest(expected(), "log");
        bytes memory good = proof(CLIENT, 0, d);
        for (uint256 k; k < 5; k++) {
            OracleVerifier.Locals memory l = locals;
            if (k == 0) l.l1Head = "x";
            if (k == 1) l.agreedRoot = "x";
            if (k == 2) l.claimedRoot = "x";
            if (k == 3) l.l2Block++;
            if (k == 4) l.l2ChainId++;
            vm.expectRevert(DevVerifier.BadProof.selector);
            oracle.verdict(DEV, CLIENT, l, reads(), "log", 0, good);
        }
        // another exit than the run's
        vm.expectRevert(DevVerifier.BadProof.selector);
        oracle.verdict(DEV, CLIENT, locals, reads(), "log", 256, good);
        // exit 2, a signal: no verdict, even if proven
        good = proof(CLIENT, 512, d);
        vm.expectRevert(OracleVerifier.NoVerdict.selector);
        oracle.verdict(DEV, CLIENT, locals, reads(), "log", 512, good);
        good = proof(CLIENT, 11, d);
        vm.expectRevert(OracleVerifier.NoVerdict.selector);
        oracle.verdict(DEV, CLIENT, locals, reads(), "log", 11, good);
    }

    function read(uint8 local, bytes memory call) internal pure returns (OracleVerifier.Read[] memory r) {
        r = new OracleVerifier.Read[](1);
        r[0] = OracleVerifier.Read(local, call);
    }

    function test_reads_that_nobody_can_check_are_refused() external {
        vm.expectRevert(OracleVerifier.BadRead.selector);
        oracle.record(locals, read(6, ""));
        vm.expectRevert(OracleVerifier.BadRead.selector);
        oracle.record(locals, read(0, new bytes(27)));
        // a contract, an account, no precompile
        vm.expectRevert(OracleVerifier.BadRead.selector);
        oracle.record(locals, read(0, abi.encodePacked(address(oracle), uint64(5000), "x")));
        vm.expectRevert(OracleVerifier.BadRead.selector);
        oracle.record(locals, read(0, abi.encodePacked(address(0x12), uint64(5000), "x")));
        vm.expectRevert(OracleVerifier.BadRead.selector);
        oracle.record(locals, read(0, abi.encodePacked(address(0), uint64(5000), "x")));
        // a contract at an address where other chains have a precompile; a mocked call leaves code there
        oracle.record(locals, read(0, abi.encodePacked(address(0x0b), uint64(5000), "x")));
        vm.mockCall(address(0x0b), "y", "");
        vm.expectRevert(OracleVerifier.BadRead.selector);
        oracle.record(locals, read(0, abi.encodePacked(address(0x0b), uint64(5000), "x")));
        vm.clearMockedCalls();
    }

    /// A failed precompile is an answer, too: status 0. Too little gas from the caller is not.
    function test_precompile_that_fails() external {
        OracleVerifier.Read[] memory r = read(0, abi.encodePacked(address(0x0a), uint64(60000), "no point"));
        bytes memory a = oracle.record(locals, r);
        vm.assertEq(a.length, 32 + 8 + 1);
        vm.assertTrue(a[40] == 0);
        r = read(0, abi.encodePacked(address(2), uint64(60000), "abc"));
        vm.expectRevert(OracleVerifier.NotEnoughGas.selector);
        oracle.record{gas: 60000}(locals, r);
    }

    // P256VERIFY of a good signature: hash, r, s, x, y.
    bytes internal constant SIGNED = hex"c5553e51eefc6f573385431a30c7648505fa41811a54fc1412d3d17e0c727a99"
        hex"6a0b2032bcc4a41779e1091378471522d0219c760da07094758a357549104b6f"
        hex"9912bb300dabf79149af673504f2be50990a9856c95525a091f76163e7e0eb1a"
        hex"9fad84aeae08bbef7f010014d82cef6a09de2b0cf871b5ce0c4f1d13a59a5934"
        hex"07cb45769f1070e2c2470fe5b1bfe63133c0b0cdc64ea4bf3791a8ec2a07fd4f";

    /// The key names what the client's chain asks for a call. L1 asks twice as much for P256VERIFY as rollups do (RIP-7212), and a good signature must not
    /// go into the record as a call that failed: a prover could have told the client just that.
    function test_attack_precompile_that_costs_more_on_l1() external view {
        bytes memory a = oracle.record(locals, read(0, abi.encodePacked(address(0x100), uint64(3450), SIGNED)));
        vm.assertEq(a.length, 32 + 8 + 33);
        vm.assertTrue(a[40] == 0x01 && a[72] == 0x01);
    }

    // ---- forced inclusion ----

    function testFuzz_deposits_chain(bytes32 seed, uint8 n) external {
        DepositQueue q = new DepositQueue();
        bytes32 h;
        n = n % 12;
        for (uint256 i; i < n; i++) {
            bytes memory data = abi.encode(seed, i);
            address to = address(uint160(uint256(seed) ^ i));
            vm.warp(block.timestamp + i);
            vm.assertEq(q.enqueue(to, 100_000, data), i);
            h = keccak256(abi.encode(h, i, block.timestamp, address(this), to, uint64(100_000), keccak256(data)));
            vm.assertEq(q.head(), h);
        }
        vm.assertEq(vm.load(address(q), 0), h);
        vm.assertEq(uint256(vm.load(address(q), bytes32(uint256(1)))) & type(uint64).max, n);
    }

    function test_deposits_are_bounded() external {
        DepositQueue q = new DepositQueue();
        vm.expectRevert(DepositQueue.TooMuchGas.selector);
        q.enqueue(address(1), 5_000_001, "");
        vm.expectRevert(DepositQueue.TooMuchGas.selector);
        q.enqueue(address(1), 20_999, "");
        vm.expectRevert(DepositQueue.TooMuchGas.selector);
        q.enqueue(address(1), 21_039, "x");
        vm.expectRevert(DepositQueue.TooLong.selector);
        q.enqueue(address(1), 5_000_000, new bytes(8193));
        for (uint256 i; i < 4; i++) q.enqueue(address(1), 5_000_000, new bytes(8192));
        vm.expectRevert(DepositQueue.TooMuchGas.selector);
        q.enqueue(address(1), 21_000, "");
        vm.roll(block.number + 1);
        q.enqueue(address(1), 5_000_000, "");
    }
}
