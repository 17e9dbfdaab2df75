// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Claims} from "../src/game/Claims.sol";
import {vm} from "./Vm.sol";

/// The words that runs of the EVM guest print (test/vectors/range.json, made by the rollup's tests) are those that the game rebuilds.
contract RangeTest {
    function digest(
        Claims.Claim memory c,
        Claims.Segment[] calldata s,
        uint256 i,
        bytes32 root,
        Claims.Frame memory f
    ) external pure returns (bytes32) {
        return Claims.digest(c, s, i, root, f);
    }

    function dataWord(Claims.Claim memory c, Claims.Opening calldata o) external view returns (bytes32) {
        return Claims.dataWord(c, o);
    }

    function record(bytes32[12] memory w) internal pure returns (Claims.Claim memory c, Claims.Frame memory f) {
        c.programId = w[1];
        c.configHash = w[2];
        c.l1Head = w[3];
        c.setRoot = w[10];
        f = Claims.Frame(w[0], w[9], address(uint160(uint256(w[11]))));
    }

    function read(string memory key) internal view returns (bytes memory) {
        return vm.parseJsonBytes(vm.readFile("test/vectors/range.json"), key);
    }

    function test_second_segment_in_calldata() external view {
        bytes32[12] memory w = abi.decode(read(".calldata.words"), (bytes32[12]));
        (Claims.Claim memory c, Claims.Frame memory f) = record(w);
        c.dataHash = keccak256(read(".calldata.payload"));
        c.agreedRoot = "of the first segment";
        c.startBlock = 1;
        c.kept = 2;
        Claims.Segment[] memory s = new Claims.Segment[](2);
        s[0] = Claims.Segment(bytes32(read(".calldata.segmentRoot")), 2);
        s[1] = Claims.Segment("claimed", 3);
        Claims.Opening memory none;
        vm.assertEq(this.dataWord(c, none), w[9]);
        vm.assertEq(this.digest(c, s, 1, w[5], f), bytes32(read(".calldata.digest")));
        vm.assertEq(sha256(abi.encode(w)), bytes32(read(".calldata.digest")));
    }

    function test_whole_claim_in_a_blob() external view {
        bytes32[12] memory w = abi.decode(read(".blob.words"), (bytes32[12]));
        (Claims.Claim memory c, Claims.Frame memory f) = record(w);
        Claims.Opening memory o;
        o.versionedHashes = new bytes32[](1);
        o.versionedHashes[0] = bytes32(read(".blob.versionedHash"));
        o.payloadHash = bytes32(read(".blob.payloadHash"));
        o.values = new bytes32[](1);
        o.values[0] = bytes32(read(".blob.value"));
        o.proofs = new bytes[](1);
        o.proofs[0] = bytes.concat(read(".blob.commitment"), read(".blob.proof"));
        c.blobs = 1;
        c.dataHash = keccak256(abi.encodePacked(o.versionedHashes));
        c.agreedRoot = w[4];
        c.startBlock = 1;
        c.kept = 1;
        Claims.Segment[] memory s = new Claims.Segment[](1);
        s[0] = Claims.Segment("claimed", 3);
        // the point evaluation precompile agrees with the value that the run computed
        vm.assertEq(this.dataWord(c, o), w[9]);
        vm.assertEq(this.digest(c, s, 0, w[5], f), bytes32(read(".blob.digest")));
    }

    /// Who proves tells the run whether the data is of calldata or of blobs: what the word of blobs is a hash of must not have the same word as a payload,
    /// or every claim in blobs had a second root, without the transactions that the blobs hold.
    function test_attack_data_of_the_other_kind() external view {
        bytes32[12] memory w = abi.decode(read(".blob.words"), (bytes32[12]));
        bytes memory named = bytes.concat(read(".blob.versionedHash"), read(".blob.payloadHash"));
        named = bytes.concat(named, bytes32(uint256(keccak256(named)) % Claims.BLS_MODULUS), read(".blob.value"));
        vm.assertEq(keccak256(named), w[9]);
        Claims.Claim memory c;
        c.dataHash = keccak256(named);
        Claims.Opening memory none;
        vm.assertTrue(this.dataWord(c, none) != w[9]);
    }
}
