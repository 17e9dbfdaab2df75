// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Quorum} from "../quorum/Quorum.sol";
import {SetData, DataContract} from "../quorum/SetData.sol";
import {BondVault} from "../game/BondVault.sol";
import {Draw} from "./Draw.sol";

/// Stake, delegation, rotation and slashing of the sequencers. docs/contracts.md says who can lose what.
///
/// Stake never moves at the moment of a fault: a fault is a record that names a set and the signers in it, and after the
/// escrow anyone settles it signer by signer. So that nobody leaves before, all withdrawals wait for open faults.
abstract contract SequencerPool is Quorum {
    using SafeERC20 for IERC20;

    error NotGame();
    error NotOwner();
    error BadAmount();
    error BadConfig();
    error KeyInUse();
    error Full();
    error Exiting();
    error NotExiting();
    error TooEarly();
    error FaultOpen();
    error NoQuorum();
    error NoSuchFault();
    error NotSigner();

    struct Config {
        uint88 minStake; // a validator's own, in the token's unit
        uint88 maxStake; // own and delegated together
        uint32 epoch; // seconds that a set serves at least
        uint32 unbonding; // seconds that leaving stake can still be slashed: more than window + escrow
        uint32 settling; // seconds that withdrawals wait after an escrow, so that it can be settled
        uint16 setSize; // members of a set at most
        uint16 slashBps; // of own and delegated stake, taken from the own first
        uint16 delegationSlashBps; // of the delegated stake at most
    }

    struct Validator {
        address owner;
        uint88 own;
        bool jailed; // was slashed: out of every later set
        address handle;
        uint96 delegated;
        uint128 shares; // of the delegated stake
        uint128 leaving; // those of them that were told to leave: slashed, but without weight
        uint32 exitSet; // the set that served when the owner left; 0 = he has not
    }

    struct Leaving {
        uint128 shares;
        uint32 set; // the set that served when they were told to leave
    }

    struct Set {
        address data; // SetData
        uint40 since;
    }

    /// What is left to settle of a fault. Only its hash is stored, under `key`.
    struct Fault {
        bytes32 key;
        address data; // of the set that signed
        uint256 signers; // not settled yet
        address payout;
        uint40 readyAt;
    }

    event Registered(uint32 indexed id, address indexed owner, address handle, bytes key);
    event Staked(uint32 indexed id, uint256 amount);
    event Delegated(uint32 indexed id, address indexed by, uint256 amount, uint256 shares);
    event Leave(uint32 indexed id, address indexed by, uint256 shares);
    event Paid(uint32 indexed id, address indexed to, uint256 amount);
    event Exit(uint32 indexed id);
    event Rotated(uint32 indexed set, address data, bytes32 root, uint256 members);
    event Faulted(bytes32 indexed key, Fault fault);
    event Cancelled(bytes32 indexed key);
    event Slashed(bytes32 indexed key, uint32 indexed id, uint256 own, uint256 delegated, address payout);

    /// Registered at one time. Rotation reads all of them.
    uint256 internal constant MAX_VALIDATORS = 256;
    /// Stake of a weight of 1. A set holds less than 2^64 of it: 256 · 2^88 / 10^12.
    uint256 internal constant WEIGHT = 1e12;
    address internal constant BURN = 0x000000000000000000000000000000000000dEaD;
    bytes32 internal constant CANCELLED = bytes32(uint256(1));

    IERC20 public immutable token;
    BondVault public immutable vault;
    address public immutable game;
    uint88 public immutable minStake;
    uint88 public immutable maxStake;
    uint32 public immutable epoch;
    uint32 public immutable unbonding;
    uint32 public immutable settling;
    uint16 public immutable setSize;
    uint16 public immutable slashBps;
    uint16 public immutable delegationSlashBps;

    uint32 public set; // the set in office; 0 = none yet
    address public setData; // its data
    uint40 public lockedUntil; // no stake leaves before
    uint32 public validators; // ids given so far, from 1; never reused
    mapping(uint32 => Set) public sets;
    mapping(uint32 => Validator) public validator;
    mapping(uint32 => mapping(address => uint128)) public sharesOf;
    mapping(uint32 => mapping(address => Leaving)) public leaving;
    mapping(bytes32 => bool) public usedKey;
    mapping(bytes32 => bytes32) public faults;
    uint32[] internal _present; // ids that have not been paid out

    constructor(IERC20 token_, BondVault vault_, address game_, Config memory c) {
        if (c.setSize == 0 || c.setSize > SetData.MAX_MEMBERS || c.slashBps > 10000 || c.delegationSlashBps > 10000) {
            revert BadConfig();
        }
        if (c.minStake == 0 || c.maxStake < c.minStake) revert BadConfig();
        token = token_;
        vault = vault_;
        game = game_;
        minStake = c.minStake;
        maxStake = c.maxStake;
        epoch = c.epoch;
        unbonding = c.unbonding;
        settling = c.settling;
        setSize = c.setSize;
        slashBps = c.slashBps;
        delegationSlashBps = c.delegationSlashBps;
    }

    modifier onlyGame() {
        if (msg.sender != game) revert NotGame();
        _;
    }

    modifier onlyOwner(uint32 id) {
        if (msg.sender != validator[id].owner) revert NotOwner();
        _;
    }

    /// While stake may still be slashed for what was signed before, nobody joins it or leaves it.
    modifier whenSettled() {
        if (block.timestamp < lockedUntil) revert FaultOpen();
        _;
    }

    // ---- joining ----

    function register(bytes calldata key, bytes calldata possession, uint88 amount) external returns (uint32 id) {
        if (amount < minStake || amount > maxStake) revert BadAmount();
        if (_present.length == MAX_VALIDATORS) revert Full();
        bytes32 hash = keccak256(key);
        if (usedKey[hash]) revert KeyInUse();
        usedKey[hash] = true;
        address handle = _registerKey(key, possession, msg.sender);
        id = ++validators;
        Validator storage v = validator[id];
        (v.owner, v.own, v.handle) = (msg.sender, amount, handle);
        _present.push(id);
        emit Registered(id, msg.sender, handle, key);
        emit Staked(id, amount);
        token.safeTransferFrom(msg.sender, address(this), amount);
    }

    function stake(uint32 id, uint88 amount) external onlyOwner(id) whenSettled {
        Validator storage v = validator[id];
        if (v.exitSet != 0) revert Exiting();
        if (amount == 0 || uint256(v.own) + v.delegated + amount > maxStake) revert BadAmount();
        v.own += amount;
        emit Staked(id, amount);
        token.safeTransferFrom(msg.sender, address(this), amount);
    }

    /// Stake behind another's. It counts from the next set on.
    function delegate(uint32 id, uint96 amount) external whenSettled {
        Validator storage v = validator[id];
        if (v.owner == address(0) || v.exitSet != 0 || v.jailed) revert Exiting();
        if (uint256(v.own) + v.delegated + amount > maxStake) revert BadAmount();
        // all was slashed: the old shares are worth nothing, and new ones would share with them
        if (v.delegated == 0 && v.shares != 0) revert BadAmount();
        uint256 shares = v.shares == 0 ? amount : uint256(amount) * v.shares / v.delegated;
        if (shares == 0 || shares + v.shares > type(uint128).max) revert BadAmount();
        v.delegated += amount;
        v.shares += uint128(shares);
        sharesOf[id][msg.sender] += uint128(shares);
        emit Delegated(id, msg.sender, amount, shares);
        token.safeTransferFrom(msg.sender, address(this), amount);
    }

    // ---- leaving ----

    /// Tells shares to leave. They stay slashable until paid; a second call makes all of them wait again.
    function undelegate(uint32 id, uint128 shares) external {
        if (shares == 0) revert BadAmount();
        sharesOf[id][msg.sender] -= shares;
        validator[id].leaving += shares;
        Leaving storage l = leaving[id][msg.sender];
        l.shares += shares;
        l.set = set;
        emit Leave(id, msg.sender, shares);
    }

    /// Pays shares that left.
    function collect(uint32 id) external whenSettled {
        Leaving memory l = leaving[id][msg.sender];
        if (l.shares == 0) revert BadAmount();
        if (!_unbonded(l.set)) revert TooEarly();
        delete leaving[id][msg.sender];
        Validator storage v = validator[id];
        uint96 amount = uint96(uint256(l.shares) * v.delegated / v.shares);
        v.delegated -= amount;
        v.shares -= l.shares;
        v.leaving -= l.shares;
        emit Paid(id, msg.sender, amount);
        token.safeTransfer(msg.sender, amount);
    }

    /// Leaves from the next set on.
    function exit(uint32 id) external onlyOwner(id) {
        Validator storage v = validator[id];
        if (v.exitSet != 0) revert Exiting();
        // without any set there is none to wait for; 1 is then the first one, which he is not in
        v.exitSet = set == 0 ? 1 : set;
        emit Exit(id);
    }

    /// Pays the own stake of one who left. What was delegated to him stays with its owners.
    function withdraw(uint32 id) external onlyOwner(id) whenSettled {
        Validator storage v = validator[id];
        if (v.exitSet == 0) revert NotExiting();
        if (!_unbonded(v.exitSet)) revert TooEarly();
        uint88 amount = v.own;
        v.own = 0;
        v.owner = address(0);
        uint256 last = _present.length - 1;
        for (uint256 i; i <= last; i++) {
            if (_present[i] == id) {
                _present[i] = _present[last];
                _present.pop();
                break;
            }
        }
        emit Paid(id, msg.sender, amount);
        token.safeTransfer(msg.sender, amount);
    }

    /// Whether what left during a set is out: the next set has begun, and unbonding is over since.
    function _unbonded(uint32 during) internal view returns (bool) {
        if (set <= during) return false;
        return block.timestamp >= uint256(sets[during + 1].since) + unbonding;
    }

    // ---- sets ----

    /// Makes the next set. For anybody, once the epoch is over. With nobody eligible it is empty, so that those who left can
    /// be paid; no quorum is then possible. If more are eligible than a set holds, members are drawn by
    /// stake, without replacement. The seed is this block's randomness: who calls may wait for a block he likes better, but
    /// so may everybody else not wait.
    function rotate() external returns (uint32 id) {
        if (set != 0 && block.timestamp < uint256(sets[set].since) + epoch) revert TooEarly();
        uint256 n = _present.length;
        uint256[] memory members = new uint256[](n);
        uint256 count;
        for (uint256 i; i < n; i++) {
            uint32 v = _present[i];
            uint64 weight = weightOf(v);
            if (weight != 0) members[count++] = SetData.pack(v, weight, validator[v].handle);
        }
        if (count > setSize) {
            count = Draw.choose(members, count, setSize, keccak256(abi.encode(block.prevrandao, address(this), set)));
        }
        uint256 total;
        address[] memory handles = new address[](count);
        bytes memory body;
        assembly ("memory-safe") {
            mstore(members, count)
        }
        for (uint256 i; i < count; i++) {
            handles[i] = address(uint160(members[i]));
            total += uint64(members[i] >> 160);
        }
        body = abi.encodePacked(total << 32 | count, members, _aggregate(handles));
        id = ++set;
        address data = DataContract.create(body);
        setData = data;
        sets[id] = Set(data, uint40(block.timestamp));
        emit Rotated(id, data, data.codehash, count);
    }

    /// What a validator would weigh in a set made now; 0 = he would not be in it.
    function weightOf(uint32 id) public view returns (uint64) {
        Validator memory v = validator[id];
        if (v.own < minStake || v.exitSet != 0 || v.jailed) return 0;
        uint256 staying = v.shares == 0 ? 0 : uint256(v.delegated) * (v.shares - v.leaving) / v.shares;
        return uint64((v.own + staying) / WEIGHT);
    }

    /// The member whose turn it is in a span of L2 blocks: drawn by weight, the same for everybody. What it means is up to
    /// the sequencers; no contract asks for it.
    function leader(uint32 id, uint256 span) external view returns (uint32 member) {
        bytes memory data = SetData.read(sets[id].data);
        uint256 point = uint256(keccak256(abi.encode(sets[id].data.codehash, span))) % SetData.total(data);
        uint64 weight;
        for (uint256 i; point >= weight; i++) {
            point -= weight;
            (member, weight,) = SetData.member(data, i);
        }
    }

    /// Reverts unless members of the set in office with at least two thirds of its weight signed, exactly those named.
    function check(bytes32 message, uint32 id, uint256 signers, bytes calldata signature) external view returns (bytes32) {
        if (id != set || id == 0) revert NoQuorum();
        address data = setData;
        (uint256 signed, uint256 total) = _checkSignature(message, data, signers, signature);
        if (signed == 0 || signed * 3 < total * 2) revert NoQuorum();
        return data.codehash;
    }

    /// Root of the set in office, 0 without one.
    function root() external view returns (bytes32) {
        return set == 0 ? bytes32(0) : setData.codehash;
    }

    // ---- slashing ----

    /// Records that these members of a set signed what was proven wrong. Nothing moves before `readyAt`.
    function slash(bytes32 key, uint32 id, uint256 signers, address payout, uint40 readyAt) external onlyGame {
        if (faults[key] != 0) revert NoSuchFault();
        Fault memory f = Fault(key, sets[id].data, signers, payout, readyAt);
        faults[key] = _hash(f);
        uint40 until = readyAt + settling;
        if (until > lockedUntil) lockedUntil = until;
        emit Faulted(key, f);
    }

    /// The proof is in doubt: what is not settled of the fault never will be.
    function cancel(bytes32 key) external onlyGame {
        if (faults[key] == 0) revert NoSuchFault();
        faults[key] = CANCELLED;
        emit Cancelled(key);
    }

    /// Slashes these signers: half to the payout that the proof names, half burned. For anybody, after the escrow; all at
    /// once or a few at a time. Returns what is left to settle.
    function settle(Fault memory f, uint256 positions) external returns (Fault memory) {
        if (faults[f.key] != _hash(f)) revert NoSuchFault();
        if (block.timestamp < f.readyAt) revert TooEarly();
        if (positions == 0 || f.signers & positions != positions) revert NotSigner();
        f.signers ^= positions;
        faults[f.key] = _hash(f);
        bytes memory data = SetData.read(f.data);
        uint256 amount;
        for (; positions != 0; positions &= positions - 1) {
            (uint32 id,,) = SetData.member(data, SetData.lowest(positions));
            amount += _slash(f, id);
        }
        uint256 reward = amount / 2;
        token.safeTransfer(address(vault), reward);
        vault.reward(f.payout, reward);
        token.safeTransfer(BURN, amount - reward);
        return f;
    }

    /// keccak256(abi.encode(f)): a struct of value types lies in memory as it is encoded.
    function _hash(Fault memory f) internal pure returns (bytes32 h) {
        assembly ("memory-safe") {
            h := keccak256(f, 0xa0)
        }
    }

    function _slash(Fault memory f, uint32 id) internal returns (uint256) {
        Validator storage v = validator[id];
        uint256 own = v.own;
        uint256 delegated = v.delegated;
        uint256 due = (own + delegated) * slashBps / 10000;
        own = due < own ? due : own;
        due -= own;
        uint256 most = delegated * delegationSlashBps / 10000;
        delegated = due < most ? due : most;
        v.own -= uint88(own);
        v.jailed = true;
        if (delegated != 0) v.delegated -= uint96(delegated);
        emit Slashed(f.key, id, own, delegated, f.payout);
        return own + delegated;
    }
}
