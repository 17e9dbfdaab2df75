// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

// Memory by word.

function ld(uint256 place) pure returns (uint256 r) {
    assembly ("memory-safe") {
        r := mload(place)
    }
}

function st(uint256 place, uint256 value) pure {
    assembly ("memory-safe") {
        mstore(place, value)
    }
}
