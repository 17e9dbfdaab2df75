namespace Zkfp.Protocol;

/// <summary>Why a verifier rejects. Closed: a new reason is a new format version.</summary>
public enum ErrorKind
{
    /// <summary>Accepted.</summary>
    None = 0,

    /// <summary>The bytes end too early.</summary>
    Truncated,

    /// <summary>Bytes follow the end.</summary>
    TrailingBytes,

    /// <summary>Not the magic word, kind or version expected.</summary>
    BadHeader,

    /// <summary>A word is not below p.</summary>
    NonCanonicalElement,

    /// <summary>A count or length is out of its limits.</summary>
    BadLength,

    /// <summary>The verifying key does not fit the machine.</summary>
    BadKey,

    /// <summary>The proof is for another verifying key.</summary>
    WrongKey,

    /// <summary>A shape that the machine, the key or the limits do not allow (§5).</summary>
    BadShape,

    /// <summary>The shape yields fewer bits than the floor.</summary>
    Insecure,

    /// <summary>A public value is out of range (§9, 1).</summary>
    BadPublicValue,

    /// <summary>Shards do not chain (§9, 2).</summary>
    BadChain,

    /// <summary>No shard or more than one halts, or the outcome is misplaced (§9, 2 and 3).</summary>
    BadHalt,

    /// <summary>A digest word is committed twice (§9, 3).</summary>
    BadCommit,

    /// <summary>The output is not the one expected.</summary>
    WrongOutput,

    /// <summary>A proof of work is not one.</summary>
    BadProofOfWork,

    /// <summary>A denominator at the top of the GKR circuit, or of a public message, is zero (§8, 4).</summary>
    ZeroDenominator,

    /// <summary>The local buses do not balance (§8, 4).</summary>
    LocalBusUnbalanced,

    /// <summary>The global buses do not balance (§9, 6).</summary>
    GlobalBusUnbalanced,

    /// <summary>A layer of GKR does not reduce to the next (§8, 4).</summary>
    GkrMismatch,

    /// <summary>The constraints at the sampled point do not yield the last claim (§8, 6).</summary>
    ConstraintMismatch,

    /// <summary>An opening has other rows or digests than the queries call for (§6).</summary>
    BadOpening,

    /// <summary>An opening does not lead to the committed root (§6).</summary>
    RootMismatch,


    /// <summary>The last sumcheck claim of WHIR is not weight times polynomial (§8, 7c).</summary>
    WhirMismatch,
}
