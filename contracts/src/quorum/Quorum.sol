// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// How a set of sequencers signs: part of the pool, since a contract of its own costs every proposal 4 k gas to reach.
abstract contract Quorum {
    error BadKey();
    error BadPossession();
    error BadSignature();

    /// Takes a key if `possession` proves that its owner has the secret: a signature over `registration(…)`. Returns what a
    /// set stores of the key.
    function _registerKey(bytes calldata key, bytes calldata possession, address owner)
        internal
        virtual
        returns (address handle);

    /// What a set stores beside its members, over the handles of all of them. All came from `_registerKey`.
    function _aggregate(address[] memory handles) internal view virtual returns (bytes memory);

    /// Reverts unless `signature` is that of exactly the members at the positions set in `signers` (SetData) over
    /// `message`. Returns their weight and that of the whole set.
    function _checkSignature(bytes32 message, address set, uint256 signers, bytes calldata signature)
        internal
        view
        virtual
        returns (uint256 signed, uint256 total);
}

/// What a registration signs: bound to chain, pool and owner, so that a proof of possession cannot be carried elsewhere.
function registration(address pool, address owner, bytes calldata key) view returns (bytes32) {
    return keccak256(abi.encode("zkfp registration 1", block.chainid, pool, owner, keccak256(key)));
}
