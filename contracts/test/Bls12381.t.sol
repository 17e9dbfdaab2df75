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

    uint256 internal constant P_HIGH = 0x1a0111ea397fe69a4b1ba7b6434bacd7;
    uint256 internal constant P_LOW = 0x64774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaaab;

    /// Against the precompile for powers, with exponent 1.
    function testFuzz_reduce(uint256 high, uint256 low) external view {
        reducesTo(high, low);
    }

    /// At and beside multiples of the modulus, where the quotient is one short: k = 0, 1, 2, small, and the largest below 2^512.
    function testFuzz_reduce_multiples(uint256 k) external view {
        k = k % (1 << 131);
        for (uint256 i; i < 8; i++) {
            uint256 m = i < 3 ? i : i == 3 ? k : i == 4 ? k >> 64 : i == 5 ? LARGEST : i == 6 ? LARGEST - 1 : k >> 100;
            uint256 t = mulmod(m, P_LOW, type(uint256).max);
            uint256 low;
            uint256 high;
            unchecked {
                low = m * P_LOW;
                high = t - low - (t < low ? 1 : 0) + m * P_HIGH;
                (uint256 h, uint256 l) = Bls12381.reduce(high, low);
                vm.assertEq(h, 0);
                vm.assertEq(l, 0);
                reducesTo(high, low + 1);
                reducesTo(low == 0 ? high - 1 : high, low - 1);
            }
        }
        reducesTo(type(uint256).max, type(uint256).max);
    }

    /// ⌊(2^512 − 1) / p⌋
    uint256 internal constant LARGEST = 0x9d835d2f3cc9e45ce28101b0cc7a6ba29;

    function reducesTo(uint256 high, uint256 low) internal view {
        (uint256 h, uint256 l) = Bls12381.reduce(high, low);
        bytes memory input = abi.encodePacked(uint256(64), uint256(1), uint256(64), high, low, uint8(1), P_HIGH, P_LOW);
        vm.assertEq(Signer.call(5, input, 64), abi.encodePacked(h, l));
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
