// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// A draw by weight, without replacement.
library Draw {
    /// Moves `size` of the first `count` packed members (SetData.pack) to the front, in the order in which they are drawn.
    function choose(uint256[] memory members, uint256 count, uint256 size, bytes32 seed) internal pure returns (uint256) {
        uint256 left;
        for (uint256 i; i < count; i++) left += uint64(members[i] >> 160);
        for (uint256 chosen; chosen < size; chosen++) {
            uint256 point = uint256(keccak256(abi.encode(seed, chosen))) % left;
            uint256 i = chosen;
            while (point >= uint64(members[i] >> 160)) point -= uint64(members[i++] >> 160);
            left -= uint64(members[i] >> 160);
            (members[chosen], members[i]) = (members[i], members[chosen]);
        }
        return size;
    }
}
