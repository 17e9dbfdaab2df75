using Zkfp.Core.Field;
using Zkfp.Core.Hash;
using Zkfp.Protocol.Parameters;

namespace Zkfp.Verifier.Tests.Reference;

/// <summary>How far down a forger carries a lie before it must show (docs/protocol.md §8).</summary>
internal enum LieDepth
{
    /// <summary>No fixing up: an honest prover on whatever witness it has.</summary>
    None,

    /// <summary>Claims the local sum that balances.</summary>
    Sum,

    /// <summary>Also makes each GKR layer consistent with the claim above.</summary>
    Gkr,

    /// <summary>Also sends column evaluations that satisfy the last zerocheck claim.</summary>
    Evaluations,

    /// <summary>Also sends a final polynomial that satisfies the last WHIR claim.</summary>
    FinalPolynomial,
}

/// <summary>What a dishonest prover does differently.</summary>
internal sealed record Forgery
{
    public static readonly Forgery Honest = new();

    public LieDepth Depth { get; init; }

    /// <summary>Changes the witness of a shard before phase 1; the prover does not check it.</summary>
    public Action<int, ShardWitness>? Witness { get; init; }

    /// <summary>Changes the witness of a shard between Γ and the shard proof; Γ's proof of work is done again, for what is then under it.</summary>
    public Action<int, ShardWitness>? AfterGamma { get; init; }

    /// <summary>Sends another final polynomial, with the same inner product with the weight as the true one.</summary>
    public bool OtherFinal { get; init; }

    /// <summary>The class of a shard, by its number and the run's class: one of the same height and preprocessed width.</summary>
    public Func<int, ProofClass, ProofClass>? Class { get; init; }

    /// <summary>Root of a boundary matrix that has no columns.</summary>
    public Digest BoundaryRoot { get; init; }

    /// <summary>Changes the main matrix after encoding.</summary>
    public Action<KoalaBear[][]>? CorruptMain { get; init; }

    /// <summary>Changes the polynomial that a WHIR round commits to.</summary>
    public Action<KoalaBear5[]>? CorruptFold { get; init; }

    /// <summary>The answer outside the domain after the main commitment, of the point and the true value.</summary>
    public Func<KoalaBear5[], KoalaBear5, KoalaBear5>? Outside { get; init; }

    /// <summary>Likewise after the commitment of each WHIR round.</summary>
    public Func<KoalaBear5[], KoalaBear5, KoalaBear5>? OutsideOfRound { get; init; }

    /// <summary>Skips the search for proofs of work of this label.</summary>
    public string? NoWork { get; init; }

    /// <summary>
    /// The messages of this label (as the verifier's transcript names them) are not absorbed: the prover chooses them when it knows the
    /// challenge that they should precede, and makes what was a lie until then true again. A verifier that forgot to absorb them would accept.
    /// </summary>
    public string? Unabsorbed { get; init; }

    /// <summary>Proves with other preprocessed columns than the key's.</summary>
    public bool OwnPreprocessed { get; init; }

    /// <summary>With <see cref="OwnPreprocessed"/>: opens the key's tree all the same.</summary>
    public bool OpenKeyTree { get; init; }
}
