// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// Messages from L1 that no sequencer can leave out. The run reads `head` and `count` out of the L1 state of the claim's L1
/// head, at storage slots 0 and 1, so every claim carries what was queued before it, whoever proposes. Value is not carried:
/// that needs withdrawals, which come with the range guest.
contract DepositQueue {
    error TooMuchGas();
    error TooLong();

    /// `head` after this message; `data` as given.
    event Queued(
        uint256 indexed index, address indexed from, address indexed to, uint256 time, uint64 gas, bytes data, bytes32 head
    );

    /// What one message, and those of one L1 block together, may make L2 execute: a segment must stay provable.
    uint64 internal constant MESSAGE_GAS = 5_000_000;
    uint64 internal constant BLOCK_GAS = 20_000_000;
    uint256 internal constant MAX_DATA = 8192;
    /// An L2 message costs at least this much gas and this much a byte, as a transaction would.
    uint64 internal constant BASE_GAS = 21_000;
    uint64 internal constant BYTE_GAS = 40;

    /// keccak256 over (the head before, index, time, from, to, gas, keccak256 of data), 0 at first.
    bytes32 public head;
    uint64 public count;
    uint64 public lastBlock;
    uint64 public gasInBlock;

    function enqueue(address to, uint64 gas, bytes calldata data) external returns (uint256 index) {
        if (data.length > MAX_DATA) revert TooLong();
        if (gas > MESSAGE_GAS || gas < BASE_GAS + BYTE_GAS * data.length) revert TooMuchGas();
        uint64 used = (block.number == lastBlock ? gasInBlock : 0) + gas;
        if (used > BLOCK_GAS) revert TooMuchGas();
        index = count;
        (count, lastBlock, gasInBlock) = (uint64(index + 1), uint64(block.number), used);
        bytes32 h = keccak256(abi.encode(head, index, block.timestamp, msg.sender, to, gas, keccak256(data)));
        head = h;
        emit Queued(index, msg.sender, to, block.timestamp, gas, data, h);
    }
}
