// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {FraudGame} from "../src/game/FraudGame.sol";
import {Claims} from "../src/game/Claims.sol";
import {SequencerPool} from "../src/pool/SequencerPool.sol";
import {SetData} from "../src/quorum/SetData.sol";
import {Games} from "./Games.sol";
import {vm} from "./Vm.sol";

/// Everybody at once: sequencers who sign right and wrong claims, provers, delegators, people who leave, and time. A root is
/// right if it is `right` of the root before and the block; only right runs are ever proven.
contract World is Games {
    using Claims for Claims.Claim;

    mapping(uint256 => bytes) internal claimOf; // by id, the current record
    mapping(uint256 => bytes) internal segmentsOfClaim;
    SequencerPool.Fault[] internal open;
    mapping(uint32 => bool) public signedWrong;
    mapping(uint256 => uint256) internal done;
    uint256 public minted;
    uint256 public faults;
    uint256 public finals;
    bytes32 public finalRoot = GENESIS;
    uint64 public finalBlock = 100;
    bool public broken; // a final claim did not follow from the final one before

    function start() external {
        deploy(false, 5);
        minted = 5 * uint256(STAKE);
    }

    function right(bytes32 agreed, uint64 end) internal pure returns (bytes32) {
        return keccak256(abi.encode("right", agreed, end));
    }

    function claim(uint256 id) internal view returns (Claims.Claim memory) {
        return abi.decode(claimOf[id], (Claims.Claim));
    }

    function segments(uint256 id) internal view returns (Claims.Segment[] memory) {
        return abi.decode(segmentsOfClaim[id], (Claims.Segment[]));
    }

    function pick(uint256 seed) internal view returns (uint256 id) {
        uint256 from = lastFinal() + 1;
        return next() == from ? 0 : from + seed % (next() - from);
    }

    // ---- actions ----

    function proposeClaim(uint256 seed, uint8 wrongAt, uint8 n) external {
        uint256 size = SetData.count(setOf(pool.set()));
        uint256 signers = seed % 4 == 0 ? (seed >> 8) % (1 << size) : (1 << size) - 1;
        Claims.Segment[] memory s = new Claims.Segment[](1 + n % 4);
        bytes32 agreed = game.tipRoot();
        (,,,, uint64 end,) = game.head();
        for (uint256 i; i < s.length; i++) {
            end += 1 + uint64(seed >> 200) % 9;
            agreed = i == wrongAt % 12 ? keccak256(abi.encode("wrong", seed)) : right(agreed, end);
            s[i] = Claims.Segment(agreed, end);
        }
        FraudGame.Proposal memory p = proposal(uint8(seed >> 190) % 2);
        bytes memory signature = signers == 0 ? bytes("") : signed(p, s, signers);
        if (signers == 0) {
            token.mint(address(this), BOND);
            minted += BOND;
            token.approve(address(vault), BOND);
        }
        vm.recordLogs();
        (bool ok,) = address(game).call(abi.encodeCall(game.propose, (p, s, payload, signers, signature)));
        if (!ok) return;
        Claims.Claim memory c = recorded(FraudGame.Proposed.selector);
        claimOf[c.id] = abi.encode(c);
        segmentsOfClaim[c.id] = abi.encode(s);
        // no quorum without two thirds, counted here by heads and weights of the set
        if (signers != 0 && !enough(signers)) broken = true;
    }

    function enough(uint256 signers) internal view returns (bool) {
        bytes memory set = setOf(pool.set());
        uint256 sum;
        for (uint256 i; i < SetData.count(set); i++) {
            (, uint64 w,) = SetData.member(set, i);
            if (signers >> i & 1 == 1) sum += w;
        }
        return sum * 3 >= SetData.total(set) * 2;
    }

    /// Somebody proves what is right of a segment, whichever it is.
    function prove(uint256 seed, uint8 at_) external {
        uint256 id = pick(seed);
        if (id == 0) return;
        Claims.Claim memory c = claim(id);
        Claims.Segment[] memory s = segments(id);
        uint256 i = at_ % c.kept;
        bytes32 root = right(i == 0 ? c.agreedRoot : s[i - 1].root, s[i].end);
        FraudGame.Evidence memory e = evidence(run(c), c, s, i, root);
        bool wrong = root != c.root && (i + 1 == c.kept || root != s[i].root);
        vm.recordLogs();
        (bool ok,) = address(game).call(abi.encodeCall(game.proveSegment, (c, s, i, root, e)));
        if (!ok) return;
        Claims.Claim memory d = recorded(wrong ? FraudGame.Faulted.selector : FraudGame.Proven.selector);
        claimOf[id] = abi.encode(d);
        if (!wrong) return;
        faults++;
        if (c.fault != 0 || c.signers == 0) return;
        open.push(faultOf(d));
        bytes memory set = setOf(c.set);
        for (uint256 k; k < SetData.count(set); k++) {
            (uint32 v,,) = SetData.member(set, k);
            if (c.signers >> k & 1 == 1) signedWrong[v] = true;
        }
    }

    function proveAll(uint256 seed) external {
        uint256 id = pick(seed);
        if (id == 0) return;
        Claims.Claim memory c = claim(id);
        Claims.Segment[] memory s = segments(id);
        uint256 n = c.status == Claims.Status.Truncated ? c.kept - 1 : c.kept;
        for (uint256 i; i < n; i++) {
            bytes32 root = i + 1 == c.kept ? c.root : s[i].root;
            if (root != right(i == 0 ? c.agreedRoot : s[i - 1].root, s[i].end)) return; // nobody can
        }
        FraudGame.Evidence memory e = evidenceAll(run(c), c, s, n);
        vm.recordLogs();
        (bool ok,) = address(game).call(abi.encodeCall(game.proveValid, (c, s, e)));
        if (ok) claimOf[id] = abi.encode(recorded(FraudGame.Proven.selector));
    }

    function resolve(uint32 wait) external {
        vm.warp(block.timestamp + wait % 4 days);
        uint256 id = lastFinal() + 1;
        if (id >= next()) return;
        Claims.Claim memory c = claim(id);
        (bool ok,) = address(game).call(abi.encodeCall(game.resolve, (c)));
        if (!ok) return;
        finals++;
        if (c.agreedRoot != finalRoot || c.startBlock != finalBlock + 1 || !game.isFinal(c)) broken = true;
        (finalRoot, finalBlock) = (c.root, c.endBlock);
    }

    function settle(uint256 seed) external {
        if (open.length == 0) return;
        uint256 i = seed % open.length;
        SequencerPool.Fault memory f = open[i];
        uint256 some = f.signers & (seed >> 8);
        if (some == 0) some = f.signers;
        (bool ok, bytes memory r) = address(pool).call(abi.encodeCall(pool.settle, (f, some)));
        if (ok) open[i] = abi.decode(r, (SequencerPool.Fault));
    }

    function joinPool(uint256 seed) external {
        if (pool.validators() >= 12) return;
        uint88 amount = STAKE + uint88(seed % STAKE);
        join(uint256(pool.validators()) + 1, amount);
        minted += amount;
    }

    function delegateSome(uint256 seed) external {
        address who = address(uint160(0x700 + seed % 3));
        uint96 amount = uint96(1 + (seed >> 8) % STAKE);
        fund(who, amount);
        minted += amount;
        vm.prank(who);
        (bool ok,) = address(pool).call(abi.encodeCall(pool.delegate, (uint32(1 + seed % pool.validators()), amount)));
        ok;
    }

    function goAway(uint256 seed) external {
        address who = address(uint160(0x700 + seed % 3));
        uint32 id = uint32(1 + seed % pool.validators());
        uint128 shares = pool.sharesOf(id, who);
        bool ok;
        vm.prank(who);
        if (shares != 0) (ok,) = address(pool).call(abi.encodeCall(pool.undelegate, (id, uint128(1 + (seed >> 9) % shares))));
        else (ok,) = address(pool).call(abi.encodeCall(pool.collect, (id)));
        vm.prank(who);
        (ok,) = address(pool).call(abi.encodeCall(pool.collect, (id)));
        if (seed >> 250 == 0) {
            vm.prank(owner(id));
            (ok,) = address(pool).call(abi.encodeCall(pool.exit, (id)));
        }
        vm.prank(owner(id));
        (ok,) = address(pool).call(abi.encodeCall(pool.withdraw, (id)));
    }

    function rotate(uint32 wait) external {
        vm.warp(block.timestamp + wait % 3 days);
        (bool ok,) = address(pool).call(abi.encodeCall(pool.rotate, ()));
        ok;
    }

    // ---- what must hold ----

    function everywhere() external view returns (uint256 sum) {
        sum = token.balanceOf(address(pool)) + token.balanceOf(address(vault)) + token.balanceOf(BURN);
        sum += token.balanceOf(address(this));
        for (uint160 i; i < 3; i++) sum += token.balanceOf(address(0x700 + i));
        for (uint256 i = 1; i <= pool.validators(); i++) sum += token.balanceOf(owner(i));
    }

    function poolBalance() external view returns (uint256) {
        return token.balanceOf(address(pool));
    }

    function poolBooks() external view returns (uint256) {
        return booked();
    }

    function vaultOwes() external view returns (uint256) {
        return vault.credits(PROVER) + vault.credits(address(this));
    }

    function vaultBalance() external view returns (uint256) {
        return token.balanceOf(address(vault));
    }

    function slashedWithoutSigning() external view returns (bool) {
        for (uint32 i = 1; i <= pool.validators(); i++) {
            (,, bool jailed,,,,,) = pool.validator(i);
            if (jailed && !signedWrong[i]) return true;
        }
        return false;
    }
}

contract InvariantsTest {
    World internal world;

    function setUp() external {
        world = new World();
        world.start();
    }

    struct Selectors {
        address target;
        bytes4[] selectors;
    }

    /// What forge calls at random, in any order.
    function targetSelectors() external view returns (Selectors[] memory a) {
        a = new Selectors[](1);
        a[0].target = address(world);
        a[0].selectors = new bytes4[](9);
        bytes4[9] memory s = [
            World.proposeClaim.selector,
            World.prove.selector,
            World.proveAll.selector,
            World.resolve.selector,
            World.settle.selector,
            World.joinPool.selector,
            World.delegateSome.selector,
            World.goAway.selector,
            World.rotate.selector
        ];
        for (uint256 i; i < 9; i++) a[0].selectors[i] = s[i];
    }

    function targetContracts() external view returns (address[] memory a) {
        a = new address[](1);
        a[0] = address(world);
    }

    /// No token appears or is lost, and the pool holds what its books say.
    function invariant_stake_is_conserved() external view {
        vm.assertEq(world.everywhere(), world.minted(), "tokens");
        vm.assertEq(world.poolBalance(), world.poolBooks(), "pool");
        vm.assertGe(world.vaultBalance(), world.vaultOwes(), "vault");
    }

    /// What is final follows, claim by claim, from the final root before; nothing stands upon what was cut off.
    function invariant_final_claims_are_one_chain() external view {
        vm.assertTrue(!world.broken());
    }

    function invariant_nobody_is_slashed_who_did_not_sign() external view {
        vm.assertTrue(!world.slashedWithoutSigning());
    }

    /// The world above does reach faults, settlements and finality: a run by hand.
    function test_the_world_moves() external {
        for (uint256 i; i < 60; i++) {
            uint256 seed = uint256(keccak256(abi.encode(i)));
            world.proposeClaim(seed, uint8((i + 4) % 12), uint8(i));
            for (uint8 k; k < 3; k++) world.prove(seed >> k, k);
            for (uint256 k; k < 4; k++) world.proveAll(seed >> k);
            if (i % 7 == 0) world.delegateSome(seed);
            if (i % 9 == 0) world.joinPool(seed);
            if (i % 5 == 0) world.rotate(1 days);
            for (uint256 k; k < 3; k++) world.resolve(uint32(seed >> k));
            world.settle(seed);
        }
        vm.assertTrue(world.faults() > 2, "faults");
        vm.assertTrue(world.finals() > 3, "finals");
        vm.assertTrue(!world.broken() && !world.slashedWithoutSigning());
        vm.assertEq(world.everywhere(), world.minted());
    }
}
