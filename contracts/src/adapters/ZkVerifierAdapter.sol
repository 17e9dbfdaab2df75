// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IZKVerifier} from "../verify/IZKVerifier.sol";
import {VerifierRouter} from "../verify/VerifierRouter.sol";

/// One verifier of the router in the shape that Optimism's ZK dispute game and Ziren's contracts ask for: one run of the
/// program that printed the public values and exited 0.
contract ZkVerifierAdapter is IZKVerifier {
    VerifierRouter public immutable router;
    bytes4 public immutable selector;

    constructor(VerifierRouter router_, bytes4 selector_) {
        router = router_;
        selector = selector_;
    }

    function verify(bytes32 programId, bytes calldata publicValues, bytes calldata proof) external view {
        bytes32[] memory digests = new bytes32[](1);
        digests[0] = sha256(publicValues);
        router.verifyRuns(selector, programId, 0, digests, proof);
    }
}
