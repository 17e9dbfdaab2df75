// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

// Memory and call data by word. Code that is written by contracts/generator has no variables but these.

function ld(uint256 place) pure returns (uint256 r) {
    assembly ("memory-safe") {
        r := mload(place)
    }
}


function cd(uint256 place) pure returns (uint256 r) {
    assembly ("memory-safe") {
        r := calldataload(place)
    }
}
