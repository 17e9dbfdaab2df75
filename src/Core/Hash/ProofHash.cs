namespace Zkfp.Core.Hash;

/// <summary>What trees and transcript of a proof are made with.</summary>
public enum ProofHash
{
    /// <summary>Poseidon2 on 24 elements: cheap in a circuit (docs/protocol.md §2).</summary>
    Poseidon2,

    /// <summary>Keccak-256: cheap in a contract (docs/protocol.md §15).</summary>
    Keccak,
}
