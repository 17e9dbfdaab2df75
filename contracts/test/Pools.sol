// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {registration} from "../src/quorum/Quorum.sol";
import {DataContract, SetData} from "../src/quorum/SetData.sol";
import {SequencerPool} from "../src/pool/SequencerPool.sol";
import {BlsPool} from "../src/pool/BlsPool.sol";
import {EcdsaPool} from "../src/pool/EcdsaPool.sol";
import {BondVault} from "../src/game/BondVault.sol";
import {Signer, Token} from "./Signer.sol";
import {vm} from "./Vm.sol";

/// A pool with either quorum; validator i has the owner owner(i) and the secret Signer.secret(i).
abstract contract Pools {
    uint88 internal constant STAKE = 20_000 ether;
    uint256 internal constant DAY = 1 days;

    Token internal token = new Token();
    BondVault internal vault;
    SequencerPool internal pool;
    bool internal isBls;

    function config() internal pure virtual returns (SequencerPool.Config memory) {
        return SequencerPool.Config({
            minStake: STAKE,
            maxStake: 5 * STAKE,
            epoch: uint32(1 days),
            unbonding: uint32(21 days),
            settling: uint32(3 days),
            setSize: 256,
            slashBps: 10000,
            delegationSlashBps: 1000
        });
    }

    function makePool(bool bls, address game) internal {
        isBls = bls;
        vault = new BondVault(token, game, vm.computeCreateAddress(address(this), vm.getNonce(address(this)) + 1));
        SequencerPool.Config memory c = config();
        pool = bls ? SequencerPool(new BlsPool(token, vault, game, c)) : new EcdsaPool(token, vault, game, c);
    }

    function owner(uint256 id) internal pure returns (address) {
        return address(uint160(0xa0000 + id));
    }

    function key(uint256 id) internal view returns (bytes memory) {
        return isBls ? Signer.blsKey(Signer.secret(id)) : abi.encodePacked(vm.addr(Signer.secret(id)));
    }

    function possession(uint256 id, address by, bytes calldata k) external view returns (bytes memory) {
        bytes32 m = registration(address(pool), by, k);
        return isBls ? Signer.bls(Signer.secret(id), m, Signer.POSSESSION) : Signer.ecdsa(Signer.secret(id), m);
    }

    function fund(address who, uint256 amount) internal {
        token.mint(who, amount);
        vm.prank(who);
        token.approve(address(pool), type(uint256).max);
    }

    function join(uint256 id, uint88 amount) internal returns (uint32) {
        bytes memory k = key(id);
        bytes memory p = this.possession(id, owner(id), k);
        fund(owner(id), amount);
        vm.prank(owner(id));
        return pool.register(k, p, amount);
    }

    function delegate(address who, uint32 id, uint96 amount) internal {
        fund(who, amount);
        vm.prank(who);
        pool.delegate(id, amount);
    }

    function setOf(uint32 id) internal view returns (bytes memory) {
        (address data,) = pool.sets(id);
        return DataContract.read(data);
    }

    function sign(bytes32 message, uint256 signers) internal view returns (bytes memory) {
        return Signer.aggregate(setOf(pool.set()), signers, message, isBls);
    }

    /// Stake of all validators, by the pool's books.
    function booked() internal view returns (uint256 sum) {
        for (uint32 i = 1; i <= pool.validators(); i++) {
            (, uint88 own,,, uint96 delegated,,,) = pool.validator(i);
            sum += uint256(own) + delegated;
        }
    }
}
