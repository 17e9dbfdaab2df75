// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {StarkVerifier} from "../src/verify/stark/StarkVerifier.sol";
import {StarkProof} from "./StarkProof.sol";
import {vm} from "./Vm.sol";

/// Replays the tamper manifest of samples/hello.l1, which contracts/generator writes and which the other verifiers replay too: the contract refuses every
/// entry with the error that the manifest names. In parts, so that they run beside each other.
contract StarkTamperTest is StarkProof {
    uint256 private constant PARTS = 8;

    function setUp() external {
        load();
    }

    function test_manifest_0() external view {
        replay(0);
    }

    function test_manifest_1() external view {
        replay(1);
    }

    function test_manifest_2() external view {
        replay(2);
    }

    function test_manifest_3() external view {
        replay(3);
    }

    function test_manifest_4() external view {
        replay(4);
    }

    function test_manifest_5() external view {
        replay(5);
    }

    function test_manifest_6() external view {
        replay(6);
    }

    function test_manifest_7() external view {
        replay(7);
    }

    /// The call that every entry changes is accepted.
    function test_unchanged() external view {
        vm.assertEq(answer(vm.readFileBinary("../samples/hello.l1")), "accepted", "unchanged");
    }

    function replay(uint256 part) private view {
        bytes memory file = vm.readFileBinary("../samples/hello.l1");
        string[] memory lines = vm.split(vm.readFile("test/vectors/tamper.csv"), "\n");
        // the first names the columns, nothing follows the last
        vm.assertTrue(lines.length > 2500, "entries");
        uint256 free;
        assembly ("memory-safe") {
            free := mload(0x40)
        }
        for (uint256 i = 1 + part; i < lines.length - 1; i += PARTS) {
            entry(file, vm.split(lines[i], ","));
            // nothing of an entry is needed any more
            assembly ("memory-safe") {
                mstore(0x40, free)
            }
        }
    }

    // name, first byte, bytes taken out, bytes put in, what native verifiers say, what the contract says.
    function entry(bytes memory file, string[] memory columns) private view {
        uint256 from = vm.parseUint(columns[1]);
        if (eq(columns[5], "-")) {
            // of what no call says: the file's head, flags and numbers that have no other form in a call
            vm.assertTrue(from < CLAIM + CLAIM_BYTES, columns[0]);
            return;
        }
        uint256 rest = from + vm.parseUint(columns[2]);
        bytes memory changed = bytes.concat(slice(file, 0, from), vm.parseBytes(columns[3]), slice(file, rest, file.length - rest));
        vm.assertEq(answer(changed), columns[5], columns[0]);
    }

    function answer(bytes memory file) private view returns (string memory) {
        (bytes32 program, uint32 outcome_, bytes32[] memory digests_, bytes memory proof_) = read(file);
        try verifier.verifyRuns(program, outcome_, digests_, proof_) {
            return "accepted";
        } catch (bytes memory why) {
            bytes4 selector = bytes4(why);
            if (selector == StarkVerifier.BadProof.selector && why.length == 36) {
                return string.concat("BadProof(", vm.toString(uint256(bytes32(slice(why, 4, 32)))), ")");
            }
            if (selector == StarkVerifier.OtherProgram.selector) return "OtherProgram()";
            if (selector == StarkVerifier.BadRuns.selector) return "BadRuns()";
            return "another error";
        }
    }

    function eq(string memory a, string memory b) private pure returns (bool) {
        return keccak256(bytes(a)) == keccak256(bytes(b));
    }
}
