// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {StarkProof} from "./StarkProof.sol";

contract StarkVerifierTest is StarkProof {
    function setUp() external {
        load();
    }

    function test_verifies() external view {
        verify(proof);
    }
}
