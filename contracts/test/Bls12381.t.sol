// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Bls12381} from "../src/quorum/Bls12381.sol";
import {Signer} from "./Signer.sol";
import {vm} from "./Vm.sol";

contract Bls12381Test {
    /// Against noble-curves (test/vectors/make.mjs).
    function test_vectors() external view {
        string memory json = vm.readFile("test/vectors/bls.json");
        bytes memory tag = vm.parseJsonBytes(json, ".tag");
        vm.assertEq(tag, Signer.SIGNATURE);
        bytes[] memory secrets = vm.parseJsonBytesArray(json, ".secrets");
        bytes[] memory messages = vm.parseJsonBytesArray(json, ".messages");
        bytes[] memory points = vm.parseJsonBytesArray(json, ".points");
        bytes[] memory signatures = vm.parseJsonBytesArray(json, ".signatures");
        bytes[] memory keys = vm.parseJsonBytesArray(json, ".keys");
        vm.assertTrue(keys.length == 12);
        for (uint256 i; i < keys.length; i++) {
            bytes memory point = Bls12381.hashToG1(bytes32(messages[i]), tag);
            vm.assertEq(point, points[i]);
            vm.assertEq(Signer.blsKey(uint256(bytes32(secrets[i]))), keys[i]);
            vm.assertEq(Signer.bls(uint256(bytes32(secrets[i])), bytes32(messages[i]), tag), signatures[i]);
            vm.assertTrue(Bls12381.verify(signatures[i], point, keys[i]));
            vm.assertTrue(!Bls12381.verify(signatures[i], point, keys[(i + 1) % keys.length]));
            vm.assertTrue(!Bls12381.verify(signatures[(i + 1) % keys.length], point, keys[i]));
        }
    }

    function test_tag_separates() external view {
        vm.assertTrue(
            keccak256(Bls12381.hashToG1(bytes32(0), Signer.SIGNATURE))
                != keccak256(Bls12381.hashToG1(bytes32(0), Signer.POSSESSION))
        );
    }

    function testFuzz_negate(uint256 k) external view {
        bytes memory a = Signer.blsKey(k % Signer.ORDER);
        bytes memory b = Bls12381.negate2(bytes.concat(a));
        vm.assertTrue(Bls12381.isInfinity(Bls12381.add2(a, b)));
        vm.assertEq(Bls12381.negate2(b), a);
        vm.assertEq(Bls12381.isInfinity(a), k % Signer.ORDER == 0);
    }

    /// A point on the curve that is not in the subgroup is no signature, and adding one to a signature spoils it.
    function test_subgroup_is_checked() external view {
        bytes memory good = Signer.bls(7, bytes32(uint256(1)), Signer.SIGNATURE);
        bytes memory point = Bls12381.hashToG1(bytes32(uint256(1)), Signer.SIGNATURE);
        vm.assertTrue(Bls12381.verify(good, point, Signer.blsKey(7)));
        // (0, 2) satisfies y² = x³ + 4 and has order 3
        bytes memory small = new bytes(128);
        small[127] = 0x02;
        vm.assertTrue(!Bls12381.verify(small, point, Signer.blsKey(7)));
        (bool ok, bytes memory sum) = address(0x0b).staticcall(bytes.concat(good, small));
        vm.assertTrue(ok && !Bls12381.verify(sum, point, Signer.blsKey(7)));
    }
}
