// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

/// Rewards and bonds in the staking token. Nothing is pushed to anybody: whoever is owed withdraws. Its balance is at least
/// what it owes: credits, and bonds that are locked or forfeit.
contract BondVault {
    using SafeERC20 for IERC20;

    error NotGame();
    error NotPool();
    error NoBond();
    error TooEarly();
    error NothingOwed();

    /// A bond. `readyAt` 0: locked. Otherwise forfeit, half to `payout` and half burned from then on.
    struct Bond {
        uint96 amount;
        address from;
        address payout;
        uint40 readyAt;
    }

    event Credited(address indexed to, uint256 amount);
    event Withdrawn(address indexed to, uint256 amount);
    event Locked(bytes32 indexed key, address indexed from, uint256 amount);
    event Forfeited(bytes32 indexed key, address indexed payout, uint256 readyAt);
    event Burned(uint256 amount);

    address internal constant BURN = 0x000000000000000000000000000000000000dEaD;

    IERC20 public immutable token;
    /// The only one who locks, forfeits and returns bonds.
    address public immutable game;
    /// The only one whose transfers are taken at its word.
    address public immutable pool;

    mapping(address => uint256) public credits;
    mapping(bytes32 => Bond) public bonds;

    constructor(IERC20 token_, address game_, address pool_) {
        token = token_;
        game = game_;
        pool = pool_;
    }

    modifier onlyGame() {
        if (msg.sender != game) revert NotGame();
        _;
    }

    /// Adds to what `to` is owed, paid by the caller.
    function credit(address to, uint256 amount) external {
        credits[to] += amount;
        emit Credited(to, amount);
        token.safeTransferFrom(msg.sender, address(this), amount);
    }

    /// The same for the pool, which has transferred the amount in the call before: no allowance to read, no second call of the token.
    function reward(address to, uint256 amount) external {
        if (msg.sender != pool) revert NotPool();
        credits[to] += amount;
        emit Credited(to, amount);
    }

    function withdraw() external {
        uint256 amount = credits[msg.sender];
        if (amount == 0) revert NothingOwed();
        delete credits[msg.sender];
        emit Withdrawn(msg.sender, amount);
        token.safeTransfer(msg.sender, amount);
    }

    /// Takes a bond from `from`, who has allowed it to this contract. `key` names it once and for all.
    function lock(bytes32 key, address from, uint96 amount) external onlyGame {
        bonds[key] = Bond(amount, from, address(0), 0);
        emit Locked(key, from, amount);
        token.safeTransferFrom(from, address(this), amount);
    }

    /// The bond's owner was proven wrong; after `readyAt` it is split, unless it is restored before.
    function forfeit(bytes32 key, address payout, uint40 readyAt) external onlyGame {
        Bond storage bond = bonds[key];
        if (bond.amount == 0 || bond.readyAt != 0) revert NoBond();
        (bond.payout, bond.readyAt) = (payout, readyAt);
        emit Forfeited(key, payout, readyAt);
    }

    /// Gives back a bond that is not forfeit.
    function release(bytes32 key) external onlyGame {
        if (bonds[key].readyAt != 0) revert NoBond();
        _giveBack(key);
    }

    /// Gives back a forfeit bond: the proof is in doubt.
    function restore(bytes32 key) external onlyGame {
        if (bonds[key].readyAt == 0) revert NoBond();
        _giveBack(key);
    }

    function _giveBack(bytes32 key) internal {
        Bond memory bond = bonds[key];
        if (bond.amount == 0) revert NoBond();
        delete bonds[key];
        credits[bond.from] += bond.amount;
        emit Credited(bond.from, bond.amount);
    }

    /// Splits a forfeit bond whose escrow is over. For anybody.
    function settle(bytes32 key) external {
        Bond memory bond = bonds[key];
        if (bond.amount == 0 || bond.readyAt == 0) revert NoBond();
        if (block.timestamp < bond.readyAt) revert TooEarly();
        delete bonds[key];
        uint256 half = bond.amount / 2;
        credits[bond.payout] += half;
        emit Credited(bond.payout, half);
        emit Burned(bond.amount - half);
        token.safeTransfer(BURN, bond.amount - half);
    }
}
