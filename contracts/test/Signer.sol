// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {Bls12381} from "../src/quorum/Bls12381.sol";
import {SetData} from "../src/quorum/SetData.sol";
import {vm} from "./Vm.sol";

contract Token is ERC20("Test METIS", "METIS") {
    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }
}

/// Signing with BLS, by the same precompiles; what it makes is compared with another implementation in Bls12381.t.sol.
library Signer {
    bytes internal constant SIGNATURE = "BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_POP_";
    bytes internal constant POSSESSION = "BLS_POP_BLS12381G1_XMD:SHA-256_SSWU_RO_POP_";

    function blsKey(uint256 s) internal view returns (bytes memory key) {
        key = call(0x0e, bytes.concat(Bls12381.negate2(bytes.concat(Bls12381.NEGATED_G2)), bytes32(s)), 256);
    }

    function bls(uint256 s, bytes32 message, bytes memory tag) internal view returns (bytes memory) {
        return call(0x0c, bytes.concat(Bls12381.hashToG1(message, tag), bytes32(s)), 128);
    }

    function ecdsa(uint256 s, bytes32 message) internal pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 vs) = vm.sign(s, message);
        return abi.encodePacked(r, uint256(v - 27) << 255 | uint256(vs));
    }

    /// The secret of validator `id` in every test.
    function secret(uint256 id) internal pure returns (uint256) {
        return uint256(keccak256(abi.encode("secret", id))) >> 8;
    }

    /// One signature of the members at these positions.
    function aggregate(bytes memory set, uint256 signers, bytes32 message, bool isBls) internal view returns (bytes memory sum) {
        if (isBls) {
            // Σ secrets · H(m), which is the sum of their signatures
            uint256 total;
            for (; signers != 0; signers &= signers - 1) {
                (uint32 id,,) = SetData.member(set, SetData.lowest(signers));
                total = addmod(total, secret(id), ORDER);
            }
            return bls(total, message, SIGNATURE);
        }
        for (; signers != 0; signers &= signers - 1) {
            (uint32 id,,) = SetData.member(set, SetData.lowest(signers));
            sum = bytes.concat(sum, ecdsa(secret(id), message));
        }
    }

    uint256 internal constant ORDER = 0x73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001;

    function call(uint256 precompile, bytes memory input, uint256 size) internal view returns (bytes memory output) {
        bool ok;
        (ok, output) = address(uint160(precompile)).staticcall(input);
        require(ok && output.length == size, "precompile");
    }
}
