// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// What verifies a run. Immutable; reverts unless the proof is good. Who calls relies on:
///
/// - `programId` is SHA-256 of the nine elements of the verifying key's digest as it is written in proofs, so machine,
///   firmware, profile and program are bound. It comes from a contract's storage, never from a proof.
/// - `outcome` is the run's outcome word, a Linux wait status: exit code << 8, or a signal. A run that trapped, stopped or
///   missed a preimage has none, and then there is no proof.
/// - `digests` are the public-values digests of as many runs of this program, in this order: SHA-256 of what the run printed
///   in profile `linux`, of (SHA-256 of that ‖ SHA-256 of the record of unchecked preimages) in profile `cannon`. A proof of
///   a run without a digest is refused.
interface IRunVerifier {
    function verifyRuns(bytes32 programId, uint32 outcome, bytes32[] calldata digests, bytes calldata proof) external view;

    /// Whether anything but a proof can make it accept (an attester, a public trapdoor): only for chain id 31337.
    function insecure() external view returns (bool);
}

/// The shape of a verifier elsewhere (Optimism's ZK dispute game, Ziren): one run that printed `publicValues` and exited 0.
interface IZKVerifier {
    function verify(bytes32 programId, bytes calldata publicValues, bytes calldata proof) external view;
}
