// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {EcdsaQuorum} from "../quorum/EcdsaQuorum.sol";
import {BondVault} from "../game/BondVault.sol";
import {SequencerPool} from "./SequencerPool.sol";

/// The pool whose sequencers sign with an ECDSA signature a signer.
contract EcdsaPool is SequencerPool, EcdsaQuorum {
    constructor(IERC20 token_, BondVault vault_, address game_, Config memory c) SequencerPool(token_, vault_, game_, c) {}
}
