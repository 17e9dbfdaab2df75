// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {BondVault} from "../src/game/BondVault.sol";
import {SequencerPool} from "../src/pool/SequencerPool.sol";
import {BlsPool} from "../src/pool/BlsPool.sol";
import {SetData} from "../src/quorum/SetData.sol";
import {Draw} from "../src/pool/Draw.sol";
import {Pools} from "./Pools.sol";
import {vm} from "./Vm.sol";

contract SequencerPoolTest is Pools {
    address internal constant BURN = 0x000000000000000000000000000000000000dEaD;
    address internal constant PROVER = address(0x9999);
    address internal constant SMALL = address(0x7777);

    constructor() {
        makePool(false, address(this));
        vm.warp(1_000_000);
    }

    function fault(uint32 set, uint256 signers) internal view returns (SequencerPool.Fault memory) {
        (address data,) = pool.sets(set);
        return SequencerPool.Fault("fault", data, signers, PROVER, uint40(block.timestamp + 7 days));
    }

    function slash(SequencerPool.Fault memory f) internal {
        pool.slash(f.key, 1, f.signers, f.payout, f.readyAt);
    }

    function own(uint32 id) internal view returns (uint256 amount) {
        (, amount,,,,,,) = pool.validator(id);
    }

    function delegated(uint32 id) internal view returns (uint256 amount) {
        (,,,, amount,,,) = pool.validator(id);
    }

    function test_stake_bounds() external {
        bytes memory k = key(1);
        bytes memory p = this.possession(1, owner(1), k);
        fund(owner(1), 6 * STAKE);
        vm.prank(owner(1));
        vm.expectRevert(SequencerPool.BadAmount.selector);
        pool.register(k, p, STAKE - 1);
        vm.prank(owner(1));
        vm.expectRevert(SequencerPool.BadAmount.selector);
        pool.register(k, p, 5 * STAKE + 1);
        vm.prank(owner(1));
        uint32 id = pool.register(k, p, STAKE);
        vm.prank(owner(1));
        vm.expectRevert(SequencerPool.BadAmount.selector);
        pool.stake(id, 4 * STAKE + 1);
        vm.prank(owner(1));
        pool.stake(id, 4 * STAKE);
        vm.expectRevert(SequencerPool.NotOwner.selector);
        pool.stake(id, 1);
        vm.assertEq(token.balanceOf(address(pool)), 5 * uint256(STAKE));
    }

    function test_exit_takes_a_set_and_21_days() external {
        join(1, STAKE);
        join(2, STAKE);
        pool.rotate();
        vm.prank(owner(1));
        pool.exit(1);
        vm.prank(owner(1));
        vm.expectRevert(SequencerPool.Exiting.selector);
        pool.exit(1);
        // without a new set he still serves, however long
        vm.warp(block.timestamp + 100 days);
        vm.prank(owner(1));
        vm.expectRevert(SequencerPool.TooEarly.selector);
        pool.withdraw(1);
        pool.rotate();
        vm.assertEq(SetData.count(setOf(2)), 1);
        vm.warp(block.timestamp + 21 days - 1);
        vm.prank(owner(1));
        vm.expectRevert(SequencerPool.TooEarly.selector);
        pool.withdraw(1);
        vm.warp(block.timestamp + 1);
        vm.prank(owner(1));
        pool.withdraw(1);
        vm.assertEq(token.balanceOf(owner(1)), STAKE);
        vm.prank(owner(1));
        vm.expectRevert(SequencerPool.NotOwner.selector);
        pool.withdraw(1);
        // indexes are never reused
        vm.assertEq(uint256(join(3, STAKE)), 3);
    }

    /// The last one can leave, too: the set after him is empty.
    function test_last_validator_leaves() external {
        join(1, STAKE);
        pool.rotate();
        vm.prank(owner(1));
        pool.exit(1);
        vm.warp(block.timestamp + 1 days);
        pool.rotate();
        vm.warp(block.timestamp + 21 days);
        vm.prank(owner(1));
        pool.withdraw(1);
        vm.assertEq(token.balanceOf(address(pool)), 0);
    }

    function test_delegation_counts_from_the_next_set() external {
        join(1, STAKE);
        pool.rotate();
        delegate(SMALL, 1, STAKE / 2);
        vm.assertEq(SetData.total(setOf(1)), STAKE / 1e12);
        vm.warp(block.timestamp + 1 days);
        pool.rotate();
        vm.assertEq(SetData.total(setOf(2)), uint256(STAKE) * 3 / 2 / 1e12);
        vm.prank(SMALL);
        pool.undelegate(1, STAKE / 4);
        vm.prank(SMALL);
        vm.expectRevert(SequencerPool.TooEarly.selector);
        pool.collect(1);
        vm.warp(block.timestamp + 1 days);
        pool.rotate();
        vm.assertEq(SetData.total(setOf(3)), uint256(STAKE) * 5 / 4 / 1e12);
        vm.warp(block.timestamp + 21 days);
        vm.prank(SMALL);
        pool.collect(1);
        vm.assertEq(token.balanceOf(SMALL), STAKE / 4);
        vm.prank(SMALL);
        vm.expectRevert();
        pool.undelegate(1, STAKE / 4 + 1);
    }

    function test_slash_own_first_then_delegated() external {
        join(1, STAKE);
        join(2, STAKE);
        delegate(SMALL, 1, 2 * STAKE);
        pool.rotate();
        SequencerPool.Fault memory f = fault(1, 1);
        slash(f);
        vm.expectRevert(SequencerPool.TooEarly.selector);
        pool.settle(f, 1);
        vm.warp(f.readyAt);
        vm.expectRevert(SequencerPool.NotSigner.selector);
        pool.settle(f, 3);
        vm.expectRevert(SequencerPool.NotSigner.selector);
        pool.settle(f, 0);
        SequencerPool.Fault memory left = pool.settle(f, 1);
        vm.assertEq(own(1), 0);
        vm.assertEq(delegated(1), uint256(STAKE) * 9 / 5);
        vm.assertEq(own(2), STAKE);
        uint256 taken = uint256(STAKE) * 6 / 5;
        vm.assertEq(vault.credits(PROVER), taken / 2);
        vm.assertEq(token.balanceOf(BURN), taken / 2);
        // not twice, with neither record
        vm.expectRevert(SequencerPool.NoSuchFault.selector);
        pool.settle(f, 1);
        vm.expectRevert(SequencerPool.NotSigner.selector);
        pool.settle(left, 1);
        // out of the next set
        vm.assertEq(pool.weightOf(1), 0);
        vm.prank(PROVER);
        vault.withdraw();
        vm.assertEq(token.balanceOf(PROVER), taken / 2);
        vm.assertEq(token.balanceOf(address(pool)), booked());
    }

    function test_nobody_moves_while_a_fault_is_open() external {
        join(1, STAKE);
        join(2, STAKE);
        delegate(SMALL, 1, STAKE);
        pool.rotate();
        vm.prank(owner(1));
        pool.exit(1);
        vm.prank(SMALL);
        pool.undelegate(1, STAKE);
        vm.warp(block.timestamp + 1 days);
        pool.rotate();
        vm.warp(block.timestamp + 21 days - 1);
        SequencerPool.Fault memory f = fault(1, 3);
        slash(f);
        vm.warp(f.readyAt + 3 days - 1);
        vm.prank(owner(1));
        vm.expectRevert(SequencerPool.FaultOpen.selector);
        pool.withdraw(1);
        vm.prank(SMALL);
        vm.expectRevert(SequencerPool.FaultOpen.selector);
        pool.collect(1);
        fund(SMALL, STAKE);
        vm.prank(SMALL);
        vm.expectRevert(SequencerPool.FaultOpen.selector);
        pool.delegate(2, STAKE);
        f = pool.settle(f, 1);
        f = pool.settle(f, 2);
        vm.warp(f.readyAt + 3 days);
        vm.prank(owner(1));
        pool.withdraw(1);
        vm.prank(SMALL);
        pool.collect(1);
        // leaving delegated stake was slashed like the rest
        vm.assertEq(token.balanceOf(SMALL), uint256(STAKE) + uint256(STAKE) * 9 / 10);
        vm.assertEq(token.balanceOf(address(pool)), booked());
    }

    function test_cancelled_fault_takes_nothing() external {
        join(1, STAKE);
        pool.rotate();
        SequencerPool.Fault memory f = fault(1, 1);
        slash(f);
        pool.cancel("fault");
        vm.warp(f.readyAt);
        vm.expectRevert(SequencerPool.NoSuchFault.selector);
        pool.settle(f, 1);
        // nor does the same key come back
        vm.expectRevert(SequencerPool.NoSuchFault.selector);
        pool.slash(f.key, 1, f.signers, f.payout, f.readyAt);
    }

    /// What the vault takes at its word comes from the pool alone.
    function test_only_the_pool_rewards_without_paying() external {
        vm.prank(PROVER);
        vm.expectRevert(BondVault.NotPool.selector);
        vault.reward(PROVER, 1);
        vm.expectRevert(BondVault.NotPool.selector);
        vault.reward(PROVER, 1);
        vm.assertEq(vault.credits(PROVER), 0);
    }

    function test_only_the_game_slashes() external {
        vm.prank(PROVER);
        vm.expectRevert(SequencerPool.NotGame.selector);
        pool.slash("fault", 1, 1, PROVER, 0);
        vm.prank(PROVER);
        vm.expectRevert(SequencerPool.NotGame.selector);
        pool.cancel("fault");
    }

    function refuseConfig(SequencerPool.Config memory c) internal {
        vm.expectRevert(SequencerPool.BadConfig.selector);
        new BlsPool(token, vault, address(this), c);
    }

    function test_configuration_is_checked() external {
        SequencerPool.Config memory c = config();
        new BlsPool(token, vault, address(this), c);
        c.setSize = 0;
        refuseConfig(c);
        c.setSize = 257;
        refuseConfig(c);
        c = config();
        c.slashBps = 10001;
        refuseConfig(c);
        c = config();
        c.delegationSlashBps = 10001;
        refuseConfig(c);
        c = config();
        c.minStake = 0;
        refuseConfig(c);
        c = config();
        c.maxStake = c.minStake - 1;
        refuseConfig(c);
    }

    function test_no_more_than_256_at_once() external {
        for (uint256 i = 1; i <= 256; i++) join(i, STAKE);
        bytes memory k = key(257);
        bytes memory p = this.possession(257, owner(257), k);
        fund(owner(257), STAKE);
        vm.prank(owner(257));
        vm.expectRevert(SequencerPool.Full.selector);
        pool.register(k, p, STAKE);
        pool.rotate();
        vm.assertEq(SetData.count(setOf(1)), 256);
        bytes memory signature = sign("m", type(uint256).max);
        vm.assertEq(pool.check("m", 1, type(uint256).max, signature), pool.root());
    }

    function test_who_may_do_what() external {
        join(1, STAKE);
        join(2, STAKE);
        pool.rotate();
        vm.expectRevert(SequencerPool.NotOwner.selector);
        pool.exit(1);
        vm.expectRevert(SequencerPool.NotOwner.selector);
        pool.withdraw(1);
        vm.startPrank(owner(1));
        vm.expectRevert(SequencerPool.NotExiting.selector);
        pool.withdraw(1);
        vm.expectRevert(SequencerPool.BadAmount.selector);
        pool.stake(1, 0);
        pool.exit(1);
        vm.expectRevert(SequencerPool.Exiting.selector);
        pool.stake(1, 1);
        vm.stopPrank();
        fund(SMALL, 10 * STAKE);
        vm.startPrank(SMALL);
        // one who leaves, one who is not there, nothing, more than one may have
        vm.expectRevert(SequencerPool.Exiting.selector);
        pool.delegate(1, STAKE);
        vm.expectRevert(SequencerPool.Exiting.selector);
        pool.delegate(7, STAKE);
        vm.expectRevert(SequencerPool.BadAmount.selector);
        pool.delegate(2, 0);
        vm.expectRevert(SequencerPool.BadAmount.selector);
        pool.delegate(2, 4 * STAKE + 1);
        vm.expectRevert(SequencerPool.BadAmount.selector);
        pool.undelegate(2, 0);
        vm.expectRevert(SequencerPool.BadAmount.selector);
        pool.collect(2);
        vm.stopPrank();
        // one who was slashed gets no new stake, and weighs nothing
        SequencerPool.Fault memory f = fault(1, 2);
        slash(f);
        vm.prank(owner(2));
        vm.expectRevert(SequencerPool.FaultOpen.selector);
        pool.stake(2, 1);
        vm.warp(f.readyAt + 3 days);
        pool.settle(f, 2);
        fund(owner(2), STAKE);
        vm.prank(SMALL);
        vm.expectRevert(SequencerPool.Exiting.selector);
        pool.delegate(2, STAKE);
        vm.prank(owner(2));
        pool.stake(2, STAKE);
        vm.assertEq(pool.weightOf(2), 0);
        vm.expectRevert(SequencerPool.NoSuchFault.selector);
        pool.cancel("no such");
    }

    function test_leader_by_weight() external {
        join(1, STAKE);
        join(2, 3 * STAKE);
        pool.rotate();
        uint256[3] memory turns;
        for (uint256 i; i < 400; i++) turns[pool.leader(1, i)]++;
        vm.assertEq(turns[1] + turns[2], 400);
        vm.assertGe(turns[1], 70, "a quarter");
        vm.assertLe(turns[1], 130, "a quarter");
    }

    /// Every draw is a permutation, and one of three times the weight is drawn first about three times as often.
    function testFuzz_draw(uint256 seed, uint8 n, uint8 k) external pure {
        uint256 count = 1 + n % 64;
        uint256 size = 1 + k % count;
        uint256[] memory m = new uint256[](count);
        for (uint256 i; i < count; i++) m[i] = SetData.pack(uint32(i), uint64(1 + (seed >> i % 200) % 1000), address(uint160(i)));
        Draw.choose(m, count, size, bytes32(seed));
        uint256 seen;
        for (uint256 i; i < count; i++) seen |= 1 << (m[i] >> 224);
        vm.assertEq(seen, (1 << count) - 1);
    }

    function test_draw_follows_weight() external pure {
        uint256 first;
        for (uint256 s; s < 1000; s++) {
            uint256[] memory m = new uint256[](3);
            for (uint256 i; i < 3; i++) m[i] = SetData.pack(uint32(i), i == 1 ? 3 : 1, address(0));
            Draw.choose(m, 3, 1, keccak256(abi.encode(s)));
            if (m[0] >> 224 == 1) first++;
        }
        vm.assertGe(first, 550, "three fifths");
        vm.assertLe(first, 650, "three fifths");
    }
}

contract SmallSetTest is Pools {
    function config() internal pure override returns (SequencerPool.Config memory c) {
        c = super.config();
        c.setSize = 3;
    }

    function test_rotation_draws_three_of_seven() external {
        makePool(true, address(this));
        for (uint256 i = 1; i <= 7; i++) join(i, STAKE);
        uint256 seen;
        for (uint32 s = 1; s <= 12; s++) {
            vm.prevrandao(keccak256(abi.encode(s)));
            pool.rotate();
            bytes memory set = setOf(s);
            vm.assertEq(SetData.count(set), 3);
            vm.assertEq(SetData.total(set), 3 * uint256(STAKE) / 1e12);
            for (uint256 i; i < 3; i++) {
                (uint32 id,,) = SetData.member(set, i);
                seen |= 1 << id;
            }
            bytes memory signature = sign("m", 7);
            pool.check("m", s, 7, signature);
            vm.expectRevert(SequencerPool.TooEarly.selector);
            pool.rotate();
            vm.warp(block.timestamp + 1 days);
        }
        vm.assertEq(seen, 254);
    }
}
