namespace Zkfp.Protocol.Parameters;

/// <summary>Where in the tree of proofs a proof stands: it decides rates, folds and how far from the code a word may be (<see cref="LayerParameters"/>).</summary>
public enum ProofLayer
{
    /// <summary>Shards, and every proof of a circuit below the last two: rate 1/2, unique decoding.</summary>
    Shard,

    /// <summary>The proof that makes what is below it small: rate 1/8, list decoding.</summary>
    Shrink,

    /// <summary>The proof that leaves the tree: rate 1/64, list decoding.</summary>
    Final,

    /// <summary>The same for a contract: over Keccak-256, on the machine that is cheap for it.</summary>
    L1,
}
