// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IRunVerifier, IZKVerifier} from "./IZKVerifier.sol";

/// Names verifiers by a selector that never changes its meaning: a claim pins one, and only it can judge the claim. Adding
/// takes a timelock longer than window and escrow; freezing is immediate and for ever. Selectors in use: "STRK" for the
/// STARK verified directly, "GR16" for its wrap over BLS12-381, "DEV0" for DevVerifier.
contract VerifierRouter {
    error NotOwner();
    error NotGuardian();
    error Taken();
    error NotReady();
    error Frozen();
    error Unknown();
    error Insecure();

    struct Entry {
        IRunVerifier verifier;
        uint40 readyAt;
        bool frozen;
    }

    event Proposed(bytes4 indexed selector, address verifier, uint256 readyAt);
    event FrozenNow(bytes4 indexed selector, address by);
    event Guarded(address indexed guardian, bool may);

    address public immutable owner;
    uint40 public immutable timelock;
    mapping(bytes4 => Entry) public entries;
    /// Who may freeze: people on call, and the games, which do it when two proofs contradict each other.
    mapping(address => bool) public guardians;

    /// What is in `first` is ready at once: there is no claim yet that it could judge.
    constructor(address owner_, uint40 timelock_, address[] memory guardians_, bytes4 first, IRunVerifier verifier) {
        owner = owner_;
        timelock = timelock_;
        for (uint256 i; i < guardians_.length; i++) {
            guardians[guardians_[i]] = true;
            emit Guarded(guardians_[i], true);
        }
        _add(first, verifier, 0);
    }

    modifier onlyOwner() {
        if (msg.sender != owner) revert NotOwner();
        _;
    }

    function propose(bytes4 selector, IRunVerifier verifier) external onlyOwner {
        _add(selector, verifier, timelock);
    }

    /// More hands that can stop; fewer only after the game is replaced, so there is no removal.
    function addGuardian(address guardian) external onlyOwner {
        guardians[guardian] = true;
        emit Guarded(guardian, true);
    }

    function freeze(bytes4 selector) external {
        if (!guardians[msg.sender]) revert NotGuardian();
        if (address(entries[selector].verifier) == address(0)) revert Unknown();
        entries[selector].frozen = true;
        emit FrozenNow(selector, msg.sender);
    }

    function _add(bytes4 selector, IRunVerifier verifier, uint40 delay) internal {
        if (address(entries[selector].verifier) != address(0)) revert Taken();
        if (block.chainid != 31337 && verifier.insecure()) revert Insecure();
        uint40 readyAt = uint40(block.timestamp) + delay;
        entries[selector] = Entry(verifier, readyAt, false);
        emit Proposed(selector, address(verifier), readyAt);
    }

    /// Whether proofs for this selector are accepted now.
    function usable(bytes4 selector) public view returns (bool) {
        Entry memory e = entries[selector];
        return address(e.verifier) != address(0) && !e.frozen && block.timestamp >= e.readyAt;
    }

    /// The verifier for this selector, if its proofs are accepted now: who calls it saves copying a large proof once more.
    function verifierOf(bytes4 selector) public view returns (IRunVerifier) {
        Entry memory e = entries[selector];
        if (address(e.verifier) == address(0)) revert Unknown();
        if (e.frozen) revert Frozen();
        if (block.timestamp < e.readyAt) revert NotReady();
        return e.verifier;
    }

    function verifyRuns(bytes4 selector, bytes32 programId, uint32 outcome, bytes32[] calldata digests, bytes calldata proof)
        external
        view
    {
        verifierOf(selector).verifyRuns(programId, outcome, digests, proof);
    }
}
