// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Quorum} from "../src/quorum/Quorum.sol";
import {BlsQuorum} from "../src/quorum/BlsQuorum.sol";
import {EcdsaQuorum} from "../src/quorum/EcdsaQuorum.sol";
import {SetData, DataContract} from "../src/quorum/SetData.sol";
import {Bls12381} from "../src/quorum/Bls12381.sol";
import {SequencerPool} from "../src/pool/SequencerPool.sol";
import {Pools} from "./Pools.sol";
import {Signer} from "./Signer.sol";
import {vm} from "./Vm.sol";

/// What both kinds of quorum must do; the two contracts at the end run all of it for each.
abstract contract QuorumTest is Pools {
    bytes32 internal constant M = keccak256("message");

    function start(uint256 n) internal {
        for (uint256 i = 1; i <= n; i++) join(i, STAKE);
        pool.rotate();
    }

    function check(uint256 signers, bytes memory signature) internal view returns (bytes32) {
        return pool.check(M, pool.set(), signers, signature);
    }

    function test_two_thirds() external {
        start(9);
        for (uint256 n = 6; n <= 9; n++) {
            uint256 signers = (1 << n) - 1;
            vm.assertEq(check(signers, sign(M, signers)), pool.root());
            vm.assertEq(check(signers << (9 - n), sign(M, signers << (9 - n))), pool.root());
        }
    }

    function test_attack_quorum_just_below_two_thirds() external {
        start(9);
        bytes memory s = sign(M, 31);
        vm.expectRevert(SequencerPool.NoQuorum.selector);
        this.checkNow(31, s);
    }

    /// Weight counts, not heads: one token short of two thirds is short.
    function test_attack_quorum_one_token_short() external {
        uint88 whole = 3 * STAKE;
        join(1, whole);
        join(2, whole);
        join(3, whole + 1 ether);
        pool.rotate();
        bytes memory s = sign(M, 3);
        vm.expectRevert(SequencerPool.NoQuorum.selector);
        this.checkNow(3, s);
        s = sign(M, 6);
        this.checkNow(6, s);
    }

    function checkNow(uint256 signers, bytes calldata s) external view {
        pool.check(M, pool.set(), signers, s);
    }

    function test_attack_framed_signer() external {
        start(4);
        // three signed, the fourth is named as well
        bytes memory s = sign(M, 7);
        vm.expectRevert(Quorum.BadSignature.selector);
        this.checkNow(15, s);
        // one that is not there
        vm.expectRevert(SetData.BadSigners.selector);
        this.checkNow(7 | 1 << 4, s);
        vm.expectRevert(SetData.BadSigners.selector);
        this.checkNow(7 | 1 << 255, s);
    }

    function test_other_message_set_or_length() external {
        start(4);
        bytes memory s = sign(keccak256("other"), 15);
        vm.expectRevert(Quorum.BadSignature.selector);
        this.checkNow(15, s);
        s = bytes.concat(sign(M, 15), hex"00");
        vm.expectRevert(Quorum.BadSignature.selector);
        this.checkNow(15, s);
        s = sign(M, 15);
        vm.warp(block.timestamp + DAY);
        pool.rotate();
        vm.expectRevert(SequencerPool.NoQuorum.selector);
        this.checkOld(s);
    }

    function checkOld(bytes calldata s) external view {
        pool.check(M, 1, 15, s);
    }

    function test_nobody_is_no_quorum() external {
        pool.rotate();
        vm.assertEq(SetData.count(setOf(1)), 0);
        vm.expectRevert();
        this.checkNow(0, "");
        vm.expectRevert();
        this.checkNow(0, new bytes(128));
    }

    function test_attack_possession_of_another() external {
        bytes memory k = key(1);
        fund(owner(9), STAKE);
        // the right key, a proof made for another owner
        bytes memory p = this.possession(1, owner(1), k);
        vm.prank(owner(9));
        vm.expectRevert(Quorum.BadPossession.selector);
        pool.register(k, p, STAKE);
        // another's key, a proof with an own secret
        p = this.possession(2, owner(9), k);
        vm.prank(owner(9));
        vm.expectRevert(Quorum.BadPossession.selector);
        pool.register(k, p, STAKE);
    }

    function test_attack_reused_key() external {
        join(1, STAKE);
        bytes memory k = key(1);
        bytes memory p = this.possession(1, owner(9), k);
        fund(owner(9), STAKE);
        vm.prank(owner(9));
        vm.expectRevert(SequencerPool.KeyInUse.selector);
        pool.register(k, p, STAKE);
    }

    function test_bad_keys() external {
        fund(owner(1), STAKE);
        bytes memory k = new bytes(isBls ? 256 : 20);
        vm.prank(owner(1));
        vm.expectRevert(Quorum.BadKey.selector);
        pool.register(k, new bytes(isBls ? 128 : 64), STAKE);
        k = bytes.concat(key(1), hex"00");
        vm.prank(owner(1));
        vm.expectRevert(Quorum.BadKey.selector);
        pool.register(k, new bytes(isBls ? 128 : 64), STAKE);
    }
}

contract BlsQuorumTest is QuorumTest {
    constructor() {
        makePool(true, address(this));
    }

    /// key = own − victim's: with it "both" could sign alone, had it a proof of possession.
    function test_attack_rogue_key() external {
        join(1, STAKE);
        bytes memory rogue = Bls12381.add2(Signer.blsKey(Signer.secret(2)), Bls12381.negate2(key(1)));
        fund(owner(2), STAKE);
        bytes memory p = this.possession(2, owner(2), rogue);
        vm.prank(owner(2));
        vm.expectRevert(Quorum.BadPossession.selector);
        pool.register(rogue, p, STAKE);
        // and with it the aggregate would indeed be the own key
        vm.assertEq(Bls12381.add2(rogue, key(1)), Signer.blsKey(Signer.secret(2)));
    }

    /// A set takes its keys from `register` alone: no call names a handle, and what the set holds is what was proven.
    function test_attack_forged_handle() external {
        start(3);
        bytes memory set = setOf(1);
        bytes memory sum = new bytes(Bls12381.G2);
        for (uint256 i; i < 3; i++) {
            (,, address handle) = SetData.member(set, i);
            bytes memory kept = Bls12381.keep2(Bls12381.negate2(key(i + 1)));
            vm.assertEq(DataContract.read(handle), kept);
            vm.assertEq(slice(set, 32 + 3 * 32 + Bls12381.G2 + i * Bls12381.KEPT_G2, Bls12381.KEPT_G2), kept);
            sum = Bls12381.add2(sum, key(i + 1));
        }
        vm.assertEq(slice(set, 32 + 3 * 32, Bls12381.G2), sum);
        vm.assertEq(set.length, 32 + 3 * 32 + Bls12381.G2 + 3 * Bls12381.KEPT_G2);
    }

    /// The largest set: it fits a contract, rotation fits a transaction (EIP-7825), and absentees are found whether the set
    /// holds their keys (the first 80) or not.
    function test_largest_set() external {
        uint256 n = SetData.MAX_MEMBERS;
        for (uint256 i = 1; i <= n; i++) join(i, STAKE);
        uint256 before = gasleft();
        pool.rotate();
        vm.assertLe(before - gasleft(), 1 << 24, "rotation");
        vm.assertEq(SetData.count(setOf(1)), n);
        uint256[4] memory absent = [uint256(0), 79, 80, 255];
        uint256 signers = type(uint256).max;
        for (uint256 i; i < 4; i++) {
            signers ^= 1 << absent[i];
            bytes memory s = sign(M, signers);
            check(signers, s);
            // the same without him, but as if he had signed
            vm.expectRevert(Quorum.BadSignature.selector);
            this.checkNow(signers | 1 << absent[i], s);
        }
    }

    function slice(bytes memory b, uint256 from, uint256 n) internal pure returns (bytes memory part) {
        part = new bytes(n);
        for (uint256 i; i < n; i++) part[i] = b[from + i];
    }
}

contract EcdsaQuorumTest is QuorumTest {
    constructor() {
        makePool(false, address(this));
    }
}

/// The quorums by themselves, over sets of a pool.
interface IChecks {
    function check(bytes32 message, address set, uint256 signers, bytes calldata signature)
        external
        view
        returns (uint256 signed, uint256 total);
}

contract BlsChecks is BlsQuorum, IChecks {
    function check(bytes32 message, address set, uint256 signers, bytes calldata signature)
        external
        view
        returns (uint256, uint256)
    {
        return _checkSignature(message, set, signers, signature);
    }
}

contract EcdsaChecks is EcdsaQuorum, IChecks {
    function check(bytes32 message, address set, uint256 signers, bytes calldata signature)
        external
        view
        returns (uint256, uint256)
    {
        return _checkSignature(message, set, signers, signature);
    }
}

abstract contract BitmapTest is Pools {
    bytes32 internal constant M = keccak256("message");

    IChecks internal quorum;

    function setUp() external {
        quorum = isBls ? IChecks(new BlsChecks()) : new EcdsaChecks();
        for (uint256 i = 1; i <= 6; i++) join(i, STAKE);
        pool.rotate();
    }

    /// forge-config: default.fuzz.runs = 64
    function testFuzz_bitmap_is_exact(uint16 claimed, uint16 signed) external {
        uint256 a = claimed & 63;
        uint256 b = signed & 63;
        vm.assume(b != 0);
        (address data,) = pool.sets(1);
        bytes memory s = sign(M, b);
        if (a != b) {
            vm.expectRevert(Quorum.BadSignature.selector);
            quorum.check(M, data, a, s);
        }
        (uint256 weight, uint256 total) = quorum.check(M, data, b, s);
        uint256 n;
        for (uint256 x = b; x != 0; x &= x - 1) n++;
        vm.assertEq(weight, n * STAKE / 1e12);
        vm.assertEq(total, 6 * uint256(STAKE) / 1e12);
    }
}

contract BlsBitmapTest is BitmapTest {
    constructor() {
        makePool(true, address(this));
    }
}

contract EcdsaBitmapTest is BitmapTest {
    constructor() {
        makePool(false, address(this));
    }
}
