// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// A staking token for local chains: all of it is the deployer's. Like DevVerifier it does not deploy anywhere but on chain id 31337.
contract DevToken is ERC20("Devnet METIS", "METIS") {
    error NotALocalChain();

    constructor(uint256 supply) {
        if (block.chainid != 31337) revert NotALocalChain();
        _mint(msg.sender, supply);
    }
}
