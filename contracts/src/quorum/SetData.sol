// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// Bytes kept as the code of a contract that cannot be called: reading them costs 2,600 gas and 3 a word, however many
/// they are. The first byte is STOP.
library DataContract {
    error CreationFailed();

    function create(bytes memory data) internal returns (address made) {
        // PUSH2 length, DUP1, PUSH1 10, PUSH0, CODECOPY, PUSH0, RETURN (10 bytes), then what becomes the code.
        bytes memory code = abi.encodePacked(hex"61", uint16(data.length + 1), hex"80600a5f395ff3", hex"00", data);
        assembly ("memory-safe") {
            made := create(0, add(code, 32), mload(code))
        }
        if (made == address(0)) revert CreationFailed();
    }

    function read(address from) internal view returns (bytes memory data) {
        uint256 size = from.code.length;
        if (size == 0) return data;
        data = new bytes(size - 1);
        assembly ("memory-safe") {
            extcodecopy(from, add(data, 32), 1, sub(size, 1))
        }
    }
}

/// A sequencer set, fixed when it is made. Layout of its data contract, in words:
///     head   total weight << 32 | number of members (at most 256)
///     member, once each: id << 224 | weight << 160 | handle
///     what Quorum._aggregate made of all handles
/// A member is named by its position; the set's root is the code hash of the data contract.
library SetData {
    error BadSigners();

    uint256 internal constant MAX_MEMBERS = 256;

    /// Head and members. What follows is for the quorum, which reads it by its place in the code: 1 + the length of this.
    function read(address from) internal view returns (bytes memory set) {
        assembly ("memory-safe") {
            set := mload(0x40)
            extcodecopy(from, 0, 1, 32)
            let size := shl(5, add(1, and(mload(0), 0xffffffff)))
            mstore(set, size)
            extcodecopy(from, add(set, 32), 1, size)
            mstore(0x40, add(add(set, 32), size))
        }
    }

    function pack(uint32 id, uint64 weight, address handle) internal pure returns (uint256) {
        return uint256(id) << 224 | uint256(weight) << 160 | uint160(handle);
    }

    function count(bytes memory set) internal pure returns (uint256) {
        return uint32(word(set, 0));
    }

    function total(bytes memory set) internal pure returns (uint256) {
        return word(set, 0) >> 32;
    }

    function member(bytes memory set, uint256 position) internal pure returns (uint32 id, uint64 weight, address handle) {
        uint256 w = word(set, 1 + position);
        return (uint32(w >> 224), uint64(w >> 160), address(uint160(w)));
    }

    /// Mask of all positions; reverts if `signers` names one that the set has not.
    function everyone(bytes memory set, uint256 signers) internal pure returns (uint256 all) {
        all = type(uint256).max >> (MAX_MEMBERS - count(set));
        if (signers & ~all != 0) revert BadSigners();
    }

    function word(bytes memory set, uint256 i) internal pure returns (uint256 w) {
        assembly ("memory-safe") {
            w := mload(add(add(set, 32), shl(5, i)))
        }
    }

    /// Position of the lowest set bit of a mask that is not 0.
    function lowest(uint256 mask) internal pure returns (uint256 n) {
        assembly ("memory-safe") {
            n := sub(255, clz(and(mask, sub(0, mask))))
        }
    }
}
