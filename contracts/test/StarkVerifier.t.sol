// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {P} from "../src/verify/stark/Quintic.sol";
import {StarkVerifier} from "../src/verify/stark/StarkVerifier.sol";
import "../src/verify/stark/generated/StarkShape.sol";
import {StarkProof} from "./StarkProof.sol";
import {vm} from "./Vm.sol";

/// The sample's proof is accepted; changed in any part, in its length, or for another statement, it is refused, at the step that the part belongs to.
contract StarkVerifierTest is StarkProof {
    // What is said instead of a step.
    uint256 private constant ACCEPTED = 100;
    uint256 private constant OTHER_PROGRAM = 101;
    uint256 private constant BAD_RUNS = 102;

    uint256 private constant EXT = 20;

    // The call, changed in place, and where the proof is in it.
    bytes private callData;
    uint256 private start;

    // Where parts begin: see map().
    uint256 private gkr;
    uint256 private zerocheck;
    uint256 private evaluations;
    uint256 private folds;
    uint256[4] private openings; // of main and preprocessed matrix, of the two later ones
    uint256[4] private widths;
    uint256[2] private rounds;
    uint256[2] private foldsOfRounds;
    uint256 private finalPolynomial;
    uint256 private finalMessages;

    function setUp() external {
        load();
        map();
    }

    function map() private {
        gkr = 36 + 32 + EXT + 4;
        zerocheck = gkr + EXT * (4 + LOG_LEAVES * (LOG_LEAVES - 1) + 4 * (LOG_LEAVES - 1));
        evaluations = zerocheck + 3 * EXT * LOG_HEIGHT;
        folds = evaluations + EXT * EVALUATIONS;
        rounds[0] = folds + 44 * LOG_WIDTH;
        openings[0] = rounds[0] + 32 + EXT + 4;
        openings[1] = next(openings[0]);
        foldsOfRounds[0] = next(openings[1]);
        rounds[1] = foldsOfRounds[0] + 44 * FOLD;
        openings[2] = rounds[1] + 32 + EXT + 4;
        foldsOfRounds[1] = next(openings[2]);
        finalPolynomial = foldsOfRounds[1] + 44 * FOLD;
        openings[3] = finalPolynomial + (EXT << FINAL_VARIABLES) + 4;
        finalMessages = next(openings[3]);
        widths = [MAIN_WIDTH, FIXED_WIDTH, 5 << FOLD, 5 << FOLD];
    }

    function big(uint256 at_) private view returns (uint256) {
        return uint256(uint8(proof[at_])) << 24 | uint256(uint8(proof[at_ + 1])) << 16 | uint256(uint8(proof[at_ + 2])) << 8 | uint8(proof[at_ + 3]);
    }

    function next(uint256 opening) private view returns (uint256) {
        return opening + 8 + 4 * big(opening) + 32 * big(opening + 4);
    }

    // The call in memory, where each try changes it.
    function prepared() private view returns (bytes memory data, uint256 from) {
        data = abi.encodeCall(verifier.verifyRuns, (programId, outcome, digests, proof));
        from = data.length - (proof.length + 31) / 32 * 32;
    }

    function tried(bytes memory data) private view returns (uint256 result) {
        address to = address(verifier);
        bytes4 bad = StarkVerifier.BadProof.selector;
        bytes4 other = StarkVerifier.OtherProgram.selector;
        bytes4 runs = StarkVerifier.BadRuns.selector;
        assembly ("memory-safe") {
            switch staticcall(gas(), to, add(data, 32), mload(data), 0, 36)
            case 1 { result := 100 }
            default {
                switch shl(224, shr(224, mload(0)))
                case 0 { result := 103 }
                default {
                    let error_ := shl(224, shr(224, mload(0)))
                    result := 104
                    if eq(error_, bad) { result := mload(4) }
                    if eq(error_, other) { result := 101 }
                    if eq(error_, runs) { result := 102 }
                }
            }
        }
    }

    function at4(bytes memory data, uint256 place) private pure returns (uint256 r) {
        assembly ("memory-safe") {
            r := shr(224, mload(add(add(data, 32), place)))
        }
    }

    function put4(bytes memory data, uint256 place, uint256 value) private pure {
        assembly ("memory-safe") {
            let p := add(add(data, 32), place)
            mstore(p, or(shl(224, value), shr(32, shl(32, mload(p)))))
        }
    }

    // Words of four bytes in a part: another element, and another number for the same element.
    function elements(uint256 from, uint256 count, uint256 tries, uint256 expected, uint256 encoding) private view {
        (bytes memory data, uint256 base) = prepared();
        for (uint256 i; i < tries && i < count; i++) {
            uint256 place = base + from + 4 * (tries >= count ? i : i == tries - 1 ? count - 1 : count * i / tries);
            uint256 old = at4(data, place);
            put4(data, place, (old + 1) % P);
            vm.assertEq(tried(data), expected, "another element");
            put4(data, place, old + P);
            vm.assertEq(tried(data), encoding, "the element plus p");
            put4(data, place, old);
        }
    }

    // Bytes of which any may be anything.
    function bytes_(uint256 from, uint256 count, uint256 tries, uint256 expected) private view {
        (bytes memory data, uint256 base) = prepared();
        for (uint256 i; i < tries; i++) {
            uint256 place = base + from + (i == tries - 1 ? count - 1 : count * i / tries);
            data[place] ^= bytes1(uint8(1 << i % 8));
            vm.assertEq(tried(data), expected, "another byte");
            data[place] ^= bytes1(uint8(1 << i % 8));
        }
    }

    function test_the_samples_proof_verifies() external view {
        verify(proof);
        (bytes memory data,) = prepared();
        vm.assertEq(tried(data), ACCEPTED);
        vm.assertEq(finalMessages + 2 * EXT * FINAL_VARIABLES, proof.length);
        vm.assertEq(verifier.insecure(), false);
    }

    function test_another_statement_is_refused() external {
        verify(proof);
        (bytes memory data, uint256 base) = prepared();
        programId ^= bytes32(uint256(1));
        (data,) = prepared();
        vm.assertEq(tried(data), OTHER_PROGRAM);
        programId ^= bytes32(uint256(1));
        // every element of the program's key, with the id that belongs to it
        bytes memory key = new bytes(36);
        for (uint256 i; i < 9; i++) {
            bytes memory changed = proof;
            uint256 v = (big(4 * i) + 1) % P;
            for (uint256 k; k < 4; k++) {
                changed[4 * i + k] = bytes1(uint8(v >> (24 - 8 * k)));
            }
            for (uint256 k; k < 36; k++) {
                key[k] = changed[k ^ 3];
            }
            data = abi.encodeCall(verifier.verifyRuns, (sha256(key), outcome, digests, changed));
            vm.assertEq(tried(data), 4, "another key");
            data = abi.encodeCall(verifier.verifyRuns, (programId, outcome, digests, changed));
            vm.assertEq(tried(data), OTHER_PROGRAM, "a key that the id is not of");
        }
        // an id of a key that is not canonical
        for (uint256 i; i < 9; i++) {
            bytes memory changed = proof;
            uint256 v = big(4 * i) + P;
            for (uint256 k; k < 4; k++) {
                changed[4 * i + k] = bytes1(uint8(v >> (24 - 8 * k)));
            }
            for (uint256 k; k < 36; k++) {
                key[k] = changed[k ^ 3];
            }
            data = abi.encodeCall(verifier.verifyRuns, (sha256(key), outcome, digests, changed));
            vm.assertEq(tried(data), 0, "a key that is not canonical");
        }
        for (uint256 i; i < 32; i++) {
            outcome ^= uint32(1 << i);
            (data,) = prepared();
            vm.assertEq(tried(data), 4, "outcome");
            outcome ^= uint32(1 << i);
        }
        for (uint256 i; i < 256; i += 5) {
            digests[0] ^= bytes32(uint256(1) << i);
            (data,) = prepared();
            vm.assertEq(tried(data), 4, "digest");
            digests[0] ^= bytes32(uint256(1) << i);
        }
        for (uint256 n = 2; n < 8; n++) {
            digests.push(digests[0]);
            (data,) = prepared();
            vm.assertEq(tried(data), 4, "more runs");
        }
        while (digests.length > 0) {
            digests.pop();
        }
        (data, base) = prepared();
        vm.assertEq(tried(data), BAD_RUNS);
    }

    function test_another_length_is_refused() external {
        bytes memory whole = proof;
        for (uint256 i; i < 38; i++) {
            // cut off at the end, then in the middle; also to less than what has no openings
            proof = slice(whole, 0, whole.length - (i < 12 ? i + 1 : i < 30 ? 4 + (i - 11) * 5000 : whole.length - (i - 30) * 7));
            (bytes memory data,) = prepared();
            vm.assertEq(tried(data) == ACCEPTED, false);
        }
        for (uint256 i = 1; i < 66; i += i < 34 ? 1 : 15) {
            proof = bytes.concat(whole, new bytes(i));
            (bytes memory data,) = prepared();
            vm.assertEq(tried(data), 0, "zeros behind the proof");
        }
        // zeros behind it that are not said to be of it, as ABI allows
        proof = whole;
        (bytes memory padded,) = prepared();
        vm.assertEq(tried(bytes.concat(padded, new bytes(64))), ACCEPTED);
    }

    function test_changed_commitment_and_nonce_are_refused() external view {
        bytes_(36, 32, 32, 4);
        elements(68, 5, 5, 4, 0);
        elements(88, 1, 1, 3, 0);
    }

    function test_changed_gkr_is_refused() external view {
        elements(gkr, 20, 20, 4, 0);
        elements(gkr + 80, (zerocheck - gkr) / 4 - 20, 90, 4, 0);
    }

    function test_changed_zerocheck_is_refused() external view {
        elements(zerocheck, (evaluations - zerocheck) / 4, 40, 6, 0);
    }

    function test_changed_evaluations_are_refused() external view {
        elements(evaluations, 5 * EVALUATIONS, 60, 6, 0);
    }

    function test_changed_folds_are_refused() external view {
        elements(folds, 11 * LOG_WIDTH, 30, 7, 0);
        for (uint256 i; i < 2; i++) {
            elements(foldsOfRounds[i], 11 * FOLD, 15, 7, 0);
        }
        elements(finalMessages, 10 * FINAL_VARIABLES, 20, 7, 0);
    }

    function test_changed_rounds_are_refused() external view {
        for (uint256 i; i < 2; i++) {
            bytes_(rounds[i], 32, 6, 7);
            elements(rounds[i] + 32, 6, 6, 7, 0);
        }
    }

    function test_changed_final_polynomial_is_refused() external view {
        elements(finalPolynomial, 5 << FINAL_VARIABLES, 40, 7, 0);
        elements(openings[3] - 4, 1, 1, 7, 0);
    }

    function test_changed_counts_are_refused() external view {
        (bytes memory data, uint256 base) = prepared();
        for (uint256 t; t < 4; t++) {
            for (uint256 k; k < 2; k++) {
                uint256 place = base + openings[t] + 4 * k;
                uint256 old = at4(data, place);
                uint256[5] memory others = [old + 1, old - 1, 0, type(uint32).max, old + widths[t]];
                for (uint256 i; i < 5; i++) {
                    put4(data, place, others[i]);
                    vm.assertEq(tried(data), 7, "another count");
                }
                put4(data, place, old);
            }
        }
    }

    function test_changed_rows_of_the_first_matrices_are_refused() external view {
        elements(openings[0] + 8, big(openings[0]), 60, 7, 7);
        elements(openings[1] + 8, big(openings[1]), 40, 7, 7);
    }

    function test_changed_rows_of_later_matrices_are_refused() external view {
        elements(openings[2] + 8, big(openings[2]), 40, 7, 7);
        elements(openings[3] + 8, big(openings[3]), 40, 7, 7);
    }

    function test_changed_siblings_are_refused() external view {
        for (uint256 t; t < 4; t++) {
            uint256 siblings = openings[t] + 8 + 4 * big(openings[t]);
            bytes_(siblings, 32 * big(openings[t] + 4), 40, 7);
        }
    }

    /// Rows of two queries change places, with their siblings left as they are.
    function test_exchanged_rows_are_refused() external view {
        (bytes memory data, uint256 base) = prepared();
        for (uint256 t; t < 4; t++) {
            uint256 row = base + openings[t] + 8;
            for (uint256 i; i < widths[t]; i++) {
                uint256 a = at4(data, row + 4 * i);
                put4(data, row + 4 * i, at4(data, row + 4 * (widths[t] + i)));
                put4(data, row + 4 * (widths[t] + i), a);
            }
            vm.assertEq(tried(data), 7, "rows exchanged");
            for (uint256 i; i < widths[t]; i++) {
                uint256 a = at4(data, row + 4 * i);
                put4(data, row + 4 * i, at4(data, row + 4 * (widths[t] + i)));
                put4(data, row + 4 * (widths[t] + i), a);
            }
        }
        vm.assertEq(tried(data), ACCEPTED);
    }

    function refusedWith(address[4] memory p, uint256 step) private {
        StarkVerifier v = new StarkVerifier([p[0], p[1], p[2]], p[3]);
        (bool good, bytes memory why) = address(v).staticcall(abi.encodeCall(v.verifyRuns, (programId, outcome, digests, proof)));
        vm.assertEq(good, false);
        vm.assertEq(why, abi.encodeWithSelector(StarkVerifier.BadProof.selector, step));
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
