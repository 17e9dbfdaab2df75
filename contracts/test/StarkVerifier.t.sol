// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {StarkVerifier} from "../src/verify/stark/StarkVerifier.sol";
import {StarkProof} from "./StarkProof.sol";
import {vm} from "./Vm.sol";

/// The sample's proof is accepted; for another statement it is refused. What StarkTamper.t.sol changes in a file is not repeated here.
contract StarkVerifierTest is StarkProof {
    function setUp() external {
        load();
    }

    function refused(bytes memory why) private view {
        (bool good, bytes memory said) = address(verifier).staticcall(abi.encodeCall(verifier.verifyRuns, (programId, outcome, digests, proof)));
        vm.assertEq(good, false);
        vm.assertEq(said, why);
    }

    function badProof(uint256 step) private pure returns (bytes memory) {
        return abi.encodeWithSelector(StarkVerifier.BadProof.selector, step);
    }

    function test_the_samples_proof_verifies() external view {
        verifier.verifyRuns(programId, outcome, digests, proof);
        vm.assertEq(verifier.insecure(), false);
    }

    /// Zeros behind the proof that are not said to be of it, as ABI allows.
    function test_padding_is_no_part_of_the_proof() external view {
        bytes memory data = abi.encodeCall(verifier.verifyRuns, (programId, outcome, digests, proof));
        (bool good,) = address(verifier).staticcall(bytes.concat(data, new bytes(64)));
        vm.assertTrue(good);
    }

    function test_another_program_is_refused() external {
        bytes memory other = abi.encodeWithSelector(StarkVerifier.OtherProgram.selector);
        for (uint256 i; i < 256; i += 15) {
            programId ^= bytes32(uint256(1) << i);
            refused(other);
            programId ^= bytes32(uint256(1) << i);
        }
        // a key that the id is not of
        for (uint256 i = 3; i < 36; i += 4) {
            proof[i] ^= 0x01;
            refused(other);
            proof[i] ^= 0x01;
        }
    }

    function test_another_number_of_runs_is_refused() external {
        for (uint256 n = 2; n < 8; n++) {
            digests.push(digests[0]);
            refused(badProof(4));
        }
        while (digests.length > 0) {
            digests.pop();
        }
        refused(abi.encodeWithSelector(StarkVerifier.BadRuns.selector));
    }

    function refusedWith(address[4] memory p, uint256 step) private {
        StarkVerifier v = new StarkVerifier([p[0], p[1], p[2]], p[3]);
        (bool good, bytes memory why) = address(v).staticcall(abi.encodeCall(v.verifyRuns, (programId, outcome, digests, proof)));
        vm.assertEq(good, false);
        vm.assertEq(why, badProof(step));
    }

    /// Parts that are not there, that fail with the right words, or that return the right words and more, are no proof. (A caller can make a call fail:
    /// by the gas that he gives.)
    function test_parts_that_fail_refuse() external {
        for (uint256 i; i < 4; i++) {
            for (uint256 k; k < 4; k++) {
                address[4] memory p = verifier.parts();
                p[i] = k == 0 ? address(0xdead) : k == 1 ? address(this) : address(new Failing(p[i], k == 2, 32));
                refusedWith(p, i < 3 ? 6 : 7);
            }
            // as the others, but right: so it is the failure that is refused
            address[4] memory q = verifier.parts();
            q[i] = address(new Failing(q[i], false, 0));
            StarkVerifier v = new StarkVerifier([q[0], q[1], q[2]], q[3]);
            v.verifyRuns(programId, outcome, digests, proof);
        }
    }
}

/// What another contract returns, with so many bytes behind it, or failing with it.
contract Failing {
    address private immutable to;
    bool private immutable fails;
    uint256 private immutable more;

    constructor(address to_, bool fails_, uint256 more_) {
        (to, fails, more) = (to_, fails_, more_);
    }

    fallback() external {
        (address target, bool failing, uint256 behind) = (to, fails, more);
        assembly {
            calldatacopy(0, 0, calldatasize())
            pop(staticcall(gas(), target, 0, calldatasize(), 0, 0))
            returndatacopy(0, 0, returndatasize())
            if failing { revert(0, returndatasize()) }
            return(0, add(returndatasize(), behind))
        }
    }
}
