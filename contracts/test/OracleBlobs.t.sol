// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {OracleVerifier} from "../src/adapters/OracleVerifier.sol";
import {DevVerifier} from "../src/verify/DevVerifier.sol";
import {Games} from "./Games.sol";
import {vm} from "./Vm.sol";

/// What a run read of blobs: test/vectors/blobs.json is of a run in the machine (BlobOpeningTests of the rollup's tests), its proofs by c-kzg.
contract OracleBlobsTest is Games {
    OracleVerifier internal oracle;
    OracleVerifier.Locals internal locals = OracleVerifier.Locals("head", "agreed", "claimed", 77, 4242);
    bytes32 internal constant CLIENT = keccak256("client");
    uint256 internal constant R = 0x73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001;

    function setUp() external {
        deploy(false, 0);
        oracle = new OracleVerifier(router);
    }

    function vector(string memory key) internal view returns (bytes memory) {
        return vm.parseJsonBytes(vm.readFile("test/vectors/blobs.json"), key);
    }

    function reads() internal view returns (OracleVerifier.Read[] memory r) {
        r = new OracleVerifier.Read[](3);
        r[0] = OracleVerifier.Read(oracle.BLOB(), vector(".first"));
        r[1].local = 1;
        r[2] = OracleVerifier.Read(oracle.BLOB(), vector(".second"));
    }

    function one(bytes memory call) internal view returns (OracleVerifier.Read[] memory r) {
        r = new OracleVerifier.Read[](1);
        r[0] = OracleVerifier.Read(oracle.BLOB(), call);
    }

    function proof(bytes32 what) internal view returns (bytes memory) {
        bytes32[] memory d = new bytes32[](1);
        d[0] = what;
        return attest(Run(0, CLIENT, 0, address(0), 0), d);
    }

    function part(bytes memory b, uint256 from, uint256 to) internal pure returns (bytes memory r) {
        r = new bytes(to - from);
        for (uint256 i; i < r.length; i++) r[i] = b[from + i];
    }

    function refused(bytes memory call) internal {
        OracleVerifier.Read[] memory r = one(call);
        vm.expectRevert(OracleVerifier.BadRead.selector);
        oracle.record(locals, r);
    }

    // ---- what the machine committed ----

    function test_record_is_what_the_machine_commits() external view {
        bytes memory stdout = vector(".stdout");
        bytes32 d = bytes32(vector(".digest"));
        vm.assertEq(oracle.record(locals, reads()), vector(".record"));
        vm.assertEq(sha256(bytes.concat(sha256(stdout), sha256(vector(".record")))), d);
        vm.assertTrue(oracle.verdict(DEV, CLIENT, locals, reads(), stdout, 0, proof(d)));
    }

    function test_one_entry_is_commitment_point_and_value_under_the_commitment_s_hash() external view {
        bytes memory call = vector(".first");
        bytes memory entry = bytes.concat(
            bytes1(0x05), bytes31(keccak256(part(call, 0, 48)) << 8), hex"0000000000000070", part(call, 0, 112)
        );
        vm.assertEq(oracle.record(locals, one(call)), entry);
    }

    // ---- attacks ----

    /// Good proofs, other blobs than the run's: the digest is another.
    function test_attack_other_blobs_than_the_run_s() external {
        OracleVerifier.Read[] memory r = reads();
        bytes memory stdout = vector(".stdout");
        bytes memory good = proof(bytes32(vector(".digest")));
        (r[0], r[2]) = (r[2], r[0]);
        vm.expectRevert(DevVerifier.BadProof.selector);
        oracle.verdict(DEV, CLIENT, locals, r, stdout, 0, good);
        r[0] = r[2];
        vm.expectRevert(DevVerifier.BadProof.selector);
        oracle.verdict(DEV, CLIENT, locals, r, stdout, 0, good);
        OracleVerifier.Read[] memory fewer = new OracleVerifier.Read[](2);
        (fewer[0], fewer[1]) = (reads()[0], reads()[1]);
        vm.expectRevert(DevVerifier.BadProof.selector);
        oracle.verdict(DEV, CLIENT, locals, fewer, stdout, 0, good);
    }

    /// The run of a host that lied about an element: its digest is proven, with the point and the value of what it was told. No proof says so.
    function test_attack_run_with_forged_elements() external {
        bytes memory call = vector(".first");
        call[111] ^= 0x01;
        bytes memory record = bytes.concat(
            bytes1(0x05), bytes31(keccak256(part(call, 0, 48)) << 8), hex"0000000000000070", part(call, 0, 112)
        );
        bytes memory good = proof(sha256(bytes.concat(sha256(""), sha256(record))));
        OracleVerifier.Read[] memory r = one(call);
        vm.expectRevert(OracleVerifier.BadRead.selector);
        oracle.verdict(DEV, CLIENT, locals, r, "", 0, good);
    }

    /// Every byte counts: commitment, point, value, proof.
    function testFuzz_attack_any_other_byte(uint8 place, uint8 change) external {
        bytes memory call = vector(".first");
        if (change == 0) change = 1;
        call[uint256(place) % call.length] ^= bytes1(change);
        refused(call);
    }

    function test_attack_parts_of_another_blob() external {
        bytes memory a = vector(".first");
        bytes memory b = vector(".second");
        refused(bytes.concat(part(b, 0, 48), part(a, 48, 160)));
        refused(bytes.concat(part(a, 0, 48), part(b, 48, 80), part(a, 80, 160)));
        refused(bytes.concat(part(a, 0, 80), part(b, 80, 112), part(a, 112, 160)));
        refused(bytes.concat(part(a, 0, 112), part(b, 112, 160)));
        refused(bytes.concat(part(a, 0, 48), part(b, 48, 112), part(a, 112, 160)));
    }

    /// The same numbers modulo r, written as larger ones, would be another record.
    function test_attack_numbers_that_are_not_below_the_order() external {
        bytes memory a = vector(".first");
        uint256 z = uint256(bytes32(part(a, 48, 80)));
        uint256 y = uint256(bytes32(part(a, 80, 112)));
        unchecked {
            vm.assertTrue(z + R > z && y + R > y);
            refused(bytes.concat(part(a, 0, 48), bytes32(z + R), part(a, 80, 160)));
            refused(bytes.concat(part(a, 0, 80), bytes32(y + R), part(a, 112, 160)));
        }
    }

    function test_attack_lengths() external {
        bytes memory a = vector(".first");
        refused("");
        refused(part(a, 0, 112));
        refused(part(a, 0, 159));
        refused(bytes.concat(a, hex"00"));
        refused(new bytes(160));
    }

    /// A blob's entry as a precompile's, and the other way round.
    function test_attack_another_type() external {
        OracleVerifier.Read[] memory r = one(vector(".first"));
        r[0].local = 0;
        vm.expectRevert(OracleVerifier.BadRead.selector);
        oracle.record(locals, r);
        for (uint256 i = 6; i < 255; i++) {
            r[0].local = uint8(i);
            vm.expectRevert(OracleVerifier.BadRead.selector);
            oracle.record(locals, r);
        }
        refused(abi.encodePacked(address(2), uint64(4096), "abc"));
        // the point evaluation itself, as the client's precompile: a key of type 6
        bytes memory a = vector(".first");
        bytes32 versioned = bytes32(uint256(sha256(part(a, 0, 48))) << 8 >> 8 | uint256(1) << 248);
        r[0] = OracleVerifier.Read(
            0, abi.encodePacked(address(0x0a), uint64(50_000), versioned, part(a, 48, 112), part(a, 0, 48), part(a, 112, 160))
        );
        bytes memory entry = oracle.record(locals, r);
        vm.assertTrue(entry[0] == 0x06 && entry[40] == 0x01);
    }

    // ---- a precompile that is not as it should be ----

    /// What answers is no KZG: its word is not taken for more than it says.
    function test_attack_answers_that_are_none() external {
        bytes memory good = abi.encode(4096, R);
        bytes[5] memory answers = [bytes(""), abi.encode(4096), abi.encode(4095, R), abi.encode(4096, R - 1), bytes.concat(good, hex"00")];
        for (uint256 i; i < answers.length; i++) {
            vm.mockCall(address(0x0a), "", answers[i]);
            refused(vector(".first"));
        }
        vm.mockCallRevert(address(0x0a), "", good);
        refused(vector(".first"));
        vm.clearMockedCalls();
        oracle.record(locals, one(vector(".first")));
    }

    /// Too little gas makes nothing right or wrong: the call is refused.
    function test_attack_too_little_gas() external {
        OracleVerifier.Read[] memory r = one(vector(".first"));
        vm.expectRevert(OracleVerifier.BadRead.selector);
        oracle.record{gas: 50_000}(locals, r);
        oracle.record{gas: 100_000}(locals, r);
    }
}
