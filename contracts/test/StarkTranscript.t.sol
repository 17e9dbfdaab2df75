// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {LANES, Quintic as Q} from "../src/verify/stark/Quintic.sol";
import {StarkVerifier} from "../src/verify/stark/StarkVerifier.sol";
import {ld, st} from "../src/verify/stark/Words.sol";
import {StarkColumns} from "../src/verify/stark/generated/StarkColumns.sol";
import "../src/verify/stark/generated/StarkShape.sol";
import {StarkProof} from "./StarkProof.sol";
import {vm} from "./Vm.sol";

/// The verifier, which keeps each step of its transcript behind all that it has in memory, and returns them from verifyRuns where the proof holds: their
/// number, then of each the hash of what it absorbs, 0 for nothing, and what is drawn after it.
contract Recorder is StarkVerifier {
    uint256 private constant LOG = 0x60000;

    constructor(address[3] memory evaluators, address columns) StarkVerifier(evaluators, columns) {}

    function add(uint256 pending) private pure {
        uint256 n = ld(LOG);
        uint256 hash;
        if (pending > 0) {
            assembly {
                hash := keccak256(PENDING, pending)
            }
        }
        st(LOG + 32 + 64 * n, hash);
        st(LOG, n + 1);
    }

    function drawn(uint256 n, uint256 value) private pure {
        st(LOG + 64 + 64 * n, value);
    }

    function step(uint256 pending) internal pure override returns (uint256 s) {
        add(pending);
        s = super.step(pending);
        // of a challenge that nothing uses it is what it would be
        drawn(ld(LOG) - 1, Q.canonical(Q.red(s & LANES)));
    }

    function sample(uint256 pending) internal pure override returns (uint256 r) {
        r = super.sample(pending);
        drawn(ld(LOG) - 1, Q.canonical(r));
    }

    // It steps by itself.
    function weighted(uint256 pos, uint256 coordinate, uint256 claim) internal pure override returns (uint256 r) {
        r = super.weighted(pos, coordinate, claim);
        add(2 * 20);
        drawn(ld(LOG) - 1, Q.canonical(ld(NEXT_ZETA + coordinate)));
    }

    function draw(uint256 queries, uint256 bits, uint256 points, uint256 pending) internal pure override returns (uint256 count) {
        uint256 first = ld(LOG);
        count = super.draw(queries, bits, points, pending);
        for (uint256 i; i < queries; i += 5) {
            uint256 indices;
            for (uint256 q = i; q < queries && q < i + 5; q++) {
                indices |= ld(KEYS + ld(RANKS + 32 * q)) << (51 * (q - i));
            }
            drawn(first + i / 5, indices);
        }
    }

    function whir(uint256 pos, uint256 y0, uint256 root) internal view override returns (uint256 end) {
        end = super.whir(pos, y0, root);
        uint256 n = ld(LOG);
        assembly {
            if n { return(LOG, add(32, shl(6, n))) }
        }
    }
}

/// The contract's transcript over samples/hello.l1 is the other verifier's, step by step: contracts/generator writes that.
contract StarkTranscriptTest is StarkProof {
    function setUp() external {
        load();
        verifier = new Recorder(evaluators(), address(new StarkColumns()));
    }

    function test_steps() external view {
        (bool good, bytes memory steps) = address(verifier).staticcall(abi.encodeCall(verifier.verifyRuns, (programId, outcome, digests, proof)));
        vm.assertTrue(good, "the proof holds");
        string[] memory lines = vm.split(vm.readFile("test/vectors/transcript.csv"), "\n");
        uint256 count = lines.length - 2; // the first names the columns, nothing follows the last
        vm.assertGe(count, 400, "steps");
        for (uint256 i; i < count; i++) {
            string[] memory columns = vm.split(lines[1 + i], ",");
            string memory what = string.concat("step ", vm.toString(i), ", ", columns[0]);
            vm.assertEq(at_(steps, 1 + 2 * i), number(columns[1]), string.concat(what, ": absorbed"));
            // after a proof of work nothing is drawn
            if (bytes(columns[2]).length > 0) vm.assertEq(at_(steps, 2 + 2 * i), number(columns[2]), string.concat(what, ": drawn"));
        }
        vm.assertEq(at_(steps, 0), count, "number of steps");
    }

    function at_(bytes memory words, uint256 i) private pure returns (uint256) {
        return uint256(bytes32(slice(words, 32 * i, 32)));
    }

    function number(string memory text) private pure returns (uint256) {
        return bytes(text).length == 0 ? 0 : vm.parseUint(text);
    }
}
