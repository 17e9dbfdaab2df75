// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {StarkProof} from "./StarkProof.sol";
import {vm} from "./Vm.sol";

/// Gas of a whole transaction that verifies the sample's proof, 99 kB of call data included; compared with gas/stark.json.
contract StarkGasTest is StarkProof {
    function setUp() external {
        load();
    }

    // A call, not a static one: only such are transactions of their own.
    function transaction() private returns (bytes memory data) {
        data = abi.encodeCall(verifier.verifyRuns, (programId, outcome, digests, proof));
        (bool good,) = address(verifier).call(data);
        vm.assertEq(good, true);
    }

    function test_verify() external {
        transaction();
        vm.assertLe(vm.snapshotGasLastCall("stark", "verify one run"), 5_000_000, "verify one run");
    }

    /// EIP-7623: no less than ten for each token of call data, of which a byte that is not zero has four.
    function test_call_data() external {
        bytes memory data = transaction();
        uint256 used = vm.lastCallGas().gasTotalUsed;
        uint256 tokens;
        for (uint256 i; i < data.length; i++) {
            tokens += data[i] == 0 ? 1 : 4;
        }
        vm.assertLe(21_000 + 10 * tokens, used, "the floor is below what is used");
        vm.assertGe(used, 21_000 + 4 * tokens + 1_000_000, "whole transaction");
    }
}
