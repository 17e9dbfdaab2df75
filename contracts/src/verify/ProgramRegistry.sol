// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// Which program, under which rules, judged by which verifier, claims may name, and from when to when. A claim pins its
/// version; retiring one stops new claims, not the judgement of old ones.
contract ProgramRegistry {
    error NotOwner();
    error Known();
    error Unknown();
    error TooSoon();

    /// `configHash` is of the chain's rules in their canonical binary form (the guest's `config_hash`).
    struct Version {
        bytes32 programId;
        bytes32 configHash;
        bytes4 selector;
    }

    struct Span {
        uint40 since;
        uint40 until; // 0 = open
    }

    event Scheduled(bytes32 indexed id, Version version, uint256 since);
    event Retired(bytes32 indexed id, uint256 until);

    address public immutable owner;
    uint40 public immutable timelock;
    mapping(bytes32 => Span) public spans;

    constructor(address owner_, uint40 timelock_, Version memory first) {
        owner = owner_;
        timelock = timelock_;
        _add(first, uint40(block.timestamp));
    }

    modifier onlyOwner() {
        if (msg.sender != owner) revert NotOwner();
        _;
    }

    /// Everybody has the timelock's time to leave before rules change.
    function schedule(Version calldata v, uint40 since) external onlyOwner {
        if (since < block.timestamp + timelock) revert TooSoon();
        _add(v, since);
    }

    /// Ends a version, not before now: `until` is the first second that it may not be named any more.
    function retire(bytes32 id, uint40 until) external onlyOwner {
        Span storage s = spans[id];
        if (s.since == 0) revert Unknown();
        if (until < block.timestamp || (s.until != 0 && until > s.until)) revert TooSoon();
        s.until = until;
        emit Retired(id, until);
    }

    function _add(Version memory v, uint40 since) internal {
        bytes32 id = idOf(v);
        if (spans[id].since != 0) revert Known();
        spans[id] = Span(since, 0);
        emit Scheduled(id, v, since);
    }

    function idOf(Version memory v) public pure returns (bytes32) {
        return keccak256(abi.encode(v));
    }

    /// Whether a claim may name this version now.
    function active(bytes32 id) external view returns (bool) {
        Span memory s = spans[id];
        return s.since != 0 && block.timestamp >= s.since && (s.until == 0 || block.timestamp < s.until);
    }
}
